"""Reading: the same table whatever it is written in, each row with its place, nothing lost in silence."""

import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.errors import MissingEngineError, UnreadableError, UsageError
from tests.broken.sound import sound, write_folder, write_parquet, write_workbook

_SUPPLIES = ["supplier_id", "buyer_id", "product_id", "year", "quantity", "amount_krub", "reported_by"]


def _rows(dataset: Dataset, table: str = "supplies", columns: list[str] = _SUPPLIES) -> list[tuple[Any, ...]]:
    return dataset.rows(table).select(columns).collect().rows()


_EXPECTED = [
    ("F1", "F2", "P1", 2018, 10.0, 100.5, "supplier"),
    ("F2", "F3", "P2", 2018, 20.0, 200.0, "buyer"),
    ("F3", "F1", "P3", 2018, 30.0, 300.0, "ledger"),
]


def test_a_folder_of_csv_of_parquet_and_a_workbook_hold_the_same_rows(tmp_path: Path) -> None:
    for path in (
        write_folder(tmp_path / "csv", sound()),
        write_parquet(tmp_path / "parquet", sound()),
        write_workbook(tmp_path / "book.xlsx", sound()),
    ):
        reading = read_dataset(path)
        assert _rows(reading.dataset) == _EXPECTED
        assert reading.findings == ()


def test_each_row_knows_its_place(tmp_path: Path) -> None:
    places = [
        (write_folder(tmp_path / "csv", sound()), [("supplies.csv", None, row) for row in (2, 3, 4)]),
        (write_parquet(tmp_path / "pq", sound()), [("supplies.parquet", None, row) for row in (1, 2, 3)]),
        (write_workbook(tmp_path / "b.xlsx", sound()), [("b.xlsx", "supplies", row) for row in (2, 3, 4)]),
    ]
    for path, expected in places:
        assert _rows(read_dataset(path).dataset, columns=["_file", "_sheet", "_row"]) == expected


def test_a_typed_parquet_file_is_left_on_disk_and_one_of_other_types_is_not(tmp_path: Path) -> None:
    made = sound()
    write_parquet(tmp_path, made)
    assert read_dataset(tmp_path).dataset.origins["supplies"].frame is None
    pl.read_parquet(tmp_path / "supplies.parquet").with_columns(
        pl.col("year").cast(pl.Float64)
    ).write_parquet(tmp_path / "supplies.parquet")
    assert read_dataset(tmp_path).dataset.origins["supplies"].frame is not None


def test_the_digest_is_the_sum_over_tables_and_the_sums_of_their_files(tmp_path: Path) -> None:
    made = {name: sound()[name] for name in ("clusters", "cluster_regions")}
    write_folder(tmp_path, made)
    total = hashlib.sha256()
    for table in ("cluster_regions", "clusters"):
        content = (tmp_path / f"{table}.csv").read_bytes()
        total.update(f"{table} {hashlib.sha256(content).hexdigest()}\n".encode())
    assert read_dataset(tmp_path).dataset.digest == f"sha256:{total.hexdigest()}"


def test_progress_names_each_file(tmp_path: Path) -> None:
    seen: list[str] = []
    read_dataset(write_folder(tmp_path, sound()), progress=seen.append)
    assert seen == sorted(f"{name}.csv" for name in sound())


def test_an_engine_that_nobody_knows_or_has_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_folder(tmp_path, sound())
    with pytest.raises(UsageError):
        read_dataset(path, "abacus")
    monkeypatch.setattr("kust.data.engines.find_spec", lambda package: None)
    with pytest.raises(MissingEngineError):
        read_dataset(path, "duckdb")


def test_a_path_longer_than_the_system_allows_is_one_line() -> None:
    with pytest.raises(UnreadableError) as refused:
        read_dataset("x" * 5000)
    assert refused.value.code == "not_permitted"


@pytest.mark.parametrize("played", ["iterdir", "exists", "open"])
def test_a_right_that_is_missing_is_one_line(
    played: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data"
    write_workbook(path / "book.xlsx", sound())

    def refuse(self: Path, *words: object) -> Iterator[Path]:
        raise PermissionError(13, os.strerror(13), str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, played, refuse)
        with pytest.raises(UnreadableError) as refused:
            read_dataset(path)
    assert refused.value.code == "not_permitted"
    assert str(path) in refused.value.words("en")


_WORDS = st.sampled_from(
    [
        "Ёлка",
        "Завод «Кедр»",
        'ООО "Ромашка"',
        "a;b",
        "a,b",
        "две\nстроки",
        "№ 7 — 8",
        "it's",
        "x\ty",
        "Ель, сосна; кедр",
    ]
)


@settings(deadline=None, max_examples=40)
@given(
    names=st.lists(_WORDS, min_size=1, max_size=8),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "utf-16"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    titles=st.sampled_from(
        [("product_id", "name", "is_final"), ("Код продукции", "Наименование", "Конечная продукция")]
    ),
)
def test_a_csv_is_the_same_table_in_each_encoding_with_each_separator(
    names: list[str], separator: str, encoding: str, line_end: str, quoting: Any, titles: tuple[str, ...]
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=line_end, quoting=quoting)
    writer.writerow(titles)
    writer.writerows((f"P{n}", name, "да" if n % 2 else "") for n, name in enumerate(names))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "products.csv").write_bytes(text.getvalue().encode(encoding))
        reading = read_dataset(folder)
    expected = [(f"P{n}", name.replace("\t", " "), True if n % 2 else None) for n, name in enumerate(names)]
    assert _rows(reading.dataset, "products", ["product_id", "name", "is_final"]) == expected
    assert reading.findings == ()


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.one_of(st.floats(0, 1e12), st.floats(0, 1e-6), st.integers(0, 10**9)), min_size=1, max_size=30
    )
)
def test_numbers_of_a_workbook_are_read_as_they_are_stored(figures: list[float]) -> None:
    """A spreadsheet keeps 15 or 16 digits; of what is smaller than 5e-10 the reader keeps none."""
    made = sound()
    made["supplies"] = [{**made["supplies"][0], "amount_krub": figure} for figure in figures]
    with tempfile.TemporaryDirectory() as folder:
        dataset = read_dataset(write_workbook(Path(folder) / "book.xlsx", made)).dataset
    read = [row[0] for row in _rows(dataset, columns=["amount_krub"])]
    assert read == [pytest.approx(figure, rel=1e-14, abs=5e-10) for figure in figures]
