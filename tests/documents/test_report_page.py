"""The page: one file, sound HTML that a screen reader can follow, hostile names harmless."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from kust.documents.html import render_overview, render_report
from kust.documents.overview import make_overview

from .small_cluster import ON, TABLES, read_small, report_on

_VOID = {"meta", "br", "img", "hr", "input", "link"}


class Page(HTMLParser):
    """The elements of a page with their attributes, and whether every one is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def having(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module", params=["ru", "en", "overview"])
def text(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("small")
    if request.param == "overview":
        return render_overview(make_overview(read_small(folder), on=ON, year=2018))
    return render_report(report_on(folder, lang=request.param))


def test_every_element_is_closed_in_order(text: str) -> None:
    assert Page(text).open == []


def test_nothing_is_fetched_from_anywhere(text: str) -> None:
    assert not re.search(r"https?:|//[a-z]|url\(|@import|<script|<link|<img", text, re.IGNORECASE)


def test_headings_follow_one_another_without_gaps(text: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(text).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_every_heading_of_a_table_says_what_it_heads(text: str) -> None:
    headings = [attributes for attributes in Page(text).having("th") if "aria-hidden" not in attributes]
    assert headings
    assert all(attributes.get("scope") in ("col", "row") for attributes in headings)


def test_every_box_that_scrolls_can_be_reached_and_has_a_name_of_its_own(text: str) -> None:
    boxes = [attributes for attributes in Page(text).having("div") if attributes.get("class") == "scroll"]
    assert all(box.get("tabindex") == "0" and box.get("role") == "region" for box in boxes)
    names = [box["aria-label"] for box in boxes]
    assert len(names) == len(set(names))


def test_links_lead_to_places_that_exist_once(text: str) -> None:
    page = Page(text)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {str(link["href"])[1:] for link in page.having("a")} <= set(ids)


def test_every_drawing_has_a_title_and_a_description(text: str) -> None:
    ids = {attributes.get("id") for _, attributes in Page(text).elements}
    drawings = Page(text).having("svg")
    assert drawings
    for drawing in drawings:
        assert drawing["role"] == "img"
        assert set(str(drawing["aria-labelledby"]).split()) <= ids


def test_the_page_says_its_language(tmp_path: Path) -> None:
    for lang in ("ru", "en"):
        page = Page(render_report(report_on(tmp_path / lang, lang=lang)))
        assert page.having("html")[0]["lang"] == lang


def test_a_verdict_is_a_symbol_and_a_word(tmp_path: Path) -> None:
    words = " ".join("".join(Page(render_report(report_on(tmp_path))).words).split())
    for said in ("✓ выполнено", "✗ не выполнено", "? неизвестно"):
        assert said in words


def test_hostile_names_stay_words(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>&\"'{{ 7 * 7 }}{0}"
    quoted = '"' + hostile.replace('"', '""') + '"'
    changed = {
        name: TABLES[name]
        .replace("ООО «Альфа» (вымышленные данные)", quoted)
        .replace("Кластер «Проба» (вымышленные данные)", quoted)
        for name in ("organisations", "clusters")
    }
    text = render_report(report_on(tmp_path, **changed))
    page = Page(text)
    assert page.having("script") == []
    assert "".join(page.words).count(hostile) > 5


def test_figures_are_written_as_the_language_writes_them(tmp_path: Path) -> None:
    ru = render_report(report_on(tmp_path / "ru")).replace("\u00a0", " ")
    en = render_report(report_on(tmp_path / "en", lang="en"))
    # 34 / 120 = 28.33 %
    assert "28,3 %" in ru
    assert "+8,3 п. п." in ru
    assert "28.3%" in en
    assert "+8.3 pp" in en


def test_an_annex_without_one_figure_is_a_sentence(tmp_path: Path) -> None:
    text = render_report(report_on(tmp_path, accounts="", supplies="", wage_thresholds=""))
    assert text.count("Ни одной цифры для этой таблицы пока нет.") == 2


def test_long_lists_of_names_are_folded(tmp_path: Path) -> None:
    count = 40
    organisations = "organisation_id,name,country\n" + "\n".join(f"E{n},Завод {n},RU" for n in range(count))
    members = "cluster_id,organisation_id,role\n" + "\n".join(f"K,E{n},enterprise" for n in range(count))
    text = render_report(report_on(tmp_path, organisations=organisations, memberships=members))
    assert "Нет данных: 40 участников" in text
