"""Settings of a dataset: one ``kust.toml`` beside it, or a file that is named; unknown keys are refused."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kust.errors import UsageError

SETTINGS_FILE = "kust.toml"

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class ReadingSettings(_Section):
    """How the open words of the rules are read."""

    participants: Literal["enterprises", "all"] = "enterprises"
    final_makers_in_supply_side: bool = True
    wage_at_threshold_counts: bool = True


class NeedSettings(_Section):
    """Thresholds of the causes of needs; an empty one is that of ``law/parameters/niches/causes.yaml``.

    ``import_high``, ``import_high_lower`` (the other reading), ``import_critical``: import shares. ``price_above``: by how
    much more than the others a buyer pays for it to be a high cost, as a share. ``long_haul_km``.
    """

    import_high: Share | None = None
    import_high_lower: Share | None = None
    import_critical: Share | None = None
    price_above: NotNegative | None = None
    long_haul_km: Positive | None = None


class NicheWeights(_Section):
    """How much each criterion counts in the rank of niches; they are scaled to sum up to 1."""

    size: NotNegative = 0.25
    import_share: NotNegative = 0.20
    buyers: NotNegative = 0.10
    scale: NotNegative = 0.15
    relatedness: NotNegative = 0.10
    proof: NotNegative = 0.10
    profitability: NotNegative = 0.10


class NicheSettings(_Section):
    """Which needs become niches. ``min_amount_krub``: imports a year below which nothing is worth a plant."""

    min_amount_krub: NotNegative = 1000.0
    weights: NicheWeights = NicheWeights()
    neighbour_okpd2_length: Annotated[int, Field(ge=2, le=12)] = 8


class EconomicSettings(_Section):
    """Assumptions of the financial model of a niche where the data has no figure; each is shown as an assumption.

    Shares of revenue: ``variable_cost_share``, ``fixed_cost_share``, ``working_capital_share``.
    ``investment_krub``, ``capacity``, ``price_krub``: by product id, the user's own figures.
    """

    discount_rate: Share | None = None
    profit_tax_rate: Share | None = None
    horizon_years: Annotated[int, Field(ge=1, le=40)] = 10
    build_years: Annotated[int, Field(ge=0, le=10)] = 2
    ramp_up: tuple[Share, ...] = (0.5, 0.8, 1.0)
    demand_share: Share = 0.5
    price_discount: Share = 0.05
    variable_cost_share: Share = 0.55
    fixed_cost_share: Share = 0.15
    working_capital_share: Share = 0.15
    capacity_exponent: Annotated[float, Field(gt=0, le=1.5)] = 0.6
    runs: Annotated[int, Field(ge=100, le=1_000_000)] = 10_000
    seed: int = 1
    investment_krub: dict[str, Positive] = {}
    capacity: dict[str, Positive] = {}
    price_krub: dict[str, Positive] = {}


class Settings(_Section):
    """All settings of a dataset, a section an analysis."""

    readings: ReadingSettings = ReadingSettings()
    needs: NeedSettings = NeedSettings()
    niches: NicheSettings = NicheSettings()
    economics: EconomicSettings = EconomicSettings()


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
    try:
        return Settings.model_validate(_with_tuples(content))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(_names(Settings))
            raise UsageError("unknown_setting", path=path, key=place, known=known) from error
        raise UsageError("bad_settings", path=path, reason=f"{place}: {first['msg']}") from error


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
