"""The section of the season's report about money: how much cash, when and where."""

from kust.documents.blocks import Block, Cell, Notice, Said, Section, Table
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.limits import word_limits, word_weeks
from kust.documents.harvest.pictures import picture_cash
from kust.documents.harvest.season import Season
from kust.documents.harvest.tables import make_table
from kust.harvest.purchase.money import Spread
from kust.harvest.purchase.prices import CHOSEN
from kust.harvest.purchase.procured import Procurement
from kust.i18n import percent, plain_number, say


def make_cash_section(season: Season, tell: Teller) -> Section:
    """How much money, by species, price that follows the crop, week and station."""
    plan = season.procurement
    if plan is None or plan.total_krub[CHOSEN] is None:
        return Section("cash", tell.t("section.cash"), (Notice(tell.t("cash.none")),), ())
    certainty = percent(plan.certainty, tell.lang, 0)
    money, elasticities = tabulate_money(plan, tell), tabulate_elasticities(plan, tell)
    bound = _tabulate_bound(plan, tell)
    limits = tuple(word_limits(plan, tell.lang))
    one_sum = "cash.one_sum_unsure" if plan.keeps_certainty is False else "cash.one_sum"
    told = tell.t(one_sum, plan=tell.figure(_plan(plan)), certainty=certainty)
    blocks: list[Block] = [Notice(told, limits)]
    blocks += [Said(tell.t("cash.meant", certainty=certainty, draws=plan.draws)), money]
    blocks += [bound] if bound.rows else []
    if plan.keeps_certainty is False:
        most = percent(plan.promised, tell.lang, 0)
        blocks.insert(0, Notice(tell.t("cash.doubtful", certainty=certainty, most=most)))
    if plan.left_out:
        names = ", ".join(plan.of(one).name for one in plan.left_out)
        blocks.append(Said(tell.t("cash.left_out", species=names), "note"))
    blocks += [Said(tell.t("elasticity.meant")), elasticities]
    sheets: list[Table] = [money, *([bound] if bound.rows else []), elasticities]
    picture = picture_cash(season, tell)
    for table in (
        _tabulate_so_far(plan, tell),
        _tabulate_reach(plan, tell),
        _tabulate_weeks(plan, tell),
        _tabulate_station_weeks(season, plan, tell),
        _tabulate_settlements(season, plan, tell),
    ):
        if table.rows:
            if picture and table.code.endswith(".weeks"):
                blocks.append(picture)
            blocks.append(table)
            sheets.append(table)
    blocks += [Said(words, "note") for words in word_weeks(plan, tell.lang)]
    if plan.cash:
        figures = {"t": plan.cash.t, "moved": plan.cash.moved_t, "waited": plan.cash.waited_t_weeks}
        words = {name: tell.figure(one) for name, one in figures.items()}
        blocks.append(Said(say("harvest_procurement.cash.total", tell.lang, **words), "note"))
    return Section("cash", tell.t("section.cash"), tuple(blocks), tuple(sheets))


def _plan(plan: Procurement) -> float | None:
    return plan.to_pay.krub.plan if plan.to_pay else None


def _money(spread: Spread | None) -> tuple[Cell, ...]:
    if spread is None:
        return (None,) * 6
    ends = (spread.quantiles["p10"], spread.quantiles["p90"])
    return (spread.quantiles["p50"], *ends, spread.plan, spread.reserve, spread.cvar)


_LEAST_T = 0.05
_MONEY = (
    ("money_middle", "krub", 12), ("money_low", "krub", 12), ("money_high", "krub", 12),
    ("plan", "krub", 12), ("reserve", "krub", 12), ("cvar", "krub", 13),
)  # fmt: skip


def tabulate_money(plan: Procurement, tell: Teller) -> Table:
    """What is bought of each species and what it costs; the sum is made draw by draw."""

    def row(name: str, t: Spread | None, price: float | None, krub: Spread | None) -> tuple[Cell, ...]:
        ends = (None, None, None) if t is None else tuple(t.quantiles[code] for code in ("p50", "p10", "p90"))
        return (name, *ends, price, *_money(krub))

    rows = [row(one.name, one.t, one.price_rub_kg[CHOSEN], one.krub[CHOSEN]) for one in plan.species]
    total = list(row(tell.t("together"), plan.total_t, None, plan.total_krub[CHOSEN]))
    total[4] = ""
    columns = (
        ("species", "text", 22), ("bought", "number", 10), ("t_low", "number", 9), ("t_high", "number", 9),
        ("price", "number", 11), *_MONEY,
    )  # fmt: skip
    return make_table(tell, "money", columns, rows, totals=[total], note=tell.t("note.money"))


def _tabulate_bound(plan: Procurement, tell: Teller) -> Table:
    """The one sum, all that is brought above it, and what makes the difference: means, so that they add up."""
    total, bound = plan.total_krub[CHOSEN], plan.bound
    if not bound.losses or total is None or bound.krub is None or plan.total_t is None or bound.t is None:
        return make_table(tell, "bound", _BOUND, ())
    lost = [(name, one) for name, one in bound.losses.items() if one.t > 0]
    rows: list[tuple[Cell, ...]] = [
        (tell.t("bound.all"), bound.t.mean, bound.krub.mean, bound.krub.plan),
        *((tell.t(f"bound.{name}"), -one.t, -one.krub, "") for name, one in lost),
    ]
    whole = (tell.t("bound.plan"), plan.total_t.mean, total.mean, total.plan)
    return make_table(tell, "bound", _BOUND, rows, totals=[whole], note=tell.t("note.bound"))


