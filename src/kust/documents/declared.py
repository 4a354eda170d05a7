"""What a cluster has declared: stages, needs and niches, each with its certainty."""

from collections.abc import Iterable, Mapping
from typing import Any

from kust.documents.blocks import Card, Cell, Column, Fact, Table
from kust.documents.cluster import Cluster, Row, label, region_name
from kust.documents.figures import write, write_limit
from kust.i18n import has_words, say, unit_name


def list_declared(cluster: Cluster) -> tuple[Table, ...]:
    """Make the tables of stages, needs and niches that the dataset has for the cluster."""
    tables = (_stages(cluster), _needs(cluster), _niches(cluster))
    return tuple(table for table in tables if table is not None)


def _column(name: str, lang: str, kind: str = "text", width: int = 14) -> Column:
    return Column(say(f"report.column.{name}", lang), kind, width)


def word_certainty(code: str | None, lang: str) -> str:
    """Word a certainty: «A — надёжно»; a code without words stands for itself."""
    words = f"report.certainty.{code}"
    return say(words, lang) if code and has_words(words) else code or ""


def word_unit(product: Mapping[str, Any], lang: str) -> str:
    """Word the unit of a product's quantities by its OKEI code."""
    unit = product.get("unit")
    return unit_name(unit, lang) if unit else ""


def _stages(cluster: Cluster) -> Table | None:
    stages = sorted(cluster.rows("cluster_stages"), key=lambda row: row["stage"])
    places = cluster.rows("stage_places")
    if not stages or not places:
        return None
    lang = cluster.lang
    cluster.names.load(place["organisation_id"] for place in places if place["organisation_id"])
    rows = []
    for stage in stages:
        here = [place for place in places if place["stage"] == stage["stage"]]
        organisations = [
            (cluster.names.of(p["organisation_id"]), p["certainty"]) for p in here if p["organisation_id"]
        ]
        products = [(cluster.names.product(p["product_id"]), p["certainty"]) for p in here if p["product_id"]]
        rows.append((stage["stage"], stage["title"], _join(organisations), _join(products)))
    return Table(
        "stages",
        say("report.stages.title", lang),
        (
            _column("stage", lang, "count", 8),
            _column("stage_title", lang, "long", 30),
            _column("organisations", lang, "long", 44),
            _column("products", lang, "long", 44),
        ),
        tuple(rows),
        say("report.certainty.note", lang),
    )


def _join(named: Iterable[tuple[str, str | None]]) -> str:
    """Join names, each with the certainty of its place where there is one."""
    return "; ".join(
        f"{name} ({certainty})" if certainty else name for name, certainty in dict.fromkeys(named)
    )


def _needs(cluster: Cluster) -> Table | None:
    needs = cluster.rows("needs")
    if not needs:
        return None
    lang = cluster.lang
    return Table(
        "needs",
        say("report.needs.title", lang),
        (
            _column("product", lang, "long", 28),
            _column("quantity_from", lang, "number"),
            _column("quantity_to", lang, "number"),
            _column("unit", lang, width=10),
            _column("import_from", lang, "share"),
            _column("import_to", lang, "share"),
            _column("cause", lang, "long", 28),
            _column("severity", lang, width=12),
            _column("characteristics", lang, "long", 24),
            _column("foreign", lang, "long", 24),
            _column("certainty", lang, "long", 16),
            _column("source", lang, "long", 60),
        ),
        tuple(_need_row(cluster, need) for need in needs),
        _certainty_note(needs, lang),
        cards=tuple(_need_card(cluster, need) for need in needs),
    )


def _card(title: str, said: Mapping[str, str], lang: str) -> Card:
    """Keep what there is to say, headed by the names of the columns."""
    return Card(
        title, tuple(Fact(say(f"report.column.{code}", lang), words) for code, words in said.items() if words)
    )


def write_range(low: float | None, high: float | None, kind: str, lang: str) -> str:
    """Write a range; nothing where neither end is known.

    >>> write_range(0.9, 0.95, "share", "en"), write_range(150, 150, "number", "en")
    ('90% – 95%', '150')
    """
    ends = list(dict.fromkeys(end for end in (low, high) if end is not None))
    if not ends:
        return ""
    if kind == "share":
        return " – ".join(write_limit(end, kind, lang) for end in ends)
    return "–".join(write(end, kind, lang) for end in ends)


