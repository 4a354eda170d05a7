"""What a report says, held against figures worked out by hand (see small_cluster)."""

from datetime import date
from pathlib import Path

import pytest

from kust.checks import Readings
from kust.data import read_dataset
from kust.documents.overview import make_overview
from kust.documents.report import make_report
from kust.errors import UsageError

from .small_cluster import ON, TABLES, answer_to, read_small, report_on, write_tables


def test_the_passport_names_regions_with_their_agreements_and_counts_roles(tmp_path: Path) -> None:
    passport = report_on(tmp_path).passport
    facts = {fact.label: fact.value for fact in passport.facts}
    assert facts["Номер в реестре"] == "7"
    assert facts["Субъекты РФ"] == "(вымышленный регион); Республика Татарстан (соглашение от 10.05.2018)"
    assert facts["Специализированная организация"] == "Центр кластера (вымышленные данные)"
    assert facts["Участников, по которым считаются показатели"] == "3"
    assert passport.roles.rows == (("предприятие", 3), ("образование", 1))


def test_an_answer_holds_value_threshold_and_margin(tmp_path: Path) -> None:
    figure = answer_to(report_on(tmp_path), "industrial.enterprises").figure
    assert (figure.verdict, figure.value, figure.threshold, figure.margin) == ("not_met", 3, 10, -7)


def test_cooperation_is_met_by_purchases_while_sales_are_missing(tmp_path: Path) -> None:
    answer = answer_to(report_on(tmp_path), "industrial.cooperation")
    # C bought 34 of 120 inside; on the supply side A has 35 of 100, B 10 of 40, C unknown of 200.
    assert answer.figure.verdict == "met"
    assert answer.figure.value == pytest.approx(34 / 120)
    assert answer.figure.margin == pytest.approx(34 / 120 - 0.2)
    assert [part.verdict for part in answer.parts] == ["unknown", "unknown", "met", "met"]
    supply = answer.groups[0]
    assert [one.name for one in supply.unknown] == ["АО «Гамма» (вымышленные данные)"]
    assert (supply.below, supply.others) == ((), 2)
    assert answer.remark.startswith("Не все данные получены, но ответ")


def test_those_below_are_listed_by_name_the_lowest_first(tmp_path: Path) -> None:
    answer = answer_to(report_on(tmp_path, edition="779-2015"), "industrial.supply_share_each")
    below = [(one.name, one.value) for one in answer.groups[0].below]
    assert below == [
        ("ООО «Бета» (вымышленные данные)", 0.25),
        ("ООО «Альфа» (вымышленные данные)", 0.35),
    ]


def test_mutual_supplies_are_zero_where_known_and_missing_where_not_told(tmp_path: Path) -> None:
    supplies = report_on(tmp_path).supplies
    assert supplies is not None
    assert supplies.organisations == ("A", "B", "C")
    assert supplies.amounts == ((0.0, 5.0, 30.0), (0.0, 0.0, 10.0), (None, None, None))
    assert supplies.total == 45
    assert supplies.largest.rows[0][2:] == (30.0, pytest.approx(30 / 45))


def test_reports_that_differ_stand_with_both_amounts_and_their_rows(tmp_path: Path) -> None:
    supplies = report_on(tmp_path).supplies
    assert supplies is not None
    assert supplies.differences.rows == (
        (
            "ООО «Альфа» (вымышленные данные)",
            "АО «Гамма» (вымышленные данные)",
            "Детали",
            30.0,
            24.0,
            6.0,
            "supplies.csv: строки 2, 3, 4",
        ),
    )
    assert supplies.one_sided == 1


def test_what_is_missing_is_asked_of_whom_it_concerns(tmp_path: Path) -> None:
    asks = {ask.organisation_id: ask for ask in report_on(tmp_path).asks}
    of_c = "\n".join(asks["C"].items)
    assert "продажи участникам кластера за 2018 год" in of_c
    assert "число высокопроизводительных рабочих мест в 2018 году" in of_c
    assert "входите ли вы в органы управления" in of_c
    assert asks["C"].decides
    assert "лист «Показатели», столбец «ВПРМ»" in of_c
    # Documents belong to no organisation: the specialised one is asked, and does not sign a letter to itself.
    assert any("Учёт документов планирования" in item for item in asks["S"].items)
    assert asks["C"].letter.endswith("\n\nЦентр кластера (вымышленные данные)")
    assert not asks["S"].letter.endswith("Центр кластера (вымышленные данные)")


