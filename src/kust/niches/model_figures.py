"""Figures that the model takes where the data has none: the user's, else those of ``economics.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.law import parameters
from kust.niches.niche import Figure, Range
from kust.settings import EconomicSettings


@dataclass(frozen=True)
class Given:
    """A figure that is given: from … to, with the value that the model takes (the middle where none is told).

    ``basis``, ``note`` and ``values``: as in ``Figure``.

    >>> Given(Range(100, 300)).value, Given(Range(100, 300), central=150).value, Given(Range()).value
    (200.0, 150, None)
    """

    range: Range
    basis: str = "data"
    note: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    central: float | None = None

    @property
    def value(self) -> float | None:
        """Return the value that the model takes; null where nothing is known."""
        if self.central is not None:
            return self.central
        ends = [end for end in (self.range.least, self.range.most) if end is not None]
        return sum(ends) / len(ends) if ends else None

    def as_figure(self, name: str) -> Figure:
        """Tell it among the figures of the model."""
        apart = self.range.least != self.range.most
        least, most = (self.range.least, self.range.most) if apart else (None, None)
        return Figure(name, self.value, self.basis, self.note, self.values, least, most)


UNKNOWN = Given(Range(), "data", "unknown")


def given(value: float | None, basis: str = "data", note: str = "", **values: Any) -> Given:
    """Give one figure; null is not known."""
    return Given(Range(value, value), basis, note, values) if value is not None else UNKNOWN


@dataclass(frozen=True)
class Parameter:
    """A figure of ``economics.yaml`` on a day."""

    value: Any
    evidence: str
    source: str | Mapping[str, str]
    why: Mapping[str, str]

    @property
    def basis(self) -> str:
        """Return ``assumption`` for what is ours, ``law`` for what a source says."""
        return "assumption" if self.evidence == "reading" else "law"


def parameter(name: str, on: date | None = None) -> Parameter:
    """Find a figure of the model on a day; before its first value the first holds.

    >>> parameter("profit_tax_rate", date(2024, 12, 31)).value, parameter("profit_tax_rate", date(2025, 1, 1)).value
    (0.2, 0.25)
    """
    rows = parameters("niches.economics")[name]
    held = [row for row in rows if on is not None and "from" in row and row["from"] <= on]
    row = held[-1] if held else rows[0]
    return Parameter(row["value"], row["evidence"], row["source"], row["why"])


def assumed(name: str, settings: EconomicSettings, on: date | None = None) -> Given:
    """Take a figure from the settings, else from ``economics.yaml``, and say which."""
    own = getattr(settings, name)
    if own is not None:
        return given(float(own), "user", "settings", name=name)
    found = parameter(name, on)
    note = "assumption" if found.basis == "assumption" else "source"
    return given(float(found.value), found.basis, note, why=found.why, source=found.source)


def spread_of(name: str, settings: EconomicSettings) -> float:
    """Find how far a figure of the runs may stand from the model's, as a share."""
    own = getattr(settings.spread, name)
    return float(own if own is not None else parameter(f"spread_{name}").value)


def discount_rate(settings: EconomicSettings, key_rate: Given, on: date) -> Given:
    """Choose the real discount rate.

    The user's; else from the key rate: (1 + key rate) / (1 + inflation) - 1 + premium for risk; else an assumption.

    >>> round(discount_rate(EconomicSettings(), given(0.075), date(2018, 12, 1)).value, 6)
    0.123654
    """
    if settings.discount_rate is not None:
        return assumed("discount_rate", settings)
    if key_rate.value is None:
        return assumed("discount_rate", settings)
    inflation = assumed("inflation", settings, on).value or 0.0
    premium = assumed("risk_premium", settings).value or 0.0
    real = (1 + key_rate.value) / (1 + inflation) - 1 + premium
    values = {"key_rate": 100 * key_rate.value, "inflation": 100 * inflation, "premium": 100 * premium}
    return given(real, "assumption", "discount_from_key_rate", **values)


def ramp_up(settings: EconomicSettings) -> tuple[tuple[float, ...], Given]:
    """Choose the share of capacity in the first years of work, and say where it is from."""
    found = parameter("ramp_up")
    if settings.ramp_up is not None:
        return settings.ramp_up, given(1.0, "user", "settings", name="ramp_up")
    shares = tuple(float(share) for share in found.value)
    return shares, given(1.0, found.basis, "assumption", why=found.why, source=found.source)


def read_rate(dataset: Dataset, name: str, on: date) -> Given:
    """Find a rate of the table ``rates`` that holds on a day: the latest from a day not after it."""
    rows = dataset.rows("rates").filter((pl.col("rate") == name) & (pl.col("from_on") <= on))
    found = rows.sort("from_on", "value").tail(1).collect()
    if found.is_empty():
        return UNKNOWN
    row = found.row(0, named=True)
    return given(
        row["value"],
        "data",
        "rate",
        rate=name,
        from_on=row["from_on"].isoformat(),
        source=row["source"] or "",
        file=row["_file"] or "rates",
        row=row["_row"],
    )
