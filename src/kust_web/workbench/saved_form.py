"""The form of a cluster's settings: common ones as fields, the rest as the text of ``kust.toml``."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from kust.errors import UsageError
from kust.i18n import say
from kust.law import editions
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
LONGEST = 20_000
_YES = {"yes": True, "no": False}


@dataclass
class Field:
    """A setting of the form: its name, what stands in it, what it is as usual, what is wrong with it."""

    key: str
    title: str
    text: str
    usual: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    is_wrong: bool = False
    theirs: str | None = None


@dataclass(frozen=True)
class Typed:
    """What was typed: settings without what is as usual, edition and year; or what is wrong with them."""

    content: dict[str, Any]
    edition: str
    year: int | None
    problem: str = ""
    wrong: str = ""  # the setting that is wrong


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


def make_sections(texts: Mapping[str, str], lang: str, wrong: str = "") -> list[tuple[str, list[Field]]]:
    """Make the fields of the form, section by section."""
    return [
        (section, [_field(f"{section}.{name}", texts, lang, wrong) for name in names])
        for section, names in FIELDS.items()
    ]


def _field(key: str, texts: Mapping[str, str], lang: str, wrong: str) -> Field:
    usual = _usual(key)
    told = say("settings.by_method", lang) if usual is None else word_value(key, usual, lang)
    return Field(key, name_setting(key, lang), texts.get(key, ""), told, _choices(key, lang), key == wrong)


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
    edition, year = typed.get("edition", ""), typed.get("year", "").strip()
    if edition and edition not in editions():
        return Typed({}, "", None, say("workbench.wrong.edition", lang), "edition")
    if year and not (year.isdecimal() and 1990 <= int(year) <= 2100):
        return Typed({}, edition, None, say("workbench.wrong.year", lang), "year")
    try:
        content = _read_content(typed)
        usual = parse_settings(content, Path(SETTINGS_FILE))
        if usual.support.measures:
            raise UsageError("bad_settings", path=SETTINGS_FILE, reason=say("settings.no_measures", lang))
    except UsageError as error:
        return Typed({}, edition, None, error.words(lang), str(error.values.get("key", "")))
    kept = json.loads(usual.model_dump_json(exclude_defaults=True))
    return Typed(kept, edition, int(year) if year else None)


def _read_content(typed: Mapping[str, str]) -> dict[str, Any]:
    text = typed.get("rest", "")[:LONGEST]
    try:
        content: dict[str, Any] = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise UsageError("bad_settings", path=SETTINGS_FILE, reason=error) from error
    for section, names in FIELDS.items():
        for name in names:
            told = typed.get(f"{section}.{name}", "").strip()
            if told and isinstance(content.setdefault(section, {}), dict):
                content[section][name] = _read_value(f"{section}.{name}", told)
    return content


def _read_value(key: str, text: str) -> Any:
    if text in _YES and isinstance(_usual(key), bool):
        return _YES[text]
    if _choices(key, "en"):
        return text
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return text  # the settings themselves say that a number is wanted
