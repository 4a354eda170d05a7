"""Goals, their problems with the figures that show them, and the measures against them."""

from collections.abc import Iterator

from kust.documents.blocks import Amount, Judged, Link
from kust.documents.programme.content import GoalPart, MeasureLine, ProblemPart, Seen
from kust.documents.programme.evidence import Annex
from kust.documents.programme.table_lines import Proposal
from kust.documents.programme.tell import ProgrammeTeller
from kust.programme.asking.sign import CHALLENGE
from kust.programme.programme import DROPPED, PROPOSED, Goal, Measure, Problem
from kust.programme.timeline.budget import add_up

_NOT_SEEN = Seen("", "", None, None, None, None, "", Judged(""), Link(""), "")


def tell_goals(tell: ProgrammeTeller, annex: Annex) -> tuple[GoalPart, ...]:
    """Tell the standing goals in their order; what leads to none of them comes last."""
    programme = tell.file.programme
    goals = [one for one in programme.goals if one.stands]
    known = {one.goal_id for one in goals}
    problems = [one for one in programme.problems if one.stands]
    placed = {one.problem_id for one in problems}
    unplaced = [one for one in programme.standing_measures if one.problem_id not in placed]
    found = []
    for number, goal in enumerate(goals, 1):
        own = [one for one in problems if one.goal_id == goal.goal_id]
        loose = [one for one in unplaced if one.goal_id == goal.goal_id]
        found.append(_goal(goal, number, own, loose, tell, annex))
    strays = [one for one in problems if one.goal_id not in known]
    loose = [one for one in unplaced if one.goal_id not in known]
    if strays or loose:
        parts = tuple(_problems(str(len(goals) + 1), strays, loose, tell, annex))
        found.append(GoalPart(str(len(goals) + 1), tell.t("goal.none"), "", "", "", parts))
    return tuple(found)


def _goal(
    goal: Goal, number: int, own: list[Problem], loose: list[Measure], tell: ProgrammeTeller, annex: Annex
) -> GoalPart:
    programme = tell.file.programme
    texts = {one.statement_id: one.text for one in tell.file.agreement.statements}
    measured = [one.indicator for one in programme.indicators if one.stands and one.goal_id == goal.goal_id]
    return GoalPart(
        number=str(number),
        title=goal.title,
        description=goal.description or "",
        statement=texts.get(goal.statement_id or "", ""),
        indicators="; ".join(measured),
        problems=tuple(_problems(str(number), own, loose, tell, annex)),
    )


def _problems(
    number: str, own: list[Problem], loose: list[Measure], tell: ProgrammeTeller, annex: Annex
) -> Iterator[ProblemPart]:
    measures = tell.file.programme.standing_measures
    for place, problem in enumerate(own, 1):
        told = f"{number}.{place}"
        seen = tell_seen(problem, told, tell, annex)
        yield ProblemPart(
            number=told,
            title=problem.title,
            description=problem.description or "",
            reason=problem.reason or "",
            seen=seen,
            measures=tuple(
                tell_measure(one, seen, tell) for one in measures if one.problem_id == problem.problem_id
            ),
        )
    if loose:
        lines = tuple(tell_measure(one, _NOT_SEEN, tell) for one in loose)
        yield ProblemPart(f"{number}.{len(own) + 1}", tell.t("problem.none"), "", "", _NOT_SEEN, lines)


