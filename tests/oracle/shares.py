"""Supply and purchase shares of the participants, and the sums of both over their groups."""

from datetime import date
from pathlib import Path
from typing import Any

from .flows import output_of, purchases_of
from .question import DEFAULT_READINGS, Question
from .rows import read_tables
from .traits import makes_final
from .verdicts import Item, share_value


def final_makers(question: Question) -> dict[str, bool | None]:
    participants = question.participants or {}
    return {one: makes_final(question, one, rows) for one, rows in participants.items()}


def supply_item(question: Question, organisation: str, belongs: bool | None = True) -> Item:
    """What it sells to other participants, of its output."""
    sold = question.flows.sold_to(organisation, question.participant_ids)
    return Item(sold, output_of(question.tables, organisation, question.year), belongs)


def purchase_item(question: Question, organisation: str, belongs: bool | None = True) -> Item:
    """What it buys from other participants, of its purchases."""
    bought = question.flows.bought_from(organisation, question.participant_ids)
    return Item(bought, purchases_of(question.tables, question.flows, organisation, question.year), belongs)


def supply_side(question: Question) -> dict[str, Item]:
    """All participants, or by the other reading those that do not make final products."""
    if question.readings["final_makers_in_supply_side"]:
        return {one: supply_item(question, one) for one in question.participants or {}}
    return makers_of_parts(question)


def makers_of_parts(question: Question) -> dict[str, Item]:
    """Supply shares of those that do not make final products; in doubt where that is not known."""
    finals = final_makers(question).items()
    return {
        one: supply_item(question, one, None if final is None else True)
        for one, final in finals
        if final is not True
    }


def purchase_side(question: Question) -> dict[str, Item]:
    """Purchase shares of the makers of final products; in doubt where that is not known."""
    finals = final_makers(question).items()
    return {one: purchase_item(question, one, final) for one, final in finals if final is not False}


def shares(
    folder: Path, cluster_id: str, on: date, year: int, readings: dict[str, object] | None = None
) -> dict[str, Any]:
    """Every participant's figures and the two aggregates of an industrial cluster."""
    chosen = DEFAULT_READINGS | (readings or {})
    question = Question(read_tables(folder), cluster_id, "779-2018", on, year, chosen)
    everyone = sorted(question.participant_ids)
    return {
        "supply": {one: _figures(supply_item(question, one)) for one in everyone},
        "purchase": {one: _figures(purchase_item(question, one)) for one in everyone},
        "final_makers": final_makers(question),
        "aggregate_supply": share_value(list(supply_side(question).values())),
        "aggregate_purchase": share_value(list(purchase_side(question).values())),
    }


def _figures(item: Item) -> dict[str, float | None]:
    return {"inside": item.x, "whole": item.y, "share": share_value([item])}
