"""The made-up nation is a dataset that the contract has nothing against."""

from pathlib import Path

import polars as pl
import pytest

from bench import national
from bench.made_up import identifiers
from kust.data import read_dataset
from kust.data.validate import validate

ROWS = 20_000
KEYS = {
    "organisations": ["organisation_id"],
    "clusters": ["cluster_id"],
    "cluster_regions": ["cluster_id", "region"],
    "products": ["product_id"],
    "outputs": ["organisation_id", "product_id", "year"],
    "accounts": ["organisation_id", "year"],
}
POINTERS = {
    "organisations": [
        ("memberships", "organisation_id"),
        ("supplies", "supplier_id"),
        ("supplies", "buyer_id"),
    ],
    "clusters": [("memberships", "cluster_id"), ("cluster_regions", "cluster_id")],
    "products": [("supplies", "product_id"), ("outputs", "product_id")],
}


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nation")
    national.make(folder, national.size_of(ROWS))
    return folder


def table(nation: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(nation / f"{name}.parquet")


def test_a_nation_has_exactly_the_rows_asked_for(nation: Path) -> None:
    assert table(nation, "supplies").height == ROWS


def test_firms_and_clusters_of_the_full_size_are_three_hundred_thousand_and_two_thousand() -> None:
    size = national.size_of(20_000_000)
    assert (size.firms, size.clusters, size.years) == (300_000, 2_000, 4)


def test_the_same_seed_makes_the_same_files_and_another_seed_others(tmp_path: Path) -> None:
    for folder, seed in (("one", 7), ("again", 7), ("other", 8)):
        national.make(tmp_path / folder, national.size_of(2000), seed)
    one, again, other = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        for folder in ("one", "again", "other")
    )
    assert one == again
    assert one["supplies.parquet"] != other["supplies.parquet"]


@pytest.mark.parametrize("name", KEYS)
def test_no_identified_row_stands_twice(nation: Path, name: str) -> None:
    assert not table(nation, name).select(pl.struct(KEYS[name]).is_duplicated().any()).item()


@pytest.mark.parametrize("name", POINTERS)
def test_no_key_is_broken(nation: Path, name: str) -> None:
    known = table(nation, name)[KEYS[name][0]]
    for other, column in POINTERS[name]:
        assert table(nation, other)[column].is_in(known.implode()).all()


def test_made_up_firms_stand_in_real_regions_and_stay_marked(nation: Path) -> None:
    firms = table(nation, "organisations")
    home = firms.filter(country="RU")
    # All 85 regions of 2018; the first holds several times what the last does.
    sizes = home["region"].drop_nulls().value_counts()["count"]
    assert set(home["region"].drop_nulls()) <= {f"{code:02d}" for code in range(1, 93)} - {"80", "88", "90"}
    assert 60 < len(sizes) <= 85
    assert sizes.max() > 3 * sizes.min()
    assert 0 < home["region"].null_count() < len(home) / 20
    assert firms.filter(pl.col("country") != "RU")["region"].null_count() == len(firms) - len(home)
    assert home["inn"].str.starts_with("00").all()
    assert firms["name"].str.ends_with("(вымышленные данные)").all()


def test_one_product_of_fifty_comes_mostly_from_abroad(nation: Path) -> None:
    rows = table(nation, "supplies").with_columns(abroad=pl.col("origin_country").is_not_null())
    shares = rows.group_by("product_id").agg(pl.col("abroad").mean()).sort("product_id")
    products = table(nation, "products")["product_id"].to_list()
    imported = shares.filter(pl.col("abroad") > 0.5)["product_id"].to_list()
    assert imported
    assert set(imported) <= set(products[::50])


def test_the_contract_finds_no_error(nation: Path) -> None:
    reading = read_dataset(nation)
    assert not [
        finding for finding in validate(reading.dataset, reading.findings) if finding.severity == "error"
    ]


def test_most_flows_are_told_by_both_sides_and_about_a_sixth_of_the_rows_run_inside_clusters(
    nation: Path,
) -> None:
    rows = table(nation, "supplies")
    told = rows.group_by("supplier_id", "buyer_id", "product_id", "year").agg(
        pl.col("reported_by").n_unique()
    )
    assert (told["reported_by"] > 1).mean() > 0.5
    place = (
        table(nation, "memberships")
        .filter(role="enterprise")
        .select("cluster_id", "organisation_id")
        .unique()
    )
    numbered = rows.with_row_index("row")
    inside = numbered.join(place, left_on="supplier_id", right_on="organisation_id")
    inside = inside.join(
        place, left_on=["buyer_id", "cluster_id"], right_on=["organisation_id", "cluster_id"]
    )
    # 400 firms in 8 clusters meet by chance now and then, a large nation's firms hardly ever.
    assert 0.14 < inside["row"].n_unique() / ROWS < 0.25


def test_check_digits_are_those_of_the_published_rule() -> None:
    # ОГРН: 115000000001 = 11 · 10454545454 + 7, so the last digit is 7.
    assert identifiers.ogrn(1) == "1150000000017"
    # ИНН: digits 0 0 0 0 0 0 0 0 2 with weight 8 for the last one: 16 mod 11 = 5.
    assert identifiers.inn(1) == "0000000025"
