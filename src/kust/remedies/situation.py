"""How a cluster stands, with everyone who might join it: figures, flags and flows as the rules see them.

The figures come from the same code as the verdicts: candidates are put into the roll of members, and the participants
are worked out of it as for any check.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from kust.chain.accounts import count_high_productivity_jobs
from kust.checks.rule import Readings, Subject
from kust.checks.run import ENTERPRISES, evidence_of
from kust.data.dataset import Dataset
from kust.data.flows import match_flows
from kust.law import Edition
from kust.remedies.change import Change, apply_change

Row = dict[str, Any]
KIND_OF_ROLE = {"education": "education", "infrastructure": "facility"}
# What a newcomer that nobody has told anything about surely has not done yet.
_NOT_YET = {"in_governing_body": False, "is_founder": False, "cofinances": False}


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
    product. ``made``: by organisation and product. ``stated_flags``: by organisation, ``uses_cluster_inputs`` as it was
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
    stated_output: frozenset[str]
    leaving_roles: tuple[str, ...]


@dataclass(frozen=True)
class _Draft:
    """What is known of a cluster before its candidates are put among the participants."""

    dataset: Dataset
    cluster: str
    edition: Edition
    now: Subject
    members: list[Row]
    candidates: dict[str, Candidate]
    flows: dict[tuple[str, str, str], Flow]
    made: dict[tuple[str, str], Made]
    countries: dict[str, str]
    roles: tuple[str, ...]

    @property
    def joining(self) -> list[Row]:
        rows = (row for one in self.candidates.values() for row in one.rows)
        return [{**row, "cluster_id": self.cluster} for row in rows]


def read_situation(
    dataset: Dataset, cluster: str, edition: Edition, on: date, year: int, readings: Readings
) -> Situation:
    """Work out how a cluster stands, from its small dataset (:mod:`kust.remedies.slices`)."""
    return read_situations(dataset, [(dataset, cluster, edition)], on, year, readings)[0]


def read_situations(
    whole: Dataset,
    asked: Sequence[tuple[Dataset, str, Edition]],
    on: date,
    year: int,
    readings: Readings,
) -> list[Situation]:
    """Work out how many clusters stand, with one pass for the participants and one for everyone who might join.

    Parameters
    ----------
    whole
        Rows of all of them (:meth:`kust.remedies.slices.Slices.whole`).
    asked
        Of each the small dataset, the id and the edition.
    """
    drafts = [_draft(whole, small, cluster, edition, on, year, readings) for small, cluster, edition in asked]
    universes = {
        edition: _with_candidates(whole, [one for one in drafts if one.edition.code == edition], on, year)
        for edition in dict.fromkeys(one.edition.code for one in drafts)
    }
    return [_situation(one, universes[one.edition.code], on, year, readings) for one in drafts]


def _draft(
    whole: Dataset, small: Dataset, cluster: str, edition: Edition, on: date, year: int, readings: Readings
) -> _Draft:
    now = replace(_subject(whole, cluster, edition, on, year, readings), dataset=small)
    base = frozenset(now.participants["organisation_id"].to_list())
    enterprises_only = edition.kind == "industrial" and readings.participants == "enterprises"
    roles = ENTERPRISES if enterprises_only else ()
    members = [_row(row) for row in now.members.iter_rows(named=True)]
    countries = dict(_pairs(small, "organisations", "organisation_id", "country"))
    flows, made = _flows(small, year), _made(small, year)
    candidates = _listed(small, cluster, base, members, roles)
    candidates |= _traders(base, members, candidates, flows, made, countries)
    candidates |= _unnamed(edition)
    return _Draft(small, cluster, edition, now, members, candidates, flows, made, countries, roles)


def _with_candidates(whole: Dataset, drafts: Sequence[_Draft], on: date, year: int) -> Dataset:
    """Put all candidates into the rolls of their clusters."""
    places = {who for draft in drafts for who, one in draft.candidates.items() if one.made_up}
    change = Change(
        drafts[0].cluster,
        on,
        year,
        organisations=tuple({"organisation_id": who, "name": who, "country": "RU"} for who in sorted(places)),
        joins=tuple(row for draft in drafts for row in draft.joining),
    )
    return apply_change(whole, change)


def _situation(draft: _Draft, universe: Dataset, on: date, year: int, readings: Readings) -> Situation:
    everyone = _subject(universe, draft.cluster, draft.edition, on, year, readings)
    figures = count_high_productivity_jobs(everyone.participants, readings.wage_at_threshold_counts)
    accounts = draft.dataset.rows("accounts").filter(pl.col("year") == year).collect()
    return Situation(
        cluster_id=draft.cluster,
        on=on,
        year=year,
        edition=draft.edition,
        readings=readings,
        dataset=draft.dataset,
        now=draft.now,
        figures={row["organisation_id"]: _row(row) for row in figures.iter_rows(named=True)},
        enterprises={row["organisation_id"]: _row(row) for row in everyone.enterprises.iter_rows(named=True)},
        base=frozenset(draft.now.participants["organisation_id"].to_list()),
        rows=(
            *(row | {"candidate": False} for row in draft.members),
            *(row | {"candidate": True} for row in draft.joining),
        ),
        candidates=draft.candidates,
        flows=draft.flows,
        made=draft.made,
        countries=draft.countries,
        stated_uses=_stated_uses([*draft.members, *draft.joining], draft.roles),
        stated_purchases=_stated(accounts, "purchases_krub"),
        stated_output=_stated(accounts, "output_krub"),
        leaving_roles=draft.roles,
    )


def _subject(
    dataset: Dataset, cluster: str, edition: Edition, on: date, year: int, readings: Readings
) -> Subject:
    clusters = dataset.collect(dataset.table("clusters").filter(nw.col("cluster_id") == cluster))
    return evidence_of(dataset, on, year).subject(clusters, edition.kind, readings)


def _row(row: Mapping[str, Any]) -> Row:
    """Take a missing number for missing also where it comes as no number."""
    return {k: None if isinstance(v, float) and v != v else v for k, v in row.items()}


def _pairs(dataset: Dataset, table: str, key: str, column: str) -> list[tuple[str, Any]]:
    rows = dataset.rows(table).select(key, column).collect()
    return list(zip(rows[key].to_list(), rows[column].to_list(), strict=True))


def _flows(dataset: Dataset, year: int) -> dict[tuple[str, str, str], Flow]:
    """Match the flows of the year between different organisations."""
    rows = dataset.table("supplies").filter(
        nw.col("year") == year, nw.col("supplier_id") != nw.col("buyer_id")
    )
    columns = ("supplier_id", "buyer_id", "product_id", "amount_krub", "reported_by")
    matched = dataset.collect(match_flows(rows.select(*columns)))
    ordered = matched.sort("supplier_id", "buyer_id", "product_id")
    return {(r[0], r[1], r[2]): Flow(float(r[3]), float(r[4])) for r in ordered.iter_rows()}


def _made(dataset: Dataset, year: int) -> dict[tuple[str, str], Made]:
    rows = dataset.rows("outputs").filter(pl.col("year") == year).collect()
    columns = ("organisation_id", "product_id", "amount_krub", "quantity", "capacity")
    return {
        (organisation, product): Made(amount, quantity, capacity)
        for organisation, product, amount, quantity, capacity in rows.select(columns).iter_rows()
    }


def _stated(accounts: pl.DataFrame, column: str) -> frozenset[str]:
    return frozenset(accounts.filter(pl.col(column).is_not_null())["organisation_id"].to_list())


def _stated_uses(rows: list[Row], roles: tuple[str, ...]) -> dict[str, bool | None]:
    """Tell what memberships say of ``uses_cluster_inputs``; an organisation that they say nothing of is absent."""
    said: dict[str, set[bool]] = {}
    for row in rows:
        if row.get("uses_cluster_inputs") is not None and (not roles or row["role"] in roles):
            said.setdefault(row["organisation_id"], set()).add(row["uses_cluster_inputs"])
    return {who: next(iter(answers)) if len(answers) == 1 else None for who, answers in said.items()}


def _listed(
    dataset: Dataset, cluster: str, base: frozenset[str], members: list[Row], roles: tuple[str, ...]
) -> dict[str, Candidate]:
    """List the candidates of the table that are not yet what they could become."""
    here = {(row["organisation_id"], row["role"]) for row in members}
    columns = [c for c in dataset.rows("candidates").collect_schema().names() if not c.startswith("_")]
    rows: dict[str, list[Row]] = {}
    for row in dataset.rows("candidates").select(columns).collect().iter_rows(named=True):
        who, role = row["organisation_id"], row["role"]
        counted = not roles or role in roles
        objects = role in ("infrastructure", "education") and who not in base
        is_new = row["cluster_id"] == cluster and (who, role) not in here and not (counted and who in base)
        if is_new and (counted or objects or role == "research"):
            rows.setdefault(who, []).append(row)
    found = {}
    for who, of_one in sorted(rows.items()):
        prices = [row.pop("price") for row in of_one]
        known = [price for price in prices if price is not None]
        kind = KIND_OF_ROLE.get(of_one[0]["role"], "admit") if len(of_one) == 1 else "admit"
        found[who] = Candidate(who, kind, tuple(of_one), sum(known) if known else None)
    return found


def _traders(
    base: frozenset[str],
    members: list[Row],
    listed: Mapping[str, Candidate],
    flows: Mapping[tuple[str, str, str], Flow],
    made: Mapping[tuple[str, str], Made],
    countries: Mapping[str, str],
) -> dict[str, Candidate]:
    """List the domestic makers that trade with participants without being members."""
    taken = {row["organisation_id"] for row in members} | set(listed)
    makers = {who for who, _ in made} - taken
    near = {other for s, b, _ in flows for one, other in ((s, b), (b, s)) if one in base}
    return {
        who: Candidate(who, "admit", ({"organisation_id": who, "role": "enterprise", **_NOT_YET},), None)
        for who in sorted(near & makers)
        if countries.get(who) == "RU"
    }


def _unnamed(edition: Edition) -> dict[str, Candidate]:
    """Make places for institutions and objects that no table names yet, as many as the edition asks for."""
    asked = {rule.code: rule for rule in edition.requirements}
    places: list[tuple[str, str, Row]] = []
    for code in ("industrial.education", "innovation.composition"):
        if code in asked:
            count = int(asked[code].threshold or 0)
            places += [("education", "education", {"education_level": "vocational"})] * count
    if "industrial.infrastructure" in asked:
        count = int(asked["industrial.infrastructure"].threshold or 0)
        places += [("facility", "infrastructure", {"infrastructure_kind": "technological"})] * count
    found: dict[str, Candidate] = {}
    numbers: dict[str, int] = {}
    for kind, role, extra in places:
        numbers[kind] = numbers.get(kind, 0) + 1
        who = f"plan-{role}-{numbers[kind]}"
        row = {"organisation_id": who, "role": role, **extra, **_NOT_YET}
        found[who] = Candidate(who, kind, (row,), None, made_up=True, number=numbers[kind])
    return found


def without_candidates(situation: Situation) -> Situation:
    """Return the situation with nobody to admit."""
    return replace(
        situation, candidates={}, rows=tuple(row for row in situation.rows if not row["candidate"])
    )
