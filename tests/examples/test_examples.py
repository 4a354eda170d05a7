"""What holds of every example, and of both that are made up."""

import csv
import importlib.util
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from kust.data import read_dataset
from kust.data.validate import validate
from kust.errors import UsageError
from kust.examples import describe, list_examples, load

NAMES = ("registry-2019", "composites", "machine-building", "wild-harvest")
MADE_UP = ("machine-building", "wild-harvest")


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    path = Path(__file__).parents[2] / "bench" / "make_examples.py"
    spec = importlib.util.spec_from_file_location("make_examples", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_examples"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["make_examples"]


def test_examples_are_listed_in_a_fixed_order():
    assert tuple(example.name for example in list_examples()) == NAMES


def test_an_unknown_example_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(UsageError) as refused:
        load("no-such-thing")
    assert refused.value.code == "no_such_example"
    assert refused.value.values["known"] == ", ".join(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_described_in_both_languages(name: str):
    example = describe(name)
    assert isinstance(example.on, date)
    assert all(example.title(lang) and example.about(lang) for lang in ("ru", "en"))
    assert "  " not in example.about_ru + example.about_en


@pytest.mark.parametrize("name", NAMES)
def test_an_example_that_is_not_made_up_names_its_source_and_its_certainty(name: str):
    example = describe(name)
    told = (example.source_ru, example.source_en, example.certainty_ru, example.certainty_en)
    assert all(told) or example.made_up


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_read_without_a_finding(name: str):
    assert read_dataset(load(name)).findings == ()


@pytest.mark.parametrize(
    ("name", "warnings"),
    [("registry-2019", 0), ("composites", 0), ("machine-building", 6), ("wild-harvest", 1)],
)
def test_validation_finds_only_the_differences_between_reports_that_are_meant(name: str, warnings: int):
    # Three flows of two years in machine-building, one flow of one year in wild-harvest.
    found = validate(read_dataset(load(name)).dataset)
    assert [(finding.severity, finding.code) for finding in found] == [
        ("warning", "supply.reports_differ")
    ] * warnings


@pytest.mark.parametrize("name", MADE_UP)
def test_made_up_data_say_so_in_the_cluster_and_in_the_description(name: str, rows):
    example = describe(name)
    assert example.made_up
    assert all("(вымышленные данные)" in row["name"] for row in rows(name, "clusters"))
    assert "(вымышленные данные)" in example.title_ru and "(вымышленные данные)" in example.about_ru


@pytest.mark.parametrize("name", MADE_UP)
def test_made_up_organisations_are_of_region_00_with_right_check_digits(name: str, rows):
    for row in rows(name, "organisations"):
        if row["country"] != "RU":
            assert (row["region"], row["inn"], row["ogrn"]) == ("", "", "")
            continue
        assert row["region"] == "00" and row["inn"].startswith("00") and row["ogrn"][3:5] == "00"
        weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
        digits = [int(digit) for digit in row["inn"]]
        assert sum(w * d for w, d in zip(weights, digits[:9], strict=True)) % 11 % 10 == digits[9]
        assert int(row["ogrn"][:12]) % 11 % 10 == int(row["ogrn"][12])


@pytest.mark.parametrize("name", MADE_UP)
def test_shipped_supplies_are_those_that_the_script_makes(name: str, maker: ModuleType, tmp_path: Path):
    maker.write_examples(tmp_path)
    assert (tmp_path / name / "supplies.csv").read_bytes() == (load(name) / "supplies.csv").read_bytes()


@pytest.mark.parametrize("name", MADE_UP)
def test_nobody_sells_more_of_a_product_than_it_made(name: str, rows):
    sold: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for row in rows(name, "supplies"):
        if row["reported_by"] != "buyer":
            sold[row["supplier_id"], row["product_id"], row["year"]] += float(row["quantity"])
    made = {
        (row["organisation_id"], row["product_id"], row["year"]): float(row["quantity"])
        for row in rows(name, "outputs")
    }
    makers = {key[0] for key in made}
    assert all(amount <= made[key] for key, amount in sold.items() if key[0] in makers)


@pytest.mark.parametrize("name", MADE_UP)
def test_stated_output_is_the_sum_of_the_products_and_within_capacity(name: str, rows):
    made: Counter[tuple[str, str]] = Counter()
    for row in rows(name, "outputs"):
        made[row["organisation_id"], row["year"]] += round(10 * float(row["amount_krub"]))
        assert float(row["quantity"]) <= float(row["capacity"])
    for row in rows(name, "accounts"):
        key = (row["organisation_id"], row["year"])
        if row["output_krub"] and key in made:
            assert round(10 * float(row["output_krub"])) == made[key]


@pytest.mark.parametrize("name", MADE_UP)
def test_nobody_buys_more_than_its_purchases_or_has_more_good_jobs_than_jobs(name: str, rows):
    bought: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in rows(name, "supplies"):
        if row["reported_by"] != "supplier":
            bought[row["buyer_id"], row["year"]] += float(row["amount_krub"])
    for row in rows(name, "accounts"):
        if row["purchases_krub"]:
            assert bought[row["organisation_id"], row["year"]] <= float(row["purchases_krub"])
        if row.get("high_productivity_jobs"):
            assert float(row["high_productivity_jobs"]) <= float(row["jobs"])


@pytest.fixture(scope="module")
def contract() -> dict[tuple[str, str], dict[str, str]]:
    path = Path(__file__).parents[2] / "src" / "kust" / "data" / "tables.csv"
    with path.open(encoding="utf-8", newline="") as file:
        columns = {(row["table"], row["column"]): row for row in csv.DictReader(file)}
    # A candidate is described by the columns of a membership.
    of_members = {column: row for (table, column), row in columns.items() if table == "memberships"}
    return {("candidates", column): row for column, row in of_members.items()} | columns


@pytest.mark.parametrize("name", NAMES)
def test_headings_are_columns_of_the_contract(name: str, contract):
    for path in load(name).glob("*.csv"):
        heading = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert {(path.stem, column) for column in heading} <= set(contract)


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_points_to_a_row(name: str, contract, rows):
    for path in load(name).glob("*.csv"):
        for row in rows(name, path.stem):
            for column, cell in row.items():
                table = contract[path.stem, column]["key"]
                if cell and table not in ("", "primary"):
                    primary = next(
                        c for (t, c), told in contract.items() if (t, told["key"]) == (table, "primary")
                    )
                    assert any(target[primary] == cell for target in rows(name, table)), (
                        path.stem,
                        column,
                        cell,
                    )
