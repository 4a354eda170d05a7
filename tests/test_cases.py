"""Every case of tests/cases, one test each: the answer of `check` is what was calculated by hand."""

import csv
from pathlib import Path
from typing import Any

import pytest

from kust.checks import Readings, check
from kust.checks.as_json import as_json
from kust.data import read_dataset

from .cases.compare import differences
from .cases.load import FOLDER, Case, Joined, load_cases, write_all, write_case

Asked = tuple[Case, str]

CASES = load_cases()
ASKED: list[Asked] = [(case, edition) for case in CASES for edition in case.editions]
TOGETHER = [(case, edition) for case, edition in ASKED if not case.absent]
# Alone a case lacks the tables that others bring along; one of each kind shows that it does not matter.
FIRST_OF_EACH_KIND = {
    (case.requirement, edition, case.expect["verdict"]): (case, edition) for case, edition in reversed(ASKED)
}
ALONE = [(case, edition) for case, edition in ASKED if case.absent] + [
    (case, edition) for case, edition in FIRST_OF_EACH_KIND.values() if not case.absent
]
LAW = Path(check.__code__.co_filename).parents[1] / "law"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COVERAGE = _rows(FOLDER / "coverage.csv")


def _name(asked: Asked) -> str:
    case, edition = asked
    return f"{case.id}-{edition}"


def _verdict(document: dict[str, Any], cluster: str, case: Case) -> dict[str, Any]:
    (entry,) = [entry for entry in document["clusters"] if entry["cluster_id"] == cluster]
    (verdict,) = [one for one in entry["verdicts"] if one["requirement"] == case.requirement]
    return verdict


def _message(asked: Asked, lines: list[str]) -> str:
    case, edition = asked
    told = [f"{case.id} under {edition}: {case.case}", f"  because {case.because}"]
    return "\n".join([*told, *(f"  {line}" for line in lines)])


def _answer_together(joined: Joined) -> dict[str, dict[str, Any]]:
    """Ask once for each edition and readings about all clusters whose case has them."""
    dataset = read_dataset(joined.folder).dataset
    asked: dict[tuple[str, tuple[tuple[str, Any], ...]], list[str]] = {}
    for cluster, case in joined.cases.items():
        for edition in case.editions:
            asked.setdefault((edition, tuple(case.readings.items())), []).append(cluster)
    answers = {}
    for (edition, said), clusters in asked.items():
        readings = Readings(**dict(said))
        result = check(
            dataset, on=joined.on, year=joined.year, edition=edition, clusters=clusters, readings=readings
        )
        document = as_json(result)
        for cluster in clusters:
            case = joined.cases[cluster]
            answers[_name((case, edition))] = _verdict(document, cluster, case)
    return answers


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What is said of all cases that can share a dataset."""
    found: dict[str, dict[str, Any]] = {}
    for joined in write_all(CASES, tmp_path_factory.mktemp("cases")).values():
        found |= _answer_together(joined)
    return found


@pytest.mark.parametrize("asked", TOGETHER, ids=_name)
def test_a_case_is_decided_as_by_hand(asked: Asked, answers: dict[str, dict[str, Any]]) -> None:
    lines = differences(asked[0], answers[_name(asked)], joined=True)
    assert not lines, _message(asked, lines)


@pytest.mark.parametrize("asked", ALONE, ids=_name)
def test_a_case_alone_in_its_dataset_is_decided_as_by_hand(asked: Asked, tmp_path: Path) -> None:
    case, edition = asked
    write_case(case, tmp_path)
    reading = read_dataset(tmp_path)
    assert not [finding for finding in reading.findings if finding.severity == "error"]
    readings = Readings(**case.readings)
    result = check(
        reading.dataset, on=case.on, year=case.year, edition=edition, clusters=["C"], readings=readings
    )
    lines = differences(case, _verdict(as_json(result), "C", case))
    assert not lines, _message(asked, lines)


@pytest.mark.parametrize("row", COVERAGE, ids=lambda row: f"{row['edition']}-{row['requirement']}")
def test_a_requirement_of_an_edition_has_cases_for_every_verdict(row: dict[str, str]) -> None:
    found = {
        case.expect["verdict"]
        for case, edition in ASKED
        if (edition, case.requirement) == (row["edition"], row["requirement"])
    }
    assert found == {"met", "not_met", "unknown"}
    assert row["unknown_where"], "say how the verdict can be unknown"


def test_every_requirement_of_every_edition_is_in_the_table_of_coverage() -> None:
    rules = {(row["edition"], row["requirement"]) for row in _rows(LAW / "requirements.csv")}
    assert {(row["edition"], row["requirement"]) for row in COVERAGE} == rules


def test_no_case_is_of_a_requirement_that_its_edition_does_not_have() -> None:
    known = {(row["edition"], row["requirement"]) for row in COVERAGE}
    assert not [_name(asked) for asked in ASKED if (asked[1], asked[0].requirement) not in known]


def test_no_two_cases_of_a_requirement_have_the_same_name() -> None:
    names = [(case.requirement, case.case, case.editions) for case in CASES]
    assert len(names) == len(set(names))
