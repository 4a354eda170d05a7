"""What clusters and organisations declare that they need: the table ``needs`` with its buyers, ranges kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.niches.causes import PART_OF, Threshold, grade_import_share
from kust.niches.need import Buyer, Cause, DeclaredNeed, Need, NeedFinding, Place

Row = dict[str, Any]
DeclaredNeeds = dict[tuple[str, str], tuple[DeclaredNeed, ...]]


def read_declared_needs(
    dataset: Dataset, clusters: Sequence[str], participants: pl.DataFrame, names: Mapping[str, str]
) -> tuple[DeclaredNeeds, list[Finding]]:
    """Read the declared needs by cluster and product.

    A need without a cluster belongs to the clusters in which its organisation, or a buyer of it, is a participant; one
    that belongs to none is a finding, as long as all clusters are asked about.

    Parameters
    ----------
    dataset
        Uses ``needs``, ``need_buyers``.
    clusters
        Those asked about.
    participants
        ``cluster_id``, ``organisation_id``.
    names
        Names of organisations by id.
    """
    of_organisation: dict[str, list[str]] = {}
    for cluster, organisation in participants.sort(pl.all()).iter_rows():
        of_organisation.setdefault(organisation, []).append(cluster)
    buyers = _read_buyers(dataset)
    found: dict[tuple[str, str], list[DeclaredNeed]] = {}
    homeless: list[Finding] = []
    for row in dataset.rows("needs").collect().sort("need_id").iter_rows(named=True):
        own = buyers.get(row["need_id"], [])
        if row["organisation_id"] and row["organisation_id"] not in [one for one, _ in own]:
            own = [(row["organisation_id"], _single(row) if not own else None), *own]
        if row["cluster_id"]:
            theirs = [row["cluster_id"]]
        else:
            theirs = sorted({cluster for one, _ in own for cluster in of_organisation.get(one, [])})
        if not theirs and len(clusters) == dataset.rows("clusters").collect().height:
            homeless.append(_find_homeless(row))
        told = _declare(row, _tell_buyers(own, names))
        for cluster in theirs:
            if cluster in clusters:
                found.setdefault((cluster, row["product_id"]), []).append(told)
    return {key: tuple(several) for key, several in found.items()}, homeless


def _read_buyers(dataset: Dataset) -> dict[str, list[tuple[str, float | None]]]:
    found: dict[str, list[tuple[str, float | None]]] = {}
    rows = dataset.rows("need_buyers").select("need_id", "organisation_id", "quantity").collect()
    for need, organisation, quantity in rows.sort("need_id", "organisation_id").iter_rows():
        found.setdefault(need, []).append((organisation, quantity))
    return found


def _tell_buyers(own: Sequence[tuple[str, float | None]], names: Mapping[str, str]) -> tuple[Buyer, ...]:
    """Tell the buyers; shares are of the quantities where all are told, and the whole for a single buyer."""
    known = [quantity for _, quantity in own if quantity is not None]
    whole = sum(known) if len(known) == len(own) else 0.0
    buyers = []
    for organisation, quantity in own:
        share = 1.0 if len(own) == 1 else quantity / whole if whole and quantity is not None else None
        buyers.append(Buyer(organisation, names.get(organisation, organisation), share, None, quantity))
    return tuple(sorted(buyers, key=lambda one: (-(one.share or 0.0), one.organisation_id)))


def _single(row: Row) -> float | None:
    """Return the quantity of a row where it is no range."""
    least, most = row["quantity_min"], row["quantity_max"]
    figure: float | None = least if most is None or most == least else None
    return figure if least is not None else most


def _declare(row: Row, buyers: tuple[Buyer, ...]) -> DeclaredNeed:
    named = (
        "need_id",
        "year",
        "quantity_min",
        "quantity_max",
        "amount_krub",
        "import_share",
        "import_share_max",
    )
    words = ("required_characteristics", "severity", "foreign_suppliers", "source", "certainty")
    causes = tuple(dict.fromkeys(one.strip() for one in (row["cause"] or "").split(";") if one.strip()))
    place = Place("needs", row["_file"], row["_sheet"], row["_row"])
    figures = {name: row[name] for name in (*named, *words)}
    return DeclaredNeed(**figures, causes=causes, buyers=buyers, place=place)


def _find_homeless(row: Row) -> NeedFinding:
    at = {"file": row["_file"], "sheet": row["_sheet"], "row": row["_row"], "column": "cluster_id"}
    return NeedFinding("needs.no_cluster", "warning", "needs", **at, value=row["need_id"])


def join_declared(
    need: Need, declared: tuple[DeclaredNeed, ...], thresholds: Mapping[str, Threshold]
) -> Need:
    """Join what is declared to a need; figures are taken from it only where nothing was bought.

    Amounts, quantities and buyers of several declarations add up where all of them tell theirs; their import shares are
    one range. Purchases stated as 0 stay 0, and leave nothing to divide: the import share is then the declared one, and
    the buyers are those who declare, without the quantities that they did not buy.
    """
    is_bought = need.basis != "declared" and need.amount_krub != 0
    joined = replace(need, declared=declared, basis="declared" if need.basis == "declared" else "both")
    if not is_bought:
        share, share_max = _join_shares(declared)
        joined = replace(
            joined, import_share=share, import_share_max=share_max, buyers=_join_buyers(declared)
        )
    if need.basis == "declared":
        quantity = _sum(quantity_of(one) for one in declared)
        joined = replace(joined, quantity=quantity, amount_krub=_sum(one.amount_krub for one in declared))
    elif not is_bought:
        # What they declare is not what they bought.
        joined = replace(joined, buyers=tuple(replace(one, quantity=None) for one in joined.buyers))
    causes = tuple(_declared_causes(joined, declared, thresholds, is_bought=is_bought))
    return replace(joined, causes=(*need.causes, *causes))


def _join_shares(declared: Sequence[DeclaredNeed]) -> tuple[float | None, float | None]:
    """Put declared import shares together: the least, and the most where it is another figure."""
    least = [one.import_share for one in declared if one.import_share is not None]
    most = [top for one in declared if (top := one.import_share_max or one.import_share) is not None]
    if not least:
        return None, None
    return min(least), max(most) if max(most) > min(least) else None


def quantity_of(declared: DeclaredNeed) -> float | None:
    """Return the quantity of a declared need where it is one figure: its own, else the sum of its buyers'.

    Null where it is a range: a middle would be a figure that nobody said.
    """
    least, most = declared.quantity_min, declared.quantity_max
    if least is not None or most is not None:
        return least if least == most else None
    return _sum(buyer.quantity for buyer in declared.buyers)


def _sum(values: Iterable[float | None]) -> float | None:
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known) if known and len(known) == len(listed) else None


def _join_buyers(declared: Sequence[DeclaredNeed]) -> tuple[Buyer, ...]:
    if len(declared) == 1:
        return declared[0].buyers
    quantities: dict[str, list[float | None]] = {}
    names = {}
    for one in declared:
        for buyer in one.buyers:
            quantities.setdefault(buyer.organisation_id, []).append(buyer.quantity)
            names[buyer.organisation_id] = buyer.name
    return _tell_buyers([(one, _sum(several)) for one, several in sorted(quantities.items())], names)


def _declared_causes(
    need: Need, declared: Sequence[DeclaredNeed], thresholds: Mapping[str, Threshold], *, is_bought: bool
) -> Iterator[Cause]:
    """Tell the causes that are declared; a declared import share is graded where no cause is named for it."""
    named: dict[str, DeclaredNeed] = {}
    for one in declared:
        for cause in one.causes:
            named.setdefault(cause, one)
    dependence = grade_import_share(need.import_share, thresholds) if not is_bought else None
    if dependence and "import_dependence" not in named:
        yield replace(dependence, basis="declared")
    for cause, one in named.items():
        grade = None
        if cause == "import_dependence":
            grade = one.severity or (dependence.grade if dependence else None)
        yield Cause(cause, grade=grade, basis="declared", source=one.source or "", part_of=PART_OF.get(cause))
