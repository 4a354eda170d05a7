"""Which causes of a need the figures show, by thresholds with their source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kust.law import parameters
from kust.niches.need import Cause, Need
from kust.quantities import TOLERANCE
from kust.settings import NeedSettings

PART_OF = {"outdated_technology": "high_cost", "long_haul": "high_cost"}
FROM_SETTINGS = "settings"
# The gravest grade first, each with the threshold that it is held against.
_GRADES = (("critical", "import_critical"), ("high", "import_high"), ("between", "import_high_lower"))


@dataclass(frozen=True)
class Threshold:
    """A figure that a cause is held against, with its evidence (null where it is the user's own) and source."""

    value: float
    comparison: str
    evidence: str | None
    source: str

    def is_met(self, value: float) -> bool:
        """Compare; a value within a relative 1e-9 of the threshold counts as equal to it."""
        if abs(value - self.value) <= TOLERANCE * abs(self.value):
            return self.comparison == ">="
        return value > self.value


def read_thresholds(settings: NeedSettings) -> dict[str, Threshold]:
    """Take the thresholds of the settings, else those of ``law/parameters/niches/causes.yaml``.

    >>> read_thresholds(NeedSettings())["import_critical"].value
    0.9
    >>> read_thresholds(NeedSettings(import_critical=0.8))["import_critical"].source
    'settings'
    """
    found = {}
    for name, told in parameters("niches.causes").items():
        own = getattr(settings, name)
        value, evidence, source = (
            (told["value"], told["evidence"], told["source"]) if own is None else (own, None, FROM_SETTINGS)
        )
        found[name] = Threshold(float(value), told["comparison"], evidence, source)
    return found


def grade_import_share(share: float | None, thresholds: Mapping[str, Threshold]) -> Cause | None:
    """Grade an import share: critical, high, ``between`` the two readings of high, or no cause at all.

    >>> cause = grade_import_share(0.661, read_thresholds(NeedSettings()))
    >>> cause.grade, cause.threshold
    ('between', 0.6)
    """
    for grade, name in _GRADES:
        if share is not None and thresholds[name].is_met(share):
            return _cause("import_dependence", share, thresholds[name], grade=grade)
    return None


def find_causes(need: Need, thresholds: Mapping[str, Threshold]) -> Iterator[Cause]:
    """Find the causes that the figures of a need show; what only people can tell is declared, not worked out."""
    if dependence := grade_import_share(need.import_share, thresholds):
        yield dependence
    if cost := _find_high_cost(need, thresholds["price_above"]):
        yield cost
    known = need.haul_known_share
    if need.haul_km is not None and known is not None and thresholds["haul_known_share"].is_met(known):
        threshold = thresholds["long_haul_km"]
        if threshold.is_met(need.haul_km):
            yield _cause("long_haul", need.haul_km, threshold)


def _find_high_cost(need: Need, threshold: Threshold) -> Cause | None:
    """Hold the price paid against that of domestic makers and that of other buyers; the larger excess counts."""
    prices = (("domestic", need.domestic_price_krub), ("others", need.others_price_krub))
    if need.price_krub is None:
        return None
    above = [(need.price_krub / price - 1, whose) for whose, price in prices if price]
    excess, whose = max(above, key=lambda one: one[0], default=(0.0, None))
    return (
        _cause("high_cost", excess, threshold, against=whose) if whose and threshold.is_met(excess) else None
    )


def _cause(
    name: str, value: float, threshold: Threshold, *, grade: str | None = None, against: str | None = None
) -> Cause:
    return Cause(
        name,
        value,
        threshold.value,
        grade,
        evidence=threshold.evidence,
        source=threshold.source,
        part_of=PART_OF.get(name),
        comparison=threshold.comparison,
        against=against,
    )
