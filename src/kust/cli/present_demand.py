"""Demand on a terminal: natural units and money apart, why there is no forecast, how forecasts did on past years."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table
from kust.i18n import number, percent, plain_number, say, unit_name
from kust.niches.declared_demand import DeclaredDemand
from kust.niches.demanded import Demand, DemandParts, Demands
from kust.niches.forecast import Forecast
from kust.niches.need import Place
from kust.niches.niche import Range
from kust.niches.plans import Plan

_DIMENSIONS = ("quantity", "krub")
_KINDS = ("existing", "potential", "outside")
_PARTS = ("history", "plans_expected", "plans_stated", "plans_unstated", "declared")
_SHOWN = 12
_EXACT_BELOW = 100


def present(
    demands: Demands, names: Mapping[str, str], console: Console, lang: str, *, in_full: bool = False
) -> None:
    """Print the demand of each cluster; ``in_full`` adds the parts and the rows they rest on."""
    if not demands.has_supplies:
        console.print(say("demand.no_supplies", lang, year=demands.year), style="yellow", markup=False)
    if not demands.demands:
        console.print(say("demand.nothing", lang))
        return
    span = _join_years(demands.years)
    title = say("demand.title", lang, years=span, year=demands.year, on=demands.on.isoformat())
    console.print(f"{title}\n{say('demand.meant', lang)}", markup=False)
    for cluster in demands.clusters:
        own = [demand for demand in demands.demands if demand.cluster_id == cluster]
        if not own:
            continue
        console.print(f"\n{names.get(cluster, cluster)}", style="bold", markup=False)
        for dimension in _DIMENSIONS:
            _print_years(demands, own, dimension, console, lang, in_full=in_full)
        silent = sum(not any(_is_told(demand, dimension) for dimension in _DIMENSIONS) for demand in own)
        if silent and not in_full:
            console.print(say("demand.silent", lang, count=silent))
        _print_unstated(own, console, lang)
        _print_refusals(own, console, lang)
        _print_backtests(demands, own, console, lang, in_full=in_full)
        if in_full:
            for demand in own:
                _print_rows(demand, names, console, lang)


def write_range(one: Range, lang: str) -> str:
    """Write a range as people do: one figure where the ends are equal, «from» where the upper is not known."""
    if one.least is None and one.most is None:
        return say("demand.unknown", lang)
    if one.most is None:
        return say("demand.from", lang, least=_figure(one.least, lang))
    if one.least is None:
        return say("demand.to", lang, most=_figure(one.most, lang))
    least, most = _figure(one.least, lang), _figure(one.most, lang)
    return least if least == most else f"{least}–{most}"


def _figure(value: float | None, lang: str) -> str:
    if value is None:
        return "–"
    return plain_number(value, lang) if abs(value) < _EXACT_BELOW else number(value, lang, 0)


def _parts(demand: Demand, dimension: str) -> list[DemandParts]:
    return [year.quantity if dimension == "quantity" else year.krub for year in demand.years]


def _is_told(demand: Demand, dimension: str) -> bool:
    return any(
        getattr(parts, kind).is_known for parts in _parts(demand, dimension) for kind in _KINDS
    ) or any(parts.plans_unstated.most for parts in _parts(demand, dimension))


def _print_years(
    demands: Demands, own: Sequence[Demand], dimension: str, console: Console, lang: str, *, in_full: bool
) -> None:
    told = [demand for demand in own if in_full or _is_told(demand, dimension)]
    if not told:
        return
    console.print(f"\n{say(f'demand.heading.{dimension}', lang)}", style="bold")
    table = new_table(
        say("demand.column.product", lang),
        say("demand.column.now", lang, year=demands.year),
        say("demand.column.kind", lang),
        *map(str, demands.years),
    )
    for column in (1, *range(3, 3 + len(demands.years))):
        table.columns[column].justify = "right"
    for demand in told:
        now = demand.now.quantity if dimension == "quantity" else demand.now.amount_krub
        rows = [(say(f"demand.kind.{kind}", lang), kind) for kind in _shown_kinds(demand, dimension)]
        if in_full:
            rows += [(f"[dim]{say(f'demand.part.{part}', lang)}[/]", part) for part in _PARTS]
        lines = [[word, *_line(demand, dimension, name, lang)] for word, name in rows]
        heads = [
            [escape(_title(demand, dimension, lang)), _figure(now, lang)],
            [f"[dim]{escape(demand.product_id)}[/]", ""],
        ]
        for place, line in enumerate(lines):
            head = heads[place] if place < len(heads) else ["", ""]
            table.add_row(*head, *line, end_section=place == len(lines) - 1)
    console.print(table)


def _shown_kinds(demand: Demand, dimension: str) -> list[str]:
    outside = any(parts.outside.is_known for parts in _parts(demand, dimension))
    return [kind for kind in _KINDS if kind != "outside" or outside]


def _line(demand: Demand, dimension: str, name: str, lang: str) -> list[str]:
    return [write_range(getattr(parts, name), lang) for parts in _parts(demand, dimension)]


def _title(demand: Demand, dimension: str, lang: str) -> str:
    unit = f", {unit_name(demand.unit, lang)}" if demand.unit and dimension == "quantity" else ""
    return f"{demand.name}{unit}"


def _print_unstated(own: Sequence[Demand], console: Console, lang: str) -> None:
    """Name the plans that tell no probability: they are never taken as certain."""
    plans = [plan for demand in own for plan in demand.plans if plan.probability is None]
    if not plans:
        return
    shown = [
        f"{plan.name}, {plan.product_id}, {plan.year}: {write_range(plan.quantity, lang)} ({_place(plan.place)})"
        for plan in plans[:_SHOWN]
    ]
    rows = "; ".join(shown) + ("; …" if len(plans) > _SHOWN else "")
    console.print(say("demand.unstated_plans", lang, rows=rows), markup=False)


def _print_refusals(own: Sequence[Demand], console: Console, lang: str) -> None:
    refused: dict[str, list[str]] = defaultdict(list)
    for demand in own:
        by_dimension = {
            dimension: _refusal(getattr(demand.forecasts, dimension), lang) for dimension in _DIMENSIONS
        }
        if len(set(by_dimension.values())) == 1:
            by_dimension = {"": by_dimension["quantity"]}
        for dimension, reason in by_dimension.items():
            if reason:
                said = f" ({say(f'demand.dimension.{dimension}', lang)})" if dimension else ""
                refused[reason].append(demand.product_id + said)
    if not refused:
        return
    console.print(f"\n{say('demand.refusals', lang)}", style="bold")
    for reason, products in sorted(refused.items()):
        more = f" … (+{len(products) - _SHOWN})" if len(products) > _SHOWN else ""
        console.print(f"{reason}: {', '.join(products[:_SHOWN])}{more}", markup=False)


def _refusal(forecast: Forecast, lang: str) -> str:
    if forecast.reason is None:
        return ""
    return say(
        f"demand.refused.{forecast.reason}",
        lang,
        years=_join_years(forecast.missing_years),
        known=forecast.known_years,
        needed=forecast.needed_years,
    )


def _join_years(years: Iterable[int]) -> str:
    found = list(years)
    if len(found) > 2 and found == list(range(found[0], found[-1] + 1)):
        return f"{found[0]}–{found[-1]}"
    return ", ".join(map(str, found))


def _print_backtests(
    demands: Demands, own: Sequence[Demand], console: Console, lang: str, *, in_full: bool
) -> None:
    """Print how the chosen method did against «the same as last year»; all methods where one product is asked about."""
    columns = ("product", "dimension", "method", "mae", "ratio", "origins")
    table = new_table(*(say(f"demand.column.{column}", lang) for column in columns))
    for column in (3, 4, 5):
        table.columns[column].justify = "right"
    for demand in own:
        for dimension, forecast in vars(demand.forecasts).items():
            backtest = forecast.backtest
            if backtest is None:
                continue
            for score in backtest.scores:
                is_chosen = score.method == backtest.chosen
                if not in_full and not is_chosen:
                    continue
                method = say(f"demand.method.{score.method}", lang)
                if is_chosen and score.method == "naive":
                    method = say("demand.naive_kept", lang, method=method)
                table.add_row(
                    escape(demand.product_id),
                    say(f"demand.dimension.{dimension}", lang),
                    say("demand.taken", lang, method=method) if in_full and is_chosen else method,
                    _figure(score.mae, lang),
                    number(score.ratio, lang, 2),
                    str(backtest.origins),
                )
    if table.row_count:
        coverage = percent(demands.settings.coverage, lang, 0)
        console.print(f"\n{say('demand.backtest', lang, coverage=coverage)}", style="bold")
        console.print(table)


def _print_rows(demand: Demand, names: Mapping[str, str], console: Console, lang: str) -> None:
    """Print the plans and declared needs with the rows they stand in."""
    if demand.price_krub is not None and demand.potential_at_price_krub.is_known:
        price, at_price = (
            _figure(demand.price_krub, lang),
            write_range(demand.potential_at_price_krub, lang),
        )
        console.print("\n" + say("demand.at_price", lang, year=demand.now.year, price=price, range=at_price))
    for heading, plans in (("plans", demand.plans), ("outside_plans", demand.outside_plans)):
        rows = [_plan_row(plan, lang) for plan in plans]
        _print_table(
            heading, ("buyer", "year", "quantity", "amount", "probability", "source"), rows, console, lang
        )
    declared = [_declared_row(need, names, lang) for need in demand.declared]
    _print_table("declared", ("buyer", "year", "quantity", "amount", "source"), declared, console, lang)


def _print_table(
    heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]], console: Console, lang: str
) -> None:
    if not rows:
        return
    console.print(f"\n{say(f'demand.{heading}', lang)}", style="bold")
    table = new_table(*(say(f"demand.column.{column}", lang) for column in columns))
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _plan_row(plan: Plan, lang: str) -> list[str]:
    stated = plan.probability is not None
    probability = percent(plan.probability, lang, 0) if stated else say("demand.not_stated", lang)
    source = f"{escape(plan.source)}\n[dim]{escape(_place(plan.place))}[/]"
    quantity, amount = write_range(plan.quantity, lang), _figure(plan.amount_krub, lang)
    return [escape(plan.name), str(plan.year), quantity, amount, probability, source]


def _declared_row(need: DeclaredDemand, names: Mapping[str, str], lang: str) -> list[str]:
    whose = [need.organisation_id] if need.organisation_id else list(need.buyers)
    who = ", ".join(names.get(one, one) for one in whose if one)
    who = say("demand.by_cluster", lang) + (f" ({who})" if who else "") if need.is_whole else who
    year = say("demand.no_year", lang) if need.year is None else str(need.year)
    quantity, amount = write_range(need.quantity, lang), _figure(need.amount_krub, lang)
    source = f"{escape(need.source or '–')}\n[dim]{escape(_place(need.place))}[/]"
    return [escape(who), year, quantity, amount, source]


def _place(place: Place) -> str:
    sheet = f" «{place.sheet}»" if place.sheet else ""
    return f"{place.file or place.table}{sheet}: {place.row}"
