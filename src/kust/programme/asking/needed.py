"""Whether the data still ask for what a programme does: by the figure of the day against the one that it began with."""

from dataclasses import dataclass
from datetime import date

from kust.programme.asking.sign import CHALLENGE, REQUIREMENT, UNKNOWN, Sign, Signs
from kust.programme.programme import DONE, Measure, Problem, Programme


@dataclass(frozen=True, kw_only=True)
class ProblemNeed:
    """Whether a problem still stands: ``asks``, ``settled``, ``unknown`` or ``challenge`` (named by people).

    ``found_value`` is the figure that it was put into the programme with; ``value`` the one of now, which is held
    against ``threshold``. ``why``: a code. ``explain``: words after ``kust`` of the command that shows the figure.
    """

    problem_id: str
    title: str
    state: str
    why: str | None = None
    shown_by: str | None = None
    reference: str | None = None
    edition: str | None = None
    found_value: float | None = None
    found_on: date | None = None
    what: str | None = None
    value: float | None = None
    threshold: float | None = None
    comparison: str | None = None
    unit: str | None = None
    named_by: str | None = None
    explain: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MeasureNeed:
    """Whether a measure is still asked for: as its problem is; ``is_done``: what is settled has been reached by it."""

    measure_id: str
    title: str
    problem_id: str | None
    state: str
    why: str | None = None
    is_done: bool = False


@dataclass(frozen=True, kw_only=True)
class Needed:
    """What the data say now of every standing problem and measure of a programme."""

    path: str
    digest: str
    cluster_id: str
    on: date
    year: int
    editions: tuple[str, ...]
    problems: tuple[ProblemNeed, ...]
    measures: tuple[MeasureNeed, ...]


def calc_needed(programme: Programme, signs: Signs) -> Needed:
    """Say of every standing problem and measure whether the data still ask for it.

    Parameters
    ----------
    programme
        The working one, or a version that was kept.
    signs
        Of the data of now; with the editions that its problems name (:func:`editions_of`).

    Returns
    -------
    Needed
        In the order of the programme. A measure without a problem is ``unknown``, one against a challenge that people
        named is ``challenge``: data neither confirm nor lift it. What the data no longer have is ``unknown`` too.
    """
    problems = {one.problem_id: _judge(one, signs) for one in programme.problems}
    return Needed(
        path=signs.path,
        digest=signs.digest,
        cluster_id=signs.cluster_id,
        on=signs.on,
        year=signs.year,
        editions=signs.editions,
        problems=tuple(problems[one.problem_id] for one in programme.problems if one.stands),
        measures=tuple(_judge_measure(one, programme, problems) for one in programme.standing_measures),
    )


def editions_of(programme: Programme) -> tuple[str, ...]:
    """List the editions that the problems of a programme name."""
    named = (one.edition for one in programme.problems if one.shown_by == REQUIREMENT)
    return tuple(dict.fromkeys(edition for edition in named if edition))


def _judge(problem: Problem, signs: Signs) -> ProblemNeed:
    sign = _sign_of(problem, signs)
    return ProblemNeed(
        problem_id=problem.problem_id,
        title=problem.title,
        state=sign.state,
        why=sign.why,
        shown_by=problem.shown_by,
        reference=problem.reference,
        edition=sign.edition,
        found_value=problem.found_value,
        found_on=problem.found_on,
        what=sign.what,
        value=sign.value,
        threshold=sign.threshold,
        comparison=sign.comparison,
        unit=sign.unit,
        named_by=problem.named_by_id,
        explain=sign.explain,
    )


def _sign_of(problem: Problem, signs: Signs) -> Sign:
    """Find the sign that a problem is shown by; of a challenge, and of one that is tied to nothing, there is none."""
    kind, reference = problem.shown_by, problem.reference
    if kind is not None and kind != CHALLENGE and reference:
        return signs.find(kind, reference, problem.edition)
    state, why = (CHALLENGE, "challenge") if kind == CHALLENGE else (UNKNOWN, "not_tied")
    return Sign(kind=kind or "", reference=reference or "", state=state, why=why, edition=problem.edition)


def _judge_measure(measure: Measure, programme: Programme, problems: dict[str, ProblemNeed]) -> MeasureNeed:
    state, why = _state_of(measure, programme, problems)
    return MeasureNeed(
        measure_id=measure.measure_id,
        title=measure.title,
        problem_id=measure.problem_id,
        state=state,
        why=why,
        is_done=measure.state == DONE,
    )


def _state_of(
    measure: Measure, programme: Programme, problems: dict[str, ProblemNeed]
) -> tuple[str, str | None]:
    if measure.problem_id is None:
        return UNKNOWN, "no_problem"
    found = problems.get(measure.problem_id)
    if found is None:
        return UNKNOWN, "unknown_problem"
    if not any(one.problem_id == measure.problem_id and one.stands for one in programme.problems):
        return UNKNOWN, "problem_out"
    return found.state, found.why
