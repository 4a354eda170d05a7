"""Cases of counts, traits, jobs, documents and projects, each with its calculation."""

from datetime import date
from pathlib import Path

import pytest

from .judge import conforms, judge
from .small_clusters import ON, YEAR, Rows, account, ask, dataset, member, supply
from .strategies import write


def test_a_folder_typed_by_hand_is_read(tmp_path: Path) -> None:
    (tmp_path / "memberships.csv").write_text(
        "cluster_id,organisation_id,role,in_governing_body,joined_on,left_on\n"
        "C1,A,enterprise,yes,,\n"
        "C1,B,enterprise,no,2019-03-01,\n"
        "C1,B,enterprise,,2019-03-01,\n"
        "C1,C,enterprise,no,,2019-03-01\n"
        "C2,D,enterprise,no,,\n",
        encoding="utf-8",
    )
    (tmp_path / "documents.csv").write_text("document_id,cluster_id,requirement\n", encoding="utf-8")
    found = judge(tmp_path, "C1", "779-2018", ON, YEAR)
    # A and B; C left on the day, D is in another cluster; B counts once.
    assert found["industrial.enterprises"]["value"] == 2
    assert found["industrial.enterprises"]["margin"] == -8
    # 1 of 2 sits in the bodies: exactly a half.
    assert found["industrial.governing_bodies"] == {
        "verdict": "met",
        "value": 0.5,
        "threshold": 0.5,
        "margin": 0.0,
        "parts": {},
        "members": {"A": {"verdict": "met", "value": 1.0}, "B": {"verdict": "not_met", "value": 0.0}},
    }
    assert found["industrial.territory"]["verdict"] == "unknown"  # no such table
    assert found["industrial.planning_documents"]["verdict"] == "unknown"  # no row in it
    assert conforms(found) == "not_met"


def test_final_products_are_worked_out_from_the_outputs(tmp_path: Path) -> None:
    # P1 is final, P2 is not, of P3 it is not known.
    for products, known, verdict in (
        (["P1", "P3"], 1, "met"),
        (["P2"], 0, "not_met"),
        (["P2", "P3"], 0, "unknown"),
        ([], 0, "unknown"),
    ):
        outputs: Rows = [
            {"organisation_id": "A", "product_id": product, "year": YEAR, "amount_krub": 5}
            for product in products
        ]
        found = ask(tmp_path, dataset([member("A")], outputs=outputs), "industrial.final_maker")
        assert (found["value"], found["verdict"]) == (known, verdict)


def test_an_output_of_zero_is_none_and_one_without_a_figure_may_be(tmp_path: Path) -> None:
    # The firm makes P2, not final, for certain or not; P1, final, with 0 or without a figure.
    for amounts, verdict in (
        ({"P2": 5, "P1": 0}, "not_met"),
        ({"P2": 5, "P1": None}, "unknown"),
        ({"P2": None}, "unknown"),
        ({"P2": 0}, "unknown"),  # no output, and nothing else is known of it
    ):
        outputs: Rows = [
            {"organisation_id": "A", "product_id": product, "year": YEAR, "amount_krub": amount}
            for product, amount in amounts.items()
        ]
        found = ask(tmp_path, dataset([member("A")], outputs=outputs), "industrial.final_maker")
        assert found["verdict"] == verdict


def test_a_final_maker_of_2016_must_use_what_the_others_make(tmp_path: Path) -> None:
    members = [member("A", makes_final_products="no"), member("B", makes_final_products="yes")]
    for supplies, verdict in (
        ([supply("A", "B", 1)], "met"),
        ([supply("Z", "B", 1)], "not_met"),  # purchases known, none of them from a participant
        ([supply("B", "A", 1)], "unknown"),  # purchases of B are missing
        ([supply("A", "B", 1, "supplier"), supply("A", "B", 0, "buyer")], "not_met"),
    ):
        found = ask(tmp_path, dataset(members, supplies=supplies), "industrial.final_maker", "779-2016")
        assert found["verdict"] == verdict


