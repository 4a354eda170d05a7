"""Niches as a workbook: a sheet a table, figures as numbers, names always text."""

from collections.abc import Iterator
from pathlib import Path

from kust.documents.blocks import Fact
from kust.documents.niches.card import Booklet
from kust.documents.niches.tables import tabulate
from kust.documents.niches.text import tell
from kust.documents.xlsx import Book
from kust.i18n import say
from kust.niches.niche import Niches


def write_workbook(booklet: Booklet, niches: Niches, path: Path) -> None:
    """Write every figure of niches as a workbook."""
    lang = booklet.lang
    with Book(path, lang, booklet.title, booklet.day, words="niche_card") as book:
        for table in tabulate(booklet, niches):
            book.add_table(table)
        book.add_facts("sources", tell("workbook.sources", lang), _sources(booklet, niches))


def _sources(booklet: Booklet, niches: Niches) -> Iterator[Fact]:
    """Tell what everything was made from, and every source that a card names."""
    lang = booklet.lang
    yield Fact(say("report.dataset", lang), niches.path)
    yield Fact(tell("booklet", lang), booklet.subtitle)
    yield Fact(say("report.digest", lang), niches.digest)
    yield Fact(tell("line.certainty", lang), tell("certainty_note", lang))
    named = dict.fromkeys(source for card in booklet.cards for source in card.sources)
    for place, source in enumerate(named, 1):
        yield Fact(f"{tell('sources', lang)} {place}", source)
