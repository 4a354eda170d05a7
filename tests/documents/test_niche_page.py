"""The cards as a page: every word escaped, no script, contents that lead to the cards, text alternatives."""

import re

from kust.documents.niches.card import make_booklet
from kust.documents.niches.html import render_page
from kust.niches.niche import Niche

from .made_up_niches import BARE, FULL, HOSTILE, PRECURSOR, booklet


def page_of(*niches: Niche, lang: str = "ru") -> str:
    return render_page(make_booklet(booklet(*niches), lang=lang))


def test_words_of_the_data_never_become_markup() -> None:
    page = page_of(HOSTILE)
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "=1+1 {unpaired} $" in page


def test_nothing_is_fetched() -> None:
    page = page_of(FULL, PRECURSOR, BARE)
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "url(" not in page


def test_contents_lead_to_every_card() -> None:
    page = page_of(FULL, PRECURSOR, BARE)
    targets = re.findall(r'<li><a href="#(niche-\d)"', page)
    assert targets == ["niche-1", "niche-2", "niche-3"]
    assert [page.count(f'<article class="niche" id="{target}"') for target in targets] == [1, 1, 1]


def test_a_single_card_is_the_page_itself() -> None:
    page = page_of(FULL)
    assert page.count("<h1") == 1
    assert "<nav" not in page


def test_ids_are_used_once() -> None:
    ids = re.findall(r'\bid="([^"]+)"', page_of(FULL, PRECURSOR, BARE))
    assert len(ids) == len(set(ids))


def test_drawings_say_in_words_what_they_show() -> None:
    page = page_of(PRECURSOR)
    assert page.count("<svg") == 2
    assert "Спрос сейчас: 100–400\u00a0т в год. Наименьший известный завод: 5\u00a0000\u00a0т в год." in page
    assert "В одном прогоне из десяти NPV ниже −4,9\u00a0млрд руб." in page


def test_nothing_is_drawn_where_nothing_is_known() -> None:
    assert "<svg" not in page_of(BARE)


def test_the_page_says_its_language_and_whose_it_is() -> None:
    page = page_of(FULL, lang="en")
    assert '<html lang="en">' in page
    assert '<meta name="generator" content="kust report">' in page


def test_without_niches_the_page_says_so() -> None:
    made = make_booklet(booklet(FULL).__class__(**{**vars(booklet(FULL)), "niches": ()}))
    assert "Ниш не найдено" in render_page(made)
