"""The table of a chain, which tells what the drawing tells: a row a product, under its stage."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kust.chain.staged import StagedProduct, StageLink, Stages
from kust.documents.chain.fold import amounts_of
from kust.documents.chain.picture import name_stage
from kust.documents.chain.words import (
    Money,
    anchor_of,
    gap_of,
    largest_imports,
    name_country,
    name_maker,
    order_makers,
)
from kust.i18n import percent, say


@dataclass(frozen=True)
class Neighbour:
    """A product that goes in or comes out, with the amount."""

    name: str
    anchor: str
    amount: str
    note: str


@dataclass(frozen=True)
class ChainRow:
    """A product in the table: figures are written, an empty one is not known."""

    product_id: str
    anchor: str
    name: str
    gap: str
    gap_words: str
    makers: tuple[str, ...]
    output: str
    bought: str
    imports: tuple[str, ...]
    inputs: tuple[Neighbour, ...]
    uses: tuple[Neighbour, ...]
    amount: float | None


@dataclass(frozen=True)
class ChainGroup:
    """The products of a stage, and who works on it besides their makers."""

    heading: str
    rows: tuple[ChainRow, ...]
    people: tuple[str, ...]


def make_groups(stages: Stages, money: Money) -> Iterator[ChainGroup]:
    """Put the rows of the table under their stages."""
    amounts = amounts_of(stages)
    names = {product.product_id: product.name for product in stages.products}
    into: dict[str, list[StageLink]] = {product: [] for product in names}
    out_of: dict[str, list[StageLink]] = {product: [] for product in names}
    for link in sorted(stages.links, key=lambda one: (-(one.amount_krub or 0), one.input_id, one.product_id)):
        into[link.product_id].append(link)
        out_of[link.input_id].append(link)
    makes = {(p.stage, maker.organisation_id) for p in stages.products for maker in p.makers}
    for stage in [*range(1, stages.last_stage + 1), None]:
        products = sorted(
            (one for one in stages.products if one.stage == stage), key=lambda one: (one.name, one.product_id)
        )
        rows = [
            _row_of(one, into[one.product_id], out_of[one.product_id], names, amounts, money)
            for one in products
        ]
        people = [
            one.name
            for one in stages.organisations
            if stage in one.stages and (stage, one.organisation_id) not in makes
        ]
        title = stages.titles.get(stage or 0)
        heading = name_stage(stage, money.lang) + (f". {title}" if title else "")
        if rows or people:
            yield ChainGroup(heading, tuple(rows), tuple(sorted(people)))


def _row_of(
    product: StagedProduct,
    into: Sequence[StageLink],
    out_of: Sequence[StageLink],
    names: Mapping[str, str],
    amounts: Mapping[str, float],
    money: Money,
) -> ChainRow:
    lang, gap = money.lang, gap_of(product)
    makers = tuple(name_maker(one, lang) for one in order_makers(product.makers))
    imports = tuple(
        f"{name_country(country, lang)} {money.figure(amount)} ({percent(amount / product.bought_krub, lang, 0)})"
        for country, amount in largest_imports(product)
    )
    return ChainRow(
        product.product_id,
        anchor_of(product.product_id),
        product.name,
        gap,
        say(f"chain.gap.{gap}", lang) if gap else "",
        makers or ((say("chain.cell.nobody", lang),) if product.bought_krub else ()),
        "" if product.output_krub is None else money.figure(product.output_krub),
        money.figure(product.bought_krub) if product.bought_krub else "",
        imports,
        tuple(_neighbour(link, link.input_id, names, money) for link in into),
        tuple(_neighbour(link, link.product_id, names, money) for link in out_of),
        amounts.get(product.product_id),
    )


def _neighbour(link: StageLink, other: str, names: Mapping[str, str], money: Money) -> Neighbour:
    note = say("chain.link.back", money.lang) if link.back_flow else ""
    return Neighbour(names[other], anchor_of(other), money.figure(link.amount_krub), note)
