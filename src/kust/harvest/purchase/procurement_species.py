"""One species on its way from draws of the crop to money."""

from collections.abc import Sequence
from datetime import date
from zlib import crc32

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from kust.harvest.purchase.bought import Buying, Cap, apply_cap, find_cap, fit_buying, tell_forestry_shares
from kust.harvest.purchase.brought import Brought
from kust.harvest.purchase.in_season import SoFar, find_rest, tell_so_far
from kust.harvest.purchase.prices import (
    PriceModel,
    calc_move_sd,
    calc_price,
    fit_prices,
    name_scenario,
    read_elasticities,
    scenarios,
)
from kust.harvest.purchase.procurement_ground import Ground
from kust.harvest.purchase.purchases import (
    tell_first_weeks,
    tell_price_moves,
    tell_profiles,
    tell_seasons,
    tell_settlement_shares,
)
from kust.harvest.purchase.reachable import Reachable, tell_reachable
from kust.harvest.purchase.season_weeks import Opens, Profile, draw_profile, find_opening, lay_on
from kust.harvest.purchase.settlement_shares import draw_settlement_shares

Floats = NDArray[np.float64]


class SpeciesPart:
    """One species on its way from draws of the crop to money."""

    def __init__(self, ground: Ground, species: str) -> None:
        self.ground, self.species = ground, species
        settings, year = ground.settings, ground.year
        self.random: Generator = np.random.default_rng([ground.seed, 7, crc32(species.encode())])
        self.reachable: Reachable = tell_reachable(ground.forecast.draws, ground.land, ground.crops, species)
        seasons = tell_seasons(ground.purchases, species, year)
        self.buying: Buying = fit_buying(seasons, self.reachable, settings.share_bought.get(species))
        self.price: PriceModel = fit_prices(
            seasons,
            self.reachable.past_log_ratio,
            set_price=settings.price_rub_kg.get(species),
            set_elasticity=settings.elasticity.get(species),
        )
        forestries = ground.land.plots.forestry
        by_forestry = settings.cap == "by_forestry" or (
            settings.cap is None and self.buying.basis == "setting"
        )
        permits = ground.permits.get(species, {})
        self.cap: Cap = find_cap(permits, self.reachable, forestries, by_forestry=by_forestry)
        self.past_years = sum(one.kg is not None for one in seasons)
        self._calc_kg(forestries)
        self._find_weeks(len(self.kg))
        self._look_at_season()

    def _calc_kg(self, forestries: Sequence[str | None]) -> None:
        brought = self.buying.draw(self.random, self.reachable)
        wanted = np.minimum(brought, self._demand)
        self.kg: Floats = apply_cap(wanted, self.cap, self.reachable, forestries)
        held = wanted > self.kg * (1 + 1e-9)
        known = self.cap.basis != "none" and not np.isnan(wanted).any()
        self.cap_binds = float(held.mean()) if known else None

    @property
    def _demand(self) -> float:
        """Kilograms that buyers take at most in the season."""
        return self.ground.settings.demand_kg.get(self.species, np.inf)

    def _find_weeks(self, draws: int) -> None:
        ground = self.ground
        past = ground.openings.get(self.species, {})
        calendar = ground.forecast.of(self.species).calendar
        first = tell_first_weeks(ground.purchases, self.species, ground.year)
        begun = first.pop(ground.year, None)
        self.opens: Opens | None = find_opening(calendar, dict(past) or first, ground.year, begun)
        # A season that goes on is laid beside past ones by the first purchases of each.
        counted_from = {} if self.opens and self.opens.basis == "bought" else past
        profiles = tell_profiles(ground.purchases, self.species, counted_from, ground.year)
        known = self.opens is not None and len(profiles) > 0
        self.profile: Profile | None = (
            draw_profile(self.random, self.opens, profiles, draws) if known and self.opens else None
        )
        self._close()

    def _close(self) -> None:
        """Leave out what would come in after the season's last day."""
        last = self.ground.closings.get(self.species, {})
        told = [day for day in last.values() if day is not None]
        self.closes: date | None = max(told) if told else None
        self.closed_share = 0.0
        if self.profile is None or not told:
            return
        shares = tell_forestry_shares(self.reachable, self.ground.land.plots.forestry)
        some = sum(shares.values()) if shares else np.zeros(len(self.kg))
        # Where it is not known which forestry it grows in, each of those with a row has the same part of it.
        nowhere = np.where(np.asarray(some) > 0, 0.0, 1.0)
        parts = {one: shares.get(one, 0.0) + nowhere / len(last) for one in last}
        self.profile, stays = self.profile.close(last, {**shares, **parts})
        self.closed_share = float(1 - stays.mean())
        self.kg = self.kg * stays

    def _look_at_season(self) -> None:
        """Take what is bought so far into account."""
        ground = self.ground
        self.so_far: SoFar | None = (
            tell_so_far(ground.purchases, self.species, ground.year, ground.book_until)
            if ground.book_until
            else None
        )
        self.rest, self.rest_profile, self.moved = self.kg, None, self.kg
        self.not_written = 0.0
        if self.profile is not None:
            self.rest_profile = self.profile.shares
        if self.profile is None:
            return
        if self.so_far is None:
            # What should have come by now is not written down: it is not to be paid any more, nor is it known.
            over = self.profile.until(ground.forecast.on)
            self.not_written = float(over.mean())
            self.rest, self.rest_profile = self.kg * (1 - over), self.profile.after(ground.forecast.on)
            return
        rest, self.rest_profile = find_rest(self.kg, self.profile, self.so_far)
        # Of what is bought already it is not known where it grew: it counts where the crop is, as all of the season.
        forestries = ground.land.plots.forestry
        whole = np.minimum(rest + self.so_far.kg, self._demand)
        whole = apply_cap(whole, self.cap, self.reachable, forestries)
        self.rest = np.minimum(rest, np.maximum(whole - self.so_far.kg, 0.0))
        self.moved = self.rest + self.so_far.kg

    @property
    def weeks(self) -> set[date]:
        """The weeks in which anything of it comes in."""
        own = self.ground.purchases.filter(
            (pl.col("species_id") == self.species) & (pl.col("year") == self.ground.year)
        )
        return {*(self.profile.weeks if self.profile else ()), *own["week_on"].to_list()}

    def bring(self, axis: Sequence[date]) -> Brought:
        """Put the draws of the species together on an axis of weeks that all species share."""
        ground = self.ground
        homes = ground.network.settlements.ids
        past = tell_settlement_shares(ground.purchases, self.species, ground.year)
        shares, self.settlements_by = draw_settlement_shares(self.reachable, ground.plot_km, homes, past)
        weeks = None
        if self.profile is not None and self.rest_profile is not None:
            weeks = lay_on(self.rest_profile, self.profile.weeks, axis)
        bought, spent = self._lay_out_bought(homes, axis)
        return Brought(
            self.species,
            ground.forecast.of(self.species).group,
            self.rest,
            {name: self._price(name) * self.rest / 1000 for name in scenarios()},
            bought,
            spent,
            shares,
            weeks,
        )

    def _price(self, scenario: str) -> Floats:
        """Draw prices of what is still to come; inside the season from the price paid so far."""
        fixed = {name_scenario(one): one for one in read_elasticities()}.get(scenario)
        # The same noise in each scenario: they differ by the elasticity alone, and by how far prices lay off it.
        random = np.random.default_rng([self.ground.seed, 8, crc32(self.species.encode())])
        if self.so_far is None or self.so_far.price_rub_kg is None:
            return self.price.draw(random, self.reachable.log_ratio, fixed)
        middle = float(np.median(self.moved))
        ratio = np.maximum(self.moved, 1.0) / max(middle, 1.0)
        elasticity = self.price.elasticity if fixed is None else fixed
        moves = tell_price_moves(self.ground.purchases, self.species, self.ground.year, self.so_far.until)
        noise = calc_move_sd(moves) * random.normal(size=len(ratio))
        return calc_price(self.so_far.price_rub_kg, ratio, elasticity) * np.exp(noise)

    def _lay_out_bought(self, homes: Sequence[str], axis: Sequence[date]) -> tuple[Floats, Floats]:
        kg, krub = (np.zeros((len(homes), len(axis))) for _ in range(2))
        if self.so_far is None:
            return kg, krub
        at, when = ({one: n for n, one in enumerate(many)} for many in (homes, axis))
        own = self.ground.purchases.filter(
            (pl.col("species_id") == self.species) & (pl.col("year") == self.ground.year)
        )
        price = self.so_far.price_rub_kg
        columns = ("settlement_id", "week_on", "known_kg", "priced_kg", "spent_rub")
        for home, week, known, priced, spent in own.select(*columns).iter_rows():
            rest = known - priced
            place = (at[home], when[week])
            kg[place] += known
            krub[place] += (spent + (0.0 if rest == 0 else np.nan if price is None else rest * price)) / 1000
        return kg, krub
