"""Biological stock, exploitation stock and possible annual harvest of a forest, each with its interval."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import log

from kust.data.dataset import Dataset
from kust.data.findings import Finding, has_errors
from kust.errors import UsageError
from kust.harvest.land.cells import (
    RESOLUTION,
    check_resolution,
    find_cell_shape,
    spread_plots,
)
from kust.harvest.land.geometry import Shape
from kust.harvest.land.plot_places import StockFinding, check_plots, read_plot_places
from kust.harvest.stocks.caps import check_forestries, find_caps, read_admissible
from kust.harvest.stocks.densities import Surveyed, read_surveyed
from kust.harvest.stocks.ranges import Range, sum_amounts
from kust.harvest.stocks.rotation import find_rest
from kust.harvest.stocks.stock_parts import CountedSpecies, Part, find_flags, read_counted, sum_reach
from kust.harvest.stocks.stock_rules import (
    Assumption,
    find_convention,
    find_published,
    find_reach,
    read_assumption,
    read_bands,
    read_commercial,
    read_errors_wide,
    read_prior,
)
from kust.harvest.stocks.stocked import UNITS, Cap, Rest, Stock, StockRow, tell_balls
from kust.harvest.stocks.survey_checks import check_settings, check_surveys
from kust.settings import HarvestStockSettings


def calc_stock(
    dataset: Dataset,
    *,
    on: date,
    settings: HarvestStockSettings | None = None,
    by: str = "species",
    species: str | None = None,
    resolution: int | None = None,
) -> Stock:
    """Work out the stocks of a forest from surveys of its plots.

    S·M is the stock, S·(M − 2m) the exploitation stock, S·(M + 2m) the biological stock, with S the plot's area and
    M ± m the density of its latest survey; W = exploitation stock / (T_harv + T_recov).

    Parameters
    ----------
    dataset
        Uses ``species``, ``plots``, ``surveys``, ``permits``.
    on
        Surveys up to this day count, and permits of its year.
    settings
        Section ``[harvest.stock]``.
    by
        ``species``, ``plot``, ``forestry`` or ``cell`` (H3; needs the extra ``maps``).
    species
        Id of one species; by default all.
    resolution
        Of the cells, 0 to 9; by default that of the settings, else 6: 36 km² a cell.

    Returns
    -------
    Stock
        Rows by species, unit and base of the area, kilograms of fresh mass; caps; rests; assumptions; findings. Where
        plots or surveys hold errors there are findings only.

    Raises
    ------
    UsageError
        No such species or unit.
    MissingEngineError
        Cells were asked for and the extra is not installed.

    Notes
    -----
    Formulas: Жукова, «Лесное ресурсоведение», 2008, formula 13. ``docs/methods/harvest-stock.md``.
    """
    if by not in UNITS:
        raise UsageError("choice", option="by", value=by, known=", ".join(UNITS))
    chosen = settings or HarvestStockSettings()
    known = next((one for one in (resolution, chosen.resolution) if one is not None), RESOLUTION)
    return _Forest(dataset, on, chosen, species).tell(by, known)


class _Forest:
    """Plots, surveys and rules of a dataset, read once."""

    def __init__(
        self, dataset: Dataset, on: date, settings: HarvestStockSettings, species: str | None
    ) -> None:
        self.dataset, self.on, self.settings = dataset, on, settings
        self.species = read_counted(dataset, species, settings)
        self.places = read_plot_places(dataset)
        self.bands, self.access = read_bands()
        self.prior = read_prior(settings)
        self.surveyed: Surveyed = read_surveyed(
            dataset,
            on,
            settings,
            species=tuple(self.species),
            errors_wide=read_errors_wide(),
            prior_log_sd=float(self.prior.values["log_sd"]),
        )

    def tell(self, by: str, resolution: int) -> Stock:
        checked = (
            *check_plots(self.dataset),
            *check_surveys(self.dataset),
            *check_forestries(self.dataset, self.on.year),
            *check_settings(self.dataset, self.settings),
        )
        if has_errors(checked):
            return self._stock(by, resolution, checked)
        shares, shapes = self._spread(by, resolution)
        rows = tuple(self._rows(shares))
        whole = rows if by == "species" else tuple(self._rows({plot: {None: 1.0} for plot in self.places}))
        return replace(
            self._stock(by, resolution, (*checked, *self._compare(whole))),
            rows=rows,
            caps=self._caps(),
            rests=tuple(self._rests()),
            assumptions=tuple(self._assumptions(rows)),
            places=shapes,
        )

    def _stock(self, by: str, resolution: int, findings: tuple[Finding, ...]) -> Stock:
        """A stock of nothing yet."""
        keys = {*self.surveyed.densities, *self.surveyed.without}
        return Stock(
            path=str(self.dataset.path),
            digest=self.dataset.digest,
            on=self.on,
            by=by,
            resolution=resolution if by == "cell" else None,
            names={one.species_id: one.name for one in self.species.values()},
            unsurveyed={
                name: len(self.places) - sum((plot, name) in keys for plot in self.places)
                for name in self.species
            },
            findings=findings,
        )

    def _spread(
        self, by: str, resolution: int
    ) -> tuple[dict[str, dict[str | None, float]], dict[str, Shape]]:
        """Say in which units each plot lies with what share, and where those lie that have an outline."""
        places = self.places.values()
        if by == "cell":
            check_resolution(resolution)
            shares = spread_plots(places, resolution)
            cells = sorted({cell for of in shares.values() for cell in of if cell is not None})
            return shares, {cell: find_cell_shape(cell) for cell in cells}
        if by == "plot":
            shapes = {place.plot_id: place.shape for place in places if place.shape}
            return {place.plot_id: {place.plot_id: 1.0} for place in places}, shapes
        unit = {place.plot_id: place.forestry if by == "forestry" else None for place in places}
        return {plot: {one: 1.0} for plot, one in unit.items()}, {}

    def _part(self, plot: str, species: str, share: float) -> Part | None:
        """Tell what is known of a species on a plot; None where it was never surveyed."""
        key, place = (plot, species), self.places[plot]
        density = self.surveyed.densities.get(key)
        reason = self.surveyed.without.get(key)
        if density is None and reason is None:
            return None
        if density is not None and place.area_ha is None:
            reason = "no_area"
        balls = self.surveyed.balls.get(key, ())
        return Part(place, share, density, reason, balls, find_reach(place.road_km, self.bands))

    def _rows(self, shares: Mapping[str, Mapping[str | None, float]]) -> Iterator[StockRow]:
        groups: dict[tuple[str, str, str | None, str], list[Part]] = {}
        keys = sorted({*self.surveyed.densities, *self.surveyed.without})
        for plot, species in keys:
            for unit, share in shares.get(plot, {}).items():
                part = self._part(plot, species, share)
                if part:
                    # Units without a name come last.
                    group = (species, "" if unit is not None else "~", unit, part.place.area_base)
                    groups.setdefault(group, []).append(part)
        order = sorted(groups, key=lambda group: (group[0], group[1], group[2] or "", group[3]))
        for species, _, unit, base in order:
            yield self._row(self.species[species], unit, base, groups[species, _, unit, base])

    def _row(self, species: CountedSpecies, unit: str | None, base: str, parts: Sequence[Part]) -> StockRow:
        amounts = [amount for part in parts if (amount := part.amount)]
        measured = [part.density for part in parts if part.density]
        areas = [part.area_ha for part in parts if part.amount and part.area_ha is not None]
        stock = sum_amounts(amounts) if amounts else Range()
        area = sum(areas) if areas else None
        harvest = stock.over(species.turnover.years)
        years = [density.year for density in measured]
        without = Counter(part.reason for part in parts if part.reason)
        return StockRow(
            species.species_id,
            unit,
            base,
            plots=len(amounts),
            without=dict(sorted(without.items())),
            area_ha=area,
            kg_ha=stock.times(1 / area)
            if area
            else measured[0].kg_ha.range
            if len(measured) == 1
            else Range(),
            stock_kg=stock,
            harvest_kg=harvest,
            accessible_kg=sum_reach(parts).over(species.turnover.years),
            dry_kg=harvest.times(species.dry_share) if species.dry_share is not None else Range(),
            convention_kg=self._convention(species, stock, parts),
            balls=tell_balls([ball for part in parts for ball in part.balls]),
            years=(min(years), max(years)) if years else None,
            flags=tuple(sorted(find_flags(species, stock, parts, read_commercial()))),
        )

    def _convention(self, species: CountedSpecies, stock: Range, parts: Sequence[Part]) -> Range:
        groups = [self.settings.nut_groups.get(part.place.plot_id) for part in parts]
        known = frozenset(filter(None, groups)) if all(groups) else frozenset[str]()
        found = find_convention(species.group, known)
        return stock.within(found[0]) if found and stock.is_known else Range()

    def _caps(self) -> tuple[Cap, ...]:
        if not self.dataset.has("permits"):
            return ()
        by: dict[tuple[str, str], list[Part]] = {}
        for plot, name in sorted({*self.surveyed.densities, *self.surveyed.without}):
            forestry = self.places[plot].forestry if plot in self.places else None
            if forestry and (part := self._part(plot, name, 1.0)):
                by.setdefault((forestry, name), []).append(part)
        accessible = {
            key: (
                sum_reach(parts).over(self.species[key[1]].turnover.years),
                tuple(sorted({part.place.area_base for part in parts if part.amount})),
            )
            for key, parts in by.items()
        }
        return find_caps(accessible, read_admissible(self.dataset, self.on.year, self.species), self.on.year)

    def _rests(self) -> Iterator[Rest]:
        for plot, name in sorted(self.surveyed.densities, key=lambda key: (key[1], key[0])):
            turnover = self.species[name].turnover
            part = self._part(plot, name, 1.0) if plot in self.places else None
            if turnover.recovery_years == 0 or part is None:
                continue
            stock = part.amount.range if part.amount else Range()
            yield find_rest(plot, name, turnover, self.settings.harvested, self.on.year, stock)

    def _assumptions(self, rows: Sequence[StockRow]) -> Iterator[Assumption]:
        """Tell what the figures shown stand on beside the data, each once."""
        flags = {flag for row in rows for flag in row.flags}
        told = [row for row in rows if row.stock_kg.is_known]
        if told:
            yield read_assumption("errors_wide", "errors_wide", wide=read_errors_wide())
            yield self.access
        if flags & {"prior_error", "zero_error"}:
            yield self.prior
        if "reserve" in flags:
            yield read_assumption("reserve", "commercial_kg_ha", least=max(read_commercial().values()))
        of = {self.species[row.species_id] for row in told}
        bases = {one.turnover.basis for one in of}
        if any(one.turnover.recovery_years == 0 for one in of):
            yield read_assumption("one_season", "one_season")
        if "group" in bases:
            yield read_assumption("turnover_of_group", "recovery_years")
        if "unknown" in bases:
            longest = max(one.turnover.years.high or 0 for one in of)
            yield read_assumption("turnover_unknown", "recovery_range", years=longest)
        conventions = {one.group: find_convention(one.group, frozenset()) for one in of}
        for _, found in sorted(conventions.items()):
            if found and found[1].code == "nut_shares":
                yield found[1]
        shared = next((f[1] for f in conventions.values() if f and f[1].code == "convention"), None)
        if shared:
            yield shared

    def _compare(self, rows: Sequence[StockRow]) -> Iterator[Finding]:
        """Warn of densities of productive habitat that are further off the published than those from each other."""
        for row in rows:
            published = find_published(row.species_id, self.species[row.species_id].name)
            found = row.kg_ha.value
            if not published or not found or row.area_base != "productive_habitat":
                continue
            if abs(log(found / published.kg_ha)) > log(published.spread):
                values = {
                    "species": self.species[row.species_id].name,
                    "found": found,
                    "published": published.kg_ha,
                    "times": max(found / published.kg_ha, published.kg_ha / found),
                    "spread": published.spread,
                    "source": published.source,
                }
                yield StockFinding("harvest_stock.published", "warning", table="surveys", values=values)
