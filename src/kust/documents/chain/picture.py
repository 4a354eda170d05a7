"""The drawing of a chain in the reader's language, made from its stages."""

from collections.abc import Iterable, Iterator, Mapping

from kust.chain.staged import StagedProduct, Stages
from kust.documents.chain.fold import Bundle, Drawn, Joined, amounts_of
from kust.documents.chain.words import (
    Money,
    anchor_of,
    gap_of,
    largest_imports,
    name_country,
    name_maker,
    order_makers,
    word_imports,
)
from kust.drawings.chain import ChainBox, ChainColumn, ChainLink, ChainMaker, ChainPicture, ChainWords
from kust.i18n import NO_BREAK_SPACE, percent, plural, say

MOST_MAKERS = 3
# Drawings of more boxes, or folded ones, name one maker and no country in a box, so that a sheet of paper holds them.
ROOMY_UP_TO = 40
_MOST_TOLD, _LARGEST_TOLD = 25, 5


def make_picture(stages: Stages, drawn: Drawn, money: Money, heading: str = "") -> ChainPicture:
    """Make the content of the drawing: boxes with words, links, columns, the legend of what occurs."""
    amounts = amounts_of(stages)
    roomy = len(drawn.bundles) <= ROOMY_UP_TO and not any(bundle.code == "small" for bundle in drawn.bundles)
    boxes = tuple(_box_of(bundle, amounts, money, roomy) for bundle in drawn.bundles)
    names = {box.key: box.name for box in boxes}
    stage_of = {bundle.key: bundle.stage for bundle in drawn.bundles}
    links = tuple(_link_of(link, names, runs_against(link, stage_of), money) for link in drawn.links)
    lang = money.lang
    words = ChainWords(
        say("chain.participants", lang),
        say("chain.no_stage_about", lang),
        dict(_word_legend(drawn, boxes, money)),
    )
    return ChainPicture(tuple(_columns_of(stages, lang)), boxes, links, words, heading)


def describe(stages: Stages, drawn: Drawn, money: Money) -> str:
    """Tell in words what the drawing shows: the text alternative."""
    lang = money.lang
    names = {bundle.key: name_bundle(bundle, lang) for bundle in drawn.bundles}
    count = {"stages": stages.last_stage, "products": len(stages.products), "links": len(stages.links)}
    told = [say("chain.desc", lang, **count)]
    for stage in [*range(1, stages.last_stage + 1), None]:
        held = [names[bundle.key] for bundle in drawn.bundles if bundle.stage == stage]
        if held:
            told.append(
                say("chain.desc.stage", lang, stage=name_stage(stage, lang), products=_list(held, lang))
            )
    gaps = [product.name for product in stages.products if gap_of(product)]
    if gaps:
        told.append(say("chain.desc.gaps", lang, products=_list(gaps, lang)))
    known = sorted(
        (x for x in drawn.links if x.amount is not None), key=lambda x: (-(x.amount or 0), x.source)
    )
    if known:
        largest = "; ".join(word_link(x, names, money) for x in known[:_LARGEST_TOLD])
        told.append(say("chain.desc.largest", lang, links=largest))
    return " ".join(told)


def name_stage(stage: int | None, lang: str) -> str:
    """Word a stage by its number."""
    return say("chain.no_stage", lang) if stage is None else say("chain.stage", lang, stage=stage)


def word_link(link: Joined, names: Mapping[str, str], money: Money) -> str:
    """Word a link: from where, to where, for how much."""
    source, target = names[link.source], names[link.target]
    return say("chain.link", money.lang, source=source, target=target, amount=money.write(link.amount))


def name_bundle(bundle: Bundle, lang: str) -> str:
    """Name a box: its product, or how many are folded."""
    if not bundle.code:
        return bundle.products[0].name
    count = len(bundle.products)
    noun = plural(count, lang, say("chain.forms.products", lang))
    return say(f"chain.fold.{bundle.code}", lang, okpd2=bundle.okpd2, count=count, noun=noun)


def _list(names: list[str], lang: str) -> str:
    more = len(names) - _MOST_TOLD
    tail = [say("chain.and_more", lang, count=more)] if more > 0 else []
    return "; ".join([*names[:_MOST_TOLD], *tail])


def _box_of(bundle: Bundle, amounts: Mapping[str, float], money: Money, roomy: bool) -> ChainBox:
    lang = money.lang
    holds = tuple(product.product_id for product in bundle.products)
    known = [amounts[product] for product in holds if product in amounts]
    amount = max(known) if known else None
    name, target = name_bundle(bundle, lang), anchor_of(holds[0])
    if bundle.code:
        listed = "; ".join(product.name for product in bundle.products)
        tooltip = f"{name}\n{say('chain.tip.holds', lang, products=listed)}"
        gaps = [product for product in bundle.products if gap_of(product)]
        note = say("chain.fact.gaps", lang) + f": {len(gaps)}" if gaps else ""
        imports = _imports_of(bundle.products, money)
        return ChainBox(
            bundle.key,
            bundle.stage,
            name,
            tooltip,
            target,
            imports=imports,
            note=note,
            amount=amount,
            holds=holds,
        )
    product = bundle.products[0]
    makers, more = _list_makers(product, lang, roomy)
    imports = tuple(word_imports(product, money)) if roomy else _imports_of(bundle.products, money)
    gap = gap_of(product)
    return ChainBox(
        bundle.key,
        bundle.stage,
        name,
        _word_product(product, money),
        target,
        makers,
        more,
        imports,
        gap,
        say(f"chain.gap.{gap}", lang) if gap else "",
        amount,
        holds,
    )


