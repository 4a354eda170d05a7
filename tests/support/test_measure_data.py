"""The measures as data: every figure has its evidence and source, nothing is from memory, none stands in code."""

import re
from datetime import date
from pathlib import Path

import pytest

import kust
from kust.errors import UsageError
from kust.law.measures import Measure, Sourced, not_adopted, read_measures, shipped_measures

SOURCE = Path(kust.__file__).parent
MEASURES = shipped_measures()
OWN = """
code: bank_equipment
title: {ru: Кредит банка (вымышленный), en: A bank's loan (made up)}
act: {ru: правила банка, en: the bank's rules}
level: bank
form: costs
source: сайт банка
status: [{from: 2020-01-01, status: in_force}]
categories: {equipment: {share: 0.2}}
"""


def sourced_parts(measure: Measure) -> list[Sourced]:
    parts: list[Sourced] = []
    for name in Measure.model_fields:
        value = getattr(measure, name)
        values = value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else [value]
        parts += [one for one in values if isinstance(one, Sourced)]
    return parts


@pytest.mark.parametrize("measure", MEASURES, ids=[measure.code for measure in MEASURES])
def test_every_figure_has_an_evidence_class_and_a_source(measure: Measure) -> None:
    for part in sourced_parts(measure):
        assert part.evidence in ("source", "deck", "inferred", "reading"), part
        assert part.source


@pytest.mark.parametrize("measure", MEASURES, ids=[measure.code for measure in MEASURES])
def test_every_measure_has_its_file_its_page_and_its_words(measure: Measure) -> None:
    root = SOURCE.parents[1]
    assert (SOURCE / f"law/parameters/support/{measure.code}.yaml").exists()
    page = "without-money" if measure.form == "none" else measure.code
    assert f"`{measure.code}`" in (root / f"docs/methods/support/{page}.md").read_text("utf-8")
    assert measure.title.ru and measure.title.en and measure.act.ru and measure.act.en


def test_a_slide_is_never_given_out_as_a_source() -> None:
    for measure in MEASURES:
        for part in sourced_parts(measure):
            if part.source.startswith("презентация"):
                assert part.evidence == "deck", (measure.code, part)


def test_figures_that_a_slide_leaves_doubtful_say_how_certain_they_are() -> None:
    (draft,) = [measure for measure in MEASURES if measure.code == "p1119_draft"]
    assert {(cap.currency, cap.certainty, cap.rival) for cap in draft.caps} == {
        ("RUB", "B", False),
        ("EUR", "C", True),
    }


def test_the_draft_is_a_scenario_on_every_day_and_what_is_only_proposed_is_no_measure() -> None:
    (draft,) = [measure for measure in MEASURES if measure.code == "p1119_draft"]
    assert all(draft.is_scenario(date(year, 3, 1)) for year in range(2019, 2031))
    proposed = {one.title.en for one in not_adopted()}
    assert proposed == {"Exemption of participants from profit tax", "Three-year moratorium on inspections"}


def test_no_figure_of_a_measure_stands_in_code() -> None:
    shares, sums = r"0\.70?|0\.15|0\.076|0\.30?|0\.03", "500_?000|150_?000|1_?000_?000|100_?000_?000"
    figures = rf"(?<![\w.])({shares}|{sums})(?![\w.])"
    for folder in ("support", "projects"):
        for path in (SOURCE / folder).glob("*.py"):
            code = re.sub(r'"""[\s\S]*?"""|#.*', "", path.read_text("utf-8"))
            assert not re.search(figures, code), path.name


def test_no_figure_of_the_slide_s_totals_stands_in_code() -> None:
    for path in SOURCE.rglob("*.py"):
        assert not re.search(r"21_?792|15_?877|17_?270|13_?641|4_?895|3_?197", path.read_text("utf-8")), (
            path.name
        )


def test_a_measure_of_a_bank_is_read_with_its_own_source(tmp_path: Path) -> None:
    file = tmp_path / "bank.yaml"
    file.write_text(OWN, "utf-8")
    (measure,) = read_measures([file])
    rule = measure.categories["equipment"]
    assert (rule.share, rule.evidence, rule.source) == (0.2, "user", "сайт банка")


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        (OWN.replace("share: 0.2", "share: 2"), "categories.equipment.share"),
        (OWN.replace("equipment:", "rockets:"), "rockets"),
        (OWN.replace("code: bank_equipment", "code: p41"), "p41"),
        (OWN.replace("level: bank", "colour: red\nlevel: bank"), "colour"),
        (OWN.replace("form: costs", "form: contributions"), "form"),
        (OWN.replace("in_force", "forever"), "status"),
        (OWN + "conditions: [{code: a, kind: region, text: {ru: а, en: a}}]\n", "a needs values"),
        (OWN + "caps: [{amount: 1, currency: rub}]\n", "caps.0.currency"),
        (OWN + "intakes: [{opens_on: 2020-02-02, closes_on: 2020-02-01}]\n", "closes_on"),
        (OWN.replace("2020-01-01,", "2020-01-01, until: 2020-01-01,"), "until"),
        # Where years are not read they are not taken.
        (OWN + "term: {years: 7, text: {ru: семь лет, en: seven years}}\n", "term"),
        ("[1, 2", "bank.yaml"),
        (OWN.replace("source: сайт банка\n", ""), "source"),
    ],
)
def test_a_broken_measure_is_refused_by_what_is_wrong_with_it(tmp_path: Path, broken: str, word: str) -> None:
    file = tmp_path / "bank.yaml"
    file.write_text(broken, "utf-8")
    with pytest.raises(UsageError) as refused:
        read_measures([file])
    assert refused.value.code == "bad_measure"
    assert word in refused.value.words("en") and refused.value.words("ru")


def test_the_measure_of_the_method_page_is_read_as_it_stands_there(tmp_path: Path) -> None:
    page = (SOURCE.parents[1] / "docs/methods/support/README.md").read_text("utf-8")
    file = tmp_path / "region.yaml"
    file.write_text(page.split("```yaml measure\n")[1].split("```")[0], "utf-8")
    (measure,) = read_measures([file])
    assert (measure.level, measure.caps[0].amount, measure.categories["tooling"].share) == (
        "regional",
        5000,
        0.9,
    )
    assert measure.status_on(date(2026, 12, 31)).status == "in_force"
    assert measure.status_on(date(2027, 1, 1)).status == "ended"


def test_an_exclusion_of_a_measure_that_there_is_not_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bank.yaml"
    file.write_text(OWN + "not_with: [p41, p14]\n", "utf-8")
    with pytest.raises(UsageError) as refused:
        read_measures([file])
    assert refused.value.code == "unknown_not_with"
    assert all(word in refused.value.words("en") for word in ("bank.yaml", "bank_equipment", "p14", "p41"))


def test_a_file_of_measures_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.yaml"):
        read_measures([tmp_path / "none.yaml"])
