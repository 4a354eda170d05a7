"""A scan on a terminal: the first cells by rank, then the products of the country."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table
from kust.data.dataset import Dataset
from kust.i18n import number, percent, plain_number, say, unit_name
from kust.niches.products import names_of
from kust.niches.scan import Scan
from kust.niches.scan_flows import LARGEST
from kust.niches.scan_told import BookWords

# Greatest widths of the columns of figures, so that those with names get the room.
_WIDTHS = {"region": 8, "demand": 13, "imported": 14, "sources": 13, "makers": 11, "relatedness": 9}
_COLUMNS = ("rank", "product", "region", "demand", "imported", "buyers", "sources", "makers")


def present(dataset: Dataset, scan: Scan, console: Console, lang: str, most: int) -> None:
    """Print what is a candidate and why, the first cells, and the first products of the country."""
    console.print(say("scan.title", lang, year=scan.year, on=scan.on.isoformat()), style="bold", markup=False)
    if not len(scan.cells):
        console.print(say("scan.nothing", lang), markup=False)
        return
    cells, country = scan.cells.head(most), scan.country.head(most)
    columns = [f"buyer_{place}" for place in range(1, LARGEST + 1)]
    ids = pl.concat([table[column] for table in (cells, country) for column in columns])
    names = names_of(dataset, ids.drop_nulls().unique().to_list())
    console.print(say("scan.counts", lang, **_counts(scan.cells, lang)), markup=False)
    console.print(_rule(scan, lang), markup=False)
    _print_table(cells, names, console, lang)
    _print_more(len(scan.cells) - len(cells), console, lang)
    if len(country):
        console.print(f"\n{say('scan.country', lang)}", style="bold", markup=False)
        _print_table(country, names, console, lang)
        _print_more(len(scan.country) - len(country), console, lang)


def _counts(cells: pl.DataFrame, lang: str) -> dict[str, str]:
    candidates = cells.filter("candidate")
    counts = {
        "cells": len(cells),
        "candidates": len(candidates),
        "nobody": len(candidates.filter(pl.col("makers_in_country") == 0)),
    }
    return {name: number(count, lang, 0) for name, count in counts.items()}


def _rule(scan: Scan, lang: str) -> str:
    limits = {
        name: percent(scan.thresholds[f"import_{name}"].value, lang, 0)
        for name in ("high", "high_lower", "critical")
    }
    return say("scan.rule", lang, amount=number(scan.min_amount_krub, lang, 0), **limits)


def _print_more(count: int, console: Console, lang: str) -> None:
    if count > 0:
        console.print(say("scan.more", lang, count=number(count, lang, 0)), style="dim", markup=False)


def _print_table(rows: pl.DataFrame, names: Mapping[str, str], console: Console, lang: str) -> None:
    by_region, near = "region" in rows.columns, "relatedness" in rows.columns
    columns = [name for name in _COLUMNS if name != "region" or by_region]
    columns += ["relatedness"] if near else []
    headings = {name: name if by_region or name != "makers" else "makers_in_country" for name in columns}
    table = new_table(*(say(f"scan.heading.{headings[name]}", lang) for name in columns))
    for column, name in zip(table.columns, columns, strict=True):
        column.max_width = _WIDTHS.get(name)
    for row in rows.iter_rows(named=True):
        cells = {
            "rank": f"{row['rank']}{' *' if row['candidate'] else ''}",
            "product": f"{escape(row['name'] or row['product_id'])}\n[dim]{escape(row['product_id'])}[/]",
            "region": escape(row.get("region") or "") or say("scan.no_region", lang),
            "demand": _demand(row, lang),
            "imported": f"{number(row['imported_krub'], lang, 0)}\n{_share(row, lang)}",
            "buyers": _buyers(row, names, lang),
            "sources": _sources(row, lang),
            "makers": _makers(row),
            "relatedness": number(row.get("relatedness"), lang, 2),
        }
        table.add_row(*(cells[name] for name in columns))
    console.print(table)


def _demand(row: Mapping[str, Any], lang: str) -> str:
    quantity = row["quantity"]
    units = "–" if quantity is None else f"{plain_number(quantity, lang)} {unit_name(row['unit'], lang)}"
    return f"{number(row['amount_krub'], lang, 0)}\n[dim]{escape(units)}[/]"


def _share(row: Mapping[str, Any], lang: str) -> str:
    least, most = row["import_share"], row["import_share_max"]
    share = percent(least, lang, 0)
    if percent(most, lang, 0) != share:
        share = f"{number(100 * least, lang, 0)}–{percent(most, lang, 0)}"
    return share + (f"\n{say('scan.grade.' + row['grade'], lang)}" if row["grade"] else "")


def _buyers(row: Mapping[str, Any], names: Mapping[str, str], lang: str) -> str:
    places = [f"buyer_{place}" for place in range(1, LARGEST + 1)]
    largest = [
        f"{percent(row[f'{place}_share'], lang, 0)} {escape(names.get(row[place], row[place]))}"
        for place in places
        if row[place] is not None
    ]
    rest = row["buyers"] - len(largest)
    return "\n".join([*largest, *([say("scan.and_more", lang, count=rest)] if rest else [])])


def _sources(row: Mapping[str, Any], lang: str) -> str:
    told = say("scan.of_sources", lang, foreign=row["foreign_sources"], count=row["sources"])
    index = row["foreign_concentration"]
    return (
        told
        if index is None
        else f"{told}\n[dim]{say('scan.concentration', lang)} {number(index, lang, 2)}[/]"
    )


def _makers(row: Mapping[str, Any]) -> str:
    """Say how many make it in the region (where there is one) and in the country."""
    country = "–" if row["makers_in_country"] is None else str(row["makers_in_country"])
    if "makers_in_region" not in row:
        return country
    here = "–" if row["makers_in_region"] is None else str(row["makers_in_region"])
    return f"{here} / {country}"


def book_words(lang: str) -> BookWords:
    """Return the words of a workbook."""
    plain = (
        "rank candidate product_id name unit region regions amount_krub quantity imported_krub import_share "
        "import_share_max grade above_minimum buyers sources foreign_sources foreign_concentration relatedness "
        "makers_in_region output_in_region_krub output_in_region makers_in_country output_in_country_krub "
        "output_in_country"
    )
    titles = {name: say(f"scan.column.{name}", lang) for name in plain.split()}
    for place in range(1, LARGEST + 1):
        titles[f"buyer_{place}"] = say("scan.column.buyer", lang, place=place)
        titles[f"buyer_{place}_share"] = say("scan.column.buyer_share", lang, place=place)
    sheets = (say("scan.sheet.cells", lang), say("scan.sheet.country", lang))
    return BookWords(
        titles, sheets, {name: say(f"scan.grade.{name}", lang) for name in ("between", "high", "critical")}
    )
