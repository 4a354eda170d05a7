"""Signs of the chain: what the participants need and do not get at home, and the niches that follow."""

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from kust.data.dataset import Dataset
from kust.niches.causes import Threshold, grade_import_share, read_thresholds
from kust.niches.find import find_niches
from kust.niches.need import Cause, Need
from kust.niches.needs import calc_needs
from kust.niches.niche import Niche, Niches, Range, Rejected
from kust.programme.asking.sign import ASKS, NEED, NICHE, SETTLED, UNKNOWN, Sign, SignFigure, SignRow
from kust.settings import Settings

_UNITS = {"import_dependence": "share", "high_cost": "share", "long_haul": "km"}
# The lowest import share that any reading of the source calls high.
_LOWEST = "import_high_lower"


def find_need_signs(
    dataset: Dataset, *, cluster: str, on: date, year: int, settings: Settings
) -> Iterator[Sign]:
    """Take needs and niches of a cluster for signs; a need without a cause and a rejected niche ask for nothing."""
    everybody = settings.readings.participants == "all"
    needs = calc_needs(
        dataset, on=on, year=year, cluster=cluster, settings=settings.needs, everybody=everybody
    )
    thresholds = read_thresholds(settings.needs)
    asked = ("--cluster", cluster, "--on", on.isoformat(), "--year", str(year))
    for need in sorted(needs.needs, key=lambda one: one.product_id):
        command = ("needs", str(dataset.path), "--product", need.product_id, *asked)
        yield _need(need, thresholds, command, _purchases(dataset, need))
    niches = find_niches(dataset, on=on, year=year, cluster=cluster, settings=settings)
    shown = ("niches", str(dataset.path), *asked)
    for niche in sorted(niches.niches, key=lambda one: one.product_id):
        yield _niche(niche, thresholds[_LOWEST].value, (*shown, "--product", niche.product_id))
    bought = {one.product_id: one for one in needs.needs}
    yield from _rejected(niches, bought, thresholds, shown)


def _need(
    need: Need, thresholds: dict[str, Threshold], command: tuple[str, ...], rows: list[SignRow]
) -> Sign:
    main = next((one for one in need.causes if one.value is not None), None)
    state, why = _state_of(need, main, thresholds)
    what, told = _figure_of(need.causes, main, need.import_share)
    settled = thresholds[_LOWEST] if main is None and state == SETTLED else None
    declared = [SignRow(**{name: getattr(one.place, name) for name in _PLACE}) for one in need.declared]
    return Sign(
        kind=NEED,
        reference=need.product_id,
        state=state,
        why=why,
        what=what,
        value=told,
        threshold=main.threshold if main else settled.value if settled else None,
        comparison=main.comparison if main else settled.comparison if settled else None,
        unit=_UNITS.get(what),
        title=need.name,
        also=tuple(one.need_id for one in need.declared),
        figures=(*_demand(need, thresholds[_LOWEST].value), *map(_cause, need.causes)),
        organisations=tuple(buyer.organisation_id for buyer in need.buyers),
        explain=command,
        rows=(*declared, *rows),
    )


def _figure_of(
    causes: tuple[Cause, ...], main: Cause | None, import_share: float | None
) -> tuple[str, float | None]:
    """Say which cause a sign is about and its figure; one that is only declared has none, but for the import share."""
    if main is not None:
        return main.cause, main.value
    what = causes[0].cause if causes else "import_dependence"
    return what, import_share if what == "import_dependence" else None


_PLACE = ("table", "file", "sheet", "row")


def _state_of(need: Need, main: Cause | None, thresholds: dict[str, Threshold]) -> tuple[str, str | None]:
    if need.causes:
        return ASKS, None if main else "declared"
    if need.import_share is None:
        return UNKNOWN, "no_purchases"
    if grade_import_share(need.import_share_max, thresholds):
        return UNKNOWN, "origin_untold"
    return SETTLED, None