def test_the_most_exact_wage_threshold_is_taken(tmp_path: Path) -> None:
    firm = {"organisation_id": "A", "country": "RU", "region": "16", "size": "small", "okved": "26.11"}
    other = {"organisation_id": "B", "country": "RU", "region": "70"}
    thresholds: Rows = [
        {"okved": "26.11", "year": YEAR, "threshold_rub": 90},
        {"size": "small", "okved": "26", "year": YEAR, "threshold_rub": 80},
        {"region": "16", "year": YEAR, "threshold_rub": 60},
        {"region": "16", "okved": "26", "year": YEAR, "threshold_rub": 50},
        {"region": "16", "size": "large", "year": YEAR, "threshold_rub": 70},
        {"year": YEAR, "threshold_rub": 40},
    ]
    tables = dataset(
        [member("A"), member("B")],
        organisations=[firm, other],
        accounts=[
            account("A", jobs=30, average_wage_rub=50),  # just at the 50 of region and activity
            account("B", jobs=20, average_wage_rub=39),  # below the 40 for all
        ],
        wage_thresholds=thresholds,
    )
    jobs = "industrial.high_productivity_jobs"
    found = ask(tmp_path, tables, jobs)
    assert (found["verdict"], found["value"]) == ("met", pytest.approx(30 / 50))
    strict = ask(tmp_path, tables, jobs, wage_at_threshold_counts=False)
    assert (strict["verdict"], strict["value"]) == ("not_met", 0.0)


def test_unknown_jobs_lie_between_none_and_all(tmp_path: Path) -> None:
    # A: 10 of 30. B: 0 … 20 of 20. 10 − 25 = −15 … 30 − 25 = 5; with 60 of 60 in A: 60 − 40 = 20 …
    members = [member("A"), member("B")]
    for good, every, verdict in ((10, 30, "unknown"), (60, 60, "met")):
        accounts = [account("A", jobs=every, high_productivity_jobs=good), account("B", jobs=20)]
        found = ask(tmp_path, dataset(members, accounts=accounts), "industrial.high_productivity_jobs")
        assert (found["verdict"], found["value"]) == (verdict, None)


def test_links_are_seen_from_the_books_of_the_one_asked(tmp_path: Path) -> None:
    # A says it sold nothing to B, B says it bought 5: a link of B, none of A.
    tables = dataset(
        [member("A"), member("B")],
        supplies=[supply("A", "B", 0, "supplier"), supply("A", "B", 5, "buyer"), supply("Z", "A", 1)],
    )
    found = ask(tmp_path, tables, "industrial.links", "779-2021")
    assert found["members"] == {
        "A": {"verdict": "not_met", "value": 0},
        "B": {"verdict": "met", "value": 1},  # one is enough although its sales are missing
    }
    assert (found["verdict"], found["value"], found["margin"]) == ("not_met", 0, -1)


def test_up_to_three_may_not_produce_yet(tmp_path: Path) -> None:
    members = [member(name, not_yet_producing="yes") for name in "ABC"] + [member("D")]
    for accounts, verdict, value in (
        ([account("D", output_krub=1)], "met", 3),
        ([account("D", output_krub=0)], "not_met", 4),
        ([], "unknown", 3),
    ):
        tables = dataset(members, accounts=accounts)
        found = ask(tmp_path, tables, "industrial.not_yet_producing", "779-2023")
        assert (found["verdict"], found["value"], found["margin"]) == (verdict, value, 3 - value)


def test_infrastructure_is_counted_by_rows_and_education_by_organisations(tmp_path: Path) -> None:
    tables = dataset(
        [
            member("A", "infrastructure", infrastructure_kind="industrial"),
            member("A", "infrastructure", infrastructure_kind="technological"),
            member("A", "infrastructure"),
            member("U", "education"),
        ]
    )
    objects = ask(tmp_path, tables, "industrial.infrastructure")
    assert (objects["verdict"], objects["value"]) == ("met", 2)
    schools = ask(tmp_path, tables, "industrial.education")
    assert (schools["verdict"], schools["value"]) == ("unknown", 0)


