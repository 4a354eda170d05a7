"""The technical trace of a document: data, day, edition, version of the program, how to make it anew."""

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import version

from kust.data.dataset import Dataset
from kust.documents.blocks import Fact
from kust.documents.figures import write_day
from kust.i18n import say
from kust.law import Edition


def list_trace(
    dataset: Dataset, *, on: date, year: int, editions: Iterable[str], command: str, lang: str
) -> tuple[Fact, ...]:
    """List by what a document can be made again.

    Parameters
    ----------
    editions
        Editions in words, each once.
    command
        The command that makes the document.
    """
    named = (
        ("dataset", dataset.path.name),
        ("digest", dataset.digest),
        ("day", write_day(on, lang)),
        ("year", str(year)),
        ("edition", "; ".join(dict.fromkeys(editions))),
    )
    told = [Fact(say(f"report.{code}", lang), words) for code, words in named if words]
    return (
        *told,
        Fact(say("programme_document.trace.program", lang), f"kust {version('kust')}"),
        Fact(say("programme_document.trace.command", lang), command),
    )


def name_editions(editions: Iterable[Edition | None], lang: str) -> Iterator[str]:
    """Name editions with their codes, by which the program knows them."""
    from kust.documents.verdicts import title_of_edition

    for one in editions:
        if one is not None:
            yield f"{title_of_edition(one, lang)} ({one.code})"
