"""Signs of the rules: every requirement with its verdict, and the steps of the cheapest plan."""

from collections.abc import Iterator
from datetime import date

from kust.checks.result import ClusterVerdicts, Verdict
from kust.data.dataset import Dataset
from kust.law import parameters
from kust.programme.asking.sign import ASKS, REMEDY, REQUIREMENT, SETTLED, UNKNOWN, Lacking, Sign, SignFigure
from kust.remedies.find import find_remedies
from kust.remedies.linear_programme import Step
from kust.settings import Settings

_STATES = {"met": SETTLED, "not_met": ASKS, "unknown": UNKNOWN}


def find_requirement_signs(
    dataset: Dataset, entry: ClusterVerdicts, edition: str, on: date
) -> Iterator[Sign]:
    """Take each verdict of a cluster under one edition for a sign."""
    asked = ("--cluster", entry.cluster_id, "--on", on.isoformat(), "--year", str(entry.year))
    for verdict in entry.verdicts:
        code = verdict.requirement.code
        command = ("explain", str(dataset.path), code, *asked, "--edition", edition)
        yield _requirement(verdict, edition, command)


def _requirement(verdict: Verdict, edition: str, command: tuple[str, ...]) -> Sign:
    rule = verdict.requirement
    unit = str(parameters(rule.code)["unit"])
    failing = [member for member in verdict.members if member.verdict != "met"]
    own = [
        SignFigure(name="own", value=one.value, unit=unit, of=one.organisation_id, note=one.verdict)
        for one in failing
    ]
    parts = [
        SignFigure(name=one.part, value=one.value, threshold=one.threshold, note=one.verdict)
        for one in verdict.parts
    ]
    gap = [SignFigure(name="margin", value=verdict.margin, unit=unit)] if verdict.margin is not None else []
    lacking = tuple(
        Lacking(table=gap.table, column=gap.column, organisation_id=gap.organisation_id, year=gap.year)
        for gap in verdict.missing
    )
    of_gaps = (gap.organisation_id for gap in verdict.missing if gap.organisation_id is not None)
    return Sign(
        kind=REQUIREMENT,
        reference=rule.code,
        state=_STATES[verdict.verdict],
        what=verdict.shown_part or "value",
        value=verdict.value,
        threshold=verdict.threshold,
        comparison=rule.comparison,
        unit=unit,
        edition=edition,
        figures=(*gap, *parts, *own),
        organisations=tuple(dict.fromkeys([*(one.organisation_id for one in failing), *of_gaps])),
        missing=lacking,
        explain=command,
    )


def find_step_signs(
    dataset: Dataset, *, cluster: str, on: date, year: int, edition: str, settings: Settings
) -> tuple[str, list[Sign]]:
    """Take the steps of the cheapest plan of an edition for signs, and say how the search ended."""
    (remedy,) = find_remedies(
        dataset,
        on=on,
        year=year,
        edition=edition,
        clusters=[cluster],
        settings=settings,
        whole=False,
    )
    asked = ("--cluster", cluster, "--on", on.isoformat(), "--year", str(year), "--edition", edition)
    command = ("remedy", str(dataset.path), *asked)
    steps = remedy.plan.steps if remedy.plan else ()
    return remedy.status, [_step(step, edition, command) for step in steps]


def reference_of(step: Step) -> str:
    """Name a step by its kind and the ids of whom it concerns; its amounts may change, its name does not."""
    ids = (
        step.requirement,
        step.organisation_id,
        step.supplier_id,
        step.buyer_id,
        step.product_id,
        step.region,
    )
    return ":".join([step.kind, *(one for one in ids if one)])


def _step(step: Step, edition: str, command: tuple[str, ...]) -> Sign:
    amounts = step.supplier_id is not None
    unit = "krub" if amounts else "count" if step.after is not None else None
    who = (step.organisation_id, step.supplier_id, step.buyer_id)
    return Sign(
        kind=REMEDY,
        reference=reference_of(step),
        state=ASKS,
        why="in_plan",
        what=step.kind,
        value=step.before,
        threshold=step.after,
        comparison=">=" if step.after is not None else None,
        unit=unit,
        edition=edition,
        figures=(SignFigure(name="cost", value=step.cost, unit="points"),),
        organisations=tuple(one for one in who if one is not None and not step.made_up),
        explain=command,
    )
