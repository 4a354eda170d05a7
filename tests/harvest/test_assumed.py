"""What a step takes beside the data is told with its evidence, and what the user tells is not told as kust's."""

import json
import re

import pytest

from kust.documents.harvest.assumed import list_assumed_facts, word_assumed
from kust.examples import load
from kust.harvest.land.assumed import STEPS, list_assumed
from kust.law.loader import parameters
from kust.settings import HarvestSettings

# Told elsewhere in the answers (side by side, as a flag), or only how an estimate is made: on the method pages.
ELSEWHERE = {
    "forecast": {"default_log_variance", "season_over_on", "published_misses_basis"},
    "phenology": {"first_day", "latest_day", "flowering"},
    "procurement": {
        "elasticities", "fewest_years", "fewest_years_for_trend", "unknown_season_price_log_sd", "least_log_sd",
    },
    "accessible": {"basis"},
}  # fmt: skip


@pytest.mark.parametrize(
    "file", ["accessible", "expeditions", "forecast", "phenology", "procurement", "siting"]
)
def test_every_figure_beside_the_data_is_told_by_a_step(file: str) -> None:
    told = {code.partition(".")[2] for step in STEPS.values() for code in step if code.startswith(f"{file}.")}
    with_evidence = {
        name
        for name, one in parameters(f"harvest.{file}").items()
        if isinstance(one, dict) and "evidence" in one
    }
    assert with_evidence - told == ELSEWHERE.get(file, set())


@pytest.mark.parametrize("step", sorted(STEPS))
def test_each_has_its_words_and_its_evidence(step: str) -> None:
    listed = list_assumed(step, HarvestSettings())
    assert len(listed) == len(STEPS[step])
    for lang in ("ru", "en"):
        words = [word_assumed(one, lang) for one in listed]
        assert all(re.search(r"\d", one) for one in words)
        assert lang == "ru" or not re.search("[а-яё]", " ".join(words))
        facts = " ".join(fact.value for fact in list_assumed_facts(listed, lang))
        assert all(one in facts for one in words)


def test_the_figures_are_those_of_the_files() -> None:
    told = {one.code: word_assumed(one, "en") for one in list_assumed("report", HarvestSettings())}
    assert "1.4 times" in told["siting.detour_factor"]
    assert "15 roubles" in told["siting.haul_krub_t_km"]  # 0.015 thousand
    assert "up to 1 km 90%" in told["accessible.bands"] and "mushrooms 12%" in told["procurement.loss_share"]


def test_what_the_settings_tell_is_not_told_as_assumed() -> None:
    own = HarvestSettings.model_validate(
        {
            "siting": {"detour_factor": 1.2, "speed_km_h": {"summer": 55.0}},
            "procurement": {"haul_rub_t_km": 20.0, "margin_share": 0.2},
        }
    )
    site = {one.code: one for one in list_assumed("site", own)}
    assert "siting.detour_factor" not in site
    assert dict(site["siting.speed_km_h"].values) == {"winter_road": 25}
    # Procurement has a price of haul of its own, siting keeps the one of the file.
    assert "siting.haul_krub_t_km" in site
    procure = {one.code for one in list_assumed("procure", own)}
    assert not procure & {"siting.haul_krub_t_km", "procurement.margin_share"}


def test_the_answers_carry_them(kust) -> None:
    ask = ("harvest", "site", load("wild-harvest"), "--lang", "en")
    told = kust(*ask, "--format", "json")
    listed = {one["code"]: one["evidence"] for one in json.loads(told.out)["assumptions"]}
    assert listed["siting.detour_factor"] == "reading"
    shown = " ".join(kust(*ask).out.split())
    assert "a road is 1.4 times the straight line where the data have no travel time [kust's choice]" in shown


def test_what_the_stock_stands_on_is_told_in_english_too() -> None:
    content = parameters("harvest.stock") | {"access": parameters("harvest.accessible")["basis"]}
    russian = {
        name
        for name, one in content.items()
        if isinstance(one, dict) and "source" in one and "source_en" not in one
    }
    # These four never stand in that list: they compare, warn, or count a year.
    assert russian == {"published", "published_spread", "too_high", "harvest_years"}
