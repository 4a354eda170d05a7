"""Follow every number of a verdict to the rows that made it: file, sheet and row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from kust.checks.industrial.links import with_partners
from kust.checks.rule import Subject

_ORDERS = {"sold": ("supplier", "buyer", "ledger"), "bought": ("buyer", "supplier", "ledger")}


@dataclass(frozen=True)
class Row:
    """A row of a table; ``used`` is false for the report that gave way to the other side's."""

    table: str
    file: str | None
    sheet: str | None
    row: int | None
    cells: dict[str, Any]
    used: bool = True


@dataclass(frozen=True)
class Number:
    """A number of the formula: what it is (a code), of whom, how much, and its rows."""

    name: str
    organisation_id: str | None
    value: float | None
    rows: tuple[Row, ...]


Tracer = Callable[[Subject], Iterator[Number]]


def rows_of(subject: Subject, table: str, condition: pl.Expr, *shown: str) -> tuple[Row, ...]:
    """Take the rows of a table that fulfil a condition."""
    found = subject.dataset.rows(table).filter(condition).select("_file", "_sheet", "_row", *shown).collect()
    return tuple(
        Row(table, row["_file"], row["_sheet"], row["_row"], {name: row[name] for name in shown})
        for row in found.iter_rows(named=True)
    )


def _year(subject: Subject) -> pl.Expr:
    return pl.col("year") == subject.year


def inside(subject: Subject, side: str) -> dict[str, tuple[Row, ...]]:
    """Take the supplies between participants of the year, by the organisation whose side it is."""
    ids = subject.participants["organisation_id"].to_list()
    own = "supplier_id" if side == "sold" else "buyer_id"
    between = pl.col("supplier_id").is_in(ids) & pl.col("buyer_id").is_in(ids)
    rows = subject.dataset.rows("supplies").filter(_year(subject) & between)
    rows = rows.filter(pl.col("supplier_id") != pl.col("buyer_id"))
    shown = ("supplier_id", "buyer_id", "product_id", "amount_krub", "reported_by")
    rank = (
        pl.col("reported_by")
        .fill_null("ledger")
        .replace_strict({who: place for place, who in enumerate(_ORDERS[side])}, return_dtype=pl.Int8)
    )
    first = rank.min().over("supplier_id", "buyer_id", "product_id")
    found = (
        rows.with_columns(_used=rank == first).select("_file", "_sheet", "_row", "_used", *shown).collect()
    )
    by_owner: dict[str, list[Row]] = {}
    for row in found.iter_rows(named=True):
        cells = {name: row[name] for name in shown}
        place = Row("supplies", row["_file"], row["_sheet"], row["_row"], cells, row["_used"])
        by_owner.setdefault(row[own], []).append(place)
    return {owner: tuple(rows) for owner, rows in by_owner.items()}


def account_rows(subject: Subject, organisation: str, column: str) -> tuple[Row, ...]:
    """Take the annual figure of an organisation."""
    of_it = (pl.col("organisation_id") == organisation) & _year(subject) & pl.col(column).is_not_null()
    return rows_of(subject, "accounts", of_it, column)


def output_rows(subject: Subject, organisation: str) -> tuple[Row, ...]:
    """Take the stated output, else the outputs that it is the sum of."""
    stated = account_rows(subject, organisation, "output_krub")
    of_it = (pl.col("organisation_id") == organisation) & _year(subject)
    return stated or rows_of(subject, "outputs", of_it, "product_id", "amount_krub")


def purchase_rows(subject: Subject, organisation: str) -> tuple[Row, ...]:
    """Take the stated purchases, else the supplies that they are the sum of."""
    stated = account_rows(subject, organisation, "purchases_krub")
    of_it = (pl.col("buyer_id") == organisation) & _year(subject) & (pl.col("supplier_id") != organisation)
    return stated or rows_of(
        subject, "supplies", of_it, "supplier_id", "product_id", "amount_krub", "reported_by"
    )


def membership_rows(subject: Subject, condition: pl.Expr, *shown: str) -> tuple[Row, ...]:
    """Take the membership rows of the cluster that hold on the day."""
    joined, left = pl.col("joined_on"), pl.col("left_on")
    here = (joined.is_null() | (joined <= subject.on)) & (left.is_null() | (left > subject.on))
    of_cluster = pl.col("cluster_id").is_in(subject.clusters["cluster_id"].to_list())
    return rows_of(subject, "memberships", of_cluster & here & condition, "organisation_id", "role", *shown)


