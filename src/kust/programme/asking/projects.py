"""Signs of projects: fact behind plan, no fact told, and support that a project could get and has not."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl

from kust.checks.conforming import tell_conforming
from kust.checks.result import ClusterVerdicts
from kust.data.dataset import Dataset
from kust.law.measures import Measure
from kust.programme.asking.sign import ASKS, PROJECT, SETTLED, SUPPORT, UNKNOWN, Sign, SignFigure, SignRow
from kust.projects import calc_effects
from kust.projects.cells import read_cells
from kust.projects.result import Effect
from kust.quantities import TOLERANCE
from kust.settings import Settings
from kust.support import Support, calc_support
from kust.support.result import Offer

Row = dict[str, Any]


def find_project_signs(
    dataset: Dataset,
    *,
    cluster: str,
    on: date,
    settings: Settings,
    own: tuple[Measure, ...],
    entries: Sequence[ClusterVerdicts],
) -> Iterator[Sign]:
    """Take the projects of a cluster for signs, and each support measure of each of them."""
    rows = dataset.rows("projects").filter(cluster_id=cluster).sort("project_id").collect()
    projects = {row["project_id"]: row for row in rows.iter_rows(named=True)}
    effects = calc_effects(dataset, on=on, cluster=cluster, settings=settings).effects
    cells, _ = read_cells(dataset, projects)
    for project, row in projects.items():
        of_it = [one for one in effects if one.level == "project" and one.key == project]
        command = ("effects", str(dataset.path), "--project", project, "--on", on.isoformat())
        yield _project(row, of_it, cells.filter(project_id=project), on, command)
    conforms = tell_conforming(entries)
    for project in projects:
        support = calc_support(
            dataset,
            project,
            on=on,
            conforms=conforms,
            settings=settings.support,
            own=own,
            everybody=settings.readings.participants == "all",
        )
        yield from _offers(support, projects[project], dataset, on)


def _project(
    row: Row, effects: Sequence[Effect], cells: pl.DataFrame, on: date, command: tuple[str, ...]
) -> Sign:
    compared = [one for one in effects if one.compared and one.compared_plan]
    shares = {one.indicator: _share(one) for one in compared}
    worst = min(shares, key=lambda name: (shares[name], name), default=None)
    untold = _untold(cells, on)
    state, why = _state_of(row, shares, untold, cells, on)
    return Sign(
        kind=PROJECT,
        reference=row["project_id"],
        state=state,
        why=why,
        what=worst,
        value=shares[worst] if worst is not None else None,
        threshold=1.0 if worst is not None else None,
        comparison=">=" if worst is not None else None,
        unit="share",
        title=row["title"],
        figures=(
            *(_figure(one) for one in compared),
            *(
                SignFigure(name="fact_untold", value=float(year), unit="year", of=indicator)
                for indicator, year in untold
            ),
        ),
        organisations=(row["initiator_id"],) if row["initiator_id"] else (),
        explain=command,
        rows=(_place_of(row),),
    )


def _place_of(row: Row) -> SignRow:
    return SignRow(table="projects", file=row["_file"], sheet=row["_sheet"], row=row["_row"])


def _share(effect: Effect) -> float:
    return (effect.compared_fact or 0.0) / (effect.compared_plan or 1.0)


def _figure(effect: Effect) -> SignFigure:
    """Tell the fact against the plan of the cells that have both."""
    note = "behind" if _is_behind(_share(effect)) else "on_plan"
    return SignFigure(
        name="fact",
        value=effect.compared_fact,
        threshold=effect.compared_plan,
        unit=effect.unit,
        of=effect.indicator,
        note=note,
    )


def _is_behind(share: float) -> bool:
    return share < 1.0 - TOLERANCE


def _untold(cells: pl.DataFrame, on: date) -> list[tuple[str, int]]:
    """List planned figures of years that are over and of which no fact is told."""
    due = cells.filter(pl.col("year") < on.year, pl.col("basis") == "plan", "known")
    told = cells.filter(pl.col("basis") == "fact", "known")
    lacking = due.join(told, on=["indicator", "year"], how="anti")
    return sorted(lacking.select("indicator", "year").iter_rows())


def _state_of(
    row: Row, shares: dict[str, float], untold: list[tuple[str, int]], cells: pl.DataFrame, on: date
) -> tuple[str, str]:
    if any(_is_behind(share) for share in shares.values()):
        return ASKS, "behind"
    facts = cells.filter(pl.col("basis") == "fact", "known").height
    if row["ends_on"] is not None and row["ends_on"] <= on and not facts:
        return ASKS, "ended_without_fact"
    if untold:
        return UNKNOWN, "fact_untold"
    if not facts:
        begun = row["starts_on"] is None or row["starts_on"] <= on
        return (UNKNOWN, "no_effects") if begun and cells.is_empty() else (SETTLED, "not_due")
    return SETTLED, "on_plan"


def _offers(support: Support, row: Row, dataset: Dataset, on: date) -> Iterator[Sign]:
    given = {one.measure: one.krub for one in support.possible.shares}
    asked = ("--project", support.project_id, "--on", on.isoformat())
    for offer in support.offers:
        code = offer.measure.code
        state, why = _state_of_offer(offer, given)
        granted = offer.granted_krub if offer.granted_krub is not None else offer.paid_krub
        amount = offer.amount.value if offer.amount is not None else None
        yield Sign(
            kind=SUPPORT,
            reference=f"{support.project_id}:{code}",
            state=state,
            why=why,
            what="granted" if why == "granted" else "amount",
            value=granted if why == "granted" else given.get(code, amount),
            unit="krub",
            title=support.title,
            figures=tuple(_figures_of(offer)),
            organisations=(row["initiator_id"],) if row["initiator_id"] else (),
            explain=("support", str(dataset.path), *asked, "--measure", code),
            rows=(_place_of(row),),
        )


def _state_of_offer(offer: Offer, given: dict[str, float]) -> tuple[str, str | None]:
    """Say whether a project could get a measure and has not."""
    if (offer.granted_krub or 0) > 0 or (offer.paid_krub or 0) > 0:
        return SETTLED, "granted"
    if offer.scenario or offer.status != "in_force":
        return (SETTLED, "ended") if offer.status == "ended" else (UNKNOWN, offer.status)
    if offer.eligible == "not_met":
        return SETTLED, "not_eligible"
    amount = offer.amount.value if offer.amount is not None else None
    if amount == 0:
        return SETTLED, "nothing_to_get"
    if offer.eligible == "unknown":
        return UNKNOWN, "conditions"
    if offer.amount is not None and amount is None:
        return UNKNOWN, "amount"
    if amount is not None and offer.measure.code not in given:
        return SETTLED, "others_give_more"
    return ASKS, None


def _figures_of(offer: Offer) -> Iterator[SignFigure]:
    per = offer.per
    if offer.amount is not None:
        yield SignFigure(name="least", value=offer.amount.least, unit="krub", note=per)
        most = None if offer.amount.most == float("inf") else offer.amount.most
        yield SignFigure(name="most", value=most, unit="krub", note=per)
    for one in offer.conditions:
        if one.verdict != "met":
            yield SignFigure(name="condition", value=None, of=one.code, note=one.verdict)
    for window in offer.intakes:
        for name in ("opens_on", "closes_on"):
            if (day := getattr(window, name)) is not None:
                yield SignFigure(name=name, value=None, of=day.isoformat(), note=window.state)
