"""kust niches as a user calls it."""

import json
from pathlib import Path

import jsonschema
import pytest

from kust.examples import load

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/niches.schema.json").read_text(encoding="utf-8"))
MACHINES = (load("machine-building"), "--on", "2019-03-01", "--year", "2018")


@pytest.mark.parametrize("example", ["machine-building", "composites", "wild-harvest", "registry-2019"])
def test_the_json_of_every_example_fits_the_schema(kust, example: str) -> None:
    ran = kust("niches", load(example), "--on", "2020-03-01", "--format", "json")
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    jsonschema.validate(document, SCHEMA)
    assert [one["rank"] for one in document["niches"]] == list(range(1, len(document["niches"]) + 1))


def test_the_json_has_the_figures_of_a_niche(kust) -> None:
    document = json.loads(kust("niches", *MACHINES, "--format", "json").out)
    pumps = next(one for one in document["niches"] if one["product_id"] == "P308")
    # 67,480 of 70,840 thousand roubles are imported.
    assert pumps["import_share"] == pytest.approx(67_480 / 70_840)
    assert (pumps["quantity_min"], pumps["quantity_max"]) == (1670, 1670)
    assert pumps["investment_krub"] == pytest.approx(30_000)


def test_the_table_names_niches_and_what_only_looks_like_one(kust) -> None:
    told = kust("niches", *MACHINES, "--lang", "ru").out
    for words in (
        "Гидронасосы",
        "Подшипники",
        "Блоки управления",
        "Похоже на нишу",
        "Гидроцилиндры",
        "Фильтры",
    ):
        assert words in told


def test_one_niche_is_told_with_what_is_known_and_what_is_assumed(kust) -> None:
    told = kust("niches", *MACHINES, "--product", "P308", "--lang", "ru").out
    for words in ("вероятность 80", "Принято нами", "Бродгидроузел", "NPV"):
        assert words in told


def test_a_plan_without_a_probability_says_so(kust) -> None:
    assert "вероятность не указана" in kust("niches", *MACHINES, "--product", "P309", "--lang", "ru").out


def test_a_product_that_is_no_niche_is_told_with_the_reason(kust) -> None:
    ran = kust("niches", *MACHINES, "--product", "P205", "--lang", "ru")
    assert ran.code == 0
    assert "нужен договор, а не завод" in ran.out


def test_an_unknown_product_is_refused_with_those_there_are(kust) -> None:
    ran = kust("niches", *MACHINES, "--product", "P999", "--lang", "en")
    assert ran.code == 2
    assert "P308" in ran.err


def test_a_model_needs_a_product(kust, tmp_path) -> None:
    ran = kust("niches", *MACHINES, "--model", tmp_path / "model.xlsx", "--lang", "en")
    assert ran.code == 2
    assert "--product" in ran.err


def test_the_model_and_the_cards_are_written(kust, tmp_path) -> None:
    model, cards = tmp_path / "model.xlsx", tmp_path / "cards.html"
    ran = kust("niches", *MACHINES, "--product", "P308", "--model", model, "-o", cards)
    assert ran.code == 0, ran.err
    assert model.stat().st_size > 5000
    assert "Гидронасосы" in cards.read_text(encoding="utf-8")


@pytest.mark.parametrize(("product", "niches", "rejected"), [("P309", 1, 0), ("P205", 0, 1)])
def test_the_json_of_one_product_holds_nothing_of_the_others(kust, product, niches, rejected) -> None:
    document = json.loads(kust("niches", *MACHINES, "--product", product, "--format", "json").out)
    jsonschema.validate(document, SCHEMA)
    assert (len(document["niches"]), len(document["rejected"])) == (niches, rejected)
    assert {one["product_id"] for one in (*document["niches"], *document["rejected"])} == {product}


FOREIGN = b"somebody's own file"


@pytest.mark.parametrize(
    "words",
    [
        ("--product", "P308", "--model", "{mine}"),
        ("--product", "P308", "-o", "{cards}", "--model", "{mine}"),
        ("--product", "P308", "-o", "{mine}", "--model", "{model}"),
        ("-o", "{cards}", "--model", "{model}"),
        ("--product", "P308", "-o", "{cards}", "--model", "{folder}/model.pdf"),
        ("--product", "P308", "-o", "{folder}/cards.txt", "--model", "{model}"),
        ("--product", "P308", "-o", "{model}", "--model", "{model}"),
    ],
)
def test_files_that_cannot_be_written_are_refused_before_anything_is_read(kust, tmp_path, words) -> None:
    mine = tmp_path / "mine.xlsx"
    mine.write_bytes(FOREIGN)
    places = {
        "mine": mine,
        "cards": tmp_path / "cards.html",
        "model": tmp_path / "model.xlsx",
        "folder": tmp_path,
    }
    # There is no such dataset: only what is checked before it is read can be what is said.
    ran = kust("niches", tmp_path / "none", *(word.format(**places) for word in words), "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert str(tmp_path / "none") not in ran.err
    assert mine.read_bytes() == FOREIGN
    assert list(tmp_path.iterdir()) == [mine]
