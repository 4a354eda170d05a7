"""The section of the season's report about prices: how much to promise, and the price that bears it."""

from collections.abc import Iterator

from kust.documents.blocks import Block, Bullets, Cell, Notice, Said, Section, Table
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.season import Season
from kust.documents.harvest.tables import make_table
from kust.harvest.purchase.procured import Procurement, SpeciesPlan


def make_contract_section(season: Season, tell: Teller) -> Section:
    """What to promise to buyers, and the highest price that a processor can pay."""
    plan = season.procurement
    contracts, ceilings = _tabulate_contracts(plan, tell), _tabulate_ceilings(plan, tell)
    blocks: list[Block] = []
    if contracts.rows:
        blocks += [Said(tell.t("contracts.meant")), contracts]
    if ceilings.rows:
        blocks += [Said(tell.t("ceiling.meant")), ceilings]
        above = tuple(_list_above(plan, tell)) if plan else ()
        if above:
            blocks.append(Bullets(above))
    if not blocks:
        blocks.append(Notice(tell.t("contracts.none")))
    sheets = tuple(table for table in (contracts, ceilings) if table.rows)
    return Section("contracts", tell.t("section.contracts"), tuple(blocks), sheets)


def _tabulate_contracts(plan: Procurement | None, tell: Teller) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in plan.species if plan else ():
        told = one.contract
        if told:
            tonnes = (told.kg / 1000, told.expected_kg / 1000, told.mean_kg / 1000)
            rows.append((one.name, *tonnes, told.missed_rub_kg, told.shortfall_rub_kg))
    columns = (
        ("species", "text", 22), ("promise", "number", 12), ("there", "number", 14), ("brought", "number", 14),
        ("missed", "number", 16), ("shortfall", "number", 16),
    )  # fmt: skip
    return make_table(tell, "contracts", columns, rows)


def _tabulate_ceilings(plan: Procurement | None, tell: Teller) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in plan.species if plan else ():
        told = one.ceiling
        if plan is None or told is None:
            continue
        costs, best = told.costs, told.best
        items = (
            costs.picking_rub_kg, costs.haul_rub_kg, costs.station_rub_kg, costs.losses_rub_kg,
            costs.total_rub_kg,
        )  # fmt: skip
        ends = (best.ceiling_rub_kg, best.break_even_rub_kg) if best else (None, None)
        product = (
            plan.names.get(best.product_id, best.product_id) if best else _word_unpriced(one, plan, tell)
        )
        rows.append((one.name, product, *items, *ends, told.headroom_rub_kg))
    columns = (
        ("species", "text", 22), ("route", "long", 30), ("picking", "number", 11), ("haul", "number", 9),
        ("taking", "number", 11),
        ("losses", "number", 10), ("cost_kg", "number", 12), ("ceiling", "number", 12),
        ("break_even", "number", 12), ("headroom", "number", 11),
    )  # fmt: skip
    return make_table(tell, "ceiling", columns, rows, note=tell.t("note.ceiling"))


def _word_unpriced(one: SpeciesPlan, plan: Procurement, tell: Teller) -> str:
    missing = {name for route in one.ceiling.routes for name in route.missing} if one.ceiling else set()
    if not missing:
        return tell.t("ceiling.costs")
    return tell.t("ceiling.unpriced", products=", ".join(sorted(plan.names.get(n, n) for n in missing)))


def _list_above(plan: Procurement, tell: Teller) -> Iterator[str]:
    """Name the species whose price lies above what the best product bears."""
    for one in plan.species:
        room = one.ceiling.headroom_rub_kg if one.ceiling else None
        if room is not None and room < 0:
            yield tell.t("ceiling.above", name=one.name, room=tell.figure(-room))
