"""The rules on shares of mutual supplies: of each participant, of both sides, of final makers."""

from typing import Any

from .question import Question
from .shares import makers_of_parts, purchase_side, supply_side
from .traits import in_special_territory
from .verdicts import (
    MET,
    NOT_MET,
    UNKNOWN,
    Item,
    Judgement,
    all_of,
    any_of,
    each_judgement,
    if_it_belongs,
    judgement,
    own_share,
    share_judgement,
    share_value,
    share_verdict,
)

AT_MOST_BELOW = 0.30
PREFERENTIAL_SHARE = 0.30
PREFERENTIAL_THRESHOLD = 0.10


def supply_share_each(question: Question, threshold: float) -> Judgement:
    members = {}
    for organisation, item in makers_of_parts(question).items():
        own = own_share(item, threshold)
        members[organisation] = own | {"verdict": if_it_belongs(own["verdict"], item.belongs)}
    return each_judgement(members, threshold)


def cooperation(question: Question, threshold: float) -> Judgement:
    """Either side is enough; a side is its share and the limit on those below it."""
    supply, purchase = supply_side(question), purchase_side(question)
    parts = {
        "supply_side": _part(supply, threshold),
        "supply_side_below": _below(supply, threshold),
        "purchase_side": _part(purchase, threshold),
        "purchase_side_below": _below(purchase, threshold),
    }
    supply_verdict = all_of(parts[part]["verdict"] for part in ("supply_side", "supply_side_below"))
    purchase_verdict = all_of(parts[part]["verdict"] for part in ("purchase_side", "purchase_side_below"))
    shown = _shown(supply_verdict, purchase_verdict, parts)
    return judgement(
        any_of([supply_verdict, purchase_verdict]),
        parts[shown]["value"],
        threshold,
        parts=parts,
        members=share_judgement(supply if shown == "supply_side" else purchase, threshold)["members"],
    )


def _part(side: dict[str, Item], threshold: float) -> dict[str, Any]:
    items = list(side.values())
    return {"verdict": share_verdict(items, threshold), "value": share_value(items)}


def _below(side: dict[str, Item], threshold: float) -> dict[str, Any]:
    """Share of the group that is below; who has nothing to divide is left out of both numbers."""
    below = {MET: 0.0, NOT_MET: 1.0, UNKNOWN: None}
    items = [
        Item(below[own_share(item, threshold)["verdict"]], 1.0, item.belongs)
        for item in side.values()
        if item.y != 0
    ]
    return {"verdict": share_verdict(items, AT_MOST_BELOW, "<="), "value": share_value(items)}


def _shown(supply_verdict: str, purchase_verdict: str, parts: dict[str, dict[str, Any]]) -> str:
    """The side that is met, supply first; of two that are not, the larger known share."""
    if supply_verdict == MET:
        return "supply_side"
    if purchase_verdict == MET:
        return "purchase_side"
    supplied, bought = parts["supply_side"]["value"], parts["purchase_side"]["value"]
    if bought is not None and (supplied is None or bought > supplied):
        return "purchase_side"
    return "supply_side"


def functional_dependence(question: Question, threshold: float) -> Judgement:
    return share_judgement(purchase_side(question), threshold)


def functional_dependence_eased(question: Question, threshold: float) -> Judgement:
    """A lower threshold where enough participants work in preferential territories."""
    there = [
        Item(None if inside is None else float(inside), 1.0)
        for inside in (
            in_special_territory(question, one, rows) for one, rows in (question.participants or {}).items()
        )
    ]
    eased = share_verdict(there, PREFERENTIAL_SHARE)
    if eased != UNKNOWN:
        return share_judgement(purchase_side(question), PREFERENTIAL_THRESHOLD if eased == MET else threshold)
    full = share_judgement(purchase_side(question), threshold)
    low = share_judgement(purchase_side(question), PREFERENTIAL_THRESHOLD)
    if full["verdict"] == MET:
        return full
    if low["verdict"] == NOT_MET:
        return low
    return judgement(UNKNOWN, full["value"], None, members=_by_either(full, low))


def _by_either(full: Judgement, low: Judgement) -> dict[str, dict[str, Any]]:
    """Each participant's own verdict where it is not known which of two thresholds holds."""
    members = {}
    for organisation, own in full["members"].items():
        found = {own["verdict"], low["members"][organisation]["verdict"]}
        members[organisation] = own | {"verdict": found.pop() if len(found) == 1 else UNKNOWN}
    return members
