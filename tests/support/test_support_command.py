"""The command `kust support` as a user calls it."""

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest

from kust.examples import load

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/support.schema.json").read_text("utf-8"))
ON = ("--on", "2019-03-01")
OWN = """
- code: region_tooling
  title: {ru: Оснастка за счёт области (вымышленная), en: Tooling paid by the region (made up)}
  act: {ru: вымышленное постановление, en: a made-up decree}
  level: regional
  form: costs
  source: вымышленный сайт
  status: [{from: 2018-01-01, status: in_force}]
  categories: {tooling: {share: 0.9}}
  caps: [{amount: 5000}]
  conditions: [{code: region, kind: region, values: ["00"], text: {ru: в области 00, en: in region 00}}]
  intakes: [{opens_on: 2019-02-01, closes_on: 2019-04-30}]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The example with a measure of its region, and the day of selection answered."""
    folder = tmp_path / "data"
    shutil.copytree(load("machine-building"), folder)
    (folder / "region.yaml").write_text(OWN, "utf-8")
    (folder / "kust.toml").write_text('[support]\nmeasures = ["region.yaml"]\n', "utf-8")
    return folder


@pytest.mark.parametrize(
    ("project", "on"),
    [("joint-hydraulics", "2018-11-01"), ("joint-axle", "2024-02-01"), ("invest-pumps", "2019-03-01")],
)
def test_support_prints_one_json_document_that_fits_the_schema(kust, machines, project: str, on: str) -> None:
    ran = kust("support", machines, "--project", project, "--on", on, "--format", "json")
    document = json.loads(ran.out)
    jsonschema.validate(document, SCHEMA)
    assert ran.code == 0
    assert len(document["measures"]) == 9
    assert document["nature"] == "estimate"
    assert "не решение министерства" in document["notice"]["ru"]
    assert "not a decision of any ministry" in document["notice"]["en"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--lang", "ru"), "не решение министерства"),
        (("--measure", "p41", "--lang", "en"), "not a decision of any ministry"),
    ],
)
def test_the_terminal_says_that_it_is_an_estimate_and_no_decision(
    kust, machines, more: tuple[str, ...], words: str
) -> None:
    assert words in " ".join(kust("support", machines, "--project", "joint-axle", *ON, *more).out.split())


def test_what_a_project_of_the_example_could_get_is_traced_to_its_rows(kust, machines) -> None:
    document = json.loads(
        kust("support", machines, "--project", "joint-hydraulics", *ON, "--format", "json").out
    )
    p41 = next(one for one in document["measures"] if one["measure"] == "p41")
    # Counted: documentation 6,400, interest 2,150 + 5,300, leasing 1,900 + 2,400, tooling 7,200, prototypes 4,100;
    # half of 29,450 is 14,725. Leasing claims 0.15 × 21,000 = 3,150: 1,900, then 1,250 of 2,400.
    assert p41["amount_krub"] == pytest.approx((6400 + 2150 + 5300 + 1900 + 2400 + 7200 + 4100) / 2)
    rows = {row["cost_id"]: row for row in p41["rows"]}
    assert rows["cost-hydraulics-5"]["claimed_krub"] == pytest.approx(1250)
    lines = (Path(machines) / rows["cost-hydraulics-5"]["file"]).read_text("utf-8").splitlines()
    assert lines[rows["cost-hydraulics-5"]["row"] - 1].startswith("cost-hydraulics-5,")
    assert p41["eligible"] == "unknown"
    assert [gap["place"] for gap in p41["missing"]] == ["projects.selected_on"]
    assert document["sure"]["krub"] == 0
    assert document["possible"]["krub"] == pytest.approx(14725)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ru", ("Субсидия на совместный проект (ПП № 41)", "14 725,0", "не больше 50 % затрат", "слайд, не текст акта",
                "сценарий, в итоги не входит", "Дата отбора (projects.selected_on)", "Лучшее сочетание")),
        ("en", ("Subsidy for a joint project", "14,725.0", "at most 50% of the costs", "a slide, not the act",
                "a scenario, in no total", "projects.selected_on", "Best combination")),
    ],
)  # fmt: skip
def test_the_terminal_shows_every_measure_and_what_to_find_out(
    kust, machines, lang: str, words: tuple[str, ...]
) -> None:
    out = kust("support", machines, "--project", "joint-hydraulics", *ON, "--lang", lang).out
    shown = " ".join(out.replace("\u00a0", " ").split())
    for word in words:
        assert word in shown