def trace_side(side: str, whole: str) -> Tracer:
    """Follow a side of cooperation: what each sold (bought) inside, and its output (purchases)."""

    def trace(subject: Subject) -> Iterator[Number]:
        flows = inside(subject, side)
        whole_rows = output_rows if whole == "output_krub" else purchase_rows
        column = "sold_inside_krub" if side == "sold" else "bought_inside_krub"
        for row in subject.participants.iter_rows(named=True):
            if side == "bought" and row["makes_final_products"] is False:
                continue
            who = row["organisation_id"]
            yield Number(column, who, row[column], flows.get(who, ()))
            yield Number(whole, who, row[whole], whole_rows(subject, who))

    return trace


def trace_accounts(*columns: str) -> Tracer:
    """Follow annual figures of the participants."""

    def trace(subject: Subject) -> Iterator[Number]:
        for row in subject.participants.iter_rows(named=True):
            for column in columns:
                rows = account_rows(subject, row["organisation_id"], column)
                if rows or column in ("jobs", "high_productivity_jobs"):
                    yield Number(column, row["organisation_id"], row[column], rows)
            if row["wage_threshold_rub"] is not None:
                yield Number(
                    "wage_threshold_rub",
                    row["organisation_id"],
                    row["wage_threshold_rub"],
                    _wage_rows(subject, row),
                )

    return trace


def _wage_rows(subject: Subject, participant: dict[str, Any]) -> tuple[Row, ...]:
    """Take the threshold row that fits the participant best: region first, then size, then the longest prefix."""
    of_it = pl.col("organisation_id") == participant["organisation_id"]
    place = subject.dataset.rows("organisations").filter(of_it).collect().row(0, named=True)
    shown = ("region", "size", "okved", "threshold_rub")
    fitting = [
        row
        for row in rows_of(subject, "wage_thresholds", _year(subject), *shown)
        if row.cells["region"] in (None, place["region"])
        and row.cells["size"] in (None, place["size"])
        and (place["okved"] or "").startswith(row.cells["okved"] or "")
    ]
    rank = [
        (r.cells["region"] is not None, r.cells["size"] is not None, len(r.cells["okved"] or ""))
        for r in fitting
    ]
    return (fitting[rank.index(max(rank))],) if fitting else ()


def trace_members(role: str | None = None, *shown: str) -> Tracer:
    """Follow a count of membership rows."""

    def trace(subject: Subject) -> Iterator[Number]:
        condition = pl.lit(True) if role is None else pl.col("role") == role
        for row in membership_rows(subject, condition, *shown):
            yield Number("membership", row.cells["organisation_id"], None, (row,))

    return trace


def trace_flag(flag: str) -> Tracer:
    """Follow a yes or no of each participant: its membership row, else what it is worked out from."""

    def trace(subject: Subject) -> Iterator[Number]:
        bought = inside(subject, "bought") if flag == "uses_cluster_inputs" else {}
        for row in subject.participants.iter_rows(named=True):
            who, said = row["organisation_id"], row[flag]
            places = membership_rows(subject, pl.col("organisation_id") == who, flag)
            if all(place.cells[flag] is None for place in places):
                places += bought.get(who, ()) + _worked_out(subject, flag, row)
            yield Number(flag, who, None if said is None else float(said), places)

    return trace


def _worked_out(subject: Subject, flag: str, participant: dict[str, Any]) -> tuple[Row, ...]:
    """Take the rows that an empty flag is worked out from, as the contract's description says."""
    who = participant["organisation_id"]
    own = pl.col("organisation_id") == who
    if flag == "makes_final_products":
        return rows_of(subject, "outputs", own & _year(subject), "product_id", "quantity", "amount_krub")
    if flag == "not_yet_producing":
        return output_rows(subject, who)
    if flag == "exports":
        foreign = subject.dataset.rows("organisations").filter(pl.col("country") != "RU").collect()
        abroad = pl.col("buyer_id").is_in(foreign["organisation_id"].to_list()) & (
            pl.col("supplier_id") == who
        )
        shown = ("supplier_id", "buyer_id", "product_id", "amount_krub", "reported_by")
        sold = rows_of(subject, "supplies", abroad & _year(subject) & (pl.col("buyer_id") != who), *shown)
        return account_rows(subject, who, "exports_krub") + sold
    if flag == "special_territory":
        region = pl.col("region") == participant["region"]
        return rows_of(
            subject, "cluster_regions", _of_clusters(subject) & region, "region", "special_programme"
        )
    return ()


