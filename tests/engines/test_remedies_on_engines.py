"""Plans are the same on every engine: what they are made of is collected, and sought in memory."""

import shutil
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from bench import national
from kust.data import read_dataset
from kust.remedies.find import find_remedies

pytestmark = pytest.mark.lengthy

SPARK = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None, reason="PySpark or Java is not installed"
)
ENGINES = ["duckdb", pytest.param("spark", marks=[SPARK, pytest.mark.spark])]
CLUSTERS = ("C00005", "C00006", "C00009")


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nation")
    national.make(folder, national.size_of(6000, 600, 12))
    return folder


def plans(nation: Path, engine: str) -> list[tuple[Any, ...]]:
    data = read_dataset(nation, engine=engine).dataset
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
def expected(nation: Path) -> list[tuple[Any, ...]]:
    return plans(nation, "polars")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ENGINES)
def test_the_plans_cost_the_same_on_every_engine(
    engine: str, nation: Path, expected: list[tuple[Any, ...]]
) -> None:
    pytest.importorskip("duckdb" if engine == "duckdb" else "pyspark")
    assert {status for _, status, *_ in expected} == {"optimal", "infeasible"}
    assert plans(nation, engine) == expected
