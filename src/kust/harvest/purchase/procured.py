"""What a plan of purchases says: by species, settlement and week; codes and figures, the words come later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kust.harvest.purchase.bought import Buying, Cap
from kust.harvest.purchase.brought import Brought
from kust.harvest.purchase.cash_plan import CashPlan, Loss, WeekMoney
from kust.harvest.purchase.ceiling import Ceiling
from kust.harvest.purchase.contracts import Contract
from kust.harvest.purchase.in_season import SoFar
from kust.harvest.purchase.money import Reach, Spread
from kust.harvest.purchase.prices import PriceModel
from kust.harvest.purchase.season_weeks import Opens


@dataclass(frozen=True)
class SpeciesPlan:
    """The plan of a species.

    ``method``, ``method_reason`` of its forecast. ``crop_t``: within reach of pickers, tonnes; ``plots_unknown`` bear
    it but have no area or no distance to a road. ``past_years`` of purchases with their whole mass. ``t``: bought in
    the season; ``rest_t``, ``rest_krub``: still to come, inside the season only. ``cap_binds``: in what share of the
    draws the law holds it. ``price_rub_kg``: of a mean crop, by scenario. ``krub``: by scenario. ``settlements_by``:
    ``purchases_and_distance``, ``purchases``, ``distance``, None. ``cautions``: codes. ``level``: the coverage that its
    forecast promises; ``crop_years`` were weighed. ``promised``: the certainty that the years of crop and of purchases
    bear at most, Y / (Y + 1) of the fewer of those that the plan rests on; None where there is no plan. ``closes``: the
    season's last day, ``closed_share`` of the crop would come in after it and is not bought.
    """

    species_id: str
    name: str
    group: str
    method: str
    method_reason: str | None
    plots: int
    plots_unknown: int
    crop_t: Spread | None
    buying: Buying
    past_years: int
    cap: Cap
    cap_binds: float | None
    t: Spread | None
    brought_t: Spread | None
    price: PriceModel
    price_rub_kg: Mapping[str, float | None]
    krub: Mapping[str, Spread | None]
    opens: Opens | None
    settlements_by: str | None
    so_far: SoFar | None
    rest_t: Spread | None
    rest_krub: Spread | None
    contract: Contract | None
    ceiling: Ceiling | None
    cautions: tuple[str, ...]
    level: float
    crop_years: int
    promised: float | None
    closes: date | None
    closed_share: float


@dataclass(frozen=True)
class Part:
    """A part of the plan: of a settlement, of a week, or of a species in a settlement and a week.

    ``krub``: by the scenario of the plan; ``planned_krub``: its share of the planned sum, adding up to it.
    """

    settlement_id: str | None
    week_on: date | None
    species_id: str | None
    t: Mapping[str, float | None]
    krub: Mapping[str, float | None]
    planned_krub: float | None


@dataclass(frozen=True)
class Bound:
    """All that pickers bring, as if every place had room: the most that money could be needed for.

    ``losses``: by reason what the plan holds less of it, means of tonnes and thousand roubles: ``room``, ``shut``,
    ``far``; empty where no station holds anything.
    """

    t: Spread | None
    krub: Spread | None
    losses: Mapping[str, Loss]


@dataclass(frozen=True)
class ToPay:
    """Money still to be paid: what to have ready; ``weeks`` without the species ``without_weeks``."""

    spent_krub: float
    krub: Spread
    weeks: tuple[WeekMoney, ...]
    without_weeks: tuple[str, ...]


@dataclass(frozen=True)
class Procurement:
    """A plan of purchases for a season.

    ``total_t``, ``total_krub`` by scenario: the plan, species added up draw by draw; ``left_out``: species whose money
    is not known, which the total does not hold. ``through``: ``stations`` (the plan is what they take), ``no_stations``
    (none is entered: all that is brought), ``no_limits`` (none of them holds any of it). ``unheld``: species in the
    total that no station holds, and why. ``bound``: all that is brought. ``to_pay``: of the total what is still to
    come. ``reach``: what sums of money buy. ``asked``: the species asked for where there are others. ``names`` of
    settlements and products by id. ``station_homes``: by site its settlement. ``brought``, ``taken``: draws before and
    after the stations; ``homes``, ``axis``: settlements and weeks of their shares, the weeks of ``brought`` first.
    """

    path: str
    digest: str
    on: date
    year: int
    certainty: float
    tail: float
    draws: int
    scenarios: tuple[str, ...]
    species: tuple[SpeciesPlan, ...]
    total_t: Spread | None
    total_krub: Mapping[str, Spread | None]
    left_out: tuple[str, ...]
    through: str
    unheld: Mapping[str, str]
    bound: Bound
    to_pay: ToPay | None
    reach: tuple[Reach, ...]
    settlements: tuple[Part, ...]
    weeks: tuple[Part, ...]
    cells: tuple[Part, ...]
    asked: str | None
    names: Mapping[str, str]
    station_homes: Mapping[str, str | None]
    cash: CashPlan | None
    brought: tuple[Brought, ...] = field(default=(), repr=False)
    taken: tuple[Brought, ...] = field(default=(), repr=False)
    homes: tuple[str, ...] = field(default=(), repr=False)
    axis: tuple[date, ...] = field(default=(), repr=False)

    @property
    def promised(self) -> float | None:
        """The certainty that the records bear at most: the least of the species whose money is in the sum."""
        told = [one.promised for one in self.species if one.species_id not in self.left_out]
        return min((one for one in told if one is not None), default=None)

    @property
    def keeps_certainty(self) -> bool | None:
        """Whether the records bear the certainty asked for; None where there is no plan."""
        return None if self.promised is None else self.promised >= self.certainty

    def of(self, species_id: str) -> SpeciesPlan:
        """Return the plan of a species."""
        return next(one for one in self.species if one.species_id == species_id)