def test_a_letter_numbers_what_it_asks_for_and_tells_zero_from_nothing(tmp_path: Path) -> None:
    ask = next(ask for ask in report_on(tmp_path).asks if ask.organisation_id == "C")
    for number, item in enumerate(ask.items, 1):
        assert f"\n{number}. {item}" in ask.letter
    assert "поставьте 0" in ask.letter
    assert "Кластер «Проба» (вымышленные данные)" in ask.letter


def test_of_an_edition_known_in_part_nothing_says_that_the_cluster_conforms(tmp_path: Path) -> None:
    # 2021: every participant has a partner, and C buys 34 of 120 inside.
    entry = report_on(tmp_path, edition="779-2021").editions[0]
    assert entry.glance.conforms == "met"
    assert entry.glance.sentence == "Кластер соответствует 2 правилам этой редакции, известным kust"
    assert entry.glance.not_found
    assert "только часть правил" in entry.glance.coverage


def test_the_sentence_counts_what_fails_and_what_is_open(tmp_path: Path) -> None:
    glance = report_on(tmp_path).editions[0].glance
    assert glance.not_met > 0
    assert glance.met + glance.not_met + glance.unknown == 11
    assert str(glance.not_met) in glance.sentence
    assert f"ещё по {glance.unknown} ответ неизвестен" in glance.sentence


def test_another_reading_that_gives_another_answer_is_said(tmp_path: Path) -> None:
    # B pays exactly the threshold: its 20 jobs count or not, 25 of 30 against 5 of 30.
    accounts = """organisation_id,year,jobs,high_productivity_jobs,average_wage_rub
        A,2018,10,5,
        B,2018,20,,45000"""
    members = """cluster_id,organisation_id,role
        K,A,enterprise
        K,B,enterprise"""
    answer = answer_to(
        report_on(tmp_path, accounts=accounts, memberships=members), "industrial.high_productivity_jobs"
    )
    assert answer.figure.value == pytest.approx(25 / 30)
    said = {other.reading: (other.verdict, other.value) for other in answer.otherwise}
    reading = "зарплата, равная порогу, не делает рабочие места высокопроизводительными"
    assert said[reading] == ("not_met", pytest.approx(5 / 30))


def test_the_other_editions_stand_side_by_side_with_gaps_where_they_ask_nothing(tmp_path: Path) -> None:
    comparison = report_on(tmp_path).comparison
    assert len(comparison.editions) == 5
    row = comparison.requirements.index("Участники — учредители специализированной организации")
    assert [figure is None for figure in comparison.cells[row]] == [False, True, True, True, True]
    assert comparison.totals[3] == "выполнены все известные правила: 2"


def test_annexes_state_jobs_and_cooperation_with_totals(tmp_path: Path) -> None:
    annexes = {table.code: table for table in report_on(tmp_path).annexes}
    jobs = [(row[1], row[4], row[6]) for row in annexes["jobs"].rows]
    assert jobs == [
        (10, 5, "сообщено организацией"),
        (20, 20, "по средней зарплате"),
        (30, None, "нет данных"),
    ]
    assert annexes["jobs"].totals == (("Все участники", 60, "", "", None, None, ""),)
    a, _, c = annexes["cooperation"].rows
    assert a[2:5] == (100, 35, 0.35)
    assert c[2:] == (200, None, None, 120, 34, pytest.approx(34 / 120), 2)
    everyone, makers = annexes["cooperation"].totals
    assert everyone[2:5] == (340, None, None)
    assert makers[5:8] == (120, 34, pytest.approx(34 / 120))


def test_only_rows_of_the_day_and_the_year_are_told(tmp_path: Path) -> None:
    members = (
        TABLES["memberships"]
        .replace("in_governing_body", "in_governing_body,left_on")
        .replace("K,B,enterprise,,no,no", "K,B,enterprise,,no,no,2019-03-01")
    )
    report = report_on(tmp_path, memberships=members)
    assert report.supplies is not None
    assert report.supplies.organisations == ("A", "C")
    assert report.supplies.total == 30


