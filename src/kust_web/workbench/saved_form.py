"""The form of a cluster's settings: common ones as fields, the rest as the text of ``kust.toml``."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from kust.errors import UsageError
from kust.i18n import percent, say
from kust.law import editions, parameters
from kust.settings import SETTINGS_FILE, RemedyPrices, Settings, parse_settings
from kust_web.workbench.saved import settings_of
from kust_web.workbench.saved_words import name_setting, word_value, write_exact, write_toml

FIELDS = {
    "readings": ("participants", "final_makers_in_supply_side", "wage_at_threshold_counts"),
    "needs": (
        "import_high",
        "import_high_lower",
        "import_critical",
        "price_above",
        "long_haul_km",
        "haul_known_share",
        "differs_by",
    ),
    "niches": ("min_amount_krub",),
    "remedies": ("growth_share", "move_share", "least_supply_krub"),
    "remedy_prices": tuple(RemedyPrices.model_fields),
}
# Fields that people may fill in as percentages.
SHARES = frozenset(f"needs.{name}" for name in FIELDS["needs"] if name != "long_haul_km") | {
    "remedies.growth_share",
    "remedies.move_share",
}
REST = "rest"
LONGEST = 20_000
_YES = {"yes": True, "no": False}
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_PLACE = re.compile(r"line (\d+)")


@dataclass
class Field:
    """A setting of the form: its name, what stands in it, what it is as usual, what is wrong with it."""

    key: str
    title: str
    text: str
    usual: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    wrong: str = ""
    theirs: str | None = None


@dataclass(frozen=True)
class Typed:
    """What was typed: settings without what is as usual, edition and year; or what is wrong, by field, in words."""

    content: dict[str, Any]
    edition: str
    year: int | None
    faults: dict[str, str] = field(default_factory=dict)


def split_content(content: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split settings into those that the form has fields for, by key, and the rest."""
    known = {
        f"{section}.{name}": content[section][name]
        for section, names in FIELDS.items()
        for name in names
        if name in content.get(section, {})
    }
    rest = {
        section: {name: value for name, value in values.items() if f"{section}.{name}" not in known}
        for section, values in content.items()
    }
    return known, {section: values for section, values in rest.items() if values}


def make_sections(
    texts: Mapping[str, str], lang: str, faults: Mapping[str, str] | None = None
) -> list[tuple[str, list[Field]]]:
    """Make the fields of the form, section by section."""
    return [
        (section, [_field(f"{section}.{name}", texts, lang, faults or {}) for name in names])
        for section, names in FIELDS.items()
    ]


def _field(key: str, texts: Mapping[str, str], lang: str, faults: Mapping[str, str]) -> Field:
    told = _word_usual(key, lang)
    return Field(
        key, name_setting(key, lang), texts.get(key, ""), told, _choices(key, lang), faults.get(key, "")
    )


def _word_usual(key: str, lang: str) -> str:
    """Write what a setting is where nobody sets it: that of the settings, else that of the method."""
    usual = _usual(key)
    if usual is None:
        usual = parameters("niches.causes")[key.partition(".")[2]]["value"]
    told = word_value(key, usual, lang)
    return f"{told} ({percent(usual, lang, 0)})" if key in SHARES else told


def _usual(key: str) -> Any:
    section, name = key.split(".")
    return getattr(getattr(Settings(), section), name)


def _choices(key: str, lang: str) -> list[tuple[str, str]]:
    section, name = key.split(".")
    kind = type(getattr(Settings(), section)).model_fields[name].annotation
    if kind is bool:
        return [(code, word_value(key, value, lang)) for code, value in _YES.items()]
    if get_origin(kind) is Literal:
        return [(code, word_value(key, code, lang)) for code in get_args(kind)]
    return []


def typed_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Bring stored settings back to their types: days are text in JSON."""
    return settings_of({"settings": content}).model_dump(exclude_defaults=True)


def texts_of(content: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Write settings into the fields of the form, the rest as TOML."""
    known, rest = split_content(typed_of(content))
    return {key: _text(value, lang) for key, value in known.items()} | {"rest": write_toml(rest)}


