"""Settings of a dataset: one ``kust.toml`` beside it, or a file that is named; unknown keys are refused."""

from kust.settings.analyses import (
    AnswerSource,
    DemandSettings,
    EconomicSettings,
    EconomicSpreads,
    EffectSettings,
    NeedSettings,
    NicheSettings,
    NicheWeights,
    ReadingSettings,
    RemedyPrices,
    RemedySettings,
    SupportSettings,
    TermSettings,
)
from kust.settings.harvest import (
    HarvestExpeditionSettings,
    HarvestForecastSettings,
    HarvestProcurementSettings,
    HarvestSettings,
    HarvestSitingSettings,
    HarvestStockSettings,
)
from kust.settings.programme import ProgrammeSettings
from kust.settings.section import NotNegative, Positive, Share
from kust.settings.whole import SETTINGS_FILE, Settings, parse_settings, read_settings

__all__ = [
    "SETTINGS_FILE",
    "AnswerSource",
    "DemandSettings",
    "EconomicSettings",
    "EconomicSpreads",
    "EffectSettings",
    "HarvestExpeditionSettings",
    "HarvestForecastSettings",
    "HarvestProcurementSettings",
    "HarvestSettings",
    "HarvestSitingSettings",
    "HarvestStockSettings",
    "NeedSettings",
    "NicheSettings",
    "NicheWeights",
    "NotNegative",
    "Positive",
    "ProgrammeSettings",
    "ReadingSettings",
    "RemedyPrices",
    "RemedySettings",
    "Settings",
    "Share",
    "SupportSettings",
    "TermSettings",
    "parse_settings",
    "read_settings",
]
