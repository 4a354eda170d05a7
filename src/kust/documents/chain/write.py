"""Write a chain to a file: the ending of its name chooses the drawing alone, the page, or paper."""

from pathlib import Path

from kust.documents.chain.content import ChainContent
from kust.documents.chain.page import MARK, render_chain
from kust.documents.chain.sankey import render_sankey
from kust.documents.write import replace_whole
from kust.drawings.chain import draw_chain
from kust.errors import UsageError

FORMS = (".svg", ".html", ".pdf")
_HEAD = 4096


def check_target(path: Path, option: str, forms: tuple[str, ...] = FORMS) -> None:
    """Refuse a name that ends otherwise, or a file that is there and is no chain of kust.

    Raises
    ------
    UsageError
        The ending is unknown; the file would be overwritten.
    """
    if path.suffix.lower() not in forms:
        raise UsageError("choice", option=option, value=path.name, known=", ".join(forms))
    if path.exists() and not is_own(path):
        raise UsageError("target_exists", path=path)


def write_chain(page: ChainContent, path: Path) -> None:
    """Write the drawing (``.svg``), the page (``.html``) or paper (``.pdf``, extra ``pdf``).

    The file appears whole or not at all.

    Raises
    ------
    UsageError
        The ending is none of these; the file is there and is no chain of kust.
    MissingEngineError
        Paper is asked for and typst is not installed.
    UnreadableError
        Nothing can be written there.
    """
    path = Path(path)
    check_target(path, "output")
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        from kust.documents.chain.paper import print_chain

        paper = print_chain(page)
        replace_whole(path, lambda beside: _write_bytes(beside, paper))
    else:
        text = render_chain(page) if suffix == ".html" else draw_alone(page)
        replace_whole(path, lambda beside: _write_bytes(beside, text.encode()))


def write_sankey(page: ChainContent, path: Path) -> None:
    """Write the flows in money as a page (``.html``, extra ``charts``).

    Raises
    ------
    UsageError
        The ending is another; the file is there and is no chain of kust.
    MissingEngineError
        Plotly is not installed.
    UnreadableError
        Nothing can be written there.
    """
    path = Path(path)
    check_target(path, "sankey", (".html",))
    text = render_sankey(page)
    replace_whole(path, lambda beside: _write_bytes(beside, text.encode()))


def draw_alone(page: ChainContent) -> str:
    """Draw the chain as a file of its own, with its heading and the places that its boxes lead to."""
    drawing = draw_chain(page.picture, "chain", page.title, page.desc, alone=True)
    style = "<style>a:hover rect,a:target rect{stroke:#14555f;stroke-width:2.5}</style>"
    return drawing.replace("<title", f"<!-- {MARK} -->{style}<title", 1)


def is_own(path: Path) -> bool:
    """Tell whether a file is a chain of kust: only such a one may be replaced by a newer."""
    try:
        text = path.read_bytes()
    except OSError:
        return False
    suffix = path.suffix.lower()
    if suffix == ".html":
        return f'content="{MARK}"'.encode() in text[:_HEAD]
    if suffix == ".svg":
        return f"<!-- {MARK} -->".encode() in text[:_HEAD]
    return text.startswith(b"%PDF") and MARK.encode() in text


def _write_bytes(path: Path, text: bytes) -> None:
    path.write_bytes(text)
