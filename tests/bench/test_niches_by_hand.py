"""The scans written by hand answer exactly what kust does: the same rows, figures and order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import national
from bench.by_hand import niches_with_duckdb, niches_with_pandas, niches_with_polars
from bench.question import LEAST_KRUB, YEAR
from kust.data import read_dataset
from kust.niches.scan import scan_niches

PROGRAMS: dict[str, Callable[..., Any]] = {
    "polars": niches_with_polars.run,
    "duckdb": niches_with_duckdb.run,
    "pandas": niches_with_pandas.run,
}
FIRMS = {"A": ("RU", "16"), "B": ("RU", "16"), "C": ("RU", "63"), "D": ("RU", None), "F": ("CN", None)}
TYPES = {
    "supplies": {
        **dict.fromkeys(
            ("supplier_id", "buyer_id", "product_id", "origin_country", "reported_by"), pl.String
        ),
        "year": pl.Int32,
        "quantity": pl.Float64,
        "amount_krub": pl.Float64,
    },
    "outputs": {
        **dict.fromkeys(("organisation_id", "product_id"), pl.String),
        "year": pl.Int32,
        "quantity": pl.Float64,
        "amount_krub": pl.Float64,
    },
}


def assert_same(folder: Path, tool: str, year: int = YEAR) -> int:
    """Compare both tables row by row; return how many rows there were."""
    scan = scan_niches(read_dataset(folder).dataset, year=year, min_amount_krub=LEAST_KRUB)
    for ours, told in zip((scan.cells, scan.country), PROGRAMS[tool](folder, year, LEAST_KRUB), strict=True):
        theirs = pl.DataFrame(told)
        assert set(theirs.columns) == set(ours.columns)
        for column in ours.columns:
            one, other = ours[column], theirs[column].cast(ours[column].dtype)
            if one.dtype == pl.Float64:
                other = other.fill_nan(None)
                assert other.is_null().equals(one.is_null()), column
                assert other.drop_nulls().to_list() == pytest.approx(one.drop_nulls().to_list(), rel=1e-9), (
                    column
                )
            else:
                assert other.equals(one), column
    return len(scan.cells)


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nation")
    national.make(folder, national.size_of(30_000))
    return folder


@pytest.mark.parametrize("tool", PROGRAMS)
def test_a_scan_written_by_hand_is_kust_s_on_the_nation(nation: Path, tool: str) -> None:
    assert assert_same(nation, tool) > 1500


def test_the_nation_has_candidates_of_every_grade_and_many_that_are_none(nation: Path) -> None:
    cells = scan_niches(read_dataset(nation).dataset, year=YEAR, min_amount_krub=LEAST_KRUB).cells
    assert set(cells["grade"].unique()) == {"between", "high", "critical", None}
    assert 0 < cells["candidate"].sum() < len(cells) / 10
    assert cells["region"].is_null().any()
    assert cells["region"].n_unique() > 60
    assert cells["quantity"].is_null().any()


SUPPLIES = st.lists(
    st.fixed_dictionaries(
        {
            "supplier_id": st.sampled_from("ABCDF"),
            "buyer_id": st.sampled_from("ABCDF"),
            "product_id": st.sampled_from("pq"),
            "origin_country": st.sampled_from((None, None, "RU", "CN")),
            "reported_by": st.sampled_from((None, "ledger", "buyer", "supplier")),
            "year": st.sampled_from((YEAR - 1, YEAR, YEAR)),
            "quantity": st.sampled_from((None, 0.0, 7.5)),
            "amount_krub": st.sampled_from((0.0, 12.5, 1000.0, 2500.0)),
        }
    ),
    min_size=1,
    max_size=30,
)
OUTPUTS = st.lists(
    st.fixed_dictionaries(
        {
            "organisation_id": st.sampled_from("ABCDF"),
            "product_id": st.sampled_from("pq"),
            "year": st.sampled_from((YEAR - 1, YEAR)),
            "quantity": st.sampled_from((None, 0.0, 4.0)),
            "amount_krub": st.sampled_from((None, 0.0, 80.0)),
        }
    ),
    max_size=8,
    unique_by=lambda row: (row["organisation_id"], row["product_id"], row["year"]),
)


# Each example is six cases at once, about products of their own.
@pytest.mark.parametrize("tool", PROGRAMS)
@given(cases=st.lists(st.tuples(SUPPLIES, OUTPUTS), min_size=6, max_size=6))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_scan_written_by_hand_is_kust_s_where_cells_are_empty_or_zero(
    tmp_path_factory: pytest.TempPathFactory, tool: str, cases: list[tuple[list[Any], list[Any]]]
) -> None:
    folder = tmp_path_factory.mktemp("dataset")
    for kind, name in enumerate(("supplies", "outputs")):
        rows = [
            row | {"product_id": f"{row['product_id']}{number}"}
            for number, case in enumerate(cases)
            for row in case[kind]
        ]
        pl.DataFrame(rows, schema=TYPES[name]).write_parquet(folder / f"{name}.parquet")
    firms = [(firm, f"Firm {firm}", country, region) for firm, (country, region) in FIRMS.items()]
    columns = ["organisation_id", "name", "country", "region"]
    pl.DataFrame(firms, schema=dict.fromkeys(columns, pl.String), orient="row").write_parquet(
        folder / "organisations.parquet"
    )
    numbers = range(len(cases))
    products = {
        "product_id": [f"{name}{number}" for number in numbers for name in "pq"],
        "name": [f"{name}{number}" for number in numbers for name in "PQ"],
        "unit": ["796", None] * len(cases),
    }
    pl.DataFrame(products).write_parquet(folder / "products.parquet")
    assert_same(folder, tool)
