"""Writing the file: its ending chooses the form, it is whole or not there, both languages are complete."""

import re
import string
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from kust.documents import html
from kust.documents.content import Report
from kust.documents.figures import write_limit
from kust.documents.write import write_report
from kust.errors import UnreadableError, UsageError
from kust.i18n import has_words

from .small_cluster import ON, read_small

WORDS = tomllib.loads(files("kust").joinpath("words/report.toml").read_text(encoding="utf-8"))
SOURCES = Path(html.__file__).parent


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"report\.pdf"):
        write_report(read_small(tmp_path / "data"), tmp_path / "report.pdf", on=ON)


def test_an_ending_may_be_in_capitals(tmp_path: Path) -> None:
    write_report(read_small(tmp_path / "data"), tmp_path / "REPORT.HTML", on=ON)
    assert (tmp_path / "REPORT.HTML").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_failure_leaves_the_older_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, path = read_small(tmp_path / "data"), tmp_path / "out" / "report.html"
    write_report(dataset, path, on=ON)
    before = path.read_bytes()

    def fail(report: Report, beside: Path) -> None:
        beside.write_text("half")
        raise ArithmeticError

    monkeypatch.setattr(html, "write_report", fail)
    with pytest.raises(ArithmeticError):
        write_report(dataset, path, on=ON)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_place_where_nothing_can_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnreadableError, match=r"report\.html"):
        write_report(read_small(tmp_path / "data"), tmp_path / "file" / "report.html", on=ON)


@pytest.mark.parametrize("suffix", ["html", "xlsx"])
def test_the_same_data_give_the_same_file(tmp_path: Path, suffix: str) -> None:
    dataset = read_small(tmp_path / "data")
    paths = [tmp_path / f"{name}.{suffix}" for name in ("one", "two")]
    for path in paths:
        write_report(dataset, path, on=ON, year=2018)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_every_entry_has_both_languages_with_the_same_figures() -> None:
    for code, entry in WORDS.items():
        assert set(entry) == {"ru", "en"}, code
        assert all(words.strip() for words in entry.values()), code
        ru, en = ({name for _, name, _, _ in string.Formatter().parse(entry[lang])} for lang in ("ru", "en"))
        assert ru - {None} == en - {None}, code


def test_every_code_that_is_said_has_words() -> None:
    said: set[str] = set()
    # Documents of the harvest have words of their own, with a test of their own.
    for path in SOURCES.rglob("*.py"):
        if path.parent.name == "harvest":
            continue
        said |= set(re.findall(r'"report\.([\w.]+)"', path.read_text(encoding="utf-8")))
    for path in SOURCES.rglob("*.html"):
        of_page = set(re.findall(r"""\bt\(["']([\w.]+)["'][,)]""", path.read_text(encoding="utf-8")))
        if path.stem == "chain":
            assert all(has_words(f"chain.{code}") for code in of_page)
        else:
            said |= of_page
    assert len(said) > 80
    assert said - {"css", "html"} <= set(WORDS)


@pytest.mark.parametrize(("share", "words"), [(0.05, "5%"), (0.2, "20%"), (0.125, "12.5%"), (1.0, "100%")])
def test_thresholds_have_no_needless_zeros(share: float, words: str) -> None:
    assert write_limit(share, "share", "en") == words


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".docx"])
def test_a_report_replaces_an_older_report_and_nothing_else(tmp_path: Path, suffix: str) -> None:
    dataset = read_small(tmp_path / "data")
    target = tmp_path / f"report{suffix}"
    target.write_bytes(b"somebody's own file")
    with pytest.raises(UsageError):
        write_report(dataset, target, on=ON)
    assert target.read_bytes() == b"somebody's own file"
    target.unlink()
    for _ in range(2):
        write_report(dataset, target, on=ON)
    assert target.stat().st_size > 1000