def test_without_supplies_there_is_nothing_to_draw_and_all_to_ask(tmp_path: Path) -> None:
    report = report_on(tmp_path, supplies="")
    assert report.supplies is None
    assert any("продажи участникам" in item for ask in report.asks for item in ask.items)


def test_before_the_first_edition_the_report_says_so(tmp_path: Path) -> None:
    report = make_report(read_small(tmp_path), cluster="K", on=date(2014, 1, 1), year=2018)
    assert report.editions[0].answers == ()
    assert "ни одна из известных редакций" in report.editions[0].glance.sentence
    assert len(report.comparison.editions) == 5


def test_readings_are_followed_and_named(tmp_path: Path) -> None:
    report = make_report(
        read_small(tmp_path), cluster="K", on=ON, year=2018, readings=Readings(participants="all"), lang="en"
    )
    assert report.sources.readings[0].value == "all organisations of the cluster count as participants"
    assert report.supplies is not None
    assert report.supplies.organisations == ("A", "B", "C", "U")


def test_sources_carry_the_digest_and_no_path_of_the_machine(tmp_path: Path) -> None:
    dataset = read_small(tmp_path / "проба")
    report = make_report(dataset, cluster="K", on=ON, year=2018)
    assert report.sources.digest == dataset.digest
    assert report.sources.dataset == "проба"
    assert str(tmp_path) not in repr(report)


def test_another_engine_gives_the_same_report(tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    folder = write_tables(tmp_path)
    reports = [
        make_report(read_dataset(folder, engine=engine).dataset, cluster="K", on=ON, year=2018)
        for engine in ("polars", "duckdb")
    ]
    assert reports[0] == reports[1]


def test_an_unknown_cluster_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        make_report(read_small(tmp_path), cluster="Z", on=ON)


def test_declared_needs_and_niches_carry_their_certainty(tmp_path: Path) -> None:
    report = report_on(
        tmp_path,
        needs="""need_id,cluster_id,product_id,quantity_min,quantity_max,import_share,import_share_max,cause,certainty
            n,K,parts,100,150,0.9,0.95,high_cost;low_volume,C""",
        declared_niches="""niche_id,cluster_id,product_id,title,investment_krub,source,certainty,unpaired
            i,K,units,Узлы нового вида,1300,Презентация,D,спрос 100 или 400""",
    )
    needs, niches = report.declared
    facts = {fact.label: fact.value for fact in needs.cards[0].facts}
    assert facts["Количество"] == "100–150 шт. в год"
    assert facts["Доля импорта"].replace("\u00a0", " ") == "90 % – 95 %"
    assert facts["Причина"] == "высокая стоимость, малые объёмы"
    assert facts["Достоверность"] == "C — сомнительно, 50–69 %"
    assert needs.rows[0][4:6] == (0.9, 0.95)
    assert "спрос 100 или 400" in niches.rows[0]


def test_an_overview_counts_verdicts_and_clusters_by_region(tmp_path: Path) -> None:
    dataset = read_small(
        tmp_path,
        clusters=TABLES["clusters"] + "\n        L,Кластер «Другой» (вымышленные данные),industrial,8,",
        cluster_regions=TABLES["cluster_regions"] + "\n        L,16,",
    )
    overview = make_overview(dataset, on=ON, year=2018, edition="779-2018")
    assert overview.tiles == {"16": 2, "00": 1}
    assert overview.elsewhere == ("(вымышленный регион): 1",)
    assert sum(overview.counts.values()) == 2
    assert [row[0] for row in overview.clusters.rows] == [7, 8]
    # Every cluster answers to the eleven requirements.
    assert [sum(row[-3:]) for row in overview.clusters.rows] == [11, 11]
    assert overview.regions.rows[0][:2] == ("Республика Татарстан", 2)
    # Kind and edition are the same for both, so they are said once.
    assert {fact.value for fact in overview.facts} >= {
        "промышленный",
        "Постановление № 779 в редакции 2018 года",
    }