_BOUND = (
    ("bound_row", "text", 44),
    ("t_mean", "number", 12),
    ("money_mean", "krub", 14),
    ("plan", "krub", 14),
)


def tabulate_elasticities(plan: Procurement, tell: Teller) -> Table:
    """The plan and the reserve under each elasticity of the price, side by side."""
    rows = [(word_scenario(name, tell), *_money(plan.total_krub[name])) for name in plan.scenarios]
    columns = (("scenario", "text", 44), *_MONEY)
    return make_table(tell, "elasticities", columns, rows)


def word_scenario(name: str, tell: Teller) -> str:
    """Word a scenario of the price."""
    if name == CHOSEN:
        return tell.t("scenario.chosen")
    elasticity = float(name.removeprefix("eps"))
    return tell.t("scenario.eps", eps=plain_number(elasticity, tell.lang).replace("-", "−"))


def _tabulate_so_far(plan: Procurement, tell: Teller) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in plan.species:
        if one.so_far is None:
            continue
        told = one.so_far
        rest = one.rest_t.quantiles["p50"] if one.rest_t else None
        needed = one.rest_krub.plan if one.rest_krub else None
        rows.append((one.name, told.until, told.kg / 1000, told.price_rub_kg, told.spent_krub, rest, needed))
    columns = (
        ("species", "text", 22), ("until", "day", 12), ("bought_so_far", "number", 12), ("paid", "number", 12),
        ("spent", "krub", 12), ("rest_t", "number", 12), ("rest_money", "krub", 13),
    )  # fmt: skip
    return make_table(tell, "so_far", columns, rows)


def _tabulate_reach(plan: Procurement, tell: Teller) -> Table:
    rows = [(one.money_krub, one.enough, one.bought_share) for one in plan.reach]
    columns = (("money", "krub", 14), ("enough", "share", 16), ("bought_share", "share", 18))
    return make_table(tell, "reach", columns, rows)


def _tabulate_weeks(plan: Procurement, tell: Teller) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.week_on, *(one.krub.get(code) for code in ("p50", "p10", "p90")), one.plan_krub,
            one.plan_to_date_krub, one.planned_krub,
        )
        for one in (plan.to_pay.weeks if plan.to_pay else ())
    ]  # fmt: skip
    columns = (
        ("week_from", "day", 12), ("money_middle", "krub", 12), ("money_low", "krub", 12),
        ("money_high", "krub", 12), ("week_plan", "krub", 14), ("to_date", "krub", 14), ("part", "krub", 12),
    )  # fmt: skip
    whole = sum(one.planned_krub for one in plan.to_pay.weeks) if plan.to_pay else None
    total = (tell.t("together"), "", "", "", "", "", whole)
    return make_table(tell, "weeks", columns, rows, totals=[total] if rows else (), note=tell.t("note.weeks"))


def _tabulate_station_weeks(season: Season, plan: Procurement, tell: Teller) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            tell.site(season, one.site_id), _kind(season, one.site_id, tell), one.week_on, one.planned_krub,
            one.krub.get("p50"), one.krub.get("p90"), one.t, one.capacity_t, one.over, one.lost_t,
        )
        for one in (plan.cash.stations if plan.cash else ())
        if one.planned_krub > 0 or max(one.t, one.lost_t) >= _LEAST_T
    ]  # fmt: skip
    columns = (
        ("station", "text", 22), ("kind", "text", 18), ("week_from", "day", 12), ("part", "krub", 12),
        ("money_middle", "krub", 12), ("money_high", "krub", 12), ("taken", "number", 10),
        ("capacity", "number", 12), ("over", "share", 13), ("lost", "number", 11),
    )  # fmt: skip
    note = tell.t("note.station_weeks")
    return make_table(tell, "station_weeks", columns, rows, look="folded", note=note)


def _kind(season: Season, site: str, tell: Teller) -> str:
    one = season.land.sites.get(site)
    return tell.t(f"kind_one.{one.kind}") if one and one.kind in season.sited else ""


def _tabulate_settlements(season: Season, plan: Procurement, tell: Teller) -> Table:
    ordered = sorted(plan.settlements, key=lambda one: -(one.planned_krub or 0.0))
    rows: list[tuple[Cell, ...]] = [
        (
            tell.place(season, one.settlement_id, ""), one.t.get("p50"), one.krub.get("p50"),
            one.krub.get("p90"), one.planned_krub,
        )
        for one in ordered
    ]  # fmt: skip
    columns = (
        ("settlement", "text", 24), ("bought", "number", 11), ("money_middle", "krub", 12),
        ("money_high", "krub", 12), ("part", "krub", 12),
    )  # fmt: skip
    return make_table(tell, "settlements", columns, rows, look="folded")
