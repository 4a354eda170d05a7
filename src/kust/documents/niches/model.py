"""The financial model of a niche as a workbook with live formulas: change a yellow cell and everything follows.

Each formula is written with the value that kust found, for programs that do not work formulas out on opening.
"""

from datetime import UTC, date, datetime, time
from pathlib import Path

import xlsxwriter

from kust.documents.blocks import MARK
from kust.documents.niches.model_book import ModelBook, Pages
from kust.documents.niches.model_inputs import write_inputs, write_missing
from kust.documents.niches.model_results import write_results
from kust.documents.niches.model_years import write_ways, write_years
from kust.documents.write import replace_whole
from kust.errors import UsageError
from kust.i18n import say
from kust.niches.niche import Niche


def check_model_target(path: Path) -> None:
    """Refuse a name that does not end in ``.xlsx``, or a file that is there: somebody may have worked in it.

    Raises
    ------
    UsageError
        The ending is another; the file would be overwritten.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageError("model_suffix", path=path)
    if path.exists():
        raise UsageError("model_exists", path=path)


def write_niche_model(niche: Niche, path: Path, lang: str, on: date | None = None) -> None:
    """Write the financial model of a niche as a workbook.

    The file appears whole or not at all, and replaces nothing: a model is there to be changed by its reader.

    Parameters
    ----------
    niche
        Its ``economics`` are written: inputs with unit, basis and note, the yearly model, variants of it, results.
        Where figures are missing the workbook says which.
    path
        File to write, ``.xlsx``.
    lang
        ``ru`` or ``en``.
    on
        Day that the file is dated by, so that the same model is the same file.

    Raises
    ------
    UsageError
        The name ends otherwise; the file is there and is no document of kust.
    UnreadableError
        Nothing can be written there.
    """
    path = Path(path)
    check_model_target(path)
    replace_whole(path, lambda beside: _write(niche, beside, lang, on))


def _write(niche: Niche, path: Path, lang: str, on: date | None) -> None:
    economics = niche.economics
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        created = datetime.combine(on or date(2000, 1, 1), time(), UTC)
        title = say("economics.workbook.title", lang, name=niche.name)
        book.set_properties({"title": title, "author": "kust", "category": MARK, "created": created})
        if economics is None or economics.missing:
            write_missing(Pages(book, niche, lang), economics)
            return
        model = ModelBook(book, niche, economics, lang)
        write_years(model, write_inputs(model))
        write_results(model, write_ways(model))
