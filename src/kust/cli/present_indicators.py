"""Indicators of programmes on a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table, paint
from kust.documents.programme.indicator_document import known_part
from kust.documents.programme.indicator_words import Teller
from kust.programme.measuring.indicator_figures import IndicatorResult, Indicators
from kust.programme.measuring.indicator_sums import RolledUp

_COLUMNS = ("indicator", "base", "target", "actual", "deviation", "state", "forecast")
_ROLLED = ("indicator", "year", "target", "actual", "known", "state", "clusters")


def present(
    programmes: Sequence[Indicators],
    rolled: RolledUp | None,
    names: dict[str, str],
    console: Console,
    lang: str,
) -> None:
    """Print the indicators of each programme, then their sums."""
    tell = Teller(lang, names)
    for found in programmes:
        console.print(f"\n{found.cluster}. {tell.subtitle(found)}", style="bold", markup=False)
        if not found.results:
            console.print(tell.t("nothing"), markup=False)
            continue
        console.print(tell.counts(found), markup=False)
        _print_table(found, tell, console)
        _print_list(tell.t("table.regions"), _tell_regions(found, tell), console)
        _print_list(tell.t("remarks"), (*tell.cautions(found), *tell.gaps(found)), console)
    if rolled is not None:
        _print_rolled(rolled, tell, console)


def _print_table(found: Indicators, tell: Teller, console: Console) -> None:
    titles = {name: tell.t(f"column.{name}") for name in _COLUMNS}
    titles["target"] = tell.t("column.target_of", year=found.year)
    titles["actual"] = tell.t("column.actual_of", year=found.year)
    table = new_table(*titles.values())
    for one in found.results:
        table.add_row(*_row(one, found, tell))
    console.print(table)


def _row(one: IndicatorResult, found: Indicators, tell: Teller) -> tuple[str, ...]:
    unit = tell.unit(one)
    year = one.of(found.year)
    return (
        escape(f"{one.indicator}, {unit}" if unit and unit not in one.indicator else one.indicator),
        tell.actual(one.base, one),
        tell.figure(year.target if year else None, one),
        tell.actual(year.actual, one) if year else tell.figure(None, one),
        tell.deviation(year.deviation if year else None, one),
        paint(tell.state(year.state), year.state) if year and year.target is not None else "",
        paint(escape(tell.outlook(one)), one.outlook.state),
    )


def _tell_regions(found: Indicators, tell: Teller) -> list[str]:
    return [
        tell.t(
            "region",
            indicator=one.indicator,
            region=held.region,
            year=held.year,
            target=tell.with_unit(held.target, one),
            actual=tell.with_unit(held.actual, one) if held.actual is not None else "–",
        )
        for one in found.results
        for held in one.regions
    ]


def _print_list(title: str, lines: Iterable[str], console: Console) -> None:
    told = list(lines)
    if told:
        console.print(f"\n{title}", style="bold", markup=False)
    for line in told:
        console.print(f"– {line}", markup=False)


def _print_rolled(rolled: RolledUp, tell: Teller, console: Console) -> None:
    console.print(f"\n{tell.t('section.rolled')}", style="bold", markup=False)
    console.print(tell.t("rolled.note"), markup=False)
    table = new_table(*(tell.t(f"column.{name}") for name in _ROLLED))
    for one in rolled.indicators:
        for year in one.years:
            table.add_row(
                escape(one.name),
                str(year.year),
                tell.figure(year.target.value, one),
                tell.figure(year.actual.value, one),
                known_part(year.actual, one, tell) if year.year <= rolled.year else "",
                paint(tell.state(year.state), year.state) if year.year <= rolled.year else "",
                escape(", ".join(one.clusters)),
            )
    console.print(table)
    if rolled.shared:
        console.print(tell.t("rolled.shared", names=tell.name_all(rolled.shared)), markup=False)
