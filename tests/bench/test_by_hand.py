"""The programs written by hand answer alike, and as the independent computation and kust do."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings

from bench import forms, national
from bench.by_hand import with_duckdb, with_pandas, with_polars
from bench.question import EDITION, ON, YEAR
from kust.checks import check
from kust.data import read_dataset
from tests.oracle.judge import judge_tables
from tests.oracle.rows import Tables, read_tables
from tests.oracle.strategies import joined

Answers = dict[tuple[str, str, str], tuple[str, float | None]]
REQUIREMENTS = (
    "industrial.enterprises",
    "industrial.final_maker",
    "industrial.supply_share_each",
    "industrial.cooperation",
)
PROGRAMS: dict[str, Callable[..., Any]] = {
    "pandas": with_pandas.run,
    "polars": with_polars.run,
    "duckdb": with_duckdb.run,
}
TYPES = {
    "clusters": {"cluster_id": pl.String},
    "memberships": {
        "cluster_id": pl.String,
        "organisation_id": pl.String,
        "role": pl.String,
        "makes_final_products": pl.Boolean,
        "joined_on": pl.Date,
        "left_on": pl.Date,
    },
    "products": {"product_id": pl.String, "is_final": pl.Boolean},
    "outputs": {
        "organisation_id": pl.String,
        "product_id": pl.String,
        "year": pl.Int32,
        "amount_krub": pl.Float64,
    },
    "supplies": {
        "supplier_id": pl.String,
        "buyer_id": pl.String,
        "product_id": pl.String,
        "year": pl.Int32,
        "amount_krub": pl.Float64,
        "reported_by": pl.String,
    },
    "accounts": {
        "organisation_id": pl.String,
        "year": pl.Int32,
        "output_krub": pl.Float64,
        "purchases_krub": pl.Float64,
        "purchases_complete": pl.Boolean,
    },
}


def answers(table: Any) -> Answers:
    """What a program found, whatever kind of table it returns."""
    rows = pl.DataFrame(table).with_columns(pl.col("value").cast(pl.Float64).fill_nan(None))
    columns = rows.select("cluster_id", "requirement", "part", "verdict", "value").iter_rows()
    return {(cluster, code, part): (verdict, value) for cluster, code, part, verdict, value in columns}


def differences(ours: Answers, theirs: Answers) -> list[str]:
    """Name every place where two answers are not the same."""
    assert ours.keys() == theirs.keys()
    apart = [place for place in ours if not same(ours[place], theirs[place])]
    return [f"{place}: {ours[place]} and {theirs[place]}" for place in apart]


def same(ours: tuple[str, float | None], theirs: tuple[str, float | None]) -> bool:
    if ours[0] != theirs[0] or ours[1] is None or theirs[1] is None:
        return ours == theirs
    return math.isclose(ours[1], theirs[1], rel_tol=1e-9, abs_tol=1e-12)


def by_the_oracle(tables: Tables) -> Answers:
    found: Answers = {}
    for cluster in (row["cluster_id"] for row in tables["clusters"]):
        judged = judge_tables(tables, cluster, EDITION, ON, YEAR)
        for requirement in REQUIREMENTS:
            answer = judged[requirement]
            found[cluster, requirement, ""] = (answer["verdict"], answer["value"])
            for part, told in answer["parts"].items():
                found[cluster, requirement, part] = (told["verdict"], told["value"])
    return found


def by_kust(folder: Path, engine: str) -> Answers:
    result = check(read_dataset(folder, engine=engine).dataset, on=ON, year=YEAR, edition=EDITION)
    found: Answers = {}
    for cluster in result.clusters:
        for answer in cluster.verdicts:
            if (code := answer.requirement.code) in REQUIREMENTS:
                found[cluster.cluster_id, code, ""] = (answer.verdict, answer.value)
                for part in answer.parts:
                    found[cluster.cluster_id, code, part.part] = (part.verdict, part.value)
    return found


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nation")
    national.make(folder, national.size_of(20_000))
    return folder


@pytest.mark.parametrize("tool", ["pandas", "duckdb"])
@pytest.mark.parametrize("year", [2015, 2018, 2019])
def test_the_programs_written_by_hand_agree_on_the_nation(nation: Path, tool: str, year: int) -> None:
    """2019 has no figures at all."""
    by_polars = answers(with_polars.run(nation, ON, year))
    assert not differences(by_polars, answers(PROGRAMS[tool](nation, ON, year)))


@pytest.mark.parametrize("requirement", REQUIREMENTS[2:])
def test_a_nation_of_a_hundred_clusters_shows_every_verdict(tmp_path: Path, requirement: str) -> None:
    national.make(tmp_path, national.size_of(600_000, clusters=100))
    found = answers(with_polars.run(tmp_path, ON, YEAR))
    shown = {verdict for (_, code, part), (verdict, _) in found.items() if (code, part) == (requirement, "")}
    assert shown == {"met", "not_met", "unknown"}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_kust_agrees_with_the_program_written_by_hand_on_the_nation(nation: Path, engine: str) -> None:
    assert not differences(answers(with_polars.run(nation, ON, YEAR)), by_kust(nation, engine))


@pytest.mark.parametrize("seed", range(3))
def test_the_oracle_agrees_with_the_program_in_polars_on_a_small_nation(tmp_path: Path, seed: int) -> None:
    national.make(tmp_path / "nation", national.size_of(1500, firms=80, clusters=10), seed)
    forms.to_csv(tmp_path / "nation", tmp_path / "text")
    text = read_tables(tmp_path / "text")
    tables = {name: [said_in_words(row) for row in rows] for name, rows in text.items()}
    assert not differences(answers(with_polars.run(tmp_path / "nation", ON, YEAR)), by_the_oracle(tables))


def said_in_words(row: dict[str, str]) -> dict[str, str]:
    """The oracle reads yes and no only."""
    return {column: {"true": "yes", "false": "no"}.get(cell, cell) for column, cell in row.items()}


@given(made=joined())
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
def test_the_oracle_agrees_on_figures_that_hit_the_thresholds(
    tmp_path_factory: pytest.TempPathFactory, made: Any
) -> None:
    """The programs written by hand want all tables; the nation has them."""
    assume(all(made.get(name) for name in TYPES))
    folder = tmp_path_factory.mktemp("dataset")
    for name, columns in TYPES.items():
        rows = [{column: typed(row.get(column), columns[column]) for column in columns} for row in made[name]]
        pl.DataFrame(rows, schema=columns).write_parquet(folder / f"{name}.parquet")
    expected = by_the_oracle({name: [as_text(row) for row in rows] for name, rows in made.items() if rows})
    for tool, program in PROGRAMS.items():
        assert not differences(answers(program(folder, ON, YEAR)), expected), tool


def typed(cell: Any, dtype: Any) -> Any:
    if cell in (None, ""):
        return None
    if dtype == pl.Boolean:
        return {"yes": True, "no": False}[cell]
    return cell


def as_text(row: dict[str, Any]) -> dict[str, str]:
    return {column: "" if cell is None else str(cell) for column, cell in row.items()}
