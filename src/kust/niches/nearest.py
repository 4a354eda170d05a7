"""Who is nearest to making a product: members first, then the country, and the regions where that would be easiest."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from kust.data.dataset import Dataset
from kust.data.engines import Frame
from kust.niches.nearness_terms import TERMS, NearnessTerms, TermFigures
from kust.niches.niche import Nearest
from kust.niches.production import Production, makers_of, read_production
from kust.niches.relatedness import pick_highest

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True)
class NearnessWeights:
    """How much each term counts; a term that is not known is left out, and the others count in full."""

    co_production: float = 0.4
    shared_inputs: float = 0.3
    same_class: float = 0.3


@dataclass(frozen=True)
class NearRegion:
    """How near a region is to a product: co-production of the sum of its firms, of the other terms the best firm's.

    Who makes the product already counts as one of its ``makers``, not as the best firm.
    """

    region: str
    relatedness: float
    co_production: float | None
    shared_inputs: float | None
    same_class: float | None
    makers: int


@dataclass(frozen=True)
class Nearby:
    """Who is nearest to a product.

    ``organisations``: members first, then others at home, each the nearest first; who makes it already is among the
    ``makers`` instead. ``near_regions``: the nearest first. ``missing``: terms that cannot be told of this product.
    ``untold``: members whose production is not told, so that nothing can be said of them.
    """

    product_id: str
    organisations: tuple[Nearest, ...]
    makers: tuple[str, ...]
    near_regions: tuple[NearRegion, ...]
    missing: tuple[str, ...]
    untold: tuple[str, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        """Name the regions, the nearest first."""
        return tuple(one.region for one in self.near_regions)


def find_nearest(
    dataset: Dataset,
    products: Sequence[str],
    year: int,
    members: Collection[str] | Frame,
    *,
    most: int = 5,
    weights: NearnessWeights | None = None,
) -> dict[str, Nearby]:
    """Find who is nearest to making each product.

        relatedness = Σ weight · term / Σ weight   over the terms that are known

    ``co_production`` is the density d of the product space over all organisations at home; ``shared_inputs`` the
    share of the product's inputs, by value, that the organisation buys or makes; ``same_class`` how many of the five
    levels of ОКПД2 down to six digits its nearest product has in common with it, by five.

    Parameters
    ----------
    dataset
        Uses ``organisations``, ``outputs``, ``supplies``, ``recipes``, ``products``.
    products
        Ids of the products.
    year
        Calendar year of outputs and supplies.
    members
        Ids of the organisations that come first, or the frame of :func:`kust.chain.members.find_members`.
    most
        How many of each scope, and how many regions.
    weights
        By default 0.4, 0.3, 0.3.

    Returns
    -------
    dict
        A :class:`Nearby` for each product.

    References
    ----------
    C. A. Hidalgo et al., The principle of relatedness, Unifying Themes in Complex Systems IX (2018) 451–457.
    """
    first = members["organisation_id"].to_list() if isinstance(members, nw.DataFrame) else members
    production = read_production(dataset, year, products)
    terms = NearnessTerms(dataset, production, list(dict.fromkeys(products)), year)
    ids = production.organisations["organisation_id"]
    member = ids.is_in(pl.Series(sorted(set(first)), dtype=pl.String).implode()).to_numpy()
    scopes = {"member": np.flatnonzero(member), "country": np.flatnonzero(~member)}
    untold = tuple(sorted(production.untold & set(first)))
    ranking = _Ranking(production, ids.to_list(), scopes, untold, most, weights or NearnessWeights())
    return {product: ranking.rank(product, *both) for product, *both in terms.of_each()}


@dataclass(frozen=True)
class _Ranking:
    """Puts organisations and regions in order of their relatedness."""

    production: Production
    ids: list[str]
    scopes: Mapping[str, npt.NDArray[np.int64]]
    untold: tuple[str, ...]
    most: int
    weights: NearnessWeights

    def rank(self, product: str, own: TermFigures, of_regions: TermFigures) -> Nearby:
        makers = makers_of(self.production, product)
        related, known = self._join(own)
        able = related.copy()
        able[makers] = np.nan
        nearest = [
            self._tell(row, scope, own, related, known)
            for scope, rows in self.scopes.items()
            for row in rows[pick_highest(able[rows], self.most)].tolist()
        ]
        return Nearby(
            product,
            tuple(nearest),
            tuple(self.ids[maker] for maker in makers),
            tuple(self._tell_regions(of_regions, makers)),
            tuple(term for term, figures in zip(TERMS, own, strict=True) if np.isnan(figures).all()),
            self.untold,
        )

    def _join(self, terms: TermFigures) -> tuple[Figures, Figures]:
        """Work out relatedness, NaN where no term is known, and the known share of the weight."""
        known, summed = np.zeros(len(terms[0])), np.zeros(len(terms[0]))
        for weight, term in zip(self.by_weight, terms, strict=True):
            told = ~np.isnan(term)
            known += weight * told
            summed += np.where(told, weight * term, 0.0)
        return summed / np.where(known > 0, known, np.nan), known / sum(self.by_weight)

    @property
    def by_weight(self) -> tuple[float, ...]:
        return tuple(getattr(self.weights, term) for term in TERMS)

    def _tell(self, row: int, scope: str, own: TermFigures, related: Figures, known: Figures) -> Nearest:
        organisation, name, region = self.production.organisations.row(row)
        terms = _tell_terms(own, row)
        return Nearest(
            organisation, name, region, float(related[row]), scope, **terms, known_weight=float(known[row])
        )

    def _tell_regions(self, terms: TermFigures, makers: npt.NDArray[np.int64]) -> Iterator[NearRegion]:
        names, places = self.production.regions
        related, _ = self._join(terms)
        for row in pick_highest(related, self.most).tolist():
            figures = _tell_terms(terms, row)
            made_here = int((places[makers] == row).sum())
            yield NearRegion(names[row], float(related[row]), **figures, makers=made_here)


def _tell_terms(figures: TermFigures, row: int) -> dict[str, float | None]:
    return {t: None if np.isnan(f[row]) else float(f[row]) for t, f in zip(TERMS, figures, strict=True)}
