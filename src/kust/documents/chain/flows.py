"""Money through a chain: what a Sankey shows, and what it cannot show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kust.chain.staged import Stages
from kust.documents.chain.fold import Drawn, Joined
from kust.documents.chain.picture import name_bundle, name_stage, word_link
from kust.documents.chain.words import Money
from kust.drawings.sankey import Sankey, SankeyFlow, SankeyNode, through
from kust.i18n import say


@dataclass(frozen=True)
class Flows:
    """The Sankey, its title and words, and what is left out of it."""

    sankey: Sankey
    title: str
    desc: str
    note: str


def make_flows(stages: Stages, drawn: Drawn, money: Money) -> Flows:
    """Take the links that go on to a later stage and whose amount is known; count the others."""
    lang = money.lang
    stage_of = {bundle.key: bundle.stage for bundle in drawn.bundles}
    names = {bundle.key: name_bundle(bundle, lang) for bundle in drawn.bundles}
    taken = [link for link in drawn.links if _goes_on(link, stage_of)]
    flows = tuple(
        SankeyFlow(link.source, link.target, link.amount or 0, word_link(link, names, money))
        for link in taken
    )
    amounts = through(flows)
    nodes = tuple(
        SankeyNode(
            bundle.key,
            (bundle.stage or 1) - 1,
            names[bundle.key],
            say(
                "chain.sankey.through", lang, name=names[bundle.key], amount=money.write(amounts[bundle.key])
            ),
        )
        for bundle in drawn.bundles
        if bundle.key in amounts
    )
    heads = [name_stage(stage, lang) for stage in range(1, stages.last_stage + 1)]
    note = _left_out(drawn.links, stage_of, money)
    title = say("chain.sankey.title", lang, unit=money.unit)
    return Flows(Sankey(heads, nodes, flows), title, say("chain.sankey.desc", lang), note)


def _goes_on(link: Joined, stage_of: Mapping[str, int | None]) -> bool:
    here, there = stage_of[link.source], stage_of[link.target]
    return here is not None and there is not None and here < there and bool(link.amount)


def _left_out(links: Iterable[Joined], stage_of: Mapping[str, int | None], money: Money) -> str:
    left = [link for link in links if not _goes_on(link, stage_of)]
    if not left:
        return ""
    within = [link for link in left if stage_of[link.source] == stage_of[link.target]]
    others = [link for link in left if link not in within]
    unknown = sum(not link.amount for link in others)
    return say(
        "chain.sankey.left_out",
        money.lang,
        within=len(within),
        within_amount=money.write(sum(link.amount or 0 for link in within)),
        against=len(others) - unknown,
        unknown=unknown,
    )