def _list_makers(product: StagedProduct, lang: str, roomy: bool) -> tuple[tuple[ChainMaker, ...], str]:
    """List makers, and word how many more there are: below them, or behind the only one where room is short."""
    makers = [ChainMaker(one.name, one.member) for one in order_makers(product.makers)]
    left = len(makers) - (MOST_MAKERS if roomy else 1)
    if left <= 0:
        return tuple(makers), ""
    if roomy:
        return tuple(makers[:MOST_MAKERS]), say("chain.and_more", lang, count=left)
    return (ChainMaker(f"{makers[0].name}{NO_BREAK_SPACE}+{left}", makers[0].member),), ""


def _imports_of(products: Iterable[StagedProduct], money: Money) -> tuple[str, ...]:
    several = list(products)
    imported = sum(sum(product.imports.values()) for product in several)
    if not imported:
        return ()
    share = percent(imported / sum(product.bought_krub for product in several), money.lang, 0)
    return (say("chain.imports_of", money.lang, amount=money.write(imported), share=share),)


def _word_product(product: StagedProduct, money: Money) -> str:
    """Word a product in the lines that appear when its box is pointed at."""
    lang = money.lang
    lines = [f"{product.name} ({product.product_id})"]
    if gap := gap_of(product):
        lines.append(say(f"chain.gap.{gap}", lang))
    if product.makers:
        listed = "; ".join(name_maker(one, lang) for one in order_makers(product.makers))
        lines.append(say("chain.tip.makers", lang, makers=listed))
    if product.output_krub is not None:
        lines.append(say("chain.tip.made", lang, amount=money.write(product.output_krub)))
    if product.bought_krub:
        lines.append(say("chain.tip.bought", lang, amount=money.write(product.bought_krub)))
    if product.imports:
        listed = "; ".join(
            f"{name_country(country, lang)} – {money.write(amount)}"
            for country, amount in largest_imports(product)
        )
        lines.append(say("chain.tip.imports", lang, imports=listed))
    return "\n".join(lines)


def runs_against(link: Joined, stage_of: Mapping[str, int | None]) -> bool:
    """Tell whether a link goes back to an earlier stage."""
    here, there = stage_of[link.source], stage_of[link.target]
    return here is not None and there is not None and here > there


def _link_of(link: Joined, names: Mapping[str, str], against: bool, money: Money) -> ChainLink:
    lang = money.lang
    words = [word_link(link, names, money)]
    known = sum(one.amount_krub is not None for one in link.links)
    if len(link.links) > 1:
        words.append(say("chain.link.several", lang, count=len(link.links)))
    if 0 < known < len(link.links):
        words.append(say("chain.link.partly", lang, known=known, count=len(link.links)))
    words += [say(f"chain.link.{origin}", lang) for origin in sorted({one.origin for one in link.links})]
    if link.back_flow:
        words.append(say("chain.link.back", lang))
    if against:
        words.append(say("chain.link.against", lang))
    return ChainLink(link.source, link.target, link.amount, link.back_flow or against, "; ".join(words))


def _columns_of(stages: Stages, lang: str) -> Iterator[ChainColumn]:
    """Make the columns; who is named as a maker in a stage is not listed there again."""
    makes = {(p.stage, maker.organisation_id) for p in stages.products for maker in p.makers}
    for stage in range(1, stages.last_stage + 1):
        working = [one for one in stages.organisations if stage in one.stages]
        listed = sorted(one.name for one in working if (stage, one.organisation_id) not in makes)
        people = tuple(ChainMaker(name, True) for name in listed)
        yield ChainColumn(stage, name_stage(stage, lang), stages.titles.get(stage, ""), people)


def _word_legend(drawn: Drawn, boxes: Iterable[ChainBox], money: Money) -> Iterator[tuple[str, str]]:
    """Explain what occurs in the drawing and nothing else."""
    every = list(boxes)
    stage_of = {bundle.key: bundle.stage for bundle in drawn.bundles}
    links = [x for x in drawn.links if stage_of[x.source] is not None and stage_of[x.target] is not None]
    largest = max((link.amount or 0 for link in links), default=0)
    occurs = {
        "volume": largest > 0,
        "unknown": any(link.amount is None for link in links),
        "back": any(link.back_flow or runs_against(link, stage_of) for link in links),
        "bow": any(stage_of[link.source] == stage_of[link.target] for link in links),
        "members": any(box.gap == "members" for box in every),
        "nobody": any(box.gap == "nobody" for box in every),
        "import": any(box.imports for box in every),
        "outside": any(not maker.member for box in every for maker in box.makers),
        "more": any(f"{NO_BREAK_SPACE}+" in maker.name for box in every for maker in box.makers),
        "fold": any(len(box.holds) > 1 for box in every),
    }
    for code, does in occurs.items():
        if does:
            figures = {"amount": money.write(largest)} if code == "volume" else {}
            yield code, say(f"chain.legend.{code}", money.lang, **figures)
