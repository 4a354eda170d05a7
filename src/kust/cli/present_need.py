"""One need on a terminal: everything about it, with the rows behind it."""

from collections.abc import Iterable, Iterator, Sequence

import polars as pl
from rich.console import Console
from rich.markup import escape

from kust.cli.need_words import (
    free_capacity_of,
    price_of,
    quantity_of,
    range_of,
    say_cause_in_full,
    share_of,
)
from kust.cli.present_needs import cluster_names, say_no_supplies
from kust.cli.terminal import new_table
from kust.data.dataset import Dataset
from kust.i18n import number, percent, say, unit_name
from kust.niches.need import Buyer, DeclaredNeed, Need, Needs, Place
from kust.niches.need_rows import find_need_rows


def present_one(dataset: Dataset, needs: Needs, console: Console, lang: str) -> None:
    """Print everything about the needs of one product, a cluster after the other, with the rows behind it."""
    say_no_supplies(needs, console, lang)
    names = cluster_names(dataset)
    for need in needs.needs:
        console.print(f"{need.name} ({need.product_id})", style="bold", markup=False)
        cluster = names.get(need.cluster_id, need.cluster_id)
        told = {"cluster": cluster, "year": need.year, "on": needs.on.isoformat()}
        console.print(say("needs.of_cluster", lang, **told), markup=False)
        for line in _figures(need, lang):
            console.print(f"  {line}", markup=False)
        _print_causes(need, console, lang)
        _print_buyers(need, console, lang)
        _print_sources(need, console, lang)
        _print_makers(need, console, lang)
        _print_history(need, console, lang)
        _print_declared(need, console, lang)
        _heading("rows", console, lang)
        for line in _places(find_need_rows(dataset, need)):
            console.print(f"  {line}", markup=False)
        console.print()


def _heading(name: str, console: Console, lang: str) -> None:
    console.print(f"\n{say(f'needs.heading.{name}', lang)}", style="bold")


def _figures(need: Need, lang: str) -> Iterator[str]:
    told = {
        "demand": quantity_of(need, lang),
        "amount": number(need.amount_krub, lang, 0),
        "imported": number(need.imported_krub, lang, 0),
        "import_share": share_of(need, lang),
        "concentration": number(need.concentration, lang, 2),
        "foreign_concentration": number(need.foreign_concentration, lang, 2),
        "price": price_of(need.price_krub, lang),
        "import_price": price_of(need.import_price_krub, lang),
        "domestic_price": price_of(need.domestic_price_krub, lang),
        "others_price": price_of(need.others_price_krub, lang),
        "free_capacity": free_capacity_of(need, lang),
    }
    if need.unplaced_krub:
        told["unplaced"] = number(need.unplaced_krub, lang, 0)
    if need.haul_km is not None:
        known = percent(need.haul_known_share, lang, 0)
        told["haul"] = say("needs.haul", lang, km=number(need.haul_km, lang, 0), share=known)
    for name, value in told.items():
        if value == "–" and need.basis == "declared":
            continue
        yield f"{say(f'needs.figure.{name}', lang)}: {value}"


def _print_causes(need: Need, console: Console, lang: str) -> None:
    _heading("causes", console, lang)
    for cause in need.causes:
        console.print(f"  {say_cause_in_full(cause, need, lang)}", markup=False)
    if not need.causes:
        console.print(f"  {say('needs.no_causes', lang)}")


def _print_buyers(need: Need, console: Console, lang: str) -> None:
    if not need.buyers:
        return
    _heading("buyers", console, lang)
    columns = ("organisation", "share", "quantity", "amount", "imported", "price")
    table = new_table(*(say(f"needs.column.{column}", lang) for column in columns))
    for buyer in need.buyers:
        table.add_row(*_buyer_cells(buyer, lang))
    for column in table.columns[1:]:
        column.justify = "right"
    console.print(table)


