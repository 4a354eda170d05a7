"""Checking: findings come in order, do not depend on the order of rows, and have words in both languages."""

import tempfile
import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.data import Finding, read_dataset
from kust.data.rules_keys import SHOWN
from kust.data.validate import validate
from kust.errors import UnreadableError
from tests.broken.corpus import CASES
from tests.broken.sound import Tables, sound, typed, write_folder, write_parquet

_ORDER = ("error", "warning", "notice")


def _validate(path: Path) -> tuple[Finding, ...]:
    reading = read_dataset(path)
    return validate(reading.dataset, reading.findings)


def test_a_sound_dataset_has_no_findings(tmp_path: Path) -> None:
    assert _validate(write_folder(tmp_path, sound())) == ()


def test_errors_come_first_each_kind_by_place(tmp_path: Path) -> None:
    made = sound()
    made["supplies"][2] |= {"amount_krub": "мало", "buyer_id": "F3"}
    made["supplies"][0] |= {"product_id": "P9", "Заметка": "x"}
    made["organisations"][1]["inn"] = "1"
    found = _validate(write_folder(tmp_path, made))
    assert [(one.severity, one.table, one.row) for one in found] == [
        ("error", "organisations", 3),
        ("error", "supplies", 2),
        ("error", "supplies", 4),
        ("warning", "supplies", 4),
        ("notice", "supplies", 1),
    ]


def _without_place(found: tuple[Finding, ...]) -> Counter[Any]:
    return Counter((one.code, one.severity, one.table, one.column, one.value) for one in found)


_CELLS = {
    "supplier_id": ["F1", "F2", "F3", "F9", "Ф1", ""],
    "buyer_id": ["F1", "F2", "F3"],
    "product_id": ["P1", "P2", "р1"],
    "year": ["2017", "2018", "2018.5", "20018", "2.018", ""],
    "quantity": ["1", "-1", "12.5", "1,234"],
    "amount_krub": ["1", "100,5", "1.234", "1.234.567", "1,234", "12 34", "-5", "20 %", "", "3000", "1e400"],
    "reported_by": ["supplier", "покупатель", "учет", "сосед", ""],
}


@settings(deadline=None, max_examples=30)
@given(
    rows=st.lists(
        st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in _CELLS.items()}), max_size=12
    ),
    random=st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_no_finding_but_its_row(rows: list[dict[str, str]], random: Any) -> None:
    made, turned = _with_supplies(rows), _with_supplies(rows)
    for table in turned.values():
        random.shuffle(table)
    with tempfile.TemporaryDirectory() as folder:
        first = _validate(write_folder(Path(folder) / "a", made))
        second = _validate(write_folder(Path(folder) / "b", turned))
    assert _without_place(first) == _without_place(second)


def _with_supplies(rows: list[dict[str, str]]) -> Tables:
    made = sound()
    made["supplies"] = [*made["supplies"], *({**row} for row in rows)]
    made["memberships"] += [{**made["memberships"][0], "joined_on": "2017-01-01"}]
    made["accounts"] += [{**made["accounts"][1], "year": 2017, "output_krub": 1}]
    return made


@settings(deadline=None, max_examples=20)
@given(
    st.lists(
        st.tuples(st.sampled_from([1.0, -1.0, float("nan"), 5000.0]), st.sampled_from(["F1", "F9", "F3"])),
        min_size=1,
    )
)
def test_a_typed_file_has_the_findings_of_the_same_rows_as_text(rows: list[tuple[float, str]]) -> None:
    """Where the text says NaN, which nobody would type, reading itself finds it."""
    made = sound()
    first = made["supplies"][0]
    made["supplies"] = [{**first, "amount_krub": amount, "supplier_id": firm} for amount, firm in rows]
    with tempfile.TemporaryDirectory() as folder:
        as_text = _validate(write_folder(Path(folder) / "text", made))
        as_typed = _validate(write_parquet(Path(folder) / "typed", made))
    assert Counter((one.table, one.column, one.severity) for one in as_text) == Counter(
        (one.table, one.column, one.severity) for one in as_typed
    )


def test_more_findings_than_anyone_reads_are_counted(tmp_path: Path) -> None:
    made = sound()
    made["supplies"] = [{**made["supplies"][0], "supplier_id": f"X{n}"} for n in range(SHOWN + 5)]
    found = [one for one in _validate(write_folder(tmp_path, made)) if one.severity == "error"]
    assert Counter(one.code for one in found) == {"key.broken": SHOWN, "more": 1}
    assert next(one for one in found if one.code == "more").values["count"] == SHOWN + 5


def test_a_damaged_file_is_named_and_an_error_of_our_own_is_not_blamed_on_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = typed("supplies", sound()["supplies"] * 500)
    write_parquet(tmp_path, sound(), supplies=frame)
    reading = read_dataset(tmp_path)

    def fails(dataset: object) -> list[Finding]:
        raise pl.exceptions.ComputeError("ours")

    monkeypatch.setattr("kust.data.validate.RULES", (fails,))
    with pytest.raises(pl.exceptions.ComputeError):
        validate(reading.dataset)
    content = bytearray((tmp_path / "supplies.parquet").read_bytes())
    content[4:300] = bytes(reversed(content[4:300]))
    (tmp_path / "supplies.parquet").write_bytes(bytes(content))
    with pytest.raises(UnreadableError) as refused:
        validate(reading.dataset)
    assert "supplies.parquet" in refused.value.words("en")


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_each_code_that_the_corpus_meets_has_words_and_a_way_to_mend_it(lang: str) -> None:
    words = tomllib.loads(files("kust").joinpath("words/finding.toml").read_text(encoding="utf-8"))
    for case in CASES:
        for one in (*case.errors, *case.warnings, *case.notices):
            assert words[one.code][lang], one.code
            assert words[one.code][f"mend_{lang}"], one.code
