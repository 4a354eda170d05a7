"""Find the investment niches of clusters: needs joined into candidates, described, ranked."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from kust.chain.product_table import knock_on
from kust.data.dataset import Dataset
from kust.niches.around import Around, look_around
from kust.niches.candidates import Candidate, find_candidates, read_declared
from kust.niches.cautions import list_cautions
from kust.niches.confidence import grade
from kust.niches.criteria import Facts, bring_to_scale, calc_proven, calc_values
from kust.niches.economics import calc_economics
from kust.niches.market import Market, describe_market
from kust.niches.model_inputs import make_inputs
from kust.niches.needs import calc_needs
from kust.niches.niche import Criterion, Economics, Niche, Niches
from kust.niches.potential import find_potential
from kust.niches.products import Product, read_products
from kust.niches.rank import Ranked, rank, weigh
from kust.niches.scale import find_rivals, hold_against
from kust.settings import Settings


def find_niches(
    dataset: Dataset, *, on: date, year: int, cluster: str | None = None, settings: Settings | None = None
) -> Niches:
    """Find the investment niches of one cluster, or of all together.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``outputs``, ``needs``, ``plans``, ``declared_niches``, ``projects``, ``project_costs`` and
        what the analyses under it use. Method: docs/methods/niches.md.
    on
        The day of membership.
    year
        Calendar year of the purchases.
    cluster
        Id of a cluster; by default all, and a product that several need is one niche.
    settings
        Thresholds, weights, assumptions; by default those of :mod:`kust.settings`.

    Returns
    -------
    Niches
        Ranked from the best, and the needs that are none with the reason.

    Raises
    ------
    UsageError
        No such cluster.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> found = find_niches(dataset, on=date(2019, 3, 1), year=2018)
    >>> [niche.product_id for niche in found.niches]
    ['P308', 'P209', 'P309']
    """
    chosen = settings or Settings()
    needs = calc_needs(
        dataset,
        on=on,
        year=year,
        cluster=cluster,
        settings=chosen.needs,
        everybody=chosen.readings.participants == "all",
        together=True,
    )
    products = read_products(dataset)
    declared = read_declared(dataset, needs.clusters)
    candidates, rejected = find_candidates(needs.needs, declared, products, chosen.niches)
    around = look_around(dataset, candidates, products, on, year, cluster, chosen)
    niches = [_describe(candidate, around, chosen) for candidate in candidates]
    return Niches(
        path=str(dataset.path),
        digest=dataset.digest,
        on=on,
        year=year,
        clusters=needs.clusters,
        niches=tuple(_rank(niches, chosen)),
        rejected=tuple(rejected),
        findings=needs.findings,
        settings=chosen,
        has_purchases=any(need.basis != "declared" for need in needs.needs),
    )


def _describe(candidate: Candidate, around: Around, settings: Settings) -> Niche:
    """Describe a niche; its rank is put in when all of them are known."""
    product_id = candidate.product_id
    product = around.products.get(product_id, Product(product_id, product_id))
    market = describe_market(candidate)
    minimum, minimum_source = around.plants.smallest(product_id)
    ratio = hold_against(minimum, market, candidate)
    proofs = around.papers.of(candidate)
    potential = find_potential(product_id, around.demands)
    economics = _calc_economics(candidate, product, market, around, settings)
    nearby = around.nearby.get(product_id)
    nearest = nearby.organisations if nearby else ()
    declared = tuple(one.declared for one in candidate.declared)
    confidence, why = grade(market, economics, proofs, declared, bool(around.silent))
    projects = frozenset(one.product_id for one in around.projects.projects if one.product_id)
    values = calc_values(Facts(market, ratio, nearest, proofs, economics, around.papers.told))
    regions = [*(one.region for one in declared if one.region), *(nearby.regions if nearby else ())]
    return Niche(
        rank=0,
        product_id=product_id,
        name=product.name,
        unit=product.unit,
        kind=_kind(candidate),
        title=declared[0].title if declared else product.name,
        required_characteristics=_characteristics(candidate),
        clusters=candidate.clusters,
        stage=_stage(candidate, around),
        quantity=market.quantity,
        amount_krub=market.amount_krub,
        imported_krub=market.imported_krub,
        import_share=market.import_share,
        potential_quantity=potential.quantity,
        potential_krub=potential.krub,
        potential_at_price_krub=potential.at_price_krub,
        causes=market.causes,
        consumers=market.consumers,
        foreign_suppliers=market.suppliers,
        nearest=nearest,
        regions=tuple(dict.fromkeys(regions)),
        minimum_scale=minimum,
        minimum_scale_source=minimum_source,
        scale_ratio=ratio,
        export_krub=around.exports.get(product_id),
        proofs=proofs,
        economics=economics,
        confidence=confidence,
        confidence_why=why,
        criteria=tuple(Criterion(name, value, None, 0.0) for name, value in values.items()),
        score=None,
        on_front=False,
        rank_low=0,
        rank_high=0,
        warnings=list_cautions(
            candidate,
            market,
            ratio,
            economics,
            projects,
            settings.niches.min_amount_krub,
            around.home_makers.get(product_id, ()),
            around.silent,
        ),
        neighbours=around.neighbours.get(product_id, ()),
        needs=candidate.all_needs,
        declared=declared,
        home_makers=around.home_makers.get(product_id, ()),
        silent=around.silent,
        knock_on_krub=_knock_on(product_id, market, around),
        quantity_candidates=() if market.quantity.is_known else tuple(find_rivals(candidate)),
    )


def _calc_economics(
    candidate: Candidate,
    product: Product,
    market: Market,
    around: Around,
    settings: Settings,
) -> Economics:
    minimum, source = around.plants.smallest(product.product_id)
    inputs = make_inputs(
        product.product_id,
        around.projects,
        settings.economics,
        demand=market.quantity,
        demand_basis="data" if market.is_traded else "declared",
        price_krub=market.price_krub,
        import_price_krub=_import_price(candidate),
        proven_share=calc_proven(market, around.papers.of(candidate)),
        minimum_scale=minimum,
        minimum_scale_source=source,
        okpd2=product.okpd2,
        unit=product.unit,
        declared=[one.declared for one in candidate.declared],
    )
    return calc_economics(inputs, settings.economics)


def _import_price(candidate: Candidate) -> float | None:
    return candidate.need.import_price_krub if candidate.need else None


def _kind(candidate: Candidate) -> str:
    if not candidate.declared:
        return "found"
    return "both" if candidate.need else "declared"


def _characteristics(candidate: Candidate) -> tuple[str, ...]:
    told = [one.required_characteristics for one in candidate.declared]
    told += [one.required_characteristics for one in (candidate.need.declared if candidate.need else ())]
    return tuple(dict.fromkeys(words for words in told if words))


def _stage(candidate: Candidate, around: Around) -> int | None:
    """Take the stage that a declared niche has, else that of the product in the chain."""
    said = [one.declared.stage for one in candidate.declared if one.declared.stage is not None]
    return said[0] if said else around.stages.get(candidate.product_id)


def _knock_on(product_id: str, market: Market, around: Around) -> float | None:
    """Work out what output the switch of all imports to domestic making would call forth."""
    if market.imported_krub is None:
        return None
    return knock_on(around.table, product_id, market.imported_krub)


def _rank(niches: Sequence[Niche], settings: Settings) -> Iterable[Niche]:
    """Bring the criteria of all niches to one scale and rank them."""
    values = [{one.name: one.value for one in niche.criteria} for niche in niches]
    weights = settings.niches.weights.model_dump()
    criteria = [
        weigh(value, scores, weights) for value, scores in zip(values, bring_to_scale(values), strict=True)
    ]
    places = rank(criteria, [niche.product_id for niche in niches])
    ranked = [_place(niche, own, place) for niche, own, place in zip(niches, criteria, places, strict=True)]
    return sorted(ranked, key=lambda niche: niche.rank)


def _place(niche: Niche, criteria: tuple[Criterion, ...], place: Ranked) -> Niche:
    return replace(
        niche,
        criteria=criteria,
        rank=place.rank,
        rank_low=place.rank_low,
        rank_high=place.rank_high,
        score=place.score,
        on_front=place.on_front,
    )