def tell_seen(problem: Problem, number: str, tell: ProgrammeTeller, annex: Annex) -> Seen:
    """Tell the figure that shows a problem: when it was found and now."""
    sign = annex.sign_of(problem)
    link = annex.link(problem, number)
    if sign is None:
        return Seen("", tell.t("no_figure"), None, None, None, None, "", Judged(""), link, "")
    if sign.kind == CHALLENGE:
        who = tell.told_by(problem.named_by_id)
        what = tell.t("named_by", who=who) if who else tell.t("named_by_nobody")
        state = tell.state(CHALLENGE)
        return Seen(tell.kind(CHALLENGE), what, None, problem.found_on, None, None, "", state, link, "")
    return Seen(
        kind=tell.kind(sign.kind),
        what=tell.titled(sign),
        found=tell.amount(problem.found_value, sign.unit),
        found_on=problem.found_on,
        now=tell.amount(sign.value, sign.unit),
        threshold=tell.amount(sign.threshold, sign.unit),
        limit=tell.limit_of(sign),
        state=Judged(tell.state(sign.state).words + _because(tell.why(sign)), tell.state(sign.state).code),
        figure=link,
        command=tell.command(sign.explain),
    )


def _because(why: str) -> str:
    return f" ({why})" if why else ""


def tell_measure(measure: Measure, seen: Seen, tell: ProgrammeTeller) -> MeasureLine:
    """Tell a measure with its plan, its money and the figure that asks for it."""
    told = tell.roadmap
    scheduled = tell.scheduled[measure.measure_id]
    planned = scheduled.planned
    days = (planned.ends_on - planned.starts_on).days if planned.starts_on and planned.ends_on else None
    money, words = tell_money(measure, tell)
    sources = dict.fromkeys(
        tell.roadmap.t(f"source.{cost.source or 'none'}") for cost in measure.costs if cost.basis == "plan"
    )
    return MeasureLine(
        id=measure.measure_id,
        number=told.labels[measure.measure_id],
        title=measure.title,
        description=measure.description or "",
        owner=told.owner(measure) or tell.t("no_owner"),
        starts=planned.starts_on,
        ends=planned.ends_on,
        days=days,
        money=money,
        money_words=words,
        sources=", ".join(sources),
        indicators="; ".join(measure.indicators),
        after=told.short(measure.depends_on),
        project=tell.file.name(measure.project_id),
        state=told.t(f"state.{scheduled.state}"),
        progress=None if measure.progress is None else Amount(measure.progress, "share"),
        blocked=measure.blocked_by or "",
        reason=measure.reason or "",
        why=seen.figure,
        command=seen.command,
    )


def tell_money(measure: Measure, tell: ProgrammeTeller) -> tuple[Amount | None, str]:
    """Add up the planned money of a measure; where an amount is missing there is only what is known."""
    found = add_up((measure.measure_id, one) for one in measure.costs if one.basis == "plan")
    if found is None:
        return None, tell.t("no_money")
    if found.krub is None:
        return None, tell.roadmap.t("budget.at_least", krub=tell.figure(found.known_krub, "krub"))
    return Amount(found.krub, "krub"), tell.figure(found.krub, "krub")


def _list_rows(tell: ProgrammeTeller, annex: Annex, decision: str) -> Iterator[Proposal]:
    """List what is only proposed, or what was dropped with its reason."""
    programme = tell.file.programme
    problems = {one.problem_id: one for one in programme.problems}
    number = tell.t("annex_letter.proposals" if decision == PROPOSED else "annex_letter.dropped")
    for kind, rows in (
        ("goal", programme.goals),
        ("problem", programme.problems),
        ("measure", programme.measures),
        ("indicator", programme.indicators),
    ):
        for one in rows:
            if one.decision != decision:
                continue
            title = str(getattr(one, "title", None) or getattr(one, "indicator", ""))
            problem = one if kind == "problem" else problems.get(getattr(one, "problem_id", None) or "")
            link = annex.link(problem, number) if isinstance(problem, Problem) else Link("")
            yield Proposal(tell.t(f"kind.{kind}"), title, link, one.reason or "")


def list_proposed(tell: ProgrammeTeller, annex: Annex) -> tuple[Proposal, ...]:
    """List what is proposed from the data and what nobody has decided yet."""
    return tuple(_list_rows(tell, annex, PROPOSED))


def list_dropped(tell: ProgrammeTeller, annex: Annex) -> tuple[Proposal, ...]:
    """List what was considered and dropped."""
    return tuple(_list_rows(tell, annex, DROPPED))