def _text(value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else write_exact(value, lang)


def read_form(typed: Mapping[str, str], lang: str) -> Typed:
    """Read the form; an empty field is as usual."""
    faults: dict[str, str] = {}
    edition, year = typed.get("edition", ""), typed.get("year", "").strip()
    if edition and edition not in editions():
        faults["edition"] = say("settings.wrong.edition", lang)
    if year and not (year.isdecimal() and 1990 <= int(year) <= 2100):
        faults["year"] = say("settings.wrong.year", lang)
    content = _read_rest(typed.get(REST, "")[:LONGEST], lang, faults)
    for section, names in FIELDS.items():
        for name in names:
            key, told = f"{section}.{name}", typed.get(f"{section}.{name}", "").strip()
            value = _read_value(key, told, lang, faults) if told else None
            if value is not None:
                content.setdefault(section, {})[name] = value
    if faults:
        return Typed({}, edition, None, faults)
    kept = json.loads(parse_settings(content, Path(SETTINGS_FILE)).model_dump_json(exclude_defaults=True))
    return Typed(kept, edition, int(year) if year else None)


def _read_rest(text: str, lang: str, faults: dict[str, str]) -> dict[str, Any]:
    """Read the settings that have no field; where they cannot be read, none."""
    try:
        content: dict[str, Any] = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        line = _PLACE.search(str(error))
        code = "rest_line" if line else "rest"
        faults[REST] = say(f"settings.wrong.{code}", lang, line=line[1] if line else "")
        return {}
    try:
        if parse_settings(content, Path(SETTINGS_FILE)).support.measures:
            faults[REST] = say("settings.no_measures", lang)
    except UsageError as error:
        section, _, name = str(error.values.get("key", "")).partition(".")
        place = {"section": section, "name": name.replace(".", " → ")}
        told = say(f"settings.wrong.place{'' if name else '_whole'}", lang, **place)
        faults[REST] = f"{told} {_word_fault(error, lang)}"
    return {} if REST in faults else content


def _word_fault(error: UsageError, lang: str, key: str = "") -> str:
    """Say what is wrong with a value in the words of the page, which has no file and no names with dots."""
    code, limit = error.code.removeprefix("bad_setting."), str(error.values.get("limit", ""))
    if code == "number" and key in SHARES:
        code = "share"
    if code in ("at_most", "at_least", "more_than", "less_than"):
        told = say(f"settings.wrong.{code}", lang, limit=word_value(key, float(limit), lang))
        return (
            f"{told} {say('settings.wrong.percent', lang)}" if key in SHARES and code == "at_most" else told
        )
    known = code if code in ("number", "share", "whole", "boolean", "choice", "unknown_setting") else "other"
    return say(f"settings.wrong.{known}", lang, limit=limit)


def _read_value(key: str, text: str, lang: str, faults: dict[str, str]) -> Any:
    """Read a field as people fill it in: ``0,5``, ``50 %``, ``1 000``; what is wrong with it goes to the faults."""
    value = _typed_value(key, text)
    section, name = key.split(".")
    try:
        parse_settings({section: {name: value}}, Path(SETTINGS_FILE))
    except UsageError as error:
        faults[key] = _word_fault(error, lang, key)
        return None
    return value


def _typed_value(key: str, text: str) -> Any:
    if text in _YES and isinstance(_usual(key), bool):
        return _YES[text]
    if _choices(key, "en"):
        return text
    plain = _SPACES.sub("", text).replace(",", ".")
    is_percent = plain.endswith("%") and key in SHARES
    try:
        # Rounded: 7 % is 0.07, which 7 / 100 is not to the last digit everywhere.
        return round(float(plain.removesuffix("%")) / 100, 12) if is_percent else float(plain)
    except ValueError:
        return text  # the settings themselves say that a number is wanted
