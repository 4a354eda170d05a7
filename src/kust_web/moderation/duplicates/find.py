"""Which firms could be one firm known twice: equal numbers say so for certain, similar names in one region perhaps.

Names are compared within blocks only: firms of one region with a word of the name that begins alike. In a block with
many firms each is compared with its neighbours in the order of the names (the sorted-neighbourhood method of
Hernández and Stolfo, 1995), so that the work grows with the number of firms and not with its square.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import combinations, pairwise
from operator import attrgetter

from kust.data.schema import fold

LEAST = 0.8  # names less alike than this are not asked about
BEGINNING = 4  # letters of a word that have to be the same
BLOCK = 25  # a larger block is looked through by neighbours
WINDOW = 8
_ROUGH = 0.6
_MADE_UP = "(вымышленные данные)"
# Legal forms say nothing of who it is; written out they come first, as «ооо» of «ооооо» never matches.
_FORMS_LONG = re.compile(
    r"общество с ограниченной ответственностью|(?:публичное |непубличное |открытое |закрытое )?акционерное общество"
    r"|индивидуальный предприниматель|(?:федеральное )?государственное (?:\w+ ){0,2}учреждение"
    r"|(?:федеральное )?государственное унитарное предприятие|научно-производственное (?:предприятие|объединение)"
)
_FORMS = frozenset(
    [
        "ооо",
        "ао",
        "пао",
        "оао",
        "зао",
        "нао",
        "ип",
        "чп",
        "тоо",
        "фгуп",
        "гуп",
        "муп",
        "фгбоу",
        "фгаоу",
        "фгбу",
        "фгбун",
        "гбоу",
        "во",
        "ано",
        "нко",
        "нпп",
        "нпо",
        "тд",
        "гк",
        "llc",
        "ltd",
        "limited",
        "inc",
        "corp",
        "co",
        "company",
        "gmbh",
        "ag",
        "kg",
        "sa",
        "srl",
        "spa",
        "bv",
        "jsc",
        "pjsc",
        "ojsc",
        "cjsc",
        "ooo",
        "oao",
        "zao",
        "pao",
    ]
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Firm:
    """What of a firm tells whether it is another one."""

    organisation_id: str
    name: str
    inn: str | None = None
    ogrn: str | None = None
    country: str = "RU"
    region: str | None = None
    municipality: str | None = None
    okved: str | None = None

    @cached_property
    def words(self) -> tuple[str, ...]:
        return split_name(self.name)

    @cached_property
    def plain(self) -> str:
        return " ".join(self.words)

    @cached_property
    def ordered(self) -> str:
        return " ".join(sorted(self.words))

    @cached_property
    def pairs(self) -> frozenset[str]:
        return frozenset(f"{one}{two}" for word in self.words for one, two in pairwise(f" {word} "))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(re.findall(r"[0-9]+", self.plain))

    @property
    def place(self) -> str:
        return self.region or self.country


@dataclass(frozen=True)
class Pair:
    """Two firms that could be one; ``reasons`` are codes with what they say, ``score`` is 1 where it is certain."""

    left: str
    right: str
    score: float
    reasons: tuple[tuple[str, str | float], ...]

    @property
    def is_certain(self) -> bool:
        return any(code in ("inn", "ogrn") for code, _ in self.reasons)


def split_name(name: str) -> tuple[str, ...]:
    """Bring a name to the words that tell firms apart, without the legal form.

    >>> split_name("Общество с ограниченной ответственностью «Бродская кузница»"), split_name('ООО "Ёлка-2"')
    (('бродская', 'кузница'), ('елка', '2'))
    """
    plain = _FORMS_LONG.sub(" ", fold(name).replace(_MADE_UP, " "))
    words = tuple(word for word in _WORD.findall(plain) if word not in _FORMS)
    return words or tuple(_WORD.findall(fold(name)))


def find_pairs(firms: Sequence[Firm], tell: Callable[[float], None] = lambda _: None) -> list[Pair]:
    """Find the pairs to be asked about, the surest first.

    Firms with different ИНН are different: each ИНН has passed its check digits.
    """
    found: dict[tuple[str, str], Pair] = {}
    for left, right in _equal_numbers(firms):
        pair = compare(left, right)
        found[pair.left, pair.right] = pair
    tell(0.1)
    seen: set[tuple[str, str]] = set()
    blocks = list(_blocks(firms).values())
    for number, block in enumerate(blocks):
        if number % 500 == 0:
            tell(0.1 + 0.9 * number / len(blocks))
        for left, right in _candidates(block):
            key = _key(left, right)
            if key in seen or key in found or _are_different(left, right):
                continue
            seen.add(key)
            if _is_roughly_alike(left, right):
                pair = compare(left, right)
                if pair.score >= LEAST:
                    found[key] = pair
    return sorted(found.values(), key=lambda pair: (-pair.is_certain, -pair.score, pair.left, pair.right))


def compare(left: Firm, right: Firm) -> Pair:
    """Say how sure it is that two firms are one, and why."""
    reasons: list[tuple[str, str | float]] = []
    for number in ("inn", "ogrn"):
        value = getattr(left, number)
        if value and value == getattr(right, number):
            reasons.append((number, value))
    alike = compare_names(left, right)
    if alike >= LEAST or reasons:
        reasons.append(("name", round(alike, 3)))
    score = 1.0 if any(code in ("inn", "ogrn") for code, _ in reasons) else 0.9 * alike
    for code in ("municipality", "okved"):
        value = getattr(left, code)
        if value and value == getattr(right, code):
            reasons.append((code, value))
            score += 0.0 if score == 1.0 else 0.05
    first, second = _key(left, right)
    return Pair(first, second, round(min(score, 1.0), 3), tuple(reasons))


def compare_names(left: Firm, right: Firm) -> float:
    """Say how alike two names are, 0..1: letter by letter, in whatever order their words stand.

    >>> compare_names(Firm("1", "ООО «Завод Вымпел»"), Firm("2", "АО Вымпел завод"))
    1.0
    """
    plain = SequenceMatcher(None, left.plain, right.plain, autojunk=False).ratio()
    if plain == 1.0 or (left.plain == left.ordered and right.plain == right.ordered):
        return plain
    return max(plain, SequenceMatcher(None, left.ordered, right.ordered, autojunk=False).ratio())


def _key(left: Firm, right: Firm) -> tuple[str, str]:
    first, second = sorted((left.organisation_id, right.organisation_id))
    return first, second


def _equal_numbers(firms: Iterable[Firm]) -> Iterator[tuple[Firm, Firm]]:
    """Pair each firm that bears a number with the first that bears it: a number of thousands gives no square."""
    by_number: dict[tuple[str, str], Firm] = {}
    for firm in sorted(firms, key=lambda one: one.organisation_id):
        for number in ("inn", "ogrn"):
            value = getattr(firm, number)
            if value:
                first = by_number.setdefault((number, value), firm)
                if first is not firm:
                    yield first, firm


def _blocks(firms: Iterable[Firm]) -> dict[tuple[str, str], list[Firm]]:
    blocks: dict[tuple[str, str], list[Firm]] = defaultdict(list)
    for firm in firms:
        for beginning in {word[:BEGINNING] for word in firm.words}:
            blocks[firm.place, beginning].append(firm)
    return blocks


def _candidates(block: list[Firm]) -> Iterator[tuple[Firm, Firm]]:
    if len(block) <= BLOCK:
        yield from combinations(block, 2)
        return
    for order in ("plain", "ordered"):
        ordered = sorted(block, key=attrgetter(order))
        for at, left in enumerate(ordered):
            for right in ordered[at + 1 : at + 1 + WINDOW]:
                yield left, right


def _are_different(left: Firm, right: Firm) -> bool:
    """Two ИНН are two firms, and so are «Завод № 1» and «Завод № 2»."""
    return bool(left.inn and right.inn and left.inn != right.inn) or left.numbers != right.numbers


def _is_roughly_alike(left: Firm, right: Firm) -> bool:
    """Compare the pairs of letters first: it is quick, and leaves little for the exact comparison."""
    return 2 * len(left.pairs & right.pairs) >= _ROUGH * (len(left.pairs) + len(right.pairs))