def _of_clusters(subject: Subject) -> pl.Expr:
    return pl.col("cluster_id").is_in(subject.clusters["cluster_id"].to_list())


def trace_table(table: str, *shown: str) -> Tracer:
    """Follow rows of a table that name the cluster."""

    def trace(subject: Subject) -> Iterator[Number]:
        for row in rows_of(subject, table, _of_clusters(subject), *shown):
            yield Number(table, None, None, (row,))

    return trace


def trace_documents(requirement: str) -> Tracer:
    """Follow the documents about a requirement; one dated after the day is shown as not used."""

    def trace(subject: Subject) -> Iterator[Number]:
        about = _of_clusters(subject) & (pl.col("requirement") == requirement)
        for row in rows_of(subject, "documents", about, "title", "region", "dated_on", "confirms"):
            dated = row.cells["dated_on"]
            yield Number("documents", None, None, (replace(row, used=dated is None or dated <= subject.on),))

    return trace


def trace_projects(kind: str) -> Tracer:
    """Follow the projects of a kind with the participants they list; one that does not run is shown as not used."""

    def trace(subject: Subject) -> Iterator[Number]:
        own = _of_clusters(subject) & (pl.col("kind") == kind)
        for row in rows_of(subject, "projects", own, "project_id", "title", "starts_on", "ends_on"):
            starts, ends = row.cells["starts_on"], row.cells["ends_on"]
            runs = (starts is None or starts <= subject.on) and (ends is None or ends > subject.on)
            of_it = pl.col("project_id") == row.cells["project_id"]
            listed = rows_of(subject, "project_participants", of_it, "organisation_id", "part")
            yield Number("projects", None, None, (replace(row, used=runs or kind == "core"), *listed))

    return trace


def trace_links(subject: Subject) -> Iterator[Number]:
    """Follow the flows of each participant either way."""
    sold, bought = inside(subject, "sold"), inside(subject, "bought")
    for row in with_partners(subject).iter_rows(named=True):
        who = row["organisation_id"]
        yield Number("partners", who, float(row["partners"]), sold.get(who, ()) + bought.get(who, ()))


def join(*tracers: Tracer) -> Tracer:
    """Follow several kinds of numbers one after another."""

    def trace(subject: Subject) -> Iterator[Number]:
        for tracer in tracers:
            yield from tracer(subject)

    return trace


_SUPPLY, _PURCHASE = trace_side("sold", "output_krub"), trace_side("bought", "purchases_krub")

TRACERS: dict[str, Tracer] = {
    "industrial.enterprises": trace_members("enterprise", "joined_on", "left_on"),
    "industrial.final_maker": join(trace_flag("makes_final_products"), trace_flag("uses_cluster_inputs")),
    "industrial.territory": trace_table("cluster_regions", "region"),
    "industrial.supply_share_each": _SUPPLY,
    "industrial.cooperation": join(_SUPPLY, _PURCHASE),
    "industrial.founders": trace_flag("is_founder"),
    "industrial.joint_projects": trace_projects("joint"),
    "industrial.export_orientation": trace_flag("exports"),
    "industrial.high_productivity_jobs": trace_accounts("jobs", "high_productivity_jobs", "average_wage_rub"),
    "industrial.education": trace_members("education", "education_level"),
    "industrial.infrastructure": trace_members("infrastructure", "infrastructure_kind"),
    "industrial.governing_bodies": trace_flag("in_governing_body"),
    "industrial.regional_agreement": trace_table("cluster_regions", "region", "agreement_on"),
    "industrial.planning_documents": trace_documents("industrial.planning_documents"),
    "industrial.links": trace_links,
    "industrial.functional_dependence": join(_PURCHASE, trace_flag("special_territory")),
    "industrial.not_yet_producing": trace_flag("not_yet_producing"),
    "innovation.organisations": trace_members(),
    "innovation.composition": join(trace_members(), trace_flag("exports")),
    "innovation.core_projects": trace_projects("core"),
    "innovation.cofinancing": trace_flag("cofinances"),
    "innovation.regional_commitment": join(
        trace_table("cluster_regions", "region"),
        trace_documents("innovation.regional_commitment"),
        trace_table("indicator_targets", "indicator", "region", "year", "target"),
    ),
}
