"""What stands in the template of a programme, part by part."""

from collections.abc import Callable

from docx.shared import Pt

from kust.documents.programme import tables as of
from kust.documents.programme.template import ANNEX, ENTRY, NOTE, TemplateMaker


def write_parts(make: TemplateMaker, write_contents: Callable[[], None]) -> None:
    """Write all parts in their order."""
    _title(make, write_contents)
    _vision(make)
    _standing(make)
    _goals(make)
    make.turn(across=True)
    _indicators(make)
    _roadmap(make)
    make.turn(across=False)
    _budget(make)
    _risks(make)
    _annexes(make)


def _title(make: TemplateMaker, write_contents: Callable[[], None]) -> None:
    first = make.text("{{ kind }}", soft=True)
    first.paragraph_format.space_before = Pt(110)
    make.text("{{ title }}", "Title")
    make.text("{{ cluster }}")
    for path in ("period", "adopted", "subtitle", "made_up"):
        make.tag(f"if {path}")
        make.text(f"{{{{ {path} }}}}", soft=path != "made_up", bold=path == "made_up")
        make.tag("endif")
    contents = make.text(make.t("template.contents"), bold=True)
    contents.paragraph_format.page_break_before = True
    contents.runs[0].font.size = Pt(15)
    write_contents()


def _vision(make: TemplateMaker) -> None:
    make.heading(make.t("section.vision"))
    make.document.paragraphs[-1].paragraph_format.page_break_before = True
    make.tag("if vision")
    make.text("{{ vision }}")
    make.tag("endif")
    make.text("{{ agreement }}")
    make.tag("if agreement_drawing")
    make.picture("agreement_drawing")
    make.tag("endif")
    make.tag("if statements")
    make.text(make.t("table.statements"), bold=True)
    make.table(of.STATEMENTS)
    make.tag("if statements|selectattr('dissent')|list")
    make.text(make.t("dissent"), bold=True)
    make.tag("endif")
    make.tag("for s in statements if s.dissent")
    make.text("{{ s.number }}. {{ s.text }}: {{ s.dissent }}", "List Bullet")
    make.tag("endfor")
    make.tag("endif")


def _standing(make: TemplateMaker) -> None:
    make.heading(make.t("section.standing"))
    make.tag("for a in glance")
    make.text("{{r a }}")
    make.tag("endfor")
    make.tag("if requirements")
    make.table(of.REQUIREMENTS)
    make.tag("endif")


def _goals(make: TemplateMaker) -> None:
    make.heading(make.t("section.goals"))
    make.tag("for g in goals")
    make.heading(f"{make.t('kind.goal')} {{{{ g.number }}}}. {{{{ g.title }}}}", 2, numbered=False)
    make.tag("if g.description")
    make.text("{{ g.description }}")
    make.tag("endif")
    make.lines(
        (make.t("goal_statement"), "g.statement"),
        (make.t("goal_indicators"), "g.indicators"),
    )
    make.tag("for p in g.problems")
    make.heading("{{ p.number }}. {{ p.title }}", 3, numbered=False)
    make.tag("if p.description")
    make.text("{{ p.description }}")
    make.tag("endif")
    make.lines(
        (make.t("seen.what"), "p.seen.what"),
        (make.t("template.seen_was"), "p.seen.found"),
        (make.t("seen.now"), "p.seen.now"),
        (make.t("column.threshold"), "p.seen.limit"),
        (make.t("seen.state"), "p.seen.state"),
        (make.t("seen.figure"), "p.seen.figure"),
        (make.t("seen.reason"), "p.reason"),
    )
    make.tag("if p.measures")
    make.table(of.MEASURES)
    make.tag("else")
    make.text(make.t("no_measures"), soft=True)
    make.tag("endif")
    make.tag("endfor")
    make.tag("endfor")


def _indicators(make: TemplateMaker) -> None:
    make.heading(make.t("section.indicators"))
    make.tag("if indicators")
    make.table(of.INDICATORS)
    make.tag("endif")
    make.tag("if indicator_drawings")
    make.text("{% for d in indicator_drawings %}{{ d.picture }} {% endfor %}")
    make.tag("endif")


