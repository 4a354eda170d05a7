"""The document of a programme as content: figures of the data, links that lead somewhere, nothing proposed as decided.

``golden.json`` was worked out by hand from the files of the example: money by adding up ``measure_costs.csv`` (own,
2018: 350 + 40 + 120 + 11 000 = 11 510; fact 380 + 40 + 90 + 10 450 = 10 960), days and costs of measures as they stand
there; shares of requirements as ``kust check`` is held to them by its own tests.
"""

import csv
import json
from collections import defaultdict
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kust.cli.programme_documents import _compare as compare_working
from kust.documents.blocks import Amount
from kust.documents.figures import write
from kust.documents.programme.content import ProgrammeContent
from kust.documents.programme.file import ProgrammeFile, gather_programme, with_changes
from kust.documents.programme.make import make_programme
from kust.examples import load
from kust.programme.keeping.changes import calc_changes
from kust.programme.keeping.versions import Version
from kust.programme.programme import DROPPED

from .conftest import ON, YEAR, before

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))


def told(value: Any) -> str:
    """Write a cell as a reader sees it, with plain spaces."""
    if value is None:
        return "–"
    words = write(
        value, "day" if isinstance(value, date) else "amount" if isinstance(value, Amount) else "", "ru"
    )
    return words.replace("\u00a0", " ")


def test_cells_worked_out_by_hand_stand_in_the_document(content: ProgrammeContent) -> None:
    requirements = {one.title: [one.verdict.words, one.value, one.threshold] for one in content.requirements}
    problems = {
        problem.number: [
            told(problem.seen.found),
            told(problem.seen.now),
            problem.seen.limit,
            problem.seen.state.words,
        ]
        for goal in content.goals
        for problem in goal.problems
    }
    measures = {
        one.number: [told(one.starts), told(one.ends), one.money_words, one.sources, one.why.words]
        for one in content.measures
    }
    budget = {
        one.source: [year.words for year in one.years] for one in (*content.budget, content.budget_total)
    }
    found = {"requirements": requirements, "problems": problems, "measures": measures, "budget": budget}
    for part, rows in GOLDEN.items():
        for name, cells in rows.items():
            assert [str(cell).replace("\u00a0", " ") for cell in found[part][name]] == cells, (part, name)