def test_a_measure_of_a_region_needs_no_python(kust, own) -> None:
    asked = ("support", own, "--project", "joint-hydraulics", *ON)
    document = json.loads(kust(*asked, "--format", "json").out)
    jsonschema.validate(document, SCHEMA)
    region = next(one for one in document["measures"] if one["measure"] == "region_tooling")
    # 0.9 × 7,200 of tooling is 6,480, cut at 5,000; it is in force and its one condition is met.
    assert (region["eligible"], region["amount_krub"], region["evidence"]) == ("met", 5000, "user")
    assert [one["limit"] for one in region["limits"] if one["binding"]] == ["cap"]
    assert document["sure"]["krub"] == pytest.approx(5000)
    # With it: 5,000 for the tooling and half of the other 22,250 from Decree № 41, more than its 14,725 alone.
    assert document["possible"]["krub"] == pytest.approx(5000 + (29450 - 7200) / 2)
    shown = " ".join(kust(*asked, "--measure", "region_tooling", "--lang", "ru").out.split())
    assert "введено вами" in shown and "Приём заявок открыт: 01.02.2019 – 30.04.2019" in shown


def test_the_calendar_holds_what_is_due_as_a_calendar_program_reads_it(kust, own, tmp_path: Path) -> None:
    file = tmp_path / "due.ics"
    ran = kust("support", own, "--project", "joint-hydraulics", "--on", "2019-02-01", "--calendar", file)
    assert ran.code == 0 and str(file) in ran.err
    raw = file.read_bytes()
    assert raw.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") and raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    text = raw.decode("utf-8").replace("\r\n ", "")
    events = [dict(line.split(":", 1) for line in event.split("\r\n") if ":" in line)
              for event in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL)]  # fmt: skip
    days = [event["DTSTART;VALUE=DATE"] for event in events]
    # The region's window, the end of the project, the last day for starting batches of 2024.
    assert days == ["20190201", "20190430", "20210101", "20241015"]
    assert len({event["UID"] for event in events}) == 4
    assert all("не решение министерства" in event["DESCRIPTION"].replace("\\,", ",") for event in events)


def test_a_calendar_that_is_there_is_not_overwritten(kust, machines, tmp_path: Path) -> None:
    file = tmp_path / "due.ics"
    file.write_text("mine")
    ran = kust("support", machines, "--project", "joint-axle", *ON, "--calendar", file)
    assert (ran.code, file.read_text()) == (2, "mine")
    assert (
        kust("support", machines, "--project", "joint-axle", *ON, "--calendar", tmp_path / "due.txt").code
        == 2
    )


def test_answers_of_the_settings_count(kust, own) -> None:
    (own / "kust.toml").write_text(
        "[support.answers.joint-axle]\npriority_product = true\nlater_edition_not_read = true\n", "utf-8"
    )
    # Interest of 2020 is of before the decree; of 2024, two years after the project, it is the last that counts.
    costs = own / "project_costs.csv"
    before = costs.read_text("utf-8")
    costs.write_text(before.replace("loan_interest,plan,2020,6100", "loan_interest,plan,2024,6100"), "utf-8")
    asked = ("support", own, "--project", "joint-axle", "--on", "2024-02-01", "--format", "json")
    found = {one["measure"]: one for one in json.loads(kust(*asked).out)["measures"]}
    assert found["platform_295"]["eligible"] == "met"
    # 6,100 × (1 − 0.078 / 0.105); the key rate of 16 % is the example's own row of rates.
    assert found["platform_295"]["loan_rate"] == pytest.approx(0.078)
    assert found["platform_295"]["amount_krub"] == pytest.approx(6100 * (1 - 0.078 / 0.105))


def test_a_wrong_question_is_one_line_and_exit_code_2(kust, machines, own) -> None:
    (own / "kust.toml").write_text('[support]\nmeasures = ["none.yaml"]\n', "utf-8")
    for words in (
        (machines, "--project", "none"),
        (machines,),
        (machines, "--project", "joint-axle", "--measure", "p42"),
        (own, "--project", "joint-axle"),
        (load("registry-2019"),),
    ):
        ran = kust("support", *words, *ON)
        assert (ran.code, ran.out) == (2, "")
        assert len(ran.err.strip().splitlines()) <= 2 and "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("[support.answers.joint-axle]\npriority_produkt = true", ("priority_produkt", "priority_product,")),
        # What a table holds is no question to the user.
        ("[support.answers.joint-axle]\njoint_project = true", ("joint_project", "cluster_conforms, in_part")),
        ("[support.answers.axle]\npriority_product = true", ("support.answers.axle", "joint-axle, joint-hydraulics")),
        ("[support.terms.axle.contributions_64]\nstarts_on = 2023-04-01", ("support.terms.axle", "joint-axle")),
        ("[support.terms.joint-axle.p41]\nstarts_on = 2023-04-01", ("p41", "contributions_64")),
        ("[support.terms.joint-axle.contributions_64]\nstarts_on = 2023-04-01\nends_on = 2023-04-01", ("ends_on",)),
        ('[support]\nmeasures = ["region.yaml"]', ("region.yaml", "p14", "region_tooling", "p1119_draft, p188, p41")),
    ],
    ids=["an answer", "what a table tells", "a project", "a project's term", "no term", "days", "not_with"],
)  # fmt: skip
def test_what_is_mistyped_is_refused_by_file_and_key_with_what_is_known(
    kust, own, settings: str, words: tuple[str, ...]
) -> None:
    (own / "region.yaml").write_text(f"{OWN}  not_with: [p14]\n", "utf-8")
    (own / "kust.toml").write_text(settings, "utf-8")
    for lang in ("ru", "en"):
        ran = kust("support", own, "--project", "joint-axle", *ON, "--lang", lang)
        shown = " ".join(ran.err.split())
        assert (ran.code, ran.out) == (2, "")
        for word in (*words, "region.yaml" if "region" in settings else "kust.toml"):
            assert word in shown


