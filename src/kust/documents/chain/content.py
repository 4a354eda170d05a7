"""What a page about a chain tells, in the reader's language: the drawing, the table that says the same, sources."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from kust.chain.staged import Stages
from kust.data.dataset import Dataset
from kust.documents.chain.flows import Flows, make_flows
from kust.documents.chain.fold import FOLDS, MOST_LINKS, Drawn, choose_drawn, focus_on
from kust.documents.chain.picture import describe, make_picture
from kust.documents.chain.rows import ChainGroup, make_groups
from kust.documents.chain.words import (
    Money,
    gap_of,
)
from kust.drawings.chain import ChainPicture
from kust.errors import UsageError
from kust.i18n import percent, plural, say

MOST_FINDINGS = 12
# The drawing of all products has room for more links than the folded one.
_MOST_UNFOLDED = 3 * MOST_LINKS
_LADDER = (1, 2, 5)
_COLUMNS = ("product", "makers", "output", "bought", "imports", "inputs", "uses")


@dataclass(frozen=True)
class View:
    """What of a chain is asked for: one product with all around it, the least amount (thousand roubles), the fold."""

    focus: str | None = None
    at_least: float = 0.0
    fold: str = "auto"


@dataclass(frozen=True)
class ChainContent:
    """Everything that a page about a chain holds; ``whole`` is the drawing of all where ``picture`` folds some.

    ``columns`` are the codes of the table's columns, of which the first two are left where nothing is traded.
    ``steps`` are the least amounts to choose from; ``links`` what goes into what, without back flow.
    """

    lang: str
    name: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    money: Money
    picture: ChainPicture
    desc: str
    whole: ChainPicture | None
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    groups: tuple[ChainGroup, ...]
    flows: Flows
    steps: tuple[float, ...]
    links: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    products: int


def make_chain(dataset: Dataset, stages: Stages, view: View, lang: str = "ru") -> ChainContent:
    """Make the content of the page and of the drawings from the stages of a cluster.

    Parameters
    ----------
    dataset
        Uses ``clusters`` for the names and ``products`` for the ОКПД2 codes.
    stages
        The stages, as ``kust.chain.stages.calc_stages`` finds them.
    view
        What of it is asked for.
    lang
        ``ru`` or ``en``.

    Raises
    ------
    UsageError
        The product to focus on is not in the chain; an unknown fold.
    """
    if view.fold not in FOLDS:
        raise UsageError("choice", option="fold", value=view.fold, known=", ".join(FOLDS))
    name = _name_clusters(dataset, stages, lang)
    title = say("chain.title", lang, cluster=name)
    seen = focus_on(stages, view.focus) if view.focus else stages
    if view.focus:
        product = next(one.name for one in stages.products if one.product_id == view.focus)
        name = f"{say('chain.focus', lang, product=product)}. {name}"
        title = f"{say('chain.focus', lang, product=product)}. {title}"
    okpd2 = dict(
        dataset.rows("products").select("product_id", pl.col("okpd2").cast(pl.String)).collect().iter_rows()
    )
    drawn = choose_drawn(
        seen,
        at_least=view.at_least,
        fold=view.fold,
        okpd2=okpd2,
        keep=view.focus,
        most_links=None if view.fold == "none" else MOST_LINKS,
    )
    money = Money.for_amounts(
        [*(link.amount_krub for link in seen.links), *(one.output_krub for one in seen.products)], lang
    )
    subtitle = _word_subtitle(stages, lang)
    heading = f"{title}. {subtitle}"
    folded = any(bundle.code for bundle in drawn.bundles)
    whole = choose_drawn(seen, fold="none", most_links=_MOST_UNFOLDED) if folded else drawn
    return ChainContent(
        lang,
        name,
        title,
        subtitle,
        tuple(_facts(seen, money)),
        money,
        make_picture(seen, drawn, money, heading),
        f"{describe(seen, drawn, money)} {say('chain.desc.table', lang)}",
        make_picture(seen, whole, money, heading) if folded else None,
        tuple(_notes(seen, drawn, view, money)),
        _COLUMNS if _is_traded(seen) else _COLUMNS[:2],
        tuple(make_groups(seen, money)),
        make_flows(seen, drawn, money),
        _steps(link.amount_krub for link in seen.links),
        tuple((link.input_id, link.product_id) for link in seen.links if not link.back_flow),
        tuple(_findings(stages, lang)),
        tuple(_sources(seen, lang)),
        len(seen.products),
    )


def _name_clusters(dataset: Dataset, stages: Stages, lang: str) -> str:
    if len(stages.clusters) != 1:
        return say("chain.all_clusters", lang, count=len(stages.clusters))
    rows = (
        dataset.rows("clusters").filter(pl.col("cluster_id") == stages.clusters[0]).select("name").collect()
    )
    return str(rows.item(0, 0) or stages.clusters[0])


def _word_subtitle(stages: Stages, lang: str) -> str:
    code = "subtitle" if stages.links else "subtitle_declared"
    return say(f"chain.{code}", lang, on=_word_day(stages.on, lang), year=stages.year)


def _word_day(day: date, lang: str) -> str:
    return day.strftime("%d.%m.%Y") if lang == "ru" else day.isoformat()


def _facts(stages: Stages, money: Money) -> Iterator[tuple[str, str]]:
    lang = money.lang
    yield say("chain.fact.products", lang), str(len(stages.products))
    if not stages.links:
        return
    yield say("chain.fact.links", lang), str(len(stages.links))
    yield say("chain.fact.gaps", lang), str(sum(bool(gap_of(product)) for product in stages.products))
    imported = sum(sum(product.imports.values()) for product in stages.products)
    yield say("chain.fact.imports", lang), money.write(imported)
    if stages.back_flow_share is not None:
        share = percent(stages.back_flow_share, lang, 2)
        yield say("chain.fact.back_flow", lang), say("chain.fact.back_flow_words", lang, share=share)


def _notes(stages: Stages, drawn: Drawn, view: View, money: Money) -> Iterator[str]:
    """Say what the drawing leaves out."""
    lang = money.lang
    if not stages.products:
        yield say("stages.nothing", lang)
    folded = sum(len(bundle.products) for bundle in drawn.bundles if bundle.code)
    if folded:
        yield say("chain.note.folded", lang, folded=folded, products=len(stages.products))
    if drawn.inside:
        yield say("chain.note.inside", lang, count=drawn.inside)
    if drawn.too_small:
        yield say("chain.note.too_small", lang, amount=money.write(view.at_least), count=drawn.too_small)
    if drawn.too_many:
        noun = plural(drawn.too_many, lang, say("chain.forms.links_of", lang))
        yield say("chain.note.too_many", lang, count=drawn.too_many, noun=noun)
    without = {product.product_id for product in stages.products if product.stage is None}
    loose = sum(link.input_id in without or link.product_id in without for link in stages.links)
    if loose:
        yield say("chain.note.loose", lang, count=loose)


def _is_traded(stages: Stages) -> bool:
    return bool(stages.links) or any(
        one.output_krub is not None or one.bought_krub for one in stages.products
    )


def _steps(amounts: Iterable[float | None]) -> tuple[float, ...]:
    """Choose round amounts for the slider, from nothing to the largest: 1, 2, 5, 10, …

    >>> _steps([3.0, 40.0, None])
    (0.0, 5.0, 10.0, 20.0)
    """
    known = [amount for amount in amounts if amount]
    if not known:
        return (0.0,)
    ladder = (base * 10.0**power for power in range(12) for base in _LADDER)
    return (0.0, *(step for step in ladder if min(known) < step < max(known)))


def _findings(stages: Stages, lang: str) -> Iterator[str]:
    for finding in stages.findings[:MOST_FINDINGS]:
        yield f"{finding.message(lang)} {finding.mend(lang)}".strip()
    if len(stages.findings) > MOST_FINDINGS:
        yield say("chain.findings_more", lang, count=len(stages.findings) - MOST_FINDINGS)


def _sources(stages: Stages, lang: str) -> Iterator[tuple[str, str]]:
    yield say("chain.source.dataset", lang), stages.path.rsplit("/", 1)[-1]
    yield say("chain.source.digest", lang), stages.digest
    if stages.links:
        recipes = sum(link.origin == "recipes" for link in stages.links)
        figures = {"recipes": recipes, "supplies": len(stages.links) - recipes}
        yield say("chain.source.links", lang), say("chain.source.links_about", lang, **figures)
        yield say("chain.source.imports", lang), say("chain.source.imports_about", lang)
