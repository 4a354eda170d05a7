"""Niches on a terminal: the ranked table, what speaks against each, and the needs that are none."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import line_of, new_table
from kust.i18n import number, percent, plain_number, say, unit_name
from kust.niches.makers import HomeMaker
from kust.niches.niche import Niche, Niches, Range, Rejected

_SHOWN = 20


def present(found: Niches, console: Console, lang: str) -> None:
    """Print the niches from the best, then the needs that are none and why."""
    console.print(
        say("niches.title", lang, on=found.on.isoformat(), year=found.year), style="bold", markup=False
    )
    if not found.has_purchases:
        console.print(say("niches.without_purchases", lang, year=found.year), markup=False)
    elif not found.niches:
        console.print(say("niches.nothing", lang))
    if found.niches:
        _print_table(found.niches, console, lang)
        for niche in found.niches:
            print_cautions(niche, found.year, console, lang)
        _print_silent(found, console, lang)
        console.print(say("niches.next", lang), style="dim", markup=False)
    _print_rejected(found.rejected, console, lang)
    for finding in found.findings[:_SHOWN]:
        console.print(line_of(finding, lang), markup=False)


def _print_table(niches: Iterable[Niche], console: Console, lang: str) -> None:
    columns = ("rank", "product", "size", "money", "import_share", "causes", "npv", "confidence")
    table = new_table(*(say(f"niches.column.{column}", lang) for column in columns))
    for niche in niches:
        table.add_row(
            _rank(niche),
            f"{escape(niche.title)}\n[dim]{escape(niche.product_id)}"
            + (f" · {_stage(niche, lang)}" if niche.stage else "")
            + "[/]",
            write_size(niche, lang),
            number(niche.amount_krub, lang, 0),
            write_share(niche.import_share, lang),
            "\n".join(dict.fromkeys(say(f"niches.cause.{cause.cause}", lang) for cause in niche.causes)),
            number(niche.economics.npv, lang, 0) if niche.economics else "–",
            niche.confidence,
        )
    console.print(table)


def _rank(niche: Niche) -> str:
    moves = f"\n[dim]{niche.rank_low}–{niche.rank_high}[/]" if niche.rank_low != niche.rank_high else ""
    return f"{niche.rank}{' *' if niche.on_front else ''}{moves}"


def _stage(niche: Niche, lang: str) -> str:
    return say("stages.stage", lang, stage=niche.stage)


def write_size(niche: Niche, lang: str) -> str:
    """Write the demand in units; where the source does not say which figure is whose, all of them."""
    if niche.quantity.is_known or not niche.quantity_candidates:
        return write_range(niche.quantity, lang, niche.unit)
    either = f" {say('niches.or', lang)} "
    return either.join(write_range(one, lang, niche.unit) for one in niche.quantity_candidates) + " (?)"


def write_range(one: Range, lang: str, unit: str | None = None) -> str:
    """Write a range: one figure where its ends are equal, «from» where the upper one is not known."""
    name = f" {unit_name(unit, lang)}" if unit else ""
    if one.least is None and one.most is None:
        return "–"
    if one.most is None or one.least is None:
        code = "from" if one.most is None else "to"
        end = one.least if one.most is None else one.most
        return say(f"niches.{code}", lang, figure=_plain(end, lang)) + name
    if one.least == one.most:
        return _plain(one.least, lang) + name
    return f"{_plain(one.least, lang)}–{_plain(one.most, lang)}{name}"


def _plain(value: float | None, lang: str) -> str:
    return "–" if value is None else plain_number(value, lang)


def write_share(one: Range, lang: str) -> str:
    """Write an import share; a range where it is one."""
    if one.least is None or one.most is None or one.least == one.most:
        return percent(one.least if one.least is not None else one.most, lang)
    least, most = number(100 * one.least, lang, 0), percent(one.most, lang, 0)
    return most if percent(one.least, lang, 0) == most else f"{least}–{most}"


def _print_silent(found: Niches, console: Console, lang: str) -> None:
    silent = found.niches[0].silent
    if silent and found.has_purchases:
        console.print(
            say("niches.silent", lang, count=len(silent), who=", ".join(silent[:_SHOWN])), markup=False
        )


def print_cautions(niche: Niche, year: int, console: Console, lang: str) -> None:
    """Print what has to be said first about a niche."""
    for code in niche.warnings:
        if code == "participants_silent":
            continue  # said once for all of them
        words = say(f"niches.caution.{code}", lang, **caution_figures(niche, year, lang))
        console.print(f"! {niche.title}: {words}", markup=False)


def caution_figures(niche: Niche, year: int, lang: str) -> dict[str, str]:
    """Gather the figures that the words of a caution may name."""
    ratio = niche.scale_ratio
    return {
        "scale": write_range(Range(niche.minimum_scale, niche.minimum_scale), lang, niche.unit),
        "size": write_size(niche, lang),
        "ratio": write_share(ratio, lang),
        "imported": number(niche.imported_krub, lang, 0),
        "share": write_share(niche.import_share, lang),
        "year": str(year),
        "silent": str(len(niche.silent)),
        "makers": "; ".join(word_maker(one, niche.unit, lang) for one in niche.home_makers if one.free),
    }


def word_maker(one: HomeMaker, unit: str | None, lang: str) -> str:
    """Say who makes it, and how much more of it they could make."""
    if one.free is None:
        return say("niches.home_maker_unknown", lang, name=one.name)
    return say(
        "niches.home_maker", lang, name=one.name, free=write_range(Range(one.free, one.free), lang, unit)
    )


def _print_rejected(rejected: Iterable[Rejected], console: Console, lang: str) -> None:
    told = [one for one in rejected if one.reason != "no_cause"]
    if told:
        console.print(f"\n{say('niches.not_niches', lang)}", style="bold")
    for one in told[:_SHOWN]:
        console.print(f"– {one.name} ({one.product_id}): {word_rejection(one, lang)}", markup=False)
    if len(told) > _SHOWN:
        console.print(say("niches.more", lang, count=len(told) - _SHOWN))


def word_rejection(one: Rejected, lang: str) -> str:
    """Say why a need is no niche, with its figures."""
    unit = one.values.get("unit")
    name = unit_name(unit, lang) if isinstance(unit, str) else ""
    figures = {
        key: number(value, lang, 0) if isinstance(value, float | int) else value
        for key, value in one.values.items()
        if key != "unit"
    }
    return say(f"niches.rejected.{one.reason}", lang, **figures, unit=name)