def _quantity(row: Row, cluster: Cluster) -> str:
    amount = write_range(row["quantity_min"], row["quantity_max"], "number", cluster.lang)
    unit = word_unit(cluster.names.products.get(row["product_id"], {}), cluster.lang)
    return say("report.a_year", cluster.lang, quantity=f"{amount} {unit}".strip()) if amount else ""


def _need_card(cluster: Cluster, need: Row) -> Card:
    lang = cluster.lang
    said = {
        "quantity": _quantity(need, cluster),
        "import": write_range(need["import_share"], need["import_share_max"], "share", lang),
        "cause": label("needs", "cause", need["cause"], lang),
        "severity": label("needs", "severity", need["severity"], lang),
        "characteristics": need["required_characteristics"] or "",
        "foreign": need["foreign_suppliers"] or "",
        "certainty": word_certainty(need["certainty"], lang),
        "source": need["source"] or "",
    }
    return _card(cluster.names.product(need["product_id"]), said, lang)


def _certainty_note(rows: Iterable[Row], lang: str) -> str:
    return say("report.certainty.note", lang) if any(row["certainty"] for row in rows) else ""


def _need_row(cluster: Cluster, need: Row) -> tuple[Cell, ...]:
    lang = cluster.lang
    return (
        cluster.names.product(need["product_id"]),
        need["quantity_min"],
        need["quantity_max"],
        word_unit(cluster.names.products.get(need["product_id"], {}), lang),
        need["import_share"],
        need["import_share_max"] if need["import_share_max"] is not None else need["import_share"],
        label("needs", "cause", need["cause"], lang),
        label("needs", "severity", need["severity"], lang),
        need["required_characteristics"] or "",
        need["foreign_suppliers"] or "",
        word_certainty(need["certainty"], lang),
        need["source"] or "",
    )


def _niches(cluster: Cluster) -> Table | None:
    niches = cluster.rows("declared_niches")
    if not niches:
        return None
    lang = cluster.lang
    consumers = cluster.rows("niche_consumers", "niche_id", [niche["niche_id"] for niche in niches])
    cluster.names.load(consumer["organisation_id"] for consumer in consumers)
    by_niche: dict[str, list[str]] = {}
    for consumer in consumers:
        by_niche.setdefault(consumer["niche_id"], []).append(cluster.names.of(consumer["organisation_id"]))
    return Table(
        "niches",
        say("report.niches.title", lang),
        (
            _column("niche", lang, "long", 30),
            _column("stage", lang, "count", 8),
            _column("quantity_from", lang, "number"),
            _column("quantity_to", lang, "number"),
            _column("unit", lang, width=10),
            _column("investment", lang, "krub", 16),
            _column("region", lang, "long", 22),
            _column("consumers", lang, "long", 30),
            _column("certainty", lang, "long", 16),
            _column("unpaired", lang, "long", 60),
            _column("source", lang, "long", 36),
        ),
        tuple(_niche_row(cluster, niche, by_niche.get(niche["niche_id"], [])) for niche in niches),
        _certainty_note(niches, lang),
        cards=tuple(_niche_card(cluster, niche, by_niche.get(niche["niche_id"], [])) for niche in niches),
    )


def _niche_card(cluster: Cluster, niche: Row, consumers: list[str]) -> Card:
    lang = cluster.lang
    said = {
        "stage": write(niche["stage"], "count", lang) if niche["stage"] is not None else "",
        "quantity": _quantity(niche, cluster),
        "import": write_range(niche["import_share_min"], niche["import_share_max"], "share", lang),
        "characteristics": niche["required_characteristics"] or "",
        "investment": write(niche["investment_krub"], "krub", lang)
        if niche["investment_krub"] is not None
        else "",
        "region": region_name(niche["region"], lang),
        "consumers": "; ".join(consumers),
        "certainty": word_certainty(niche["certainty"], lang),
        "unpaired": niche["unpaired"] or "",
        "source": niche["source"],
    }
    return _card(niche["title"], said, lang)


def _niche_row(cluster: Cluster, niche: Row, consumers: list[str]) -> tuple[Cell, ...]:
    lang = cluster.lang
    return (
        niche["title"],
        niche["stage"],
        niche["quantity_min"],
        niche["quantity_max"],
        word_unit(cluster.names.products.get(niche["product_id"], {}), lang),
        niche["investment_krub"],
        region_name(niche["region"], lang),
        "; ".join(consumers),
        word_certainty(niche["certainty"], lang),
        niche["unpaired"] or "",
        niche["source"],
    )
