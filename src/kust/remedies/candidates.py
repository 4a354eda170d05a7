"""Who could join a cluster: candidates of the table, domestic makers that trade with participants, unnamed places."""

from collections.abc import Iterable, Mapping

import polars as pl

from kust.law import Edition
from kust.remedies.situation import Candidate, Flow, Row

_KIND_OF_ROLE = {"education": "education", "infrastructure": "facility"}
# What a newcomer that nobody has told anything about surely has not done yet.
_NOT_YET = {"in_governing_body": False, "is_founder": False, "cofinances": False}


def list_candidates(
    edition: Edition,
    cluster: str,
    base: frozenset[str],
    members: list[Row],
    table: pl.DataFrame,
    roles: tuple[str, ...],
    flows: Mapping[tuple[str, str, str], Flow],
    makers: Iterable[str],
    countries: Mapping[str, str],
) -> dict[str, Candidate]:
    """List who could join a cluster.

    Parameters
    ----------
    edition
        For how many institutions and objects it asks.
    cluster, base, members
        The cluster, its participants and its membership rows of the day.
    table
        Rows of ``candidates``.
    roles
        Which roles make a participant; () for all.
    flows, makers, countries
        Who trades with whom, who makes something, where organisations are.
    """
    listed = _listed(table, cluster, base, members, roles)
    return listed | _traders(base, members, listed, flows, makers, countries) | _unnamed(edition)


def _listed(
    table: pl.DataFrame, cluster: str, base: frozenset[str], members: list[Row], roles: tuple[str, ...]
) -> dict[str, Candidate]:
    """List the candidates of the table that are not yet what they could become."""
    here = {(row["organisation_id"], row["role"]) for row in members}
    columns = [c for c in table.columns if not c.startswith("_")]
    rows: dict[str, list[Row]] = {}
    for row in table.select(columns).iter_rows(named=True):
        who, role = row["organisation_id"], row["role"]
        counted = not roles or role in roles
        objects = role in _KIND_OF_ROLE
        # Each row of role infrastructure is one object: an owner may bring another, a participant its first.
        is_new = (who, role) not in here or role == "infrastructure"
        is_new = is_new and (objects or not (counted and who in base))
        if row["cluster_id"] == cluster and is_new and (counted or objects or role == "research"):
            rows.setdefault(who, []).append(row)
    found = {}
    for who, of_one in sorted(rows.items()):
        prices = [row.pop("price") for row in of_one]
        known = [price for price in prices if price is not None]
        kind = _KIND_OF_ROLE.get(of_one[0]["role"], "admit") if len(of_one) == 1 else "admit"
        found[who] = Candidate(who, kind, tuple(of_one), sum(known) if known else None)
    return found


def _traders(
    base: frozenset[str],
    members: list[Row],
    listed: Mapping[str, Candidate],
    flows: Mapping[tuple[str, str, str], Flow],
    makers: Iterable[str],
    countries: Mapping[str, str],
) -> dict[str, Candidate]:
    """List the domestic makers that trade with participants without being members."""
    taken = {row["organisation_id"] for row in members} | set(listed)
    near = {other for s, b, _ in flows for one, other in ((s, b), (b, s)) if one in base}
    return {
        who: Candidate(who, "admit", ({"organisation_id": who, "role": "enterprise", **_NOT_YET},), None)
        for who in sorted(near & set(makers) - taken)
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
