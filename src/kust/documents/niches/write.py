"""Write the cards of niches to a file: the ending of its name chooses page, PDF, text document or workbook."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from kust.data.own import is_own
from kust.documents.niches.card import Booklet, make_booklet
from kust.documents.write import replace_whole
from kust.errors import UsageError
from kust.niches.niche import Niches

_RENDERERS = {
    ".html": ("niches.html", "write_page"),
    ".htm": ("niches.html", "write_page"),
    ".pdf": ("niches.pdf", "write_pdf"),
    ".docx": ("niches.docx", "write_text_document"),
}


def check_cards_target(path: Path) -> None:
    """Refuse what cannot be written before anything is computed.

    Raises
    ------
    UsageError
        Another ending; the file is there and is not a document of kust.
    MissingEngineError
        A PDF is wanted and typst is not installed.
    """
    if path.suffix.lower() != ".xlsx" and path.suffix.lower() not in _RENDERERS:
        raise UsageError("niches_suffix", path=path)
    if path.suffix.lower() == ".pdf":
        from kust.documents.niches.pdf import check_typst

        check_typst()
    if path.exists() and not is_own(path):
        raise UsageError("target_exists", path=path)


def write_niches(
    niches: Niches,
    path: Path,
    *,
    lang: str,
    only: str | None = None,
    cluster_names: Mapping[str, str] | None = None,
) -> None:
    """Write the cards of niches, or one of them; as a workbook, every figure.

    The file appears whole or not at all, and replaces nothing but an older document of kust.

    Parameters
    ----------
    niches
        The niches of one or several clusters.
    path
        File to write: ``.html``, ``.pdf`` (needs the extra ``pdf``), ``.docx`` or ``.xlsx``.
    lang
        ``ru`` or ``en``.
    only
        Product id, or id of a declared niche, of the only card wanted.
    cluster_names
        Names by cluster id; a cluster without one is told by its id.

    Raises
    ------
    UsageError
        Another ending; no such niche; the file is there and is not a document of kust.
    MissingEngineError
        A PDF is wanted and typst is not installed.
    UnreadableError
        Nothing can be written there.
    """
    path = Path(path)
    check_cards_target(path)
    write = _renderer(path, niches)
    booklet = make_booklet(niches, lang=lang, only=only, cluster_names=cluster_names)
    replace_whole(path, lambda beside: write(booklet, beside))


def _renderer(path: Path, niches: Niches) -> Callable[[Booklet, Path], None]:
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from kust.documents.niches.xlsx import write_workbook

        return lambda booklet, beside: write_workbook(booklet, niches, beside)
    module, function = _RENDERERS[suffix]
    render: Callable[[Booklet, Path], None] = getattr(import_module(f"kust.documents.{module}"), function)
    return render
