"""The engines against the independent computation, on random datasets."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from kust.checks import Readings, check
from kust.checks.as_json import as_json
from kust.data import read_dataset

from .oracle import conforms
from .oracle.judge import judge_tables
from .oracle.rows import read_tables
from .oracle.strategies import EDITIONS, ON, YEAR, joined, part_of, readings, write

pytestmark = pytest.mark.lengthy


def same(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Name every figure and verdict in which the two disagree."""
    found = []
    if ours["verdict"] != theirs["verdict"]:
        found.append(f"verdict {ours['verdict']} != {theirs['verdict']}")
    found += [
        f"{key} {ours[key]} != {theirs[key]}"
        for key in ("value", "threshold", "margin")
        if not same(ours[key], theirs[key])
    ]
    for kind, name in (("parts", "part"), ("members", "organisation_id")):
        mine = {item[name]: (item["verdict"], item["value"]) for item in ours[kind]}
        other = {key: (item["verdict"], item["value"]) for key, item in theirs[kind].items()}
        if mine.keys() != other.keys():
            found.append(f"{kind} {sorted(mine)} != {sorted(other)}")
        found += [
            f"{kind} {key} {mine[key]} != {other[key]}"
            for key in mine.keys() & other.keys()
            if mine[key][0] != other[key][0] or not same(mine[key][1], other[key][1])
        ]
    return found


def disagreements(made: Any, folder: Path, read_as: dict[str, Any], engine: str) -> list[str]:
    """Ask both for every edition and list what they do not agree on."""
    write(made, folder)
    reading = read_dataset(folder, engine=engine)
    assert not [finding for finding in reading.findings if finding.severity == "error"]
    tables, found = read_tables(folder), []
    for edition in EDITIONS:
        result = check(reading.dataset, on=ON, year=YEAR, edition=edition, readings=Readings(**read_as))
        for cluster in as_json(result)["clusters"]:
            expected = judge_tables(tables, cluster["cluster_id"], edition, ON, YEAR, read_as)
            ours = {verdict["requirement"]: verdict for verdict in cluster["verdicts"]}
            where = f"{cluster['cluster_id']} {edition}"
            if cluster["conforms"] != conforms(expected) or ours.keys() != expected.keys():
                found.append(f"{where} conforms {cluster['conforms']}")
            for code in ours.keys() & expected.keys():
                found += [f"{where} {code}: {line}" for line in differences(ours[code], expected[code])]
    return found


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_engine_and_the_oracle_give_the_same_verdicts_and_figures(
    tmp_path_factory: pytest.TempPathFactory, engine: str
) -> None:
    @settings(
        max_examples={"polars": 9, "duckdb": 4}[engine],
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(made=joined(contradictions=True), read_as=readings())
    def agree(made: Any, read_as: dict[str, Any]) -> None:
        found = disagreements(made, tmp_path_factory.mktemp("dataset"), read_as, engine)
        assert not found, f"{found}\n{made.part(part_of(found[0]))}"

    agree()
