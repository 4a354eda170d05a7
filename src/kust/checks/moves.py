"""Years side by side: which verdict moved, and through whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kust.checks.result import ClusterVerdicts, MemberVerdict, Verdict


@dataclass(frozen=True)
class MemberMove:
    """A participant whose own figure or verdict changed; None where it was no participant or has no figure."""

    organisation_id: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Move:
    """A verdict that differs between two years; ``through`` starts with whose own verdict moved."""

    requirement: str
    from_year: int
    to_year: int
    before: str
    after: str
    through: tuple[MemberMove, ...]


def find_moves(entries: Sequence[ClusterVerdicts]) -> list[Move]:
    """Find the verdicts that moved between the years of one cluster under one edition."""
    moves = []
    for earlier, later in pairwise(sorted(entries, key=lambda entry: entry.year)):
        for before, after in zip(earlier.verdicts, later.verdicts, strict=True):
            if before.verdict != after.verdict:
                through = _through(before, after)
                code = before.requirement.code
                moves.append(Move(code, earlier.year, later.year, before.verdict, after.verdict, through))
    return moves


def _through(before: Verdict, after: Verdict) -> tuple[MemberMove, ...]:
    """Name whose own verdict moved; where nobody's did, whose figure moved most."""
    then, now = _by_id(before.members), _by_id(after.members)
    moved = [
        MemberMove(who, _value(then.get(who)), _value(now.get(who)))
        for who in sorted(then.keys() | now.keys())
        if _verdict(then.get(who)) != _verdict(now.get(who))
    ]
    if moved:
        return tuple(moved)
    both = [MemberMove(who, then[who].value, now[who].value) for who in sorted(then.keys() & now.keys())]
    changed = [m for m in both if m.before is not None and m.after is not None and m.before != m.after]
    return tuple(sorted(changed, key=lambda m: -abs((m.after or 0) - (m.before or 0)))[:3])


def _by_id(members: Sequence[MemberVerdict]) -> dict[str, MemberVerdict]:
    return {member.organisation_id: member for member in members}


def _value(member: MemberVerdict | None) -> float | None:
    return member.value if member else None


def _verdict(member: MemberVerdict | None) -> str | None:
    return member.verdict if member else None
