"""How a cluster stands, with everyone who might join it: figures, flags and flows as the rules see them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from kust.checks.rule import Readings, Subject
from kust.data.dataset import Dataset
from kust.law import Edition

Row = dict[str, Any]


@dataclass(frozen=True)
class Candidate:
    """Who could join: with which membership rows, at what price; ``made_up`` where no organisation is named yet."""

    organisation_id: str
    kind: str
    rows: tuple[Row, ...]
    price: float | None
    made_up: bool = False
    number: int = 0


class Flow(NamedTuple):
    """A matched flow of one product, thousand roubles."""

    sold: float
    bought: float


class Made(NamedTuple):
    """What an organisation makes of a product."""

    amount: float | None
    quantity: float | None
    capacity: float | None


@dataclass(frozen=True)
class Situation:
    """A cluster on a day, in a year, under an edition.

    ``dataset``: the small dataset of the cluster as it is. ``now``: what it is judged on. ``figures``: by organisation,
    of who is a participant or would be (``kust.chain.participants``). ``base``: the participants of today.
    ``enterprises``: the same of role enterprise alone.
    ``rows``: membership rows of the day, those of candidates with ``candidate`` true. ``flows``: by supplier, buyer and
    product. ``made``: by organisation and product. ``stated_uses``: by organisation, ``uses_cluster_inputs`` as it was
    stated. ``leaving_roles``: which rows a participant gives up when it leaves.
    """

    cluster_id: str
    on: date
    year: int
    edition: Edition
    readings: Readings
    dataset: Dataset
    now: Subject
    figures: Mapping[str, Row]
    enterprises: Mapping[str, Row]
    base: frozenset[str]
    rows: tuple[Row, ...]
    candidates: Mapping[str, Candidate]
    flows: Mapping[tuple[str, str, str], Flow]
    made: Mapping[tuple[str, str], Made]
    countries: Mapping[str, str]
    stated_uses: Mapping[str, bool | None]
    stated_purchases: frozenset[str]
    leaving_roles: tuple[str, ...]


def without_candidates(situation: Situation) -> Situation:
    """Return the situation with nobody to admit."""
    return replace(
        situation, candidates={}, rows=tuple(row for row in situation.rows if not row["candidate"])
    )