def _demand(need: Need, lowest: float) -> Iterator[SignFigure]:
    yield SignFigure(name="amount", value=need.amount_krub, unit="krub")
    yield SignFigure(name="quantity", value=need.quantity, unit=need.unit)
    yield SignFigure(name="import_share", value=need.import_share, unit="share")
    if need.import_share_max is not None:
        yield SignFigure(name="import_share_max", value=need.import_share_max, unit="share")
    yield SignFigure(name="settled_at", value=lowest, unit="share")
    yield SignFigure(name="free_capacity", value=need.free_capacity, unit=need.unit)
    for maker in need.makers:
        yield SignFigure(name="made", value=maker.output, unit=need.unit, of=maker.organisation_id)
    for buyer in need.buyers:
        yield SignFigure(name="bought", value=buyer.amount_krub, unit="krub", of=buyer.organisation_id)


def _cause(cause: Cause) -> SignFigure:
    return SignFigure(
        name=cause.cause,
        value=cause.value,
        threshold=cause.threshold,
        unit=_UNITS.get(cause.cause),
        note=cause.grade or cause.basis,
    )


def _purchases(dataset: Dataset, need: Need) -> list[SignRow]:
    """Find the rows of the purchases that a need asks about; a settled one is shown by its command alone."""
    if not need.causes:
        return []
    rows = dataset.rows("supplies").filter(
        pl.col("buyer_id").is_in([one.organisation_id for one in need.buyers]),
        product_id=need.product_id,
        year=need.year,
    )
    places = rows.select("_file", "_sheet", "_row").sort(pl.all()).collect()
    return [
        SignRow(table="supplies", file=file, sheet=sheet, row=row) for file, sheet, row in places.iter_rows()
    ]


def _niche(niche: Niche, lowest: float, command: tuple[str, ...]) -> Sign:
    main = next((one for one in niche.causes if one.value is not None), None)
    what, value = _figure_of(niche.causes, main, niche.import_share.least)
    invested = niche.economics.investment if niche.economics else Range()
    return Sign(
        kind=NICHE,
        reference=niche.product_id,
        state=ASKS,
        why=None if main else "declared",
        what=what,
        value=value,
        threshold=main.threshold if main else None,
        comparison=main.comparison if main else None,
        unit=_UNITS.get(what),
        title=niche.title,
        also=tuple(one.niche_id for one in niche.declared),
        figures=(
            SignFigure(name="amount", value=niche.amount_krub, unit="krub"),
            SignFigure(name="settled_at", value=lowest, unit="share"),
            *_ends("quantity", niche.quantity, niche.unit),
            *_ends("import_share", niche.import_share, "share"),
            *_ends("investment", invested, "krub"),
        ),
        organisations=tuple(one.organisation_id for one in niche.consumers),
        explain=command,
    )


def _ends(name: str, told: Range, unit: str | None) -> tuple[SignFigure, ...]:
    """Write a range as its two ends, one figure as one."""
    if told.least == told.most:
        return (SignFigure(name=name, value=told.least, unit=unit),)
    return (
        SignFigure(name=f"{name}_least", value=told.least, unit=unit),
        SignFigure(name=f"{name}_most", value=told.most, unit=unit),
    )


def _rejected(
    niches: Niches, bought: Mapping[str, Need], thresholds: dict[str, Threshold], command: tuple[str, ...]
) -> Iterator[Sign]:
    for one in sorted(niches.rejected, key=lambda one: one.product_id):
        share = one.values.get("import_share")
        state, why = _state_of_rejected(one, bought.get(one.product_id), thresholds)
        yield Sign(
            kind=NICHE,
            reference=one.product_id,
            state=state,
            why=why,
            what="import_dependence",
            value=share if isinstance(share, float) else None,
            unit="share",
            title=one.name,
            figures=tuple(
                SignFigure(name=name, value=value)
                for name, value in one.values.items()
                if isinstance(value, float) and name != "import_share"
            ),
            explain=command,
        )


def _state_of_rejected(one: Rejected, need: Need | None, thresholds: dict[str, Threshold]) -> tuple[str, str]:
    """A niche that was rejected is settled only where purchases of untold origin could not call for it."""
    if need is not None and need.unplaced_krub and grade_import_share(need.import_share_max, thresholds):
        return UNKNOWN, "origin_untold"
    is_known = one.reason != "no_cause" or isinstance(one.values.get("import_share"), float)
    return SETTLED if is_known else UNKNOWN, one.reason
