"""The command `kust effects` as a user calls it."""

import json
from pathlib import Path

import jsonschema
import pytest

from kust.examples import load

from .made import EFFECTS, write

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/effects.schema.json").read_text("utf-8"))
ON = ("--on", "2019-03-01")


@pytest.mark.parametrize("example", ["registry-2019", "composites", "machine-building", "wild-harvest"])
def test_effects_print_one_json_document_that_fits_the_schema(kust, example: str) -> None:
    ran = kust("effects", load(example), *ON, "--format", "json")
    document = json.loads(ran.out)
    jsonschema.validate(document, SCHEMA)
    assert ran.code == 0
    assert document["nature"] == "estimate"
    assert "не решение министерства" in document["notice"]["ru"]


def test_the_example_gives_what_its_rows_add_up_to(kust, machines) -> None:
    document = json.loads(kust("effects", machines, *ON, "--format", "json").out)
    total = {one["indicator"]: one for one in document["effects"] if one["level"] == "total"}
    assert total["investment"]["plan"]["value"] == 11000 + 57000 + 900 + 12400 + 47300 + 7900
    assert total["exports"]["plan"] == {
        "value": None, "known": 2400 + 8600 + 5300, "cells": 5, "missing": 1, "why": None,
    }  # fmt: skip
    # The share of inside purchases: (4,500 + 9,900 + 12,000) / (15,000 + 22,000 + 40,000).
    assert total["localisation"]["plan"]["value"] == pytest.approx(26400 / 77000)
    (plan,) = [t for t in document["taxes_per_rouble"] if (t["level"], t["basis"]) == ("total", "plan")]
    # Only the hydraulics project has a subsidy granted (6,000 + 5,000): (900 + 6,100 + 15,400) / 11,000.
    assert plan["taxes_per_rouble"] == pytest.approx(22400 / 11000)
    assert document["cautions"] == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ru", ("не решение министерства", "Инвестиции, тыс. руб.", "нет данных (1), известно", "По проектам",
                "2,04 руб.", "Бюджетный эффект", "Окупаемость не посчитать", "слайд 2019 года, не факт", "21 792 200")),
        ("en", ("neither a decision", "Investment, thousand roubles", "missing (1), known", "By project",
                "2.04 roubles", "Budget effect", "Whether", "a slide of 2019, not facts", "21,792,200")),
    ],
)  # fmt: skip
def test_the_terminal_shows_plan_fact_taxes_and_the_slide_apart(
    kust, machines, lang: str, words: tuple[str, ...]
) -> None:
    shown = " ".join(kust("effects", machines, *ON, "--lang", lang).out.replace("\u00a0", " ").split())
    for word in words:
        assert word in shown


def test_planned_taxes_stand_against_planned_support_and_the_terminal_says_what_is_missing(
    kust, machines
) -> None:
    document = json.loads(kust("effects", machines, *ON, "--format", "json").out)
    found = {(one["project_id"], one["budget"], one["basis"]): one for one in document["budgets"]}
    axle = found["joint-axle", "federal", "plan"]
    # Taxes of 3,900 + 12,200 less the 9,000 that are only planned.
    assert axle["net_krub"] == 3900 + 12200 - 9000
    assert [year["hoped_krub"] for year in axle["years"]] == [9000, 0]
    # Of the other nothing is only planned: 6,000 + 5,000 granted; the 7,000 asked for are decided.
    assert (
        sum(year["support_krub"] for year in found["joint-hydraulics", "federal", "plan"]["years"]) == 11000
    )
    shown = " ".join(kust("effects", machines, *ON, "--lang", "ru").out.replace("\u00a0", " ").split())
    assert "Налогов субъектов РФ в таблицах kust нет" in shown


def test_a_denominator_of_zero_is_told_as_one(kust, tmp_path: Path) -> None:
    write(tmp_path, project_effects=f"{EFFECTS};X,,localisation,2019,plan,,0,0")
    for lang, words in (("ru", "знаменатель равен 0"), ("en", "the denominator is 0")):
        shown = " ".join(kust("effects", tmp_path, *ON, "--lang", lang).out.split())
        assert words in shown and "(0)" not in shown


def test_economics_need_what_the_project_earns(kust, machines, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        "[effects.inflows_krub.joint-hydraulics]\n2020 = 16000\n2021 = 40000\n2022 = 40000\n", "utf-8"
    )
    asked = ("effects", machines, *ON, "--project", "joint-hydraulics", "--settings", file)
    (found,) = json.loads(kust(*asked, "--format", "json").out)["economics"]
    # Without interest: 2018 6,400 + 1,900; 2019 2,400 + 38,000 + 7,200 + 4,100; 2020 900. Granted: 6,000 and 5,000.
    cash = [-8300 + 6000, -51700 + 5000, -900 + 16000, 40000, 40000]
    assert found["npv_krub"] == pytest.approx(sum(cf / 1.12**t for t, cf in enumerate(cash)))
    shown = " ".join(kust(*asked, "--lang", "ru").out.split())
    assert "Экономика проекта" in shown and "случайных прогонов" in shown and "допущение расчёта" in shown


def test_a_wrong_question_is_one_line_and_exit_code_2(kust, machines) -> None:
    for words in (("--project", "none"), ("--cluster", "none"), ("--on", "never")):
        ran = kust("effects", machines, *words)
        assert (ran.code, ran.out) == (2, "")
        assert "Traceback" not in ran.err


@pytest.mark.parametrize("engine", ["duckdb"])
def test_other_engines_give_the_same_effects(kust, machines, engine: str) -> None:
    pytest.importorskip(engine)
    asked = ("effects", machines, *ON, "--format", "json")
    one, other = (json.loads(kust(*asked, "--engine", name).out) for name in ("polars", engine))
    assert one == other
