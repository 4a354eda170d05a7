"""The settings of procurement that docs/data.md shows are settings, and none is left out."""

import tomllib
from pathlib import Path

from kust.settings import HarvestExpeditionSettings, HarvestProcurementSettings, parse_settings

PAGE = Path(__file__).parents[3] / "docs/data.md"


def test_the_page_names_every_setting_and_the_program_takes_them() -> None:
    text = PAGE.read_text("utf-8")
    shown = "[harvest.procurement]" + text.split("[harvest.procurement]")[1].split("[harvest.stock]")[0]
    content = tomllib.loads(shown)
    assert set(content["harvest"]["procurement"]) == set(HarvestProcurementSettings.model_fields)
    assert set(content["harvest"]["expeditions"]) == set(HarvestExpeditionSettings.model_fields)
    assert parse_settings(content, PAGE).harvest.procurement.share_bought == {"cep": 0.1}
