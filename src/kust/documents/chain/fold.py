"""Which part of a chain is drawn, and which of its products stand folded in one box.

First the focus (a product with everything upstream and downstream), then the least amount, then the fold.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kust.chain.staged import StagedProduct, StageLink, Stages
from kust.errors import UsageError

FOLDS = ("auto", "none", "okpd2")
# Above so many products ``auto`` folds the smallest of the longest columns, until so many boxes are left.
FOLD_ABOVE, MOST_BOXES = 60, 40
# More links than these are not legible: the largest are drawn, and the largest into and out of every box.
MOST_LINKS = 100


@dataclass(frozen=True)
class Bundle:
    """A box: one product (``code`` empty), or several: ``below`` the least amount, ``small``, or of one ``okpd2``."""

    key: str
    stage: int | None
    products: tuple[StagedProduct, ...]
    code: str = ""
    okpd2: str = ""


@dataclass(frozen=True)
class Joined:
    """Links between two boxes taken together; the amount is the sum of the known ones, None where none is known."""

    source: str
    target: str
    amount: float | None
    links: tuple[StageLink, ...]

    @property
    def back_flow(self) -> bool:
        """Tell whether all of it runs against the levels."""
        return all(link.back_flow for link in self.links)


@dataclass(frozen=True)
class Drawn:
    """The boxes and links of a drawing, and how many links are left out.

    ``too_small``: below the least amount; ``inside`` a box; ``too_many``: among the smallest of too many.
    """

    bundles: tuple[Bundle, ...]
    links: tuple[Joined, ...]
    too_small: int
    inside: int
    too_many: int = 0


def focus_on(stages: Stages, product: str) -> Stages:
    """Keep a product with all it is made of and all that is made of it; back flow leads nowhere.

    Raises
    ------
    UsageError
        The product is not in the chain.
    """
    known = [one.product_id for one in stages.products]
    if product not in known:
        raise UsageError("choice", option="focus", value=product, known=", ".join(known[:20]))
    links = [link for link in stages.links if not link.back_flow]
    up = _reach(product, [(link.product_id, link.input_id) for link in links])
    down = _reach(product, [(link.input_id, link.product_id) for link in links])
    kept = up | down
    products = tuple(one for one in stages.products if one.product_id in kept)
    return replace(
        stages,
        products=products,
        links=tuple(link for link in stages.links if {link.input_id, link.product_id} <= kept),
        # Who makes none of these products has nothing to do with the one asked about.
        organisations=(),
        # The share is of the whole chain.
        back_flow_share=None,
    )


def _reach(start: str, steps: Iterable[tuple[str, str]]) -> set[str]:
    onward: dict[str, list[str]] = defaultdict(list)
    for one, other in steps:
        onward[one].append(other)
    found, waiting = {start}, [start]
    while waiting:
        for other in onward[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def amounts_of(stages: Stages) -> dict[str, float]:
    """Measure each product by the largest that is known of it: made, bought by members, going in, going out."""
    into: dict[str, float] = defaultdict(float)
    out_of: dict[str, float] = defaultdict(float)
    for link in stages.links:
        into[link.product_id] += link.amount_krub or 0
        out_of[link.input_id] += link.amount_krub or 0
    found = {
        one.product_id: max(
            one.output_krub or 0, one.bought_krub, into[one.product_id], out_of[one.product_id]
        )
        for one in stages.products
    }
    return {product: amount for product, amount in found.items() if amount > 0}


def choose_drawn(
    stages: Stages,
    *,
    at_least: float = 0,
    fold: str = "auto",
    okpd2: Mapping[str, str | None] | None = None,
    keep: str | None = None,
    most_links: int | None = None,
) -> Drawn:
    """Fold products into boxes and join the links between the same boxes.

    Parameters
    ----------
    stages
        The chain, or what the focus left of it.
    at_least
        Thousand roubles: products and links that are known to be smaller are folded or left out; what is not known
        is kept.
    fold
        ``none``; ``auto``: above 60 products the smallest of the longest columns become one box a column, 40 in all;
        ``okpd2``: products of a column and an ОКПД2 class (two digits) become one box.
    okpd2
        ОКПД2 code by product.
    keep
        A product that is never folded.
    most_links
        How many links are drawn at most; None draws all of them.
    """
    amounts = amounts_of(stages)
    columns: dict[int | None, list[StagedProduct]] = defaultdict(list)
    for product in sorted(stages.products, key=lambda one: one.product_id):
        columns[product.stage].append(product)
    bundles: list[Bundle] = []
    rest: dict[int | None, list[StagedProduct]] = {}
    for stage, products in columns.items():
        small = [
            p for p in products if amounts.get(p.product_id, at_least) < at_least and p.product_id != keep
        ]
        rest[stage] = [p for p in products if p not in small]
        bundles += _fold(small, stage, "below")
    if fold == "okpd2":
        for stage, products in rest.items():
            bundles += _fold_classes(products, stage, okpd2 or {}, keep)
    elif fold == "auto":
        bundles += _fold_small(rest, amounts, keep)
    else:
        bundles += [single(p) for products in rest.values() for p in products]
    drawn = _join(stages, bundles, at_least)
    return drawn if most_links is None else _limit(drawn, most_links)


def single(product: StagedProduct) -> Bundle:
    """Put one product into a box of its own."""
    return Bundle(product.product_id, product.stage, (product,))


def _fold(products: list[StagedProduct], stage: int | None, code: str, okpd2: str = "") -> Iterator[Bundle]:
    """Fold products into one box; a single one stays itself."""
    if len(products) == 1:
        yield single(products[0])
    elif products:
        yield Bundle(f"+{code}-{stage or 0}-{okpd2}", stage, tuple(products), code, okpd2)


def _fold_classes(
    products: Iterable[StagedProduct], stage: int | None, okpd2: Mapping[str, str | None], keep: str | None
) -> Iterator[Bundle]:
    classes: dict[str, list[StagedProduct]] = defaultdict(list)
    for product in products:
        code = (okpd2.get(product.product_id) or "")[:2]
        if code and product.product_id != keep:
            classes[code].append(product)
        else:
            yield single(product)
    for code, several in sorted(classes.items()):
        yield from _fold(several, stage, "okpd2", code)


def _fold_small(
    columns: Mapping[int | None, list[StagedProduct]], amounts: Mapping[str, float], keep: str | None
) -> Iterator[Bundle]:
    longest = _longest_column([len(products) for products in columns.values()])
    for stage, products in columns.items():
        if len(products) <= longest:
            yield from map(single, products)
            continue
        order: Callable[[StagedProduct], tuple[bool, float, str]] = lambda one: (  # noqa: E731
            one.product_id != keep,
            -amounts.get(one.product_id, 0),
            one.product_id,
        )
        largest = sorted(products, key=order)
        yield from map(single, largest[: longest - 1])
        yield from _fold(sorted(largest[longest - 1 :], key=lambda one: one.product_id), stage, "small")


def _longest_column(lengths: list[int]) -> int:
    """Find the longest that columns may be so that all boxes together are not too many.

    >>> _longest_column([4, 100, 100])
    18
    """
    longest = max(lengths, default=0)
    if sum(lengths) <= FOLD_ABOVE:
        return longest
    return max(
        (n for n in range(2, longest) if sum(min(length, n) for length in lengths) <= MOST_BOXES), default=2
    )


def _join(stages: Stages, bundles: list[Bundle], at_least: float) -> Drawn:
    box_of = {product.product_id: bundle.key for bundle in bundles for product in bundle.products}
    joined: dict[tuple[str, str], list[StageLink]] = defaultdict(list)
    inside = 0
    for link in sorted(stages.links, key=lambda one: (one.input_id, one.product_id)):
        source, target = box_of[link.input_id], box_of[link.product_id]
        if source == target:
            inside += 1
        else:
            joined[source, target].append(link)
    links, too_small = [], 0
    for (source, target), several in sorted(joined.items()):
        known = [link.amount_krub for link in several if link.amount_krub is not None]
        amount = sum(known) if known else None
        if amount is not None and amount < at_least:
            too_small += len(several)
        else:
            links.append(Joined(source, target, amount, tuple(several)))
    ordered = sorted(bundles, key=lambda bundle: (bundle.stage is None, bundle.stage or 0, bundle.key))
    return Drawn(tuple(ordered), tuple(links), too_small, inside)


def _limit(drawn: Drawn, most: int) -> Drawn:
    """Keep the largest links, and the largest into and out of every box; unknown amounts come last."""
    if len(drawn.links) <= most:
        return drawn
    ranked = sorted(drawn.links, key=lambda link: (-(link.amount or 0), link.source, link.target))
    ends: set[tuple[str, str]] = set()
    first = []
    for link in ranked:
        own = {("out", link.source), ("in", link.target)}
        if own - ends:
            first.append(link)
        ends |= own
    needed = set(map(_pair, first))
    others = [link for link in ranked if _pair(link) not in needed]
    kept = needed | set(map(_pair, others[: max(most - len(needed), 0)]))
    links = tuple(link for link in drawn.links if _pair(link) in kept)
    left = sum(len(link.links) for link in drawn.links) - sum(len(link.links) for link in links)
    return replace(drawn, links=links, too_many=left)


def _pair(link: Joined) -> tuple[str, str]:
    return link.source, link.target
