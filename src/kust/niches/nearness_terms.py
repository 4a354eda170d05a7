"""The terms of nearness, of every organisation and region: product after product, in blocks that fit into memory."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kust.data.dataset import Dataset
from kust.niches.complexity import calc_presence
from kust.niches.production import Production, calc_inputs, makers_of, read_holders
from kust.niches.relatedness import calc_density, calc_proximity

Figures = npt.NDArray[np.float64]
# A figure a row for each term, in order of TERMS; NaN where not known.
TermFigures = tuple[Figures, Figures, Figures]

TERMS = ("co_production", "shared_inputs", "same_class")
# Class, subclass, group, subgroup and kind of ОКПД2 have 2 to 6 digits.
LEVELS = (2, 3, 4, 5, 6)
_CELLS_AT_ONCE = 2**22


class NearnessTerms:
    """Works out the three terms of docs/methods/relatedness.md for the products asked."""

    def __init__(self, dataset: Dataset, production: Production, asked: list[str], year: int) -> None:
        self.production, self.asked = production, asked
        self.proximity = calc_proximity(production.presence)
        self.region_presence = _of_regions(production)
        inputs = calc_inputs(dataset, production, asked, year)
        self.holds, self.buyers = read_holders(dataset, production, inputs["input_id"], year)
        self.inputs = _as_matrix(asked, inputs)
        codes = dataset.rows("products").select("product_id", "okpd2").collect()
        self.codes = {p: "".join(filter(str.isdigit, code)) for p, code in codes.iter_rows() if code}
        self.classes = [self._makers_of_class(level) for level in LEVELS]
        self.classed = np.zeros(len(production.organisations), dtype=bool)
        for rows in self.classes[0].values():
            self.classed[rows] = True
        self.by_region = _Regions(production)

    def of_each(self) -> Iterator[tuple[str, TermFigures, TermFigures]]:
        """Give each product with the terms of organisations and of regions."""
        width = max(1, _CELLS_AT_ONCE // max(1, len(self.production.organisations)))
        for start in range(0, len(self.asked), width):
            block = self.asked[start : start + width]
            columns = [self.production.column[product] for product in block]
            firms = _row_by_row(calc_density(self.production.presence, self.proximity, columns))
            regions = _row_by_row(calc_density(self.region_presence, self.proximity, columns))
            held = self._shared_inputs(start, start + len(block))
            for place, product in enumerate(block):
                classes = self._same_class(product)
                makers = makers_of(self.production, product)
                best = [self.by_region.best(term, makers) for term in (held[place], classes)]
                yield product, (firms[place], held[place], classes), (regions[place], best[0], best[1])

    def _shared_inputs(self, start: int, stop: int) -> Figures:
        shares = self.inputs[start:stop]
        held = _row_by_row(self.holds @ shares.toarray().T)
        held[np.diff(shares.indptr) == 0] = np.nan
        held[:, ~self.buyers] = np.nan
        return held

    def _makers_of_class(self, level: int) -> dict[str, Any]:
        """Tell for each code of so many digits who makes something of it."""
        heads = [self.codes.get(product, "")[:level] for product in self.production.products]
        columns = [number for number, head in enumerate(heads) if len(head) == level]
        known = sorted({heads[number] for number in columns})
        of = {head: number for number, head in enumerate(known)}
        into = sparse.csr_array(
            (np.ones(len(columns)), (columns, [of[heads[number]] for number in columns])),
            shape=(len(heads), len(known)),
        )
        makers = (self.production.made @ into).tocsc()
        return {head: makers.indices[makers.indptr[n] : makers.indptr[n + 1]] for head, n in of.items()}

    def _same_class(self, product: str) -> Figures:
        """Count the levels shared with the nearest product: codes are nested, so each level counts by itself."""
        code = self.codes.get(product, "")
        if len(code) < LEVELS[0]:
            return np.full(len(self.buyers), np.nan)
        shared = np.where(self.classed, 0.0, np.nan)
        for level, makers in zip(LEVELS, self.classes, strict=True):
            if len(code) >= level:
                shared[makers.get(code[:level], [])] += 1
        return np.asarray(shared / len(LEVELS))


class _Regions:
    """Finds the best firm of each region."""

    def __init__(self, production: Production) -> None:
        names, places = production.regions
        self.count = len(names)
        self.order = np.argsort(places, kind="stable")[int((places < 0).sum()) :]
        self.starts = np.searchsorted(places[self.order], np.arange(self.count))

    def best(self, term: Figures, without: npt.NDArray[np.int64]) -> Figures:
        if not self.count:
            return np.empty(0)
        others = term.copy()
        others[without] = np.nan
        return np.asarray(np.fmax.reduceat(others[self.order], self.starts))


def _row_by_row(figures: Figures) -> Figures:
    """Turn organisations × products into products × organisations, each product in one piece."""
    return np.ascontiguousarray(figures.T)


def _as_matrix(asked: list[str], inputs: Any) -> Any:
    """Bring shares of inputs into products asked × inputs in order of id."""
    columns = {one: number for number, one in enumerate(sorted(set(inputs["input_id"])))}
    rows = {product: number for number, product in enumerate(asked)}
    cells = [(rows[product], columns[one], share) for product, one, share in inputs.iter_rows()]
    row, column, share = zip(*cells, strict=True) if cells else ((), (), ())
    shape = (len(asked), len(columns))
    return sparse.csr_array((share, (row, column)), shape=shape, dtype=np.float64)


def _of_regions(production: Production) -> Any:
    """Mark what each region makes with an advantage, by the sum of its firms; untold amounts count as made."""
    names, places = production.regions
    rows = np.flatnonzero(places >= 0)
    into = sparse.csr_array((np.ones(len(rows)), (places[rows], rows)), shape=(len(names), len(places)))
    silent = np.asarray(production.amounts.sum(axis=1)) == 0
    told = calc_presence(into @ production.amounts)
    both = sparse.csr_array(told + into @ sparse.diags_array(silent.astype(float)) @ production.made)
    both.data[:] = 1.0
    return both