def _buyer_cells(buyer: Buyer, lang: str) -> Iterator[str]:
    yield escape(buyer.name)
    yield percent(buyer.share, lang)
    yield number(buyer.quantity, lang, 0)
    yield number(buyer.amount_krub, lang, 0)
    yield number(buyer.imported_krub, lang, 0)
    yield price_of(buyer.price_krub, lang)


def _print_sources(need: Need, console: Console, lang: str) -> None:
    if not need.sources:
        return
    _heading("sources", console, lang)
    table = new_table(
        *(say(f"needs.column.{c}", lang) for c in ("organisation", "country", "amount", "share"))
    )
    for source in need.sources:
        own = f" ({say('needs.member', lang)})" if source.member else ""
        country = source.country or say("needs.nowhere", lang)
        table.add_row(
            escape(source.name) + own,
            escape(country),
            number(source.amount_krub, lang, 0),
            percent(source.share, lang),
        )
    for column in table.columns[2:]:
        column.justify = "right"
    console.print(table)


def _print_makers(need: Need, console: Console, lang: str) -> None:
    if not need.makers:
        return
    _heading("makers", console, lang)
    table = new_table(*(say(f"needs.column.{c}", lang) for c in ("organisation", "output", "capacity")))
    for maker in need.makers:
        table.add_row(escape(maker.name), number(maker.output, lang, 0), number(maker.capacity, lang, 0))
    for column in table.columns[1:]:
        column.justify = "right"
    console.print(table)


def _print_history(need: Need, console: Console, lang: str) -> None:
    if not need.history:
        return
    _heading("history", console, lang)
    table = new_table(
        *(say(f"needs.column.{c}", lang) for c in ("year", "quantity", "amount", "import_share"))
    )
    for one in need.history:
        table.add_row(
            str(one.year),
            number(one.quantity, lang, 0),
            number(one.amount_krub, lang, 0),
            percent(one.import_share, lang),
        )
    for column in table.columns[1:]:
        column.justify = "right"
    console.print(table)


def _print_declared(need: Need, console: Console, lang: str) -> None:
    if not need.declared:
        return
    _heading("declared", console, lang)
    for declared in need.declared:
        console.print(f"  {declared.need_id}", style="bold", markup=False)
        for name, value in _declared_figures(declared, need, lang):
            console.print(f"    {say(f'needs.declared.{name}', lang)}: {value}", markup=False)


def _declared_figures(declared: DeclaredNeed, need: Need, lang: str) -> Iterable[tuple[str, str]]:
    quantity = range_of(declared.quantity_min, declared.quantity_max, lang)
    share = range_of(declared.import_share, declared.import_share_max, lang, is_share=True)
    buyers = ", ".join(
        buyer.name + (f" {number(buyer.quantity, lang, 0)}" if buyer.quantity is not None else "")
        for buyer in declared.buyers
    )
    told = {
        "year": str(declared.year) if declared.year is not None else None,
        "quantity": f"{quantity} {unit_name(need.unit, lang)}" if quantity else None,
        "amount": number(declared.amount_krub, lang, 0) if declared.amount_krub is not None else None,
        "import_share": share or None,
        "severity": say(f"needs.grade.{declared.severity}", lang) if declared.severity else None,
        "required_characteristics": declared.required_characteristics,
        "foreign_suppliers": declared.foreign_suppliers,
        "buyers": buyers or None,
        "certainty": declared.certainty,
        "source": declared.source,
    }
    return [(name, value) for name, value in told.items() if value is not None]


def _places(rows: Sequence[Place]) -> Iterator[str]:
    by_file: dict[str, list[Place]] = {}
    for row in rows:
        by_file.setdefault(f"{row.file or row.table}{f' «{row.sheet}»' if row.sheet else ''}", []).append(row)
    for file, places in by_file.items():
        numbers = pl.Series([place.row for place in places if place.row is not None]).unique().sort()
        yield f"{file}: {', '.join(map(str, numbers))}"
