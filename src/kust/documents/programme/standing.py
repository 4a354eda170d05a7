"""Where the cluster stands, what it wants together, what is wrong with the programme, and what changed in it."""

from collections.abc import Iterator

from kust.documents.blocks import Amount, Judged
from kust.documents.figures import write, write_margin, write_threshold, write_value
from kust.documents.programme.content import Decision, ProgrammeContent, Statement
from kust.documents.programme.evidence import Annex
from kust.documents.programme.table_lines import Risk, Standing
from kust.documents.programme.tell import ProgrammeTeller
from kust.documents.roadmap.findings import group_findings, shorten
from kust.documents.verdicts import figure_of, short_title, title_of_edition, word_glance
from kust.programme.agreement.vision import AGREED, DISPUTED, StatementAgreement

_AGREED = {AGREED: "met", DISPUTED: "not_met"}
_MOST_NAMED = 6
# What a meeting is asked to decide about findings of these kinds.
_DECIDED = (
    ("blocked", ("blocked",)),
    ("owner", ("measure_without_owner",)),
    ("money", ("cost_without_source", "cost_without_amount", "measure_without_money", "fact_untold")),
    ("late", ("late_to_finish", "late_to_start", "milestone_late")),
    ("load", ("owner_overloaded", "owner_with_too_many")),
    ("idle", ("problem_without_measure", "goal_without_measure")),
)
_PUT_TO_DECISION = frozenset(code for _, codes in _DECIDED for code in codes)


def tell_glance(tell: ProgrammeTeller) -> Iterator[Judged]:
    """Say in one sentence for each edition whether the cluster meets its requirements."""
    for entry in tell.file.entries:
        glance = word_glance(entry, tell.lang)
        title = title_of_edition(entry.edition, tell.lang)
        yield Judged(f"{title}: {glance.sentence}", glance.conforms)


def tell_requirements(tell: ProgrammeTeller, annex: Annex) -> Iterator[Standing]:
    """Tell every requirement with its figure."""
    several = sum(entry.edition is not None for entry in tell.file.entries) > 1
    for entry in tell.file.entries:
        if entry.edition is None:
            continue
        for verdict in entry.verdicts:
            figure = figure_of(verdict, tell.lang)
            held = (tell.t("by_document"), "", "")
            if figure.kind != "none":
                held = (
                    write_value(figure, tell.lang),
                    write_threshold(figure, tell.lang),
                    write_margin(figure, tell.lang),
                )
            words = write(figure.verdict, "verdict", tell.lang)
            link = annex.link_requirement(verdict.requirement.code, entry.edition.code)
            short = short_title(entry.edition, tell.lang)
            title = f"{figure.title} ({short})" if several else figure.title
            yield Standing(short, title, Judged(words, figure.verdict), *held, link)


def tell_statements(tell: ProgrammeTeller) -> Iterator[Statement]:
    """Tell the statements of the vision, the most agreed first."""
    goals: dict[str, list[str]] = {}
    for number, goal in enumerate([one for one in tell.file.programme.goals if one.stands], 1):
        if goal.statement_id:
            goals.setdefault(goal.statement_id, []).append(str(number))
    ordered = sorted(
        tell.file.agreement.statements,
        key=lambda one: (-(one.median or 0), -(one.for_share or 0), one.statement_id),
    )
    for number, one in enumerate(ordered, 1):
        yield _statement(number, one, goals, tell)


def _statement(
    number: int, one: StatementAgreement, goals: dict[str, list[str]], tell: ProgrammeTeller
) -> Statement:
    figures = (
        (one.median, "number"),
        (one.spread, "number"),
        (one.for_share, "share"),
        (one.against_share, "share"),
    )
    absent = tell.t("vision.hidden") if one.dissent.withheld else None
    median, spread, share_for, share_against = (
        absent if value is None else Amount(value, kind) for value, kind in figures
    )
    return Statement(
        number=number,
        area=one.area or "",
        text=one.text,
        answers=tell.t("answers", answered=one.opinions, asked=one.asked),
        median=median,
        spread=spread,
        share_for=share_for,
        share_against=share_against,
        verdict=Judged(tell.t(f"vision.{one.verdict}"), _AGREED.get(one.verdict, "unknown")),
        dissent=_dissent(one, tell),
        goals=", ".join(goals.get(one.statement_id, ())),
    )


def _dissent(one: StatementAgreement, tell: ProgrammeTeller) -> str:
    """Name those who disagree where they allow it; others only by kinds with their count."""
    named = [f"{who.name} ({who.agreement})" for who in one.dissent.named]
    others = [
        f"{', '.join(tell.code('stakeholders', 'kind', kind) for kind in kinds)}: {count}"
        for kinds, count in one.dissent.others
        if count
    ]
    withheld = [tell.t("vision.withheld")] if one.dissent.withheld else []
    return "; ".join([*named, *others, *withheld])


def tell_agreement(tell: ProgrammeTeller) -> str:
    """Say how many statements are agreed."""
    found = tell.file.agreement
    if not found.statements:
        return tell.t("vision.none")
    agreed = sum(one.verdict == AGREED for one in found.statements)
    return tell.t(
        "vision.told", asked=found.asked, answered=found.answered, agreed=agreed, count=len(found.statements)
    )


def tell_risks(tell: ProgrammeTeller) -> Iterator[Risk]:
    """Tell the findings, those of one kind in one line, the gravest first, as many as a page holds.

    What a meeting has to decide stands there only (:func:`tell_decisions`); the last line counts it.
    """
    groups = group_findings(tell.file.roadmap.findings, tell.roadmap)
    decided = [one for one in groups if one.codes & _PUT_TO_DECISION]
    others = tuple(one for one in groups if not one.codes & _PUT_TO_DECISION)
    for one in shorten(others, tell.roadmap):
        yield Risk(one.severity, "", one.words, one.mend)
    if decided:
        count = sum(one.count for one in decided)
        section = tell.t("section.decisions")
        words = tell.t("risks.decided", count=count, section=section)
        yield Risk(decided[0].severity, "", words, tell.t("risks.decided_mend"))


def list_risks(tell: ProgrammeTeller) -> Iterator[Risk]:
    """List every finding with how to mend it."""
    for one in tell.file.roadmap.findings:
        told = tell.roadmap.finding(one)
        where = tell.first((f"programme_document.kind.{one.subject}",), one.subject)
        yield Risk(told.severity, where, told.words, told.mend)


def tell_decisions(content: ProgrammeContent, tell: ProgrammeTeller) -> Iterator[Decision]:
    """List what the meeting is asked to decide: proposals, what is blocked, late, or has no money or owner."""
    if content.proposals:
        items = tuple(f"{one.kind}: {one.title}" for one in content.proposals)
        yield Decision(tell.t("decide.proposals", count=len(items)), items)
    settled = [
        f"{problem.number}. {problem.title}"
        for goal in content.goals
        for problem in goal.problems
        if problem.seen.state.code == "met"
    ]
    if settled:
        yield Decision(tell.t("decide.settled"), tuple(settled))
    found = group_findings(tell.file.roadmap.findings, tell.roadmap)
    for name, wanted in _DECIDED:
        items = tuple(one.words for one in found if one.codes & set(wanted))
        if items:
            yield Decision(tell.t(f"decide.{name}"), items)
