"""All settings of a dataset, read from ``kust.toml``; unknown keys are refused."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from kust.errors import UsageError
from kust.settings.analyses import (
    DemandSettings,
    EconomicSettings,
    EffectSettings,
    NeedSettings,
    NicheSettings,
    ReadingSettings,
    RemedyPrices,
    RemedySettings,
    SupportSettings,
)
from kust.settings.harvest import HarvestSettings
from kust.settings.programme import ProgrammeSettings
from kust.settings.section import Section

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SETTINGS_FILE = "kust.toml"


class Settings(Section):
    """All settings of a dataset, a section an analysis."""

    readings: ReadingSettings = ReadingSettings()
    needs: NeedSettings = NeedSettings()
    demand: DemandSettings = DemandSettings()
    niches: NicheSettings = NicheSettings()
    economics: EconomicSettings = EconomicSettings()
    remedies: RemedySettings = RemedySettings()
    remedy_prices: RemedyPrices = RemedyPrices()
    support: SupportSettings = SupportSettings()
    effects: EffectSettings = EffectSettings()
    harvest: HarvestSettings = HarvestSettings()
    programme: ProgrammeSettings = ProgrammeSettings()


def read_settings(dataset: Path, settings: Path | None = None) -> Settings:
    """Read the settings of a dataset.

    Parameters
    ----------
    dataset
        Folder or workbook; ``kust.toml`` is looked for in the folder, or beside the workbook.
    settings
        Another file to read instead.

    Raises
    ------
    UsageError
        The file cannot be read, or holds a key or a value that is not known.
    """
    try:
        path = settings or (dataset if dataset.is_dir() else dataset.parent) / SETTINGS_FILE
        if settings is None and not path.exists():
            return Settings()
    except OSError:
        # A path that the system refuses is told by the reading of the dataset itself.
        return Settings()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("bad_settings", path=path, reason=error) from error
    return parse_settings(content, path)


def parse_settings(content: dict[str, object], path: Path) -> Settings:
    """Read settings from what a file of TOML holds.

    Parameters
    ----------
    content
        Sections with keys, as ``tomllib`` reads them.
    path
        The file, for the words of an error.

    Raises
    ------
    UsageError
        It holds a key or a value that is not known.

    >>> parse_settings({"needs": {"import_high": 0.4}}, Path("kust.toml")).needs.import_high
    0.4
    """
    try:
        return Settings.model_validate(_with_tuples(content))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(_names(Settings))
            raise UsageError("unknown_setting", path=path, key=place, known=known) from error
        raise _refuse(first, path, place) from error


# What pydantic calls a wrong value, and the entry of ``words/error.toml`` that says it with a limit from its context.
_WRONG = {
    "greater_than": ("more_than", "gt"),
    "greater_than_equal": ("at_least", "ge"),
    "less_than": ("less_than", "lt"),
    "less_than_equal": ("at_most", "le"),
    "too_short": ("too_few", "min_length"),
    "literal_error": ("choice", "expected"),
    "float_type": ("number", ""),
    "finite_number": ("number", ""),
    "int_type": ("whole", ""),
    "int_from_float": ("whole", ""),
    "bool_type": ("boolean", ""),
    "string_type": ("text", ""),
    "tuple_type": ("list", ""),
    "dict_type": ("section", ""),
    "model_type": ("section", ""),
}
_LONGEST = 60


def _refuse(error: "ErrorDetails", path: Path, place: str) -> UsageError:
    """Word a wrong value; a rare kind is left in the words of pydantic."""
    if error["type"] not in _WRONG:
        return UsageError("bad_settings", path=path, reason=f"{place}: {error['msg']}")
    code, limit = _WRONG[error["type"]]
    value = json.dumps(error["input"], ensure_ascii=False, default=str)
    value = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    bound = error.get("ctx", {}).get(limit, "")
    known = f"{bound:g}" if isinstance(bound, float) else str(bound).replace(" or ", ", ")
    return UsageError(f"bad_setting.{code}", path=path, key=place, value=value, limit=known)


def _with_tuples(content: object) -> object:
    """Turn the arrays of TOML into the tuples that strict models take."""
    if isinstance(content, dict):
        return {key: _with_tuples(value) for key, value in content.items()}
    return tuple(_with_tuples(one) for one in content) if isinstance(content, list) else content


def _names(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _names(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"
