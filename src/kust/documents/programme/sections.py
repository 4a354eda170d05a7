"""The document of a programme as sections for a page, for paper and for a workbook."""

from collections.abc import Iterator

from kust.documents.blocks import (
    Answered,
    Block,
    Bullets,
    Document,
    Fact,
    Facts,
    Gallery,
    Heading,
    Notice,
    Picture,
    Said,
    Section,
    Table,
)
from kust.documents.programme import tables as of
from kust.documents.programme.content import Drawing, Evidence, GoalPart, ProblemPart, ProgrammeContent
from kust.documents.programme.sheets import list_budget, list_indicators, list_measures
from kust.documents.programme.tables import tabulate
from kust.i18n import say


def make_document(content: ProgrammeContent, *, paper: bool = False) -> Document:
    """Lay the content out in numbered sections; parts without anything to say are left out.

    On ``paper`` the roadmap is drawn on sheets, for a screen as a whole.
    """
    made = [section for section in _sections(content, paper=paper) if section.blocks]
    return Document(
        lang=content.lang,
        kind=content.kind,
        title=content.title,
        subtitle=" · ".join(filter(None, (content.subtitle, content.period, content.adopted))),
        day=content.day,
        sections=tuple(made),
        sources=(*content.sources, *content.trace),
        sources_title=say("programme_document.template.sources", content.lang),
        contents=True,
    )


class _Maker:
    """Sections with their numbers; annexes have letters."""

    def __init__(self, content: ProgrammeContent) -> None:
        self.content, self.lang, self._number = content, content.lang, 0

    def t(self, code: str, **values: object) -> str:
        return say(f"programme_document.{code}", self.lang, **values)

    def section(self, code: str, blocks: Iterator[Block], *tables: Table, across: bool = False) -> Section:
        listed = tuple(blocks)
        if not listed:
            return Section(code, "", (), ())
        self._number += 1
        title = f"{self._number}. {self.t(f'section.{code}')}"
        return Section(code, title, listed, _filled(tables), across)

    def annex(self, code: str, blocks: Iterator[Block], *tables: Table) -> Section:
        title = self.t("annex", letter=self.t(f"annex_letter.{code}"), title=self.t(f"section.{code}"))
        return Section(code, title, tuple(blocks), _filled(tables))


