"""Every word on a page comes from a catalogue that has it in both languages."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import kust_web

HOME = Path(kust_web.__file__).parent
TEMPLATES = sorted(path.relative_to(HOME) for path in HOME.rglob("templates/**/*.html"))
SPOKEN = ("alt", "title", "placeholder", "aria-label", "aria-description", "content")
ALLOWED = {
    "kust",
    "CSV",
    "XLSX",
    "JSON",
    "PDF",
    "HTML",
    "DOCX",
    "ICS",
    "SVG",
    "API",
    "GeoJSON",
    "ИНН",
    "ОГРН",
}


class Spoken(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "meta", "code", "svg")
        if tag == "meta":
            self.silent -= 1
            return
        self.words += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "code", "svg")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_a_template_holds_no_words_of_its_own(template: Path) -> None:
    text = (HOME / template).read_text(encoding="utf-8")
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", text, flags=re.S)
    spoken = Spoken()
    spoken.feed(text)
    words = {word for part in spoken.words for word in re.findall(r"[^\W\d_]{2,}", part)}
    assert words <= ALLOWED
