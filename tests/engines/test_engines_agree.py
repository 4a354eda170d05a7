"""Every engine gives the same checks, plans and scan; in one module, so that Spark is started once a run."""

import math
import shutil
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bench import national
from kust.checks import check
from kust.checks.as_json import as_json
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.law import editions
from kust.niches.scan import Scan, scan_niches
from kust.remedies.find import find_remedies

from ..cases.load import load_cases, write_all

pytestmark = pytest.mark.lengthy

SPARK = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None, reason="PySpark or Java is not installed"
)
ENGINES = ["duckdb", pytest.param("spark", marks=[SPARK, pytest.mark.spark])]
CLUSTERS = ("C00005", "C00006", "C00009")


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The cases with their usual day and year, as one dataset of hundreds of clusters."""
    datasets = write_all(load_cases(), tmp_path_factory.mktemp("cases")).values()
    return sorted(datasets, key=lambda one: -len(one.cases))


def as_parquet(folder: Path, target: Path) -> Path:
    """Write the tables as Parquet, so that the engine reads them itself."""
    target.mkdir(exist_ok=True)
    dataset = read_dataset(folder).dataset
    for name in dataset.origins:
        dataset.rows(name).drop("_file", "_sheet", "_row").collect().write_parquet(target / f"{name}.parquet")
    return target


def answers(dataset: Dataset, joined: Any) -> dict[tuple[str, str, str], dict[str, Any]]:
    found = {}
    for edition in editions():
        document = as_json(check(dataset, on=joined.on, year=joined.year, edition=edition))
        for cluster in document["clusters"]:
            for verdict in cluster["verdicts"]:
                found[cluster["cluster_id"], edition, verdict["requirement"]] = verdict
    return found


def alike(one: Any, other: Any) -> bool:
    """Compare two answers; sums of floats may differ in the last digits between engines."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ENGINES)
def test_every_check_gives_the_same_answer_on_every_engine(
    engine: str, joined: list[Any], tmp_path: Path
) -> None:
    largest = joined[0]
    folder = as_parquet(largest.folder, tmp_path / "parquet")
    expected = answers(read_dataset(folder).dataset, largest)
    found = answers(read_dataset(folder, engine=engine).dataset, largest)
    assert expected.keys() == found.keys()
    assert not [key for key in expected if not alike(expected[key], found[key])]
    assert len({cluster for cluster, _, _ in expected}) > 100


@pytest.fixture(scope="module")
def of_clusters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clusters")
    national.make(folder, national.size_of(6000, 600, 12))
    return folder


def plans(folder: Path, engine: str) -> list[tuple[Any, ...]]:
    data = read_dataset(folder, engine=engine).dataset
    found = find_remedies(
        data, on=date(2019, 3, 1), year=2018, edition="779-2018", clusters=CLUSTERS, whole=False
    )
    return [
        (
            one.cluster_id,
            one.status,
            one.conflict,
            None if one.plan is None else pytest.approx(one.plan.cost, abs=1e-6),
            {figures.requirement.code: pytest.approx(figures.before) for figures in one.now},
            sorted((asked.requirement, *map(str, asked.gap)) for asked in one.find_out),
        )
        for one in found
    ]


@pytest.fixture(scope="module")
def planned(of_clusters: Path) -> list[tuple[Any, ...]]:
    return plans(of_clusters, "polars")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ENGINES)
def test_the_plans_cost_the_same_on_every_engine(
    engine: str, of_clusters: Path, planned: list[tuple[Any, ...]]
) -> None:
    pytest.importorskip("duckdb" if engine == "duckdb" else "pyspark")
    assert {status for _, status, *_ in planned} == {"optimal", "infeasible"}
    assert plans(of_clusters, engine) == planned


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nation")
    national.make(folder, national.size_of(8000))
    return folder


@pytest.fixture(scope="module")
def scanned(nation: Path) -> Scan:
    return scan_niches(read_dataset(nation).dataset, year=2018)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ENGINES)
def test_the_scan_is_the_same_on_every_engine(engine: str, nation: Path, scanned: Scan) -> None:
    pytest.importorskip("duckdb" if engine == "duckdb" else "pyspark")
    found = scan_niches(read_dataset(nation, engine=engine).dataset, year=2018)
    for ours, theirs in ((scanned.cells, found.cells), (scanned.country, found.country)):
        assert len(ours) > 50
        assert ours.columns == theirs.columns
        for column in ours.columns:
            one, other = ours[column], theirs[column]
            assert one.dtype == other.dtype, column
            assert one.is_null().equals(other.is_null()), column
            if one.dtype == pl.Float64:
                assert other.drop_nulls().to_list() == pytest.approx(one.drop_nulls().to_list(), rel=1e-9), (
                    column
                )
            else:
                assert one.equals(other), column