def _filled(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Leave out tables without a row: an empty sheet says nothing."""
    return tuple(one for one in tables if one.rows)


def _sections(content: ProgrammeContent, *, paper: bool) -> Iterator[Section]:
    make, lang = _Maker(content), content.lang
    yield make.section("vision", _vision(content), tabulate(of.STATEMENTS, content.statements, lang))
    yield make.section("standing", _standing(content), tabulate(of.REQUIREMENTS, content.requirements, lang))
    problems = [problem for goal in content.goals for problem in goal.problems]
    yield make.section(
        "goals",
        _goals(content, make),
        tabulate(of.PROBLEMS, problems, lang),
        list_measures(content),
    )
    yield make.section("indicators", _indicators(content), list_indicators(content), across=True)
    roadmap = (
        tabulate(of.ROADMAP, content.roadmap, lang),
        tabulate(of.MILESTONES, content.milestones, lang),
        tabulate(of.LOADS, content.loads, lang),
    )
    yield make.section("roadmap", _roadmap(content, make, paper=paper), *roadmap, across=True)
    yield make.section(
        "budget", _budget(content), list_budget(content), tabulate(of.COVERED, content.covered, lang)
    )
    yield make.section("risks", _risks(content), tabulate(of.RISKS, content.every_risk, lang))
    yield make.section("changes", _changes(content, make), tabulate(of.CHANGES, content.changes, lang))
    yield make.section("decisions", _decisions(content))
    yield make.annex("evidence", _evidence(content, make), tabulate(of.EVIDENCE, content.evidence, lang))
    undecided = (tabulate(of.PROPOSALS, content.proposals, lang), tabulate(of.DROPPED, content.dropped, lang))
    yield make.annex("proposals", _undecided(content, make), *undecided)


def _picture(key: str, drawing: Drawing) -> Picture:
    return Picture(key, drawing.svg, drawing.title, "", drawing.narrow, wide=True)


def _vision(content: ProgrammeContent) -> Iterator[Block]:
    if content.made_up:
        yield Notice(content.made_up)
    if content.vision:
        yield Said(content.vision, "lead")
    yield Said(content.agreement)
    if content.agreement_drawing:
        yield _picture("agreement", content.agreement_drawing)
    if content.statements:
        yield tabulate(of.STATEMENTS, content.statements, content.lang)
    dissent = [f"{one.number}. {one.text}: {one.dissent}" for one in content.statements if one.dissent]
    if dissent:
        yield Heading(say("programme_document.dissent", content.lang))
        yield Bullets(tuple(dissent))


def _standing(content: ProgrammeContent) -> Iterator[Block]:
    for one in content.glance:
        yield Answered(one.code, one.words)
    if content.requirements:
        yield tabulate(of.REQUIREMENTS, content.requirements, content.lang)


def _goals(content: ProgrammeContent, make: _Maker) -> Iterator[Block]:
    for goal in content.goals:
        yield Heading(make.t("goal_title", number=goal.number, title=goal.title))
        yield from _goal_words(goal, make)
        for problem in goal.problems:
            yield Heading(f"{problem.number}. {problem.title}", 4)
            yield from _problem(problem, make)


def _goal_words(goal: GoalPart, make: _Maker) -> Iterator[Block]:
    if goal.description:
        yield Said(goal.description)
    facts = [
        Fact(make.t(code), words)
        for code, words in (("goal_statement", goal.statement), ("goal_indicators", goal.indicators))
        if words
    ]
    if facts:
        yield Facts(tuple(facts))


def _problem(problem: ProblemPart, make: _Maker) -> Iterator[Block]:
    if problem.description:
        yield Said(problem.description)
    facts = tuple(tell_seen_facts(problem, make.lang))
    if facts:
        yield Facts(facts)
    if problem.measures:
        title = make.t("table.measures_against", number=problem.number)
        yield tabulate(of.MEASURES, problem.measures, make.lang, title=title)
    else:
        yield Said(make.t("no_measures"), "note")


def tell_seen_facts(problem: ProblemPart, lang: str) -> Iterator[Fact]:
    """Tell the figure that shows a problem in lines."""
    from kust.documents.figures import write, write_day

    seen = problem.seen
    if not seen.what:
        return

    def t(code: str, **values: object) -> str:
        return say(f"programme_document.{code}", lang, **values)

    yield Fact(t("seen.what"), ": ".join(filter(None, (seen.kind, seen.what))))
    if seen.found is not None:
        day = write_day(seen.found_on, lang) if seen.found_on else ""
        label = t("seen.found_on", day=day) if day else t("seen.found")
        yield Fact(label, write(seen.found, "amount", lang))
    if seen.now is not None or seen.limit:
        words = write(seen.now, "amount", lang)
        yield Fact(t("seen.now"), f"{words} ({seen.limit})" if seen.limit else words)
    if seen.state.words:
        yield Fact(t("seen.state"), seen.state.words, code=seen.state.code)
    if seen.figure.place:
        yield Fact(t("seen.figure"), seen.figure.words, seen.figure.place)
    if problem.reason:
        yield Fact(t("seen.reason"), problem.reason)


def _indicators(content: ProgrammeContent) -> Iterator[Block]:
    if content.indicators:
        yield tabulate(of.INDICATORS, content.indicators, content.lang, years=content.years)
    if content.indicator_drawings:
        drawn = tuple(
            Picture(f"indicator-{place}", one.svg, "") for place, one in enumerate(content.indicator_drawings)
        )
        yield Gallery(say("programme_document.picture.indicators", content.lang), drawn)


def _roadmap(content: ProgrammeContent, make: _Maker, *, paper: bool) -> Iterator[Block]:
    if not content.roadmap:
        return
    yield Said(content.roadmap_words, "lead")
    whole = (content.roadmap_page,) if content.roadmap_page else ()
    for place, drawing in enumerate(content.roadmap_drawings if paper else whole):
        yield _picture(f"roadmap-{place}", drawing)
    if content.critical_path:
        yield Heading(make.t("critical_path"))
        yield Said(make.t("critical_path_about"))
        yield Bullets(content.critical_path)
    yield tabulate(of.ROADMAP, content.roadmap, make.lang)
    if content.milestones:
        yield tabulate(of.MILESTONES, content.milestones, make.lang)
    if content.loads:
        yield tabulate(of.LOADS, content.loads, make.lang)


def _budget(content: ProgrammeContent) -> Iterator[Block]:
    if content.budget_words:
        yield Said(content.budget_words)
    if content.budget:
        yield tabulate(
            of.BUDGET, content.budget, content.lang, years=content.budget_years, totals=[content.budget_total]
        )
    if content.covered:
        note = say("programme_roadmap.covered.about", content.lang)
        yield tabulate(of.COVERED, content.covered, content.lang, note=note)


def _risks(content: ProgrammeContent) -> Iterator[Block]:
    if content.risks:
        yield tabulate(of.RISKS, content.risks, content.lang)
    else:
        yield Said(say("programme_roadmap.no_findings", content.lang))


def _changes(content: ProgrammeContent, make: _Maker) -> Iterator[Block]:
    if content.changes_words:
        yield Said(content.changes_words)
    if content.changes:
        yield tabulate(of.CHANGES, content.changes, make.lang)


def _decisions(content: ProgrammeContent) -> Iterator[Block]:
    for one in content.decisions:
        yield Heading(one.words)
        yield Bullets(one.entries)


def _evidence(content: ProgrammeContent, make: _Maker) -> Iterator[Block]:
    if content.evidence:
        yield Said(make.t("evidence_about"))
    for one in content.evidence:
        yield Heading(f"{one.number}. {one.title.words}", 3, one.title.name)
        yield Facts(tuple(_evidence_facts(one, make)))
        if one.figures:
            yield tabulate(of.EVIDENCE_FIGURES, one.figures, make.lang)


def _evidence_facts(one: Evidence, make: _Maker) -> Iterator[Fact]:
    yield Fact(make.t("column.kind"), ", ".join(filter(None, (one.kind, one.edition))))
    if one.value:
        told = f"{one.value} ({one.threshold})" if one.threshold else one.value
        yield Fact(one.what or make.t("column.value"), told)
    yield Fact(make.t("seen.state"), one.state.words, code=one.state.code)
    for code, words in (
        ("because", one.why),
        ("organisations", one.organisations),
        ("lacking", one.lacking),
        ("asked_by", one.asked_by),
        ("rows", one.rows),
    ):
        if words:
            yield Fact(make.t(f"column.{code}"), words)


def _undecided(content: ProgrammeContent, make: _Maker) -> Iterator[Block]:
    if content.proposals or content.dropped:
        yield Said(make.t("proposals_about" if content.proposals else "proposals_none"))
    if content.proposals:
        yield tabulate(of.PROPOSALS, content.proposals, make.lang)
    if content.dropped:
        yield tabulate(of.DROPPED, content.dropped, make.lang)
