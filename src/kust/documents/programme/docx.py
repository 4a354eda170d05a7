"""The document of a programme in Word's format, filled into a template that a user may have edited."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from markupsafe import Markup, escape

from kust.documents.blocks import MARK, Amount, Judged, Link, Place
from kust.documents.figures import write
from kust.documents.markup import clean
from kust.documents.programme.content import Drawing, ProgrammeContent
from kust.documents.programme.fields import Check
from kust.errors import MissingEngineError, UsageError
from kust.i18n import say

if TYPE_CHECKING:
    from kust.documents.docx_finish import Entry

_INK = {"met": "1C6B43", "not_met": "A12F24", "unknown": "6E5300"}
_LINK = "14555F"
DASH = "–"


class Absent(str):
    """What stands in the place of a figure that is missing; a condition takes it for nothing."""

    def __bool__(self) -> bool:
        return False


def check_docxtpl() -> None:
    """Refuse to go on where the optional package is not there.

    Raises
    ------
    MissingEngineError
        docxtpl is not installed.
    """
    try:
        import docxtpl  # noqa: F401
    except ImportError as error:
        raise MissingEngineError("engine_not_installed", engine="docxtpl", extra="documents") from error


def write_docx(
    content: ProgrammeContent, path: Path, template: Path | None = None, *, pages: bool = False
) -> None:
    """Fill a template in.

    Parameters
    ----------
    template
        One of the user's own; by default the one that comes with kust.
    pages
        Whether to number the contents by the pages that LibreOffice makes of it.

    Raises
    ------
    MissingEngineError
        docxtpl is not installed, or LibreOffice where pages are asked for.
    UsageError
        The template is no text document, or holds a field or a tag that cannot be filled in.
    """
    check_docxtpl()
    from docxtpl import DocxTemplate
    from jinja2 import Environment, TemplateError

    from kust.documents.docx_columns import drop_empty_columns
    from kust.documents.docx_finish import finish

    source, asked = check_template(_open(template, content.lang))
    filled: Any = DocxTemplate(source)
    environment = Environment(autoescape=True, undefined=_strict())
    try:
        filled.render(make_context(content, filled, asked), environment, autoescape=True)
    except TemplateError as error:
        near = " ".join(" ".join(getattr(error, "docx_context", ())).split())
        raise UsageError("template_broken", reason=error.message or error, paragraph=near[:200]) from error
    document = filled.docx
    entries = finish(document)
    if template is None:
        drop_empty_columns(document)
    properties = document.core_properties
    properties.title, properties.category, properties.author = clean(content.title)[:250], MARK, "kust"
    properties.language = content.lang
    properties.created = properties.modified = datetime.combine(content.day, time())
    filled.save(str(path))
    if pages and entries:
        _number(entries, path)
        filled.save(str(path))


def _number(entries: "list[Entry]", path: Path) -> None:
    """Give the lines of the contents the pages of the document as it lies there."""
    from kust.documents.docx_finish import add_pages
    from kust.documents.office_pages import count_pages, match_pages

    found = match_pages([one.words for one in entries], count_pages(path))
    if found is None:
        raise UsageError("pages_not_found")
    add_pages(entries, found)


def _strict() -> Any:
    from jinja2 import StrictUndefined

    return StrictUndefined


def _open(template: Path | None, lang: str) -> BytesIO:
    if template is None:
        from kust.documents.programme.template import make_template

        return BytesIO(make_template(lang))
    try:
        return BytesIO(template.read_bytes())
    except OSError as error:
        raise UsageError("template_unreadable", path=template, reason=error.strerror or error) from error


def check_template(source: BytesIO) -> tuple[BytesIO, str]:
    """Refuse a template with an unknown field or a broken tag, before anything is filled in.

    Returns
    -------
    tuple
        The template, with section breaks out of the way of its tags, and the paragraphs that hold fields and tags.

    Raises
    ------
    UsageError
        Names the field or the tag, and the paragraph in which it stands.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    from kust.documents.docx_breaks import free_breaks

    try:
        document = docx.Document(source)
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise UsageError("template_no_docx") from error
    finally:
        source.seek(0)
    read: list[str] = []
    for part in _parts(document):
        check = Check()
        for paragraph in _paragraphs(part):
            check.read(paragraph)
            read.append(paragraph)
        check.close()
    if free_breaks(document):
        source = BytesIO()
        document.save(source)
        source.seek(0)
    return source, "\n".join(read)