def test_a_joint_project_runs_on_the_day_and_has_two_participants(tmp_path: Path) -> None:
    members = [member("A"), member("B"), member("U", "education")]
    project: dict[str, object] = {"project_id": "R1", "cluster_id": "C1", "title": "R1", "kind": "joint"}
    cases: list[tuple[dict[str, object], str, str]] = [
        ({}, "AB", "met"),
        ({"starts_on": ON, "ends_on": date(2019, 3, 2)}, "AB", "met"),
        ({"ends_on": ON}, "AB", "not_met"),
        ({"starts_on": date(2019, 3, 2)}, "AB", "not_met"),
        ({}, "AU", "not_met"),
    ]
    for days, who, verdict in cases:
        listed = [{"project_id": "R1", "organisation_id": one} for one in who]
        tables = dataset(members, projects=[project | days], project_participants=listed)
        assert ask(tmp_path, tables, "industrial.joint_projects", "779-2016")["verdict"] == verdict


def test_every_region_needs_its_document_or_its_targets(tmp_path: Path) -> None:
    code = "innovation.regional_commitment"
    paper = {"document_id": "D1", "cluster_id": "C1", "requirement": code, "title": "D1"}
    target = {"cluster_id": "C1", "indicator": "jobs", "year": 2020, "target": 1}
    for papers, targets, verdict in (
        ([{}], [], "met"),  # about all regions
        ([{"region": "16"}], [], "unknown"),
        ([{"region": "16"}], [{"region": "70"}], "met"),
        ([{"region": "16"}, {"region": "70", "confirms": "no"}], [], "not_met"),
        ([{"dated_on": date(2019, 3, 2)}], [], "unknown"),  # dated after the day
        ([], [{}], "unknown"),  # targets of the cluster are not of a region
    ):
        tables = dataset(
            [member("A")],
            cluster_regions=[{"cluster_id": "C1", "region": region} for region in ("16", "70")],
            documents=[paper | {"document_id": f"D{n}"} | cells for n, cells in enumerate(papers)],
            indicator_targets=[target | cells for cells in targets],
        )
        found = ask(tmp_path, tables, code, "innovation-2016")
        assert (found["verdict"], found["value"], found["margin"]) == (verdict, None, None)


def test_composition_is_as_strong_as_its_smallest_part(tmp_path: Path) -> None:
    tables = dataset(
        [
            member("A"),
            member("B"),
            member("R", "research"),
            member("U", "education", education_level="higher"),
        ],
        accounts=[account("A", exports_krub=0), account("B")],
    )
    found = ask(tmp_path, tables, "innovation.composition", "innovation-2016")
    assert found["parts"] == {
        "research": {"verdict": "met", "value": 1},
        "education": {"verdict": "met", "value": 1},
        "enterprise": {"verdict": "met", "value": 2},
        "exporter": {"verdict": "unknown", "value": 0},  # B may export
    }
    assert (found["verdict"], found["value"], found["margin"]) == ("unknown", 0, -1)


def test_agreements_count_from_their_day_on(tmp_path: Path) -> None:
    for second, value, verdict in (
        (ON, 1.0, "met"),
        (date(2019, 3, 2), 0.5, "not_met"),
        (None, 0.5, "not_met"),
    ):
        regions: Rows = [
            {"cluster_id": "C1", "region": "16", "agreement_on": date(2017, 1, 9)},
            {"cluster_id": "C1", "region": "70", "agreement_on": second},
        ]
        found = ask(
            tmp_path, dataset([member("A")], cluster_regions=regions), "industrial.regional_agreement"
        )
        assert (found["value"], found["verdict"], found["members"]) == (value, verdict, {})


def test_without_a_table_of_members_nothing_about_them_is_known(tmp_path: Path) -> None:
    found = judge(write(dataset([]), tmp_path), "C1", "779-2018", ON, YEAR)
    assert {found[code]["verdict"] for code in found} == {"unknown"}
