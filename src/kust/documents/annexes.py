"""Annexes of a report: list of participants, statement of high-productivity jobs, table of cooperation."""

from collections.abc import Iterable, Mapping, Sequence

from kust.chain.participants import count_partners
from kust.documents.blocks import Cell, Column, Table
from kust.documents.cluster import Cluster, Row, label, region_name
from kust.documents.content import Supplies
from kust.i18n import say


def list_annexes(cluster: Cluster, supplies: Supplies | None) -> tuple[Table, ...]:
    """Make the annexes; the matrix of mutual supplies is one of them where there are supplies."""
    tables = [list_members(cluster), state_jobs(cluster), tabulate_cooperation(cluster)]
    if supplies:
        tables.append(tabulate_matrix(supplies, cluster.lang))
    return tuple(tables)


def list_members(cluster: Cluster) -> Table:
    """List the members of the day, one row a role or an object."""
    lang = cluster.lang
    ordered = sorted(cluster.members, key=_by_role)
    return Table(
        "members",
        say("report.members.title", lang),
        (
            Column(say("report.column.number", lang), "count", 6),
            Column(say("report.column.name", lang), "long", 38),
            Column(say("report.column.role", lang), "long", 26),
            Column(say("report.column.inn", lang), width=16),
            Column(say("report.column.ogrn", lang), width=19),
            Column(say("report.column.region", lang), "long", 22),
            Column(say("report.column.okved", lang), width=13),
        ),
        tuple(_member_row(cluster, number, member) for number, member in enumerate(ordered, 1)),
    )


def _member_row(cluster: Cluster, number: int, member: Row) -> tuple[Cell, ...]:
    lang, row = cluster.lang, cluster.names.organisation(member["organisation_id"])
    kinds = (
        label("memberships", kind, member[kind], lang) for kind in ("education_level", "infrastructure_kind")
    )
    role = ": ".join(filter(None, (label("memberships", "role", member["role"], lang), *kinds)))
    registered = (row.get("inn") or "", row.get("ogrn") or "")
    return (
        number,
        row["name"],
        role,
        *registered,
        region_name(row.get("region"), lang),
        row.get("okved") or "",
    )


_ROLES = ("enterprise", "education", "research", "infrastructure", "finance", "authority", "other")


def _by_role(member: Row) -> tuple[int, str]:
    role = member["role"]
    return (_ROLES.index(role) if role in _ROLES else len(_ROLES), member["organisation_id"])


def state_jobs(cluster: Cluster) -> Table:
    """State the high-productivity jobs of each participant and how they were counted."""
    lang = cluster.lang
    return Table(
        "jobs",
        say("report.jobs.title", lang, year=cluster.year),
        (
            Column(say("report.column.participant", lang), "long", 40),
            Column(say("report.column.jobs", lang), "count", 13),
            Column(say("report.column.wage", lang), "rub", 14),
            Column(say("report.column.wage_threshold", lang), "rub", 14),
            Column(say("report.column.high_jobs", lang), "count", 16),
            Column(say("report.column.share", lang), "share", 10),
            Column(say("report.column.how_counted", lang), "long", 24),
        ),
        tuple(_job_row(cluster, row) for row in cluster.participants),
        say("report.jobs.note", lang),
        (_job_total(cluster),),
    )


def _job_total(cluster: Cluster) -> tuple[Cell, ...]:
    jobs = sum_known(row["jobs"] for row in cluster.participants)
    high = sum_known(row["high_productivity_jobs"] for row in cluster.participants)
    return (say("report.total.everyone", cluster.lang), jobs, "", "", high, share_of(high, jobs), "")


def sum_known(figures: Iterable[float | None]) -> float | None:
    """Sum up figures; where one is missing, so is the sum.

    >>> sum_known([1.0, 2.0]), sum_known([1.0, None])
    (3.0, None)
    """
    listed = list(figures)
    return None if None in listed else sum(figure for figure in listed if figure is not None)


def _job_row(cluster: Cluster, row: Row) -> tuple[Cell, ...]:
    jobs, high = row["jobs"], row["high_productivity_jobs"]
    how = "missing" if high is None else "by_wage" if row["stated_jobs"] is None else "stated"
    return (
        cluster.names.of(row["organisation_id"]),
        jobs,
        row["average_wage_rub"],
        row["wage_threshold_rub"],
        high,
        share_of(high, jobs),
        say(f"report.jobs.{how}", cluster.lang),
    )


def share_of(part: float | None, whole: float | None) -> float | None:
    """Divide, with nothing where a figure is missing or there is nothing to divide by."""
    return part / whole if part is not None and whole else None


def tabulate_cooperation(cluster: Cluster) -> Table:
    """Put together what each participant makes, sells inside, buys and buys inside."""
    lang = cluster.lang
    partners = dict(count_partners(cluster.subject.inside).select("organisation_id", "partners").iter_rows())
    columns = ("output", "sold_inside", "supply_share", "purchases", "bought_inside", "purchase_share")
    return Table(
        "cooperation",
        say("report.cooperation.title", lang, year=cluster.year),
        (
            Column(say("report.column.participant", lang), "long", 40),
            Column(say("report.column.final_maker", lang), "flag", 12),
            *(
                Column(say(f"report.column.{name}", lang), "share" if name.endswith("share") else "krub", 15)
                for name in columns
            ),
            Column(say("report.column.partners", lang), "count", 12),
        ),
        tuple(_cooperation_row(cluster, row, partners) for row in cluster.participants),
        say("report.cooperation.note", lang),
        (
            _cooperation_total("everyone", cluster.participants, lang),
            _cooperation_total(
                "final_makers", [r for r in cluster.participants if r["makes_final_products"]], lang
            ),
        ),
    )


def _cooperation_total(code: str, rows: Sequence[Row], lang: str) -> tuple[Cell, ...]:
    """Sum up all participants, or the makers of final products, of whose purchases a rule speaks."""
    names = ("output_krub", "sold_inside_krub", "purchases_krub", "bought_inside_krub")
    output, sold, purchases, bought = (sum_known(row[name] for row in rows) for name in names)
    shares = (share_of(sold, output), share_of(bought, purchases))
    return (say(f"report.total.{code}", lang), "", output, sold, shares[0], purchases, bought, shares[1], "")


def _cooperation_row(cluster: Cluster, row: Row, partners: Mapping[str, int]) -> tuple[Cell, ...]:
    output, sold = row["output_krub"], row["sold_inside_krub"]
    purchases, bought = row["purchases_krub"], row["bought_inside_krub"]
    return (
        cluster.names.of(row["organisation_id"]),
        row["makes_final_products"],
        output,
        sold,
        share_of(sold, output),
        purchases,
        bought,
        share_of(bought, purchases),
        partners.get(row["organisation_id"], 0 if row["sells"] and row["buys"] else None),
    )


def tabulate_matrix(supplies: Supplies, lang: str) -> Table:
    """Write the matrix of mutual supplies as a table: a row a supplier, a column a buyer."""
    heads = tuple(Column(f"{number}", "krub", 9) for number in range(1, len(supplies.names) + 1))
    rows = tuple(
        (f"{number}. {name}", *("—" if place == number - 1 else amount for place, amount in enumerate(row)))
        for number, (name, row) in enumerate(zip(supplies.names, supplies.amounts, strict=True), 1)
    )
    title = say("report.matrix.title", lang, year=supplies.year)
    first = Column(say("report.matrix.corner", lang), "long", 34)
    return Table("matrix", title, (first, *heads), rows, say("report.matrix.note", lang))