def _parts(document: Any) -> Iterator[Any]:
    """List the body and each header and footer once."""
    yield document.element.body
    seen = set()
    for section in document.sections:
        for name in ("header", "footer", "first_page_header", "first_page_footer"):
            part = getattr(section, name)
            if not part.is_linked_to_previous and id(part._element) not in seen:
                seen.add(id(part._element))
                yield part._element


def _paragraphs(part: Any) -> Iterator[str]:
    from docx.oxml.ns import qn

    for paragraph in part.iter(qn("w:p")):
        own = (one for one in paragraph.iter(qn("w:t")) if next(one.iterancestors(qn("w:p"))) is paragraph)
        words = "".join(one.text or "" for one in own)
        if "{" in words or "}" in words:
            yield words


def make_context(content: ProgrammeContent, template: Any, asked: str) -> dict[str, Any]:
    """Bring the content into the form in which a template is filled: words, coloured words, links, pictures.

    Parameters
    ----------
    asked
        What the template asks for (:func:`check_template`); drawings that it does not name are not drawn.
    """
    filling = _Filling(content.lang, template, _album_of(content, asked))
    context = filling.fields_of(content)
    context["measures"] = [filling.fields_of(one) for one in content.measures]
    return context


def _album_of(content: ProgrammeContent, asked: str) -> Any:
    """Gather the drawings whose fields a template names; None where nothing can be drawn."""
    from kust.documents.picture_png import can_draw

    if not can_draw():
        return None
    from kust.documents.programme.image import Album

    named = (getattr(content, one.name) for one in fields(content) if one.name in asked)
    listed = (one for value in named for one in (value if isinstance(value, tuple) else (value,)))
    return Album(one for one in listed if isinstance(one, Drawing))


class _Filling:
    """What a template is filled with: words of a language, and pictures of an album."""

    def __init__(self, lang: str, template: Any, album: Any) -> None:
        self.lang, self.template, self.album = lang, template, album

    def fields_of(self, record: Any) -> dict[str, Any]:
        if isinstance(record, Drawing):
            return {"title": clean(record.title), "picture": self._picture(record)}
        return {one.name: self._value(getattr(record, one.name)) for one in fields(record)}

    def _value(self, value: Any) -> Any:
        if value is None:
            return Absent(DASH)
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, Amount):
            return Absent(DASH) if value.value is None else write(value, "amount", self.lang)
        if isinstance(value, date):
            return write(value, "day", self.lang)
        if isinstance(value, tuple):
            return [self._value(one) for one in value]
        if isinstance(value, Judged):
            return _coloured(value, self.lang)
        if isinstance(value, Link):
            return _link(value)
        if isinstance(value, Place):
            return _place(value)
        if is_dataclass(value):
            return self.fields_of(value)
        return str(value)

    def _picture(self, drawing: Drawing) -> Any:
        if self.album is None:
            return say("programme_document.template.no_picture", self.lang)
        from kust.documents.programme.image import Image

        return Image(self.template, self.album, drawing)


def _run(words: str, properties: str = "") -> str:
    told = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{told}<w:t xml:space="preserve">{escape(clean(words))}</w:t></w:r>'


def _coloured(value: Judged, lang: str) -> Markup:
    if not value.words:
        return Markup("")
    ink = f'<w:b/><w:color w:val="{_INK[value.code]}"/>' if value.code else ""
    return Markup(_run(write(value, "long", lang), ink))  # noqa: S704


def _link(value: Link) -> Markup:
    if not value.place:
        return Markup(_run(value.words)) if value.words else Markup("")  # noqa: S704
    shown = _run(value.words, f'<w:color w:val="{_LINK}"/><w:u w:val="single"/>')
    return Markup(f'<w:hyperlink w:anchor="{bookmark(value.place)}" w:history="1">{shown}</w:hyperlink>')  # noqa: S704


def _place(value: Place) -> Markup:
    name = bookmark(value.name)
    number = int("".join(one for one in value.name if one.isdigit()) or 0) + 1000
    marked = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{_run(value.words)}<w:bookmarkEnd w:id="{number}"/>'
    return Markup(marked)  # noqa: S704


def bookmark(place: str) -> str:
    """Name a place as Word allows it."""
    return place.replace("-", "_")
