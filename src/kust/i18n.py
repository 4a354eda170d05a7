"""Codes become words here, in Russian or English; nothing else in the library holds words.

A catalogue is a TOML file in ``words/``; the part of a code before its first dot names the file,
the rest the entry: ``finding.cell.number`` is entry ``cell.number`` of ``words/finding.toml``.
"""

import os
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

LANGUAGES = ("ru", "en")
_PACKAGES = ["kust"]
NO_BREAK_SPACE = "\u00a0"


@cache
def _catalogue(name: str) -> dict[str, dict[str, str]]:
    places = [files(package).joinpath(f"words/{name}.toml") for package in _PACKAGES]
    found = next((place for place in places if place.is_file()), places[0])
    return tomllib.loads(found.read_text(encoding="utf-8"))


def add_words(package: str) -> None:
    """Let a package on top of the library bring catalogues of its own in its folder ``words/``."""
    if package not in _PACKAGES:
        _PACKAGES.append(package)


def say(code: str, lang: str, /, **values: object) -> str:
    """Word a code in a language, with the values put in.

    >>> say("verdict.met", "en")
    'met'
    """
    name, _, entry = code.partition(".")
    return _catalogue(name)[entry][lang].format(**values)


def has_words(code: str) -> bool:
    """Tell whether a code has an entry in its catalogue."""
    name, _, entry = code.partition(".")
    return entry in _catalogue(name)


def default_language() -> str:
    """Choose the language of ``KUST_LANG``, else of the system's locale, else Russian."""
    asked = os.environ.get("KUST_LANG", "")[:2].lower()
    if asked in LANGUAGES:
        return asked
    system = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "ru"
    ).lower()
    return "en" if system.startswith("en") else "ru"


def number(value: float | None, lang: str, digits: int = 1) -> str:
    """Write a number as people of the language do; a missing one is a dash.

    >>> number(1234.5, "ru").replace(NO_BREAK_SPACE, " "), number(1234.5, "en"), number(-0.01, "en")
    ('1 234,5', '1,234.5', '0.0')
    """
    if value is None:
        return "–"
    text = f"{value:z,.{digits}f}"
    if lang == "en":
        return text
    return text.replace(",", NO_BREAK_SPACE).replace(".", ",")


def plain_number(value: float, lang: str) -> str:
    """Write a number without needless digits: whole ones whole, others with up to two.

    >>> plain_number(60.0, "en"), plain_number(0.25, "en")
    ('60', '0.25')
    """
    return number(value, lang, 0 if value == int(value) else 1 if round(value, 1) == value else 2)


def percent(value: float | None, lang: str, digits: int = 1) -> str:
    """Write a share as a percentage.

    >>> percent(0.2, "en", 0)
    '20%'
    """
    if value is None:
        return "–"
    return number(100 * value, lang, digits) + (NO_BREAK_SPACE + "%" if lang == "ru" else "%")


def word_day(on: date, lang: str) -> str:
    """Write a day as people of the language do.

    >>> word_day(date(2019, 3, 1), "ru"), word_day(date(2019, 3, 1), "en")
    ('01.03.2019', '2019-03-01')
    """
    return f"{on:%d.%m.%Y}" if lang == "ru" else on.isoformat()


def plural(count: int, lang: str, forms: str) -> str:
    """Choose the form of a noun for a count; forms stand as ``one|few|many`` (ru) or ``one|many`` (en).

    >>> plural(21, "ru", "строка|строки|строк"), plural(12, "ru", "строка|строки|строк")
    ('строка', 'строк')
    """
    parts = forms.split("|")
    if lang == "en":
        return parts[0] if count == 1 else parts[-1]
    if count % 10 == 1 and count % 100 != 11:
        return parts[0]
    if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14:
        return parts[1]
    return parts[-1]


def unit_name(unit: str | None, lang: str) -> str:
    """Name a unit of quantity by its ОКЕИ code; one without words is told by its code.

    >>> unit_name("168", "en"), unit_name("839", "en"), unit_name(None, "en")
    ('t', 'units of OKEI code 839', 'units (not told which)')
    """
    if unit is None:
        return say("unit.unknown", lang)
    if has_words(f"unit.{unit}"):
        return say(f"unit.{unit}", lang)
    return say("unit.other", lang, code=unit) if unit.isdigit() else unit
