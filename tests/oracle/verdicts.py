"""Three-valued verdicts: Kleene's tables, counts between two bounds, shares between two attainable sums."""

from collections.abc import Callable, Iterable
from math import fsum, inf, isclose
from typing import Any, NamedTuple

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
TOLERANCE = 1e-9
Judgement = dict[str, Any]
Pair = tuple[float, float]


class Item(NamedTuple):
    """One term of a share x / y; None is missing. belongs None: it may be of the group or not."""

    x: float | None
    y: float | None
    belongs: bool | None = True


def all_of(verdicts: Iterable[str]) -> str:
    found = set(verdicts)
    if NOT_MET in found:
        return NOT_MET
    return UNKNOWN if UNKNOWN in found else MET


def any_of(verdicts: Iterable[str]) -> str:
    found = set(verdicts)
    if MET in found:
        return MET
    return UNKNOWN if UNKNOWN in found else NOT_MET


def of_possible(answers: set[bool]) -> str:
    """The verdict where these answers are possible and no others."""
    return UNKNOWN if len(answers) == 2 else MET if True in answers else NOT_MET


def holds(left: float, right: float, comparison: str) -> bool:
    if isclose(left, right, rel_tol=TOLERANCE):
        return True
    return left > right if comparison == ">=" else left < right


def smallest(item: Item, threshold: float) -> Pair:
    """x and t·y where x − t·y is as small as it can be: a missing x is 0, a missing y endless."""
    wanted = inf if item.y is None else threshold * item.y
    return (0.0 if item.x is None else item.x), wanted


def largest(item: Item, threshold: float) -> Pair:
    """x and t·y where x − t·y is as large as it can be: a missing x is y, a missing y is x."""
    if item.x is None and item.y is None:
        return (inf, 0.0) if threshold < 1 else (0.0, 0.0)
    x = item.y if item.x is None else item.x
    y = item.x if item.y is None else item.y
    assert x is not None
    assert y is not None
    return x, threshold * y


def attainable(items: list[Item], threshold: float, bound: Callable[[Item, float], Pair], sign: int) -> Pair:
    """Σx and Σt·y at one end of what is attainable by a group that is not empty."""

    def towards(pair: Pair) -> float:
        return sign * (pair[0] - pair[1])

    chosen = [bound(item, threshold) for item in items if item.belongs]
    doubtful = [bound(item, threshold) for item in items if item.belongs is None]
    chosen += [pair for pair in doubtful if towards(pair) > 0]
    if not chosen:
        chosen = [max(doubtful, key=towards)]
    return fsum(pair[0] for pair in chosen), fsum(pair[1] for pair in chosen)


def share_verdict(items: list[Item], threshold: float, comparison: str = ">=") -> str:
    """Unknown exactly if one end of what is attainable says no and the other says yes."""
    if not items:
        return NOT_MET
    ends = (attainable(items, threshold, smallest, -1), attainable(items, threshold, largest, 1))
    answers = {holds(x, wanted, comparison) for x, wanted in ends}
    if all(item.belongs is None for item in items):
        # The group may be empty, and an empty group does not meet a share.
        answers.add(False)
    return of_possible(answers)


def share_value(items: list[Item]) -> float | None:
    """Σx / Σy; null if any needed figure is missing or there is nothing to divide."""
    if any(item.x is None or item.y is None or item.belongs is None for item in items):
        return None
    whole = fsum(item.y or 0.0 for item in items)
    return fsum(item.x or 0.0 for item in items) / whole if whole else None


def count_verdict(known: float, possible: float, threshold: float, comparison: str = ">=") -> str:
    return of_possible({holds(known, threshold, comparison), holds(possible, threshold, comparison)})


def own_share(item: Item, threshold: float) -> dict[str, Any]:
    """What a share says of one participant taken alone, whether or not it is of the group."""
    alone = [Item(item.x, item.y)]
    return {"verdict": share_verdict(alone, threshold), "value": share_value(alone)}


def if_it_belongs(verdict: str, belongs: bool | None) -> str:
    """A rule asked of each: whoever may be outside the group can not fail it for certain."""
    return UNKNOWN if belongs is None and verdict == NOT_MET else verdict


def judgement(
    verdict: str,
    value: float | None,
    threshold: float | None,
    comparison: str = ">=",
    parts: dict[str, dict[str, Any]] | None = None,
    members: dict[str, dict[str, Any]] | None = None,
) -> Judgement:
    margin = None
    if value is not None and threshold is not None:
        margin = value - threshold if comparison == ">=" else threshold - value
    return {
        "verdict": verdict,
        "value": value,
        "threshold": threshold,
        "margin": margin,
        "parts": parts or {},
        "members": members or {},
    }


def share_judgement(items: dict[str, Item], threshold: float) -> Judgement:
    """A share over a group of participants, each of them listed with its own."""
    terms = list(items.values())
    members = {organisation: own_share(item, threshold) for organisation, item in items.items()}
    return judgement(share_verdict(terms, threshold), share_value(terms), threshold, members=members)


def count_judgement(facts: Iterable[bool | None], threshold: float, comparison: str = ">=") -> Judgement:
    found = list(facts)
    known = found.count(True)
    verdict = count_verdict(known, known + found.count(None), threshold, comparison)
    return judgement(verdict, known, threshold, comparison)


def each_judgement(members: dict[str, dict[str, Any]], threshold: float) -> Judgement:
    values = [member["value"] for member in members.values() if member["value"] is not None]
    verdict = all_of(member["verdict"] for member in members.values())
    return judgement(verdict, min(values, default=None), threshold, members=members)
