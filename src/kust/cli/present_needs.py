"""Needs on a terminal: a table for an analyst."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kust.chain.purchases import HOME
from kust.cli.need_words import (
    free_capacity_of,
    name_cause,
    price_of,
    quantity_of,
    say_cause,
    share_of,
)
from kust.cli.terminal import line_of, new_table
from kust.data.dataset import Dataset
from kust.i18n import number, percent, say
from kust.niches.need import Need, Needs

_SHOWN = 20
# Below this width of the terminal prices and sources are left to --product.
_ALL_COLUMNS_FROM = 125
_RIGHT = ("demand", "import_share", "price", "free_capacity")
# Narrow columns leave the causes room for a sentence.
_WIDTHS = {"product": 24, "import_share": 12, "sources": 16, "price": 16, "free_capacity": 12}


def present(dataset: Dataset, needs: Needs, console: Console, lang: str, *, top: int | None) -> None:
    """Print the needs of each cluster, those with the largest imports first, and what disagrees."""
    say_no_supplies(needs, console, lang)
    if not needs.needs:
        console.print(say("needs.nothing", lang, year=needs.year))
        return
    console.print(say("needs.title", lang, on=needs.on.isoformat(), year=needs.year))
    names = cluster_names(dataset)
    by_cluster: dict[str, list[Need]] = {}
    for need in needs.needs:
        by_cluster.setdefault(need.cluster_id, []).append(need)
    for cluster in sorted(by_cluster):
        own = by_cluster[cluster]
        console.print(f"\n{names.get(cluster, cluster)}", style="bold", markup=False)
        console.print(_tabulate(own[:top], console.width, lang))
        if top is not None and len(own) > top:
            console.print(say("needs.more", lang, shown=top, count=len(own)))
    _print_findings(needs, console, lang)


def say_no_supplies(needs: Needs, console: Console, lang: str) -> None:
    """Say that there are no supplies of the year before anything else is said of it."""
    if not needs.has_supplies:
        console.print(say("needs.no_supplies", lang, year=needs.year), style="yellow", markup=False)


def cluster_names(dataset: Dataset) -> dict[str, str]:
    """Return the names of clusters by their ids."""
    return dict(dataset.rows("clusters").select("cluster_id", "name").collect().iter_rows())


def _tabulate(needs: Iterable[Need], width: int, lang: str) -> Table:
    left_out = () if width >= _ALL_COLUMNS_FROM else ("sources", "price")
    columns = [column for column in _CELLS if column not in left_out]
    table = new_table(*(say(f"needs.column.{column}", lang) for column in columns))
    for column, made in zip(columns, table.columns, strict=True):
        made.justify = "right" if column in _RIGHT else "left"
        made.max_width = _WIDTHS.get(column)
    for need in needs:
        table.add_row(*(_CELLS[column](need, lang) for column in columns))
    return table


def _demand(need: Need, lang: str) -> str:
    if need.amount_krub is None:
        return quantity_of(need, lang)
    amount = say("needs.krub", lang, amount=number(need.amount_krub, lang, 0))
    return f"{quantity_of(need, lang)}\n{amount}"


def _causes(need: Need, lang: str) -> Iterator[str]:
    figures = [cause for cause in need.causes if cause.basis == "figures"]
    shown = {cause.cause for cause in figures}
    for cause in figures:
        yield say_cause(cause, need, lang)
    declared = [cause for cause in need.causes if cause.basis == "declared" and cause.cause not in shown]
    if declared:
        names = ", ".join(name_cause(cause, lang) for cause in declared)
        yield say("needs.declared_cause", lang, cause=names)


def _sources(need: Need, lang: str) -> Iterator[str]:
    if not need.sources:
        yield "–"
        return
    count = len({source.supplier_id for source in need.sources})
    yield say("needs.sources", lang, count=count, index=number(need.concentration, lang, 2))
    abroad: dict[str, float] = {}
    for source in need.sources:
        if source.country != HOME:
            country = source.country or say("needs.nowhere", lang)
            abroad[country] = abroad.get(country, 0.0) + source.share
    for country, share in sorted(abroad.items(), key=lambda one: -one[1])[:2]:
        yield f"{escape(country)} {percent(share, lang)}"


def _prices(need: Need, lang: str) -> Iterator[str]:
    yield price_of(need.price_krub, lang)
    if need.import_price_krub is not None:
        for whose in ("domestic", "others"):
            price = getattr(need, f"{whose}_price_krub")
            if price is not None:
                yield f"[dim]{say(f'needs.price.{whose}', lang)}[/] {price_of(price, lang)}"


_CELLS: Mapping[str, Callable[[Need, str], str]] = {
    "product": lambda need, _: f"{escape(need.name)}\n[dim]{escape(need.product_id)}[/]",
    "demand": lambda need, lang: escape(_demand(need, lang)),
    "import_share": share_of,
    "sources": lambda need, lang: "\n".join(_sources(need, lang)),
    "price": lambda need, lang: "\n".join(_prices(need, lang)),
    "free_capacity": lambda need, lang: escape(free_capacity_of(need, lang)),
    "causes": lambda need, lang: escape("\n".join(_causes(need, lang))) or "–",
}


def _print_findings(needs: Needs, console: Console, lang: str) -> None:
    if not needs.findings:
        return
    console.print(f"\n{say('needs.disagreements', lang)}", style="bold")
    for finding in needs.findings[:_SHOWN]:
        console.print(line_of(finding, lang), markup=False)
    if len(needs.findings) > _SHOWN:
        console.print(say("needs.more_findings", lang, count=len(needs.findings) - _SHOWN))
