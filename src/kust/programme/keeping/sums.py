"""Money by year, source and support measure, and targets by year and region: what of it changed."""

from collections.abc import Iterable, Iterator
from typing import Any

from kust.programme.programme import Cost, Target

Sums = dict[tuple[str, str], float | None]


def compare_sums(before: Any, after: Any) -> Iterator[tuple[tuple[str, str], float | None, float | None]]:
    """Compare costs and targets of two states of a thing: field and key of each that changed, then and now."""
    yield from _pairs(_costs(getattr(before, "costs", ())), _costs(getattr(after, "costs", ())))
    yield from _pairs(_targets(getattr(before, "targets", ())), _targets(getattr(after, "targets", ())))


def _pairs(before: Sums, after: Sums) -> Iterator[tuple[tuple[str, str], float | None, float | None]]:
    for key in sorted(before.keys() | after.keys()):
        if (key in before) != (key in after) or before[key] != after[key]:
            yield key, before.get(key), after.get(key)


def _costs(costs: Iterable[Cost]) -> Sums:
    """Add up the costs of a year and source; unknown where one of them is."""
    found: Sums = {}
    for one in costs:
        parts = (str(one.year), one.source or "?", *([one.support_measure] if one.support_measure else []))
        key = ("cost_fact" if one.basis == "fact" else "cost", ":".join(parts))
        before = found.get(key, 0.0)
        found[key] = None if before is None or one.amount_krub is None else before + one.amount_krub
    return found


def _targets(targets: Iterable[Target]) -> Sums:
    found: Sums = {}
    for one in targets:
        key = f"{one.year}:{one.region}" if one.region else str(one.year)
        found["target", key] = one.target
        if one.actual is not None:
            found["actual", key] = one.actual
    return found
