"""Who said what about a statement, told so that nobody who has not allowed it can be recognised.

A kind of stakeholder is told alone only where at least three of it who may not be named have an opinion, as the
registry tells sums of firms: of two each would know the other. The others are told together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kust.programme.agreement.weighted import calc_quantile
from kust.programme.programme import Stakeholder

FEWEST = 3
SCALE = (1, 2, 3, 4, 5)
AGAINST, FOR = (1, 2), (4, 5)
FAR = 2.0


@dataclass(frozen=True)
class Voice:
    """The answer of a stakeholder to a statement; ``agreement`` 1–5, None without an opinion; ``weight`` in points."""

    who: Stakeholder
    agreement: int | None
    weight: float = 1.0
    comment: str | None = None


@dataclass(frozen=True)
class KindAgreement:
    """Answers of a kind of stakeholder, or of several together, without weights: they would tell whose it is."""

    kinds: tuple[str, ...]
    opinions: int
    median: float | None
    for_share: float | None
    against_share: float | None


@dataclass(frozen=True)
class Dissenter:
    """A stakeholder who may be named and answered two points or more from the median."""

    stakeholder_id: str
    name: str
    kind: str
    agreement: int


@dataclass(frozen=True)
class Dissent:
    """Who disagrees: by name, and how many others by kinds; ``withheld``: too few others to count them at all."""

    named: tuple[Dissenter, ...]
    others: tuple[tuple[tuple[str, ...], int], ...]
    withheld: bool


@dataclass(frozen=True)
class Comment:
    """What was said; of one who may not be named only the kinds that it is one of, and no agreement."""

    text: str
    name: str | None
    kinds: tuple[str, ...]
    agreement: int | None


def calc_share(voices: Iterable[Voice], answers: Sequence[int]) -> float | None:
    """Work out what share of the weights gave one of the answers; None where nothing has a weight."""
    told = [one for one in voices if one.agreement is not None]
    total = sum(one.weight for one in told)
    return sum(one.weight for one in told if one.agreement in answers) / total if total > 0 else None


def group_kinds(voices: Iterable[Voice]) -> tuple[tuple[str, ...], ...]:
    """Group kinds so that in no group there are one or two who may not be named.

    Kinds with too few are put together; where they are too few even so, the smallest kind with enough joins them.
    Nothing is told by kind where there are one or two in all: the rest could be taken off the whole.

    >>> def of(kind, named=False):
    ...     return Voice(Stakeholder(stakeholder_id=kind, name=kind, kind=kind, named=named), 4)
    >>> group_kinds([of("participant")] * 4 + [of("finance"), of("authority", named=True)])
    (('authority',), ('finance', 'participant'))
    """
    unnamed: dict[str, int] = defaultdict(int)
    for one in voices:
        if one.agreement is not None:
            unnamed[one.who.kind] += not one.who.named
    few = sorted(kind for kind, count in unnamed.items() if 0 < count < FEWEST)
    enough = sorted((count, kind) for kind, count in unnamed.items() if count >= FEWEST)
    if few and sum(unnamed[kind] for kind in few) < FEWEST:
        if not enough:
            return ()
        few.append(enough.pop(0)[1])
    alone = [kind for kind, count in unnamed.items() if not count] + [kind for _, kind in enough]
    together = [tuple(sorted(few))] if few else []
    return tuple(sorted([*((kind,) for kind in alone), *together]))


def tell_kinds(voices: Sequence[Voice]) -> tuple[KindAgreement, ...]:
    """Tell the answers by kind."""
    found = []
    for kinds in group_kinds(voices):
        own = [
            replace(one, weight=1.0) for one in voices if one.who.kind in kinds and one.agreement is not None
        ]
        median = calc_quantile([(one.agreement or 0, 1) for one in own], 0.5)
        found.append(KindAgreement(kinds, len(own), median, calc_share(own, FOR), calc_share(own, AGAINST)))
    return tuple(found)


def tell_dissent(voices: Sequence[Voice], median: float | None, *, guarded: bool = False) -> Dissent:
    """Tell who answered two points or more from the median; ``guarded``: nobody who may not be named is counted."""
    if median is None:
        return Dissent((), (), withheld=guarded)
    far = [one for one in voices if one.agreement is not None and abs(one.agreement - median) >= FAR]
    named = sorted(
        (one.who.stakeholder_id, one.who.name, one.who.kind, one.agreement or 0)
        for one in far
        if one.who.named
    )
    groups = () if guarded else _unnamed_groups(voices)
    counts = [(kinds, sum(one.who.kind in kinds and not one.who.named for one in far)) for kinds in groups]
    unnamed = any(not one.who.named and one.agreement is not None for one in voices)
    return Dissent(
        tuple(Dissenter(*one) for one in named),
        tuple((kinds, count) for kinds, count in counts if count),
        withheld=unnamed and not groups,
    )


def _unnamed_groups(voices: Sequence[Voice]) -> tuple[tuple[str, ...], ...]:
    """Group the kinds by those who may not be named alone."""
    return group_kinds([one for one in voices if not one.who.named])


def tell_comments(voices: Sequence[Voice], *, with_agreement: bool = True) -> tuple[tuple[Comment, ...], int]:
    """Tell the comments, and how many are withheld because too few could have made them.

    ``with_agreement``: what those who may be named answered stands beside.
    """
    groups, told, withheld = _unnamed_groups(voices), [], 0
    for one in voices:
        if not one.comment:
            continue
        kinds = next((kinds for kinds in groups if one.who.kind in kinds), ())
        if one.who.named:
            agreement = one.agreement if with_agreement else None
            told.append(Comment(one.comment, one.who.name, (one.who.kind,), agreement))
        elif kinds:
            told.append(Comment(one.comment, None, kinds, None))
        else:
            withheld += 1
    return tuple(sorted(told, key=lambda one: (one.name is None, one.name or "", one.text))), withheld