def test_the_budget_adds_up_the_rows_of_the_standing_measures_only(content: ProgrammeContent) -> None:
    folder = load("machine-building")
    with (folder / "measures.csv").open(encoding="utf-8") as file:
        out = {row["measure_id"] for row in csv.DictReader(file) if row["decision"] == DROPPED}
    sums: defaultdict[int, float] = defaultdict(float)
    with (folder / "measure_costs.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["basis"] == "plan" and row["measure_id"] not in out:
                sums[int(row["year"])] += float(row["amount_krub"])
    assert content.budget_years == tuple(sorted(sums))
    assert [year.plan.value for year in content.budget_total.years if year.plan] == [
        sums[y] for y in sorted(sums)
    ]
    assert content.budget_total.total.plan == Amount(sum(sums.values()), "krub")


def test_every_problem_shows_the_figure_of_its_sign(content: ProgrammeContent, file: ProgrammeFile) -> None:
    shown = {problem.title: problem.seen for goal in content.goals for problem in goal.problems}
    compared = 0
    for one in file.programme.problems:
        if one.shown_by in (None, "challenge") or one.reference is None:
            continue
        sign = file.signs.find(one.shown_by, one.reference, one.edition)
        now = shown[one.title].now
        assert (None if now is None else now.value) == sign.value
        assert (shown[one.title].found.value if shown[one.title].found else None) == one.found_value
        compared += 1
    assert compared == 8


def test_roadmap_and_indicators_are_those_of_the_analyses(
    content: ProgrammeContent, file: ProgrammeFile
) -> None:
    planned = {one.measure_id: one for one in file.roadmap.measures}
    ids = {one.number: one.id for one in content.measures}
    assert len(content.roadmap) == len(planned) == 23
    for line in content.roadmap:
        row = planned[ids[line.number]]
        assert (line.starts, line.ends, line.slack) == (
            row.planned.starts_on,
            row.planned.ends_on,
            row.planned.total_slack,
        )
        assert (line.forecast, line.delay) == (row.ahead.ends_on, row.delay_days)
    results = {one.indicator: one for one in file.indicators.results}
    for one in content.indicators:
        result = results[one.title]
        assert (one.forecast.value if one.forecast else None) == result.outlook.value
        for year in one.years:
            figure = result.of(year.year)
            assert (year.actual.value if year.actual else None) == (figure.actual.value if figure else None)


def test_every_measure_leads_to_a_figure_of_the_annex_and_every_figure_has_its_command(
    content: ProgrammeContent,
) -> None:
    places = {one.title.name: one for one in content.evidence}
    assert len(places) == len(content.evidence) == 10
    for goal in content.goals:
        for problem in goal.problems:
            for measure in problem.measures:
                evidence = places[measure.why.place]
                assert evidence.number == measure.why.words
                assert problem.number in evidence.asked_by
                assert evidence.command.startswith("kust ") or problem.seen.kind == "Вызов"


def test_commands_name_the_dataset_and_no_place_of_this_machine(content: ProgrammeContent) -> None:
    commands = [one.command for one in content.evidence if one.command]
    assert commands[0].startswith("kust explain machine-building industrial.cooperation --cluster VB")
    assert not [one for one in commands if "/" in one]


def test_the_trace_holds_the_digests_of_the_settings_and_of_ones_own_measures(
    file: ProgrammeFile, tmp_path: Path
) -> None:
    written = {"kust.toml": b"[support]\nmeasures = ['own.yaml']\n", "own.yaml": b"# a measure of the region"}
    for name, text in written.items():
        (tmp_path / name).write_bytes(text)
    options = {"settings": tmp_path / "kust.toml", "lang": "ru", "output": "programme.docx"}
    trace = make_programme(replace(file, own_files=("own.yaml",)), options).trace
    told = {one.label: one.value for one in trace if one.value.startswith("sha256:")}
    digests = {name: f"sha256:{sha256(text).hexdigest()}" for name, text in written.items()}
    for name, digest in digests.items():
        assert [value for label, value in told.items() if name in label] == [digest]


def test_numbers_of_goals_and_problems_follow_each_other(content: ProgrammeContent) -> None:
    assert [one.number for one in content.goals] == ["1", "2", "3", "4"]
    for goal in content.goals:
        wanted = [f"{goal.number}.{place}" for place in range(1, len(goal.problems) + 1)]
        assert [one.number for one in goal.problems] == wanted


def test_what_is_proposed_or_dropped_is_no_part_of_the_programme(
    content: ProgrammeContent, changed: ProgrammeContent
) -> None:
    title, dropped = (
        "Опытные образцы и испытания моста",
        "Купить лицензию на насос у иностранного изготовителя",
    )
    assert title in [one.title for one in content.measures]
    assert title not in [one.title for one in changed.measures]
    assert title not in [one.title for one in changed.roadmap]
    assert [one.title for one in changed.proposals] == [title]
    assert changed.budget_total.total.plan == Amount(228_190 - 7_900, "krub")
    for one in (content, changed):
        assert [(row.title, row.reason[:12]) for row in one.dropped] == [(dropped, "Изготовитель")]
        assert dropped not in [measure.title for measure in one.measures]


def test_changes_are_told_with_their_reason(changed: ProgrammeContent) -> None:
    found = {(one.where, one.change): one for one in changed.changes}
    moved = found["11. Совместная закупка подшипников с завода, без посредника", "перенос: начало (+31 дн.)"]
    assert (moved.before, moved.after) == ("01.03.2019", "01.04.2019")
    assert moved.reason.startswith("По опросу сторон свои подшипники не нужны")
    assert found["12. Техническое задание на свой блок управления", "добавлено"].reason == ""
    assert "12. " not in changed.changes_words
    assert "Техническое задание на свой блок управления" in changed.changes_words


def test_a_programme_that_was_just_published_is_told_as_that_version(file: ProgrammeFile) -> None:
    """Compared with itself it would tell nothing; compared with the version before it tells what that one changed."""
    told = dict.fromkeys(("reason", "digest", "dataset_digest", "kust", "before"), "")
    first, second = (
        Version(cluster_id="VB", number=number, on=ON, left_out=0, programme=programme, **told)
        for number, programme in enumerate((before(file.programme), file.programme), 1)
    )
    found = compare_working(file, (first, second), file.programme, None, None)
    assert found.versions == (1, 2)
    assert found.changes is not None and {one.id for one in found.changes.changes} == {"VB-M11", "VB-M12"}
    assert compare_working(file, (first,), file.programme, None, None).versions == (1, None)
    assert compare_working(file, (second,), file.programme, None, None).versions == (2, None)


def test_changes_name_what_is_no_longer_in_the_programme(file: ProgrammeFile) -> None:
    """Before, measure 11 was that of a stakeholder who has left, and waited for a measure that is gone."""
    gone = replace(file.programme.measures[0], measure_id="VB-M99", number=99, title="Склад поковок")
    who = replace(file.programme.stakeholders[0], stakeholder_id="S99", name="ООО «Ушедший завод»")
    old = replace(
        file.programme,
        stakeholders=(*file.programme.stakeholders, who),
        measures=(
            *(
                replace(one, owner_id="S99", goal_id="VB-G2", depends_on=("VB-M99", "VB-M10"))
                if one.measure_id == "VB-M11"
                else one
                for one in file.programme.measures
            ),
            gone,
        ),
    )
    changes = calc_changes(old, file.programme)
    for known in (old, None):
        made = make_programme(with_changes(file, changes, 1, None, before=known))
        found = {one.change: one.before for one in made.changes if one.where.startswith("11. ")}
        assert found["ответственный"] == "ООО «Ушедший завод»"
        assert "зависимость" in found
        assert found["зависимость"].startswith("Склад поковок; 10. ")
        assert "VB-" not in " ".join(f"{one.before} {one.after}" for one in made.changes)


def test_who_may_not_be_named_is_told_by_kind_only(file: ProgrammeFile) -> None:
    people = tuple(replace(one, named=False) for one in file.programme.stakeholders)
    hidden = replace(file, programme=replace(file.programme, stakeholders=people))
    challenges = [one for one in make_programme(hidden).evidence if one.kind == "Вызов"]
    assert [one.why for one in challenges] == ["Вызов назван стороной: участник"] * 2


def test_a_programme_without_money_days_or_figures_is_told_as_unknown_and_never_as_zero(
    file: ProgrammeFile,
) -> None:
    bare = replace(
        file.programme,
        starts_on=None,
        ends_on=None,
        problems=tuple(replace(one, shown_by=None, reference=None) for one in file.programme.problems),
        measures=tuple(
            replace(one, starts_on=None, ends_on=None, owner_id=None, costs=())
            for one in file.programme.measures
        ),
    )
    again = gather_programme(file.dataset, cluster="VB", on=ON, year=YEAR, programme=bare)
    content = make_programme(again)
    assert {one.money_words for one in content.measures} == {"не указаны"}
    assert {one.owner for one in content.measures} == {"не назначен"}
    assert {one.why.words for one in content.measures} == {"цифра не указана"}
    assert (content.budget, content.budget_total.total.plan, content.evidence) == ((), None, ())
    assert content.budget_words == "Деньги программы не указаны."


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_both_languages_tell_the_same_figures(
    content: ProgrammeContent, file: ProgrammeFile, lang: str
) -> None:
    again = make_programme(replace(file, lang=lang))
    assert [one.money for one in again.measures] == [one.money for one in content.measures]
    assert again.budget[0].years[1].plan == Amount(30_280.0, "krub")
    assert len(again.evidence) == len(content.evidence)
    if lang == "en":
        assert again.evidence[0].number == "A.1"
        assert again.goals[0].problems[0].seen.state.words == "the figure asks for action"
