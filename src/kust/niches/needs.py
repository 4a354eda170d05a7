"""What the participants of clusters need: demand, imports, sources, prices, free capacity, causes of each product."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.errors import UsageError
from kust.niches.capacity import calc_free_capacity, find_makers
from kust.niches.causes import find_causes, read_thresholds
from kust.niches.declared_needs import DeclaredNeeds, join_declared, read_declared_needs
from kust.niches.disagreements import find_disagreements
from kust.niches.haul import calc_hauls
from kust.niches.need import Buyer, DeclaredNeed, Maker, Need, Needs, Source, YearDemand
from kust.niches.prices import calc_others_prices
from kust.niches.purchased import (
    Purchased,
    calc_concentration,
    find_participants,
    find_sources,
    has_supplies,
    narrow,
    read_members,
    read_purchased,
    sum_demand,
)
from kust.settings import NeedSettings

Row = dict[str, Any]
Key = tuple[str, str]


def calc_needs(
    dataset: Dataset,
    *,
    on: date,
    year: int,
    cluster: str | None = None,
    settings: NeedSettings | None = None,
    everybody: bool = False,
    together: bool = False,
) -> Needs:
    """Work out what the participants of each cluster need, and why they do not get it at home.

    The import share of a product is what its participants bought of it that was made abroad, by all they bought of it::

        import share = Σ imported / Σ bought

    Method: ``docs/methods/needs.md``.

    Parameters
    ----------
    dataset
        Uses ``memberships``, ``supplies``, ``outputs``, ``products``, ``organisations``, ``needs``, ``need_buyers``.
    on
        The day of membership.
    year
        Calendar year of the figures; ``history`` has every year with purchases.
    cluster
        Id of a cluster; all of them by default.
    settings
        Thresholds; those with a source by default.
    everybody
        Count members of every role as participants, not the enterprises alone (reading ``participants``).
    together
        Take the clusters as one: a buyer that is in several counts once. ``cluster_id`` of a need is then ``""`` where
        there are several, and its ``clusters`` name those that need it.

    Returns
    -------
    Needs
        A need a cluster and product that was bought in the year or is declared, those with the largest imports first;
        findings where what is declared and what is worked out differ.

    Raises
    ------
    UsageError
        No such cluster.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> first = calc_needs(dataset, on=date(2019, 3, 1), year=2018).needs[0]
    >>> first.product_id, round(first.import_share, 3), [cause.grade for cause in first.causes][0]
    ('P308', 0.953, 'critical')
    """
    settings = settings or NeedSettings()
    clusters = _choose(dataset, cluster)
    members = read_members(dataset, on, clusters)
    participants = find_participants(dataset, clusters, members, everybody=everybody)
    near = narrow(dataset, participants)
    by_cluster = participants
    if joint := together and len(clusters) > 1:
        members, participants = (_as_one(table) for table in (members, participants))
    purchased = read_purchased(near, members, participants)
    names = dict(dataset.rows("organisations").select("organisation_id", "name").collect().iter_rows())
    declared, findings = read_declared_needs(dataset, clusters, participants, names)
    whose = _whose(purchased.of(year), by_cluster, declared)
    if joint:
        declared = _join_clusters(declared)
    thresholds = read_thresholds(settings)
    needs = []
    others = calc_others_prices(dataset, purchased, year)
    for worked_out in _Teller(near, purchased, others, year, names, declared).tell():
        causes = tuple(find_causes(worked_out, thresholds))
        need = replace(worked_out, causes=causes) if causes else worked_out
        if own := declared.get((need.cluster_id, need.product_id)):
            need = join_declared(need, own, thresholds)
        findings += find_disagreements(need, settings, thresholds)
        needs.append(replace(need, clusters=whose[need.product_id] if joint else (need.cluster_id,)))
    return Needs(
        path=str(dataset.path),
        digest=dataset.digest,
        on=on,
        year=year,
        clusters=tuple(clusters),
        needs=tuple(sorted(needs, key=_order)),
        findings=tuple(sorted(findings, key=_place)),
        settings=settings,
        has_supplies=has_supplies(dataset, year),
    )


def _choose(dataset: Dataset, cluster: str | None) -> list[str]:
    known = sorted(dataset.rows("clusters").select("cluster_id").collect().to_series().drop_nulls().to_list())
    if cluster is None:
        return known
    if cluster not in known:
        raise UsageError("unknown_cluster", cluster=cluster, known=", ".join(known[:20]))
    return [cluster]


def _as_one(table: pl.DataFrame) -> pl.DataFrame:
    """Take all clusters as one without a name; who is in several stands in it once."""
    return table.with_columns(cluster_id=pl.lit("")).unique().sort(pl.all())


def _whose(
    flows: pl.DataFrame, participants: pl.DataFrame, declared: DeclaredNeeds
) -> dict[str, tuple[str, ...]]:
    """Name the clusters that bought each product or declare that they need it."""
    bought = flows.filter(pl.col("bought_krub") > 0).select("buyer_id", "product_id").unique()
    pairs = bought.join(participants, left_on="buyer_id", right_on="organisation_id")
    found: dict[str, set[str]] = {}
    for cluster, product in (*pairs.select("cluster_id", "product_id").unique().iter_rows(), *declared):
        found.setdefault(product, set()).add(cluster)
    return {product: tuple(sorted(clusters)) for product, clusters in found.items()}


def _join_clusters(declared: DeclaredNeeds) -> DeclaredNeeds:
    """Put the declarations of all clusters together; one that belongs to several counts once."""
    found: dict[str, dict[str, DeclaredNeed]] = {}
    for (_, product), several in sorted(declared.items()):
        found.setdefault(product, {}).update({one.need_id: one for one in several})
    return {("", product): tuple(several.values()) for product, several in found.items()}


def _order(need: Need) -> tuple[float, float, str, str]:
    return (-(need.imported_krub or 0.0), -(need.amount_krub or 0.0), need.cluster_id, need.product_id)


def _place(finding: Finding) -> tuple[str, int, str]:
    return (finding.table or "", finding.row or 0, f"{finding.code} {finding.value}")


class _Teller:
    """Everything about the purchases of a year by cluster and product, ready to be told need by need."""

    def __init__(
        self,
        dataset: Dataset,
        purchased: Purchased,
        others: pl.DataFrame,
        year: int,
        names: Mapping[str, str],
        declared: DeclaredNeeds,
    ) -> None:
        self.year, self.names = year, names
        flows, sources = purchased.of(year), find_sources(dataset, purchased, year)
        makers = find_makers(dataset, purchased, year)
        self.telling = set(makers["cluster_id"])
        tables = {
            "sums": sum_demand(flows, "cluster_id", "product_id"),
            "buyers": sum_demand(flows, "cluster_id", "product_id", "buyer_id"),
            "history": sum_demand(purchased.flows, "cluster_id", "product_id", "year"),
            "sources": sources,
            "concentration": calc_concentration(sources),
            "others": others,
            "makers": makers,
            "hauls": calc_hauls(dataset, flows),
        }
        self.rows = {name: _by_product(table) for name, table in tables.items()}
        bought = {key for key, (row,) in self.rows["sums"].items() if row["bought_krub"] > 0}
        self.keys = sorted(bought | declared.keys())
        products = dataset.rows("products").select("product_id", "name", "unit").collect()
        self.products = {product: (name, unit) for product, name, unit in products.iter_rows()}

    def tell(self) -> Iterator[Need]:
        for key in self.keys:
            yield self._need(key)

    def _of(self, table: str, key: Key) -> list[Row]:
        return self.rows[table].get(key, [])

    def _need(self, key: Key) -> Need:
        (sums,) = self._of("sums", key) or [{}]
        (spread,) = self._of("concentration", key) or [{}]
        (others,) = self._of("others", key) or [{}]
        (haul,) = self._of("hauls", key) or [{}]
        name, unit = self.products.get(key[1], (key[1], None))
        makers = tuple(self._makers(key))
        least, most = _import_shares(sums)
        return Need(
            cluster_id=key[0],
            product_id=key[1],
            name=name or key[1],
            unit=unit,
            year=self.year,
            basis="supplies" if sums else "declared",
            quantity=sums.get("quantity"),
            amount_krub=sums.get("bought_krub"),
            imported_krub=sums.get("imported_krub"),
            import_share=least,
            import_share_max=most,
            concentration=spread.get("concentration"),
            foreign_concentration=spread.get("foreign_concentration"),
            price_krub=sums.get("price_krub"),
            import_price_krub=sums.get("import_price_krub"),
            domestic_price_krub=sums.get("domestic_price_krub"),
            others_price_krub=others.get("others_price_krub"),
            makers=makers,
            free_capacity=calc_free_capacity(makers) if key[0] in self.telling else None,
            buyers=tuple(self._buyers(key, sums)),
            sources=tuple(self._sources(key, sums)),
            history=tuple(self._history(key)),
            causes=(),
            unplaced_krub=sums.get("unplaced_krub"),
            haul_km=haul.get("haul_km"),
            haul_known_share=haul.get("haul_known_share"),
        )

    def _makers(self, key: Key) -> Iterator[Maker]:
        for row in self._of("makers", key):
            maker = row["organisation_id"]
            yield Maker(maker, self.names.get(maker, maker), row["output"], row["capacity"])

    def _buyers(self, key: Key, sums: Row) -> Iterator[Buyer]:
        rows = [row for row in self._of("buyers", key) if row["bought_krub"] > 0]
        for row in sorted(rows, key=lambda row: (-row["bought_krub"], row["buyer_id"])):
            yield Buyer(
                row["buyer_id"],
                self.names.get(row["buyer_id"], row["buyer_id"]),
                row["bought_krub"] / sums["bought_krub"],
                row["bought_krub"],
                row["quantity"],
                row["imported_krub"],
                row["price_krub"],
            )

    def _sources(self, key: Key, sums: Row) -> Iterator[Source]:
        for row in self._of("sources", key):
            supplier, amount = row["supplier_id"], row["bought_krub"]
            yield Source(
                supplier,
                self.names.get(supplier, supplier),
                row["country"],
                row["member"],
                amount,
                amount / sums["bought_krub"],
            )

    def _history(self, key: Key) -> Iterator[YearDemand]:
        for row in self._of("history", key):
            share, _ = _import_shares(row)
            yield YearDemand(row["year"], row["quantity"], row["bought_krub"], share)


def _by_product(table: pl.DataFrame) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for row in table.iter_rows(named=True):
        found.setdefault((row["cluster_id"], row["product_id"]), []).append(row)
    return found


def _import_shares(sums: Row) -> tuple[float | None, float | None]:
    """Divide; the second end is there only where the origin of a part is not told."""
    amount = sums.get("bought_krub")
    if not amount:
        return None, None
    imported, unplaced = sums["imported_krub"], sums["unplaced_krub"]
    return imported / amount, min(1.0, (imported + unplaced) / amount) if unplaced else None
