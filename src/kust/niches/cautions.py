"""What has to be said first about a niche."""

from collections.abc import Sequence

from kust.niches.candidates import Candidate, replaced_quantity
from kust.niches.makers import HomeMaker
from kust.niches.market import Market
from kust.niches.niche import Economics, Range

# In the order of gravity; a card says them before anything else.
CAUTIONS = (
    "below_minimum_scale",
    "may_be_below_minimum_scale",
    "demand_unpaired",
    "demand_unknown",
    "another_year",
    "domestic_capacity",
    "never_pays",
    "one_buyer",
    "participants_silent",
    "free_capacity_in_part",
    "capacity_unknown",
    "project_exists",
    "other_reading_of_high",
    "small",
)


def list_cautions(
    candidate: Candidate,
    market: Market,
    scale_ratio: Range,
    economics: Economics | None,
    projects: frozenset[str],
    least_krub: float,
    home_makers: Sequence[HomeMaker] = (),
    silent: Sequence[str] = (),
) -> tuple[str, ...]:
    """List the codes of what speaks against a niche or makes it doubtful, the gravest first.

    ``below_minimum_scale``: the whole demand is smaller than the smallest plant; ``may_be_…``: its lower end is.
    ``another_year``: nothing was bought in the year asked about, and what is declared is of another one.
    ``domestic_capacity``: others at home make it and could make more. ``participants_silent``: the purchases of some
    participants are missing, so the demand may be larger. ``free_capacity_in_part``: members that make it could make
    a part of what is imported. ``other_reading_of_high``: the import share is high by one reading of the source only.
    """
    need = candidate.need
    ratio, told = scale_ratio, market.quantity.is_known or market.amount_krub is not None
    above = [one for one in (ratio.least, ratio.most) if one is not None]
    rivals = any(niche.declared.unpaired for niche in candidate.declared)
    # What a declaration calls it does not settle which reading of the figures is meant.
    graded = [cause for cause in market.causes if cause.cause == "import_dependence"]
    grades = {one.grade for one in graded if one.basis == "figures"} or {one.grade for one in graded}
    applies = {
        "below_minimum_scale": bool(above) and max(above) < 1,
        "may_be_below_minimum_scale": bool(above) and min(above) < 1 <= max(above),
        "demand_unpaired": rivals and not market.quantity.is_known,
        "demand_unknown": not told and not rivals,
        "another_year": not market.is_traded and _is_of_another_year(candidate),
        "domestic_capacity": any(one.free and not one.member for one in home_makers),
        "participants_silent": market.is_traded and bool(silent),
        "never_pays": economics is not None and economics.npv is not None and economics.npv <= 0,
        "one_buyer": told and len(market.consumers) == 1,
        "free_capacity_in_part": _covers_in_part(candidate),
        "capacity_unknown": need is not None and bool(need.makers) and need.free_capacity is None,
        "project_exists": candidate.product_id in projects,
        "other_reading_of_high": "between" in grades and not grades & {"high", "critical"},
        "small": market.replaced_krub is not None and market.replaced_krub < least_krub,
    }
    return tuple(code for code in CAUTIONS if applies[code])


def _covers_in_part(candidate: Candidate) -> bool:
    """Tell whether members that make it could make some, but not all, of what would be replaced."""
    need = candidate.need
    if need is None or not need.free_capacity:
        return False
    quantity = replaced_quantity(need)
    return quantity is None or need.free_capacity < quantity


def _is_of_another_year(candidate: Candidate) -> bool:
    need = candidate.need
    years = [one.year for one in need.declared] if need else []
    return need is not None and bool(years) and all(year is not None and year != need.year for year in years)