def test_the_file_that_was_named_is_named_in_the_refusal(kust, machines, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[support.answers.axle]\npriority_product = true\n", "utf-8")
    ran = kust("support", machines, "--project", "joint-axle", *ON, "--settings", file)
    assert ran.code == 2 and "mine.toml" in ran.err


def test_a_measure_excludes_another_of_the_user_s_own(kust, own) -> None:
    other = OWN.replace("region_tooling", "fund_tooling")
    (own / "region.yaml").write_text(f"{OWN}  not_with: [fund_tooling]\n{other}", "utf-8")
    asked = ("support", own, "--project", "joint-hydraulics", *ON, "--format", "json")
    document = json.loads(kust(*asked).out)
    region = next(one for one in document["measures"] if one["measure"] == "region_tooling")
    assert {"measure": "fund_tooling", "why": "excluded"} in region["not_together"]


def test_a_relief_shows_its_years_with_the_clause_and_its_last_day(
    kust, own, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kust.cli.terminal._WIDE", 300)
    (own / "kust.toml").write_text(
        "[support.answers.joint-axle]\nin_participants_register = true\nspic_with_federation = true\n"
        "[support.terms.joint-axle.contributions_64]\nstarts_on = 2023-04-01\n",
        "utf-8",
    )
    file = tmp_path / "due.ics"
    asked = ("support", own, "--project", "joint-axle", "--on", "2024-06-01")
    document = json.loads(kust(*asked, "--calendar", file, "--format", "json").out)
    term = next(one["term"] for one in document["measures"] if one["measure"] == "contributions_64")
    # Seven years from 1 April 2023 are over on 1 April 2030; 31 March is their last day.
    assert (term["years"], term["ends_on"], term["basis"]) == (7, "2030-04-01", "user")
    assert term["clause"]["ru"] == "статья 427 НК РФ" and "buh.ru" in term["source"]
    text = file.read_text("utf-8").replace("\r\n ", "").replace("\n ", "")
    assert "DTSTART;VALUE=DATE:20300331" in text and "Последний день льготы" in text
    for more in ((), ("--measure", "contributions_64")):
        shown = " ".join(kust(*asked, *more, "--lang", "ru").out.split())
        assert "не дольше 7 лет (статья 427 НК РФ)" in shown
    assert "последний день – 31.03.2030" in shown


@pytest.mark.parametrize(
    ("answer", "words"),
    [("cluster_conforms = true", "по вашему ответу в kust.toml"), ("", "подтверждено 14.12.2016")],
)
def test_the_terminal_says_by_what_a_condition_was_decided(
    kust, own, monkeypatch: pytest.MonkeyPatch, answer: str, words: str
) -> None:
    monkeypatch.setattr("kust.cli.terminal._WIDE", 300)
    (own / "kust.toml").write_text(f"[support.answers.joint-axle]\n{answer}\n", "utf-8")
    # The cluster of the example was confirmed on 14 December 2016.
    assert "2016-12-14" in (own / "clusters.csv").read_text("utf-8")
    asked = ("support", own, "--project", "joint-axle", "--on", "2024-06-01", "--measure", "starting_batches")
    assert words in kust(*asked, "--lang", "ru").out


def test_without_a_table_of_costs_the_terminal_does_not_say_that_there_are_none(
    kust, own, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kust.cli.terminal._WIDE", 300)
    (own / "project_costs.csv").unlink()
    asked = ("support", own, "--project", "joint-axle", *ON, "--lang", "ru")
    for more in ((), ("--measure", "p41")):
        shown = " ".join(kust(*asked, *more).out.split())
        assert "таблица затрат не заполнена" in shown and "таких затрат у проекта нет" not in shown
    document = json.loads(kust(*asked, "--format", "json").out)
    p41 = next(one for one in document["measures"] if one["measure"] == "p41")
    assert (p41["costs_told"], p41["amount_krub"]) == (False, None)


@pytest.mark.parametrize("engine", ["duckdb"])
def test_other_engines_give_the_same_support(kust, machines, engine: str) -> None:
    pytest.importorskip(engine)
    asked = ("support", machines, "--project", "joint-hydraulics", *ON, "--format", "json")
    one, other = (json.loads(kust(*asked, "--engine", name).out) for name in ("polars", engine))
    assert one == other
