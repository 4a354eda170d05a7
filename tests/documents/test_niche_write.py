"""Writing the cards: the ending chooses the form, the file is whole or not there, nothing foreign is replaced."""

import sys
from pathlib import Path

import pytest

from kust.documents.niches import html as niche_html
from kust.documents.niches.card import Booklet
from kust.documents.niches.write import write_niches
from kust.errors import MissingEngineError, UnreadableError, UsageError

from .made_up_niches import BARE, FULL, HOSTILE, LONG, PRECURSOR, booklet

FORMS = [".html", ".docx", ".xlsx", ".pdf"]
NICHES = booklet(FULL, PRECURSOR, BARE, LONG, HOSTILE)


def ready(suffix: str) -> None:
    if suffix == ".pdf":
        pytest.importorskip("typst", reason="typst is not installed")


@pytest.mark.parametrize("suffix", FORMS)
def test_cards_replace_older_cards_and_nothing_else(tmp_path: Path, suffix: str) -> None:
    ready(suffix)
    target = tmp_path / f"niches{suffix}"
    target.write_bytes(b"somebody's own file")
    with pytest.raises(UsageError):
        write_niches(NICHES, target, lang="ru")
    assert target.read_bytes() == b"somebody's own file"
    target.unlink()
    for _ in range(2):
        write_niches(NICHES, target, lang="ru")
    assert target.stat().st_size > 5000
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".pdf"])
def test_the_same_niches_give_the_same_file(tmp_path: Path, suffix: str) -> None:
    ready(suffix)
    paths = [tmp_path / f"{name}{suffix}" for name in ("one", "two")]
    for path in paths:
        write_niches(NICHES, path, lang="ru")
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"niches\.txt"):
        write_niches(NICHES, tmp_path / "niches.txt", lang="ru")
    assert not list(tmp_path.iterdir())


def test_an_ending_may_be_in_capitals(tmp_path: Path) -> None:
    write_niches(NICHES, tmp_path / "NICHES.HTML", lang="ru")
    assert (tmp_path / "NICHES.HTML").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_without_typst_the_error_names_the_extra_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingEngineError) as error:
        write_niches(NICHES, tmp_path / "niches.pdf", lang="ru")
    assert 'pip install "kust[pdf]"' in error.value.words("ru")
    assert 'pip install "kust[pdf]"' in error.value.words("en")
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_the_older_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "niches.html"
    write_niches(NICHES, path, lang="ru")
    before = path.read_bytes()

    def fail(booklet: Booklet, beside: Path) -> None:
        beside.write_text("half")
        raise ArithmeticError

    monkeypatch.setattr(niche_html, "write_page", fail)
    with pytest.raises(ArithmeticError):
        write_niches(NICHES, path, lang="ru")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_where_nothing_can_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnreadableError, match=r"niches\.html"):
        write_niches(NICHES, tmp_path / "file" / "niches.html", lang="ru")


def test_an_unknown_niche_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_niches(NICHES, tmp_path / "niches.html", lang="ru", only="nothing")
    assert not list(tmp_path.iterdir())
