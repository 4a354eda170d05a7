"""Settings of a dataset: one ``kust.toml`` beside it, or a file that is named; unknown keys are refused."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from kust.checks.rule import Readings
from kust.errors import UsageError

SETTINGS_FILE = "kust.toml"


class _Readings(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    participants: Literal["enterprises", "all"] = "enterprises"
    final_makers_in_supply_side: bool = True
    wage_at_threshold_counts: bool = True


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    readings: _Readings = _Readings()


def read_settings(dataset: Path, settings: Path | None = None) -> Readings:
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
    path = settings or (dataset if dataset.is_dir() else dataset.parent) / SETTINGS_FILE
    if settings is None and not path.exists():
        return Readings()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("bad_settings", path=path, reason=error) from error
    try:
        read = _Settings.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(f"readings.{name}" for name in _Readings.model_fields)
            raise UsageError("unknown_setting", path=path, key=place, known=known) from error
        raise UsageError("bad_settings", path=path, reason=f"{place}: {first['msg']}") from error
    return Readings(**read.readings.model_dump())
