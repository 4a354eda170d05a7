"""Whom and what a change names: found by code, number or name as people write it, or the nearest names said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.db.models import Q

from kust.data.schema import fold
from kust_web.registry.models import model_of

MARK = " · "
KEYS = {"organisations": "organisation_id", "products": "product_id"}
_NUMBERS = {"organisations": "inn", "products": "okpd2"}
_FORMS = frozenset(["ооо", "ао", "пао", "оао", "зао", "нао", "ип", "нпо", "нпп", "фгуп", "гуп", "муп"])
_WORD = re.compile(r"[^\W_]+")
_SHOWN = 3
_MOST = 200


def label(name: str, code: str) -> str:
    """Write a name with its code, as the list offers it and as it is read back."""
    return f"{name}{MARK}{code}"


def bare_name(name: str) -> str:
    """Bring a name to what tells it from others: no legal form, quotation marks, case, ё.

    >>> bare_name('ООО «Ёлка-2» (вымышленные данные)'), bare_name("АО")
    ('елка 2', 'ао')
    """
    words = _WORD.findall(fold(name).replace("(вымышленные данные)", " "))
    return " ".join([word for word in words if word not in _FORMS] or words)


@dataclass(frozen=True)
class Found:
    """What a typed text turned out to be: one code; several labels; or none, and the nearest labels."""

    code: str = ""
    name: str = ""
    several: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return label(self.name, self.code)


@dataclass
class Names:
    """The firms or products of a page, by which the nearest names are told; others are found in the registry."""

    table: str
    near: Mapping[str, str]  # name by code
    _known: dict[str, Found] = field(default_factory=dict)

    def find(self, text: str) -> Found:
        """Find what is meant; what stands after the last mark is taken for the code."""
        if text not in self._known:
            self._known[text] = self._find(text)
        return self._known[text]

    def _find(self, text: str) -> Found:
        told, mark, code = (part.strip() for part in text.rpartition(MARK))
        for one in (code, text, text.upper()):
            if one in self.near:
                return Found(one, self.near[one])
        rows = self._ask([code, text, told] if mark else [text])
        for matches in (
            [row for row in rows if row[0] in (code, text)],
            [row for row in rows if row[2] == text.replace(" ", "")],
            [row for row in rows if fold(row[1]) in (fold(text), fold(told) or None)],
        ):
            if matches:
                return self._choose(matches)
        bare = bare_name(told or text)
        return self._choose([row for row in self._alike(bare) if bare_name(row[1]) == bare], bare)

    def _choose(self, rows: list[tuple[str, str, str | None]], bare: str = "") -> Found:
        # One of the same name that the cluster deals with is the one that is meant.
        ours = [row for row in rows if row[0] in self.near]
        rows = ours if len(ours) == 1 else rows
        if len(rows) == 1:
            return Found(rows[0][0], rows[0][1])
        if rows:
            return Found(several=tuple(label(name, code) for code, name, _ in rows[:_SHOWN]))
        return Found(nearest=self._nearest(bare))

    def _ask(self, texts: Iterable[str]) -> list[tuple[str, str, str | None]]:
        key, number = KEYS[self.table], _NUMBERS[self.table]
        wanted = {text for text in texts if text}
        asked = Q(**{f"{key}__in": wanted}) | Q(folded__in={fold(text) for text in wanted})
        asked |= Q(**{f"{number}__in": {text.replace(" ", "") for text in wanted}})
        return self._rows(asked)

    def _alike(self, bare: str) -> list[tuple[str, str, str | None]]:
        """Ask for the rows that hold the longest word of a name."""
        longest = max(bare.split(), key=len, default="")
        return self._rows(Q(folded__contains=longest)) if longest else []

    def _rows(self, asked: Q) -> list[tuple[str, str, str | None]]:
        rows: Any = model_of(self.table).objects.filter(asked, is_removed=False)
        return list(
            rows.order_by("folded").values_list(KEYS[self.table], "name", _NUMBERS[self.table])[:_MOST]
        )

    def _nearest(self, bare: str) -> tuple[str, ...]:
        names = {bare_name(name): label(name, code) for code, name in self.near.items()}
        inside = [name for name in names if bare and bare in name]
        close = get_close_matches(bare, names, n=_SHOWN, cutoff=0.5)
        return tuple(names[name] for name in dict.fromkeys([*inside[:_SHOWN], *close]))[:_SHOWN]
