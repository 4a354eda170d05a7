"""An explanation in words: the formula with its numbers, each number with its rows and where they came from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kust.data.schema import tables
from kust.documents.content import Basis
from kust.documents.figures import kind_of, write, write_limit
from kust.documents.verdicts import title_of_edition, word_basis
from kust.i18n import has_words, percent, plain_number, say
from kust.law import find_edition, parameters
from kust_web.workbench.reread import name_firms, name_products

MOST_ROWS = 12
_FIRMS = ("organisation_id", "supplier_id", "buyer_id")
_NAMED = (*_FIRMS, "product_id")


@dataclass(frozen=True)
class Line:
    """A line of the formula: what it is of, its numbers put in, what is asked, the verdict."""

    title: str
    formula: str
    asked: str
    verdict: str


@dataclass(frozen=True)
class Source:
    """A row behind a number: its cells in words, whether it was used, where it came from."""

    table: str
    cells: tuple[tuple[str, str], ...]
    used: bool
    origin: str
    kind: str
    made_at: datetime | None


@dataclass(frozen=True)
class Number:
    """A number of the formula with its first rows; ``more`` others are not listed."""

    title: str
    firm: str
    value: str
    rows: tuple[Source, ...]
    more: int


@dataclass(frozen=True)
class Explained:
    title: str
    rule: str
    edition: str
    year: int
    verdict: str
    lines: tuple[Line, ...]
    numbers: tuple[Number, ...]
    readings: tuple[str, ...]
    otherwise: tuple[tuple[str, str], ...]
    basis: Basis
    not_found: tuple[str, ...]


def word_explanation(answer: dict[str, Any], lang: str) -> Explained:
    """Word an explanation; the JSON of the library holds codes and figures only."""
    told, origins = answer["explanation"], answer["origins"]
    code = told["verdict"]["requirement"]
    edition = find_edition(told["edition"])
    rule = next(one for one in edition.requirements if one.code == code)
    names = name_firms(_ids(told, *_FIRMS)) | name_products(_ids(told, "product_id"))
    return Explained(
        title=parameters(code)["title"][lang],
        rule=parameters(code)["rule"][lang],
        edition=title_of_edition(edition, lang),
        year=told["year"],
        verdict=told["verdict"]["verdict"],
        lines=tuple(_line(one, code, lang) for one in told["formula"]),
        numbers=tuple(_number(one, origins, names, lang) for one in told["numbers"]),
        readings=tuple(_reading(name, value, lang) for name, value in told["verdict"]["readings"].items()),
        otherwise=tuple(
            (_reading(one["reading"], one["setting"], lang), one["verdict"])
            for one in told["verdict"]["alternatives"]
        ),
        basis=word_basis(rule, lang),
        not_found=tuple(one[lang] for one in rule.not_found),
    )


def _ids(told: dict[str, Any], *columns: str) -> set[str]:
    found = (
        {number["organisation_id"] for number in told["numbers"]} if "organisation_id" in columns else set()
    )
    rows = [row["cells"] for number in told["numbers"] for row in number["rows"]]
    return found | {cells[name] for cells in rows for name in columns if cells.get(name)}


def _line(line: dict[str, Any], code: str, lang: str) -> Line:
    part = f"verdict.part.{line['name']}"
    title = say(part, lang) if has_words(part) else parameters(code)["title"][lang]
    kind = kind_of(code, line["comparison"])
    shown = write(line["value"], kind, lang) if kind != "none" else "–"
    if line["numerator"] is not None and line["denominator"] is not None:
        top, bottom = plain_number(line["numerator"], lang), plain_number(line["denominator"], lang)
        shown = f"{top} / {bottom} = {percent(line['value'], lang, 2)}"
    asked = ""
    if line["threshold"] is not None:
        asked = f"{'≤' if line['comparison'] == '<=' else '≥'} {write_limit(line['threshold'], kind, lang)}"
    return Line(title, shown, asked, line["verdict"])


def _number(told: dict[str, Any], origins: dict[str, Any], names: dict[str, str], lang: str) -> Number:
    who = told["organisation_id"] or ""
    rows = sorted(told["rows"], key=lambda row: not row["used"])
    return Number(
        _title(told["name"], lang),
        names.get(who, who),
        _value(told, lang),
        tuple(_source(row, origins, names, lang) for row in rows[:MOST_ROWS]),
        max(len(rows) - MOST_ROWS, 0),
    )


def _title(name: str, lang: str) -> str:
    """Name a number by its words, else by the title of its column or table."""
    if has_words(f"cli.number.{name}"):
        return say(f"cli.number.{name}", lang)
    for table in ("accounts", "memberships"):
        for column in tables()[table].columns:
            if column.name == name:
                return column.title(lang)
    return tables()[name].title(lang) if name in tables() else name


def _value(told: dict[str, Any], lang: str) -> str:
    if told["value"] is None:
        return ""
    flags = {column.name for column in tables()["memberships"].columns if column.type == "boolean"}
    if told["name"] in flags:
        return _yes_or_no(told["value"] == 1, lang)
    return plain_number(told["value"], lang)


def _source(row: dict[str, Any], origins: dict[str, Any], names: dict[str, str], lang: str) -> Source:
    known = origins.get(row["table"], {}).get(str(row["row"]), {})
    cells = tuple(
        (tables()[row["table"]].column(name).title(lang), _cell(row["table"], name, value, names, lang))
        for name, value in row["cells"].items()
        if value is not None
    )
    made = datetime.fromisoformat(known["made_at"]) if known else None
    title = tables()[row["table"]].title(lang)
    return Source(title, cells, row["used"], known.get("origin", ""), known.get("kind", ""), made)


def _cell(table: str, name: str, value: Any, names: dict[str, str], lang: str) -> str:
    if name in _NAMED:
        return names.get(value, value)
    if isinstance(value, bool):
        return _yes_or_no(value, lang)
    if isinstance(value, float):
        return plain_number(value, lang)
    column = tables()[table].column(name)
    if column.type == "date":
        return write(date.fromisoformat(value), "day", lang)
    labels = {code.code: code.title(lang) for code in column.codes}
    return labels.get(str(value), str(value))


def _reading(reading: str, setting: str | bool, lang: str) -> str:
    is_word = isinstance(setting, str)
    known = say(f"verdict.reading.{reading}.{setting}", lang) if is_word else _yes_or_no(bool(setting), lang)
    return say(f"verdict.reading.{reading}", lang, setting=known)


def _yes_or_no(value: bool, lang: str) -> str:
    return say(f"verdict.reading.{'yes' if value else 'no'}", lang)
