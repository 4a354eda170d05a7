"""The cards as a PDF: read back by poppler, one A4 page a card, tagged, letters inside, strings never run."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kust.documents.niches.write import write_niches
from kust.niches.niche import Niche

from .made_up_niches import BARE, FULL, HOSTILE, PRECURSOR, booklet

pytest.importorskip("typst", reason="typst is not installed")
pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler (pdftotext) is not installed"
)


def write(folder: Path, *niches: Niche, lang: str = "ru") -> Path:
    path = folder / "niches.pdf"
    write_niches(booklet(*niches), path, lang=lang)
    return path


def ask(program: str, path: Path, *more: str) -> str:
    run = subprocess.run([program, *more, str(path)], check=True, capture_output=True, text=True)
    return run.stdout


def text_of(path: Path) -> str:
    """Read the text, its lines joined, hyphens of the text kept."""
    return re.sub(r"\s+", " ", subprocess.run(
        ["pdftotext", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout.replace("\u00a0", " "))  # fmt: skip


@pytest.mark.parametrize(
    "niche", [FULL, PRECURSOR, BARE, HOSTILE], ids=["full", "precursor", "bare", "hostile"]
)
def test_a_card_is_one_page_of_a4(tmp_path: Path, niche: Niche) -> None:
    told = ask("pdfinfo", write(tmp_path, niche))
    assert re.search(r"^Pages:\s+1$", told, re.MULTILINE)
    assert "A4" in told


def test_a_booklet_has_contents_and_a_page_a_card(tmp_path: Path) -> None:
    path = write(tmp_path, FULL, PRECURSOR, BARE)
    assert re.search(r"^Pages:\s+4$", ask("pdfinfo", path), re.MULTILINE)
    first = subprocess.run(
        ["pdftotext", "-l", "1", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert all(niche.title in " ".join(first.split()) for niche in (FULL, PRECURSOR, BARE))


def test_the_gap_of_scale_is_read_before_any_figure(tmp_path: Path) -> None:
    text = text_of(write(tmp_path, PRECURSOR))
    gap = text.index(
        "Завод больше рынка. Наименьший известный завод выпускает 5 000 т в год, а спрос – 100–400 т"
    )
    assert gap < text.index("Спрос сейчас")


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    text = text_of(write(tmp_path, BARE))
    assert text.count("не известно: спросите") >= 10
    assert "одна из двух величин – этой ниши" in text


def test_strings_are_shown_and_never_run(tmp_path: Path) -> None:
    text = text_of(write(tmp_path, HOSTILE))
    assert '<script>alert(1)</script> #eval("1") $x^2$ \\ *b* _i_ @ref `raw` [c] // {0} % ~' in text
    assert "<b>#sys.inputs</b>" in text
    assert "=cmd()|' /C calc'!A0" in text


def test_it_is_tagged_for_screen_readers_and_says_its_language(tmp_path: Path) -> None:
    path = write(tmp_path, FULL)
    assert re.search(r"^Tagged:\s+yes$", ask("pdfinfo", path), re.MULTILINE)
    content = path.read_bytes()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"/Lang" in content


def test_letters_are_embedded(tmp_path: Path) -> None:
    fonts = ask("pdffonts", write(tmp_path, FULL)).splitlines()[2:]
    assert fonts
    # Columns: emb sub uni, before the object id.
    assert all(line.split()[-5] == "yes" for line in fonts)


def test_an_english_card_is_english(tmp_path: Path) -> None:
    assert "The plant is larger than its market." in text_of(write(tmp_path, PRECURSOR, lang="en"))
