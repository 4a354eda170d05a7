"""Every check on every engine: the legal cases joined into datasets of many clusters, answers compared."""

import math
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from kust.checks import check
from kust.checks.as_json import as_json
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.law import editions

from ..cases.load import load_cases, write_all

pytestmark = pytest.mark.lengthy

SPARK = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None, reason="PySpark or Java is not installed"
)
ENGINES = ["duckdb", pytest.param("spark", marks=[SPARK, pytest.mark.spark])]


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