def _roadmap(make: TemplateMaker) -> None:
    make.heading(make.t("section.roadmap"))
    make.document.paragraphs[-1].paragraph_format.page_break_before = True
    make.text("{{ roadmap_words }}", bold=True)
    make.tag("for d in roadmap_drawings")
    make.picture("d")
    make.tag("endfor")
    make.tag("if critical_path")
    make.heading(make.t("critical_path"), 2)
    make.text(make.t("critical_path_about"))
    make.tag("for one in critical_path")
    make.text("{{ one }}", "List Bullet")
    make.tag("endfor")
    make.tag("endif")
    make.tag("if roadmap")
    make.heading(make.t("table.roadmap"), 2)
    make.table(of.ROADMAP)
    make.tag("endif")
    make.tag("if milestones")
    make.heading(make.t("table.milestones"), 2)
    make.table(of.MILESTONES)
    make.tag("endif")
    make.tag("if loads")
    make.heading(make.t("table.loads"), 2)
    make.table(of.LOADS)
    make.tag("endif")


def _budget(make: TemplateMaker) -> None:
    make.heading(make.t("section.budget"))
    make.text("{{ budget_words }}")
    make.tag("if budget")
    make.text(make.t("table.budget"), bold=True)
    make.table(of.BUDGET, total="budget_total")
    make.tag("endif")
    make.tag("if covered")
    make.text(make.t("table.covered"), bold=True)
    make.table(of.COVERED)
    make.tag("endif")


def _risks(make: TemplateMaker) -> None:
    make.heading(make.t("section.risks"))
    make.tag("if risks")
    make.table(of.RISKS)
    make.tag("endif")
    make.tag("if changes_words")
    make.heading(make.t("section.changes"))
    make.text("{{ changes_words }}")
    make.tag("if changes")
    make.table(of.CHANGES)
    make.tag("endif")
    make.tag("endif")
    make.tag("if decisions")
    make.heading(make.t("section.decisions"))
    make.tag("for d in decisions")
    make.text("{{ d.words }}", bold=True)
    make.tag("for one in d.entries")
    make.text("{{ one }}", "List Bullet")
    make.tag("endfor")
    make.tag("endfor")
    make.tag("endif")


def _annexes(make: TemplateMaker) -> None:
    make.tag("if evidence")
    make.text(make.t("template.evidence"), ANNEX)
    make.text(make.t("evidence_about"))
    make.tag("for e in evidence")
    make.text("{{ e.number }}. {{r e.title }}", ENTRY)
    make.lines(
        (make.t("column.kind"), "e.kind"),
        (make.t("column.what"), "e.what"),
        (make.t("column.value"), "e.value"),
        (make.t("column.threshold"), "e.threshold"),
        (make.t("seen.state"), "e.state"),
        (make.t("column.because"), "e.why"),
        (make.t("column.organisations"), "e.organisations"),
        (make.t("column.lacking"), "e.lacking"),
        (make.t("column.asked_by"), "e.asked_by"),
        (make.t("column.rows"), "e.rows"),
    )
    make.tag("if e.figures")
    make.table(of.EVIDENCE_FIGURES)
    make.tag("endif")
    make.tag("endfor")
    make.tag("endif")
    make.tag("if proposals or dropped")
    make.text(make.t("template.proposals"), ANNEX)
    make.tag("if proposals")
    make.text(make.t("proposals_about"), bold=True)
    make.table(of.PROPOSALS)
    make.tag("else")
    make.text(make.t("proposals_none"))
    make.tag("endif")
    make.tag("if dropped")
    make.text(make.t("table.dropped"), bold=True)
    make.table(of.DROPPED)
    make.tag("endif")
    make.tag("endif")
    make.text(make.t("template.sources"), ANNEX)
    make.tag("for x in sources")
    make.text("{{ x.label }}: {{ x.value }}")
    make.tag("endfor")
    make.tag("if trace")
    make.text(make.t("trace.title"), NOTE)
    make.tag("for x in trace")
    make.text("{{ x.label }}: {{ x.value }}", NOTE)
    make.tag("endfor")
    make.tag("endif")
