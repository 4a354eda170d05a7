"""Settings of a cluster in words: names of the common ones, values as people write them, and all of it as TOML."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kust.documents.verdicts import title_of_edition
from kust.i18n import has_words, say
from kust.law import editions
from kust_web.workbench.models import SavedSettings
from kust_web.workbench.saved import flatten


def name_setting(key: str, lang: str) -> str:
    """Name a setting; a rare one goes by its name in ``kust.toml``."""
    section, _, name = key.partition(".")
    for code in (f"settings.field.{key}", f"report.reading.{name}", f"workbench.price.{name}"):
        is_of = code.startswith("settings") or section in ("readings", "remedy_prices")
        if is_of and has_words(code):
            return say(code, lang)
    return key


def word_value(key: str, value: Any, lang: str) -> str:
    code = f"report.reading.{key.removeprefix('readings.')}.{str(value).lower()}"
    if key.startswith("readings.") and has_words(code):
        return say(code, lang)
    if isinstance(value, bool):
        return say(f"settings.{'yes' if value else 'no'}", lang)
    if isinstance(value, int | float):
        return write_exact(value, lang)
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def write_exact(value: float, lang: str) -> str:
    """Write a figure to its last digit, so that reading it gives it back.

    >>> write_exact(0.00001, "ru"), write_exact(1000.0, "ru"), write_exact(0.125, "en")
    ('0,00001', '1000', '0.125')
    """
    text = f"{Decimal(repr(value)):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if lang == "ru" else text


def tell_settings(saved: SavedSettings, lang: str) -> list[tuple[str, str]]:
    """List what the settings of a cluster change, each with its name and its value."""
    told = []
    if saved.year:
        told.append((say("workbench.year", lang), str(saved.year)))
    if saved.edition in editions():
        told.append((say("workbench.edition", lang), title_of_edition(editions()[saved.edition], lang)))
    found = flatten(saved.content)
    return told + [(name_setting(key, lang), word_value(key, value, lang)) for key, value in found.items()]


def compare_settings(
    before: SavedSettings | None, after: SavedSettings, lang: str
) -> list[tuple[str, str, str]]:
    """List what two settings have different: name, before, after; a dash is «as usual»."""
    was = dict(tell_settings(before, lang)) if before else {}
    now = dict(tell_settings(after, lang))
    names = dict.fromkeys((*was, *now))
    return [
        (name, was.get(name, "–"), now.get(name, "–")) for name in names if was.get(name) != now.get(name)
    ]


def write_toml(content: Mapping[str, Any]) -> str:
    """Write settings as ``kust.toml`` holds them.

    >>> print(write_toml({"needs": {"import_high": 0.4}, "niches": {"minimum_scale": {"P-1": 5.0}}}))
    [needs]
    import_high = 0.4
    <BLANKLINE>
    [niches.minimum_scale]
    P-1 = 5.0
    """
    parts = ["\n".join(lines) for lines in _sections(content, ())]
    return "\n\n".join(parts)


def _sections(content: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[list[str]]:
    plain = [f"{_key(name)} = {_value(one)}" for name, one in content.items() if not isinstance(one, dict)]
    if plain:
        yield [f"[{'.'.join(_key(part) for part in place)}]", *plain] if place else plain
    for name, one in content.items():
        if isinstance(one, dict):
            yield from _sections(one, (*place, name))


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
