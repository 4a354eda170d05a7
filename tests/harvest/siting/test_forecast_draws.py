"""Scenarios of siting come from the draws of the forecast, and the same draws in a file give the same answer."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from kust.data import read_dataset
from kust.harvest.made_up.synthetic import write_forest
from kust.harvest.purchase.procurement import calc_procurement
from kust.harvest.siting.expected import choose_draws
from kust.settings import read_settings

ON, DRAWS = "2020-06-15", 5
SCHEMA = json.loads((Path(__file__).parents[3] / "docs/harvest-site.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forest")
    write_forest(folder, years=6, plots=12)
    (folder / "kust.toml").write_text("[harvest.forecast]\nbootstraps = 20\n", "utf-8")
    return folder


def write_draws(folder: Path, target: Path) -> None:
    """Write tonnes of mushrooms by place, week and draw: the crop bought times its shares of place and week."""
    chosen = read_settings(folder, None).harvest.forecast
    plan = calc_procurement(
        read_dataset(folder).dataset, on=date.fromisoformat(ON), year=2020, forecast_settings=chosen
    )
    mushrooms = [one for one in plan.brought if one.species in ("cep", "chanterelle")]
    total = sum(one.rest_kg + one.bought_kg.sum() for one in mushrooms)
    lines = ["settlement_id,species_id,week_on,scenario,mass_t"]
    for name, draw in enumerate(choose_draws(total, DRAWS).tolist()):
        for one in mushrooms:
            for home, week in np.ndindex(one.bought_kg.shape):
                part = one.settlement_share[draw, home] * one.week_share[draw, week]
                mass = (one.rest_kg[draw] * part + one.bought_kg[home, week]) / 1000
                place, monday = plan.homes[home], plan.axis[week].isoformat()
                lines.append(f"{place},{one.species},{monday},{name},{float(mass)!r}")
    target.write_text("\n".join(lines), encoding="utf-8")


def test_the_forecast_gives_what_its_draws_in_a_file_give(ask, planted: Path, tmp_path: Path) -> None:
    words = (planted, "--problem", "scenarios", "--on", ON)
    answer = ask(*words, "--draws", DRAWS)
    jsonschema.validate(answer, SCHEMA)
    assert (answer["intake_from"], answer["intake_year"], len(answer["years"])) == ("forecast", 2020, DRAWS)
    costs = [one["cost_krub"] for one in answer["scenarios"]]
    # α = 0.9 of five equally likely seasons is a part of the dearest one alone.
    assert answer["mean_krub"] == pytest.approx(sum(costs) / DRAWS)
    assert answer["tail_krub"] == pytest.approx(max(costs))
    assert answer["value"] == pytest.approx(answer["mean_krub"] + answer["tail_krub"])
    write_draws(planted, tmp_path / "given.csv")
    given = ask(*words, "--intake", tmp_path / "given.csv")
    assert given["intake_from"] == "file"
    for name in ("value", "mean_krub", "tail_krub", "mass_t", "lost_t"):
        assert given[name] == pytest.approx(answer[name], rel=1e-5)
    assert given["open"] == answer["open"]


def test_the_terminal_says_which_seasons_it_took(kust, planted: Path) -> None:
    words = (planted, "--problem", "scenarios", "--on", ON, "--draws", 3)
    _, out, _ = kust(*words, "--lang", "ru")
    assert "Взят прогноз на 2020 год: 3 возможных" in " ".join(out.split())


def test_without_weighed_crops_the_purchases_are_the_seasons(ask, kust, forest) -> None:
    answer = ask(forest, "--problem", "scenarios", "--open", 2, "--on", "2020-01-01")
    assert (answer["intake_from"], answer["years"]) == ("purchases", ["2018", "2019"])
    code, _, err = kust(forest, "--problem", "scenarios", "--draws", 0, "--lang", "en")
    assert code == 2 and "1–200" in err
