"""The national scan gives the same rows on every engine."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest

from bench import national
from kust.data import read_dataset
from kust.niches.scan import Scan, scan_niches

SPARK = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None, reason="PySpark or Java is not installed"
)
ENGINES = ["duckdb", pytest.param("spark", marks=[SPARK, pytest.mark.spark])]


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nation")
    national.make(folder, national.size_of(8000))
    return folder


@pytest.fixture(scope="module")
def expected(nation: Path) -> Scan:
    return scan_niches(read_dataset(nation).dataset, year=2018)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ENGINES)
def test_the_scan_is_the_same_on_every_engine(engine: str, nation: Path, expected: Scan) -> None:
    pytest.importorskip("duckdb" if engine == "duckdb" else "pyspark")
    found = scan_niches(read_dataset(nation, engine=engine).dataset, year=2018)
    for ours, theirs in ((expected.cells, found.cells), (expected.country, found.country)):
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
