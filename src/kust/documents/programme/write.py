"""Write the document of a programme, its template or the package for an application: whole or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kust.data.own import is_own
from kust.data.target import target
from kust.documents.programme.content import ProgrammeContent
from kust.documents.write import replace_whole
from kust.errors import UsageError

if TYPE_CHECKING:
    from kust.documents.blocks import Document
    from kust.documents.programme.package import Part

FORMS = (".docx", ".pdf", ".html", ".xlsx", ".pptx")
_DAY = (2019, 1, 1, 0, 0, 0)


def check_programme_target(path: Path, template: Path | None = None, *, pages: bool = False) -> None:
    """Refuse what cannot be written before anything is computed.

    Raises
    ------
    UsageError
        Another ending; the file is there and is no document of kust; a template or pages of the contents for what is no
        text document.
    MissingEngineError
        The extra that the form needs is not installed.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMS:
        raise UsageError("choice", option="output", value=path.name, known=", ".join(FORMS))
    if template is not None and suffix != ".docx":
        raise UsageError("template_for_docx", path=path)
    if pages and suffix != ".docx":
        raise UsageError("choice", option="pages", value=path.name, known="*.docx")
    if path.exists() and not is_own(path):
        raise UsageError("target_exists", path=path)
    if suffix == ".docx":
        from kust.documents.programme.docx import check_docxtpl

        check_docxtpl()
        if pages:
            from kust.documents.office_pages import check_office

            check_office()
    elif suffix == ".pptx":
        from kust.documents.programme.pptx import check_pptx

        check_pptx()
    elif suffix == ".pdf":
        from kust.documents.niches.pdf import check_typst

        check_typst()


def write_programme(
    content: ProgrammeContent, path: Path, template: Path | None = None, *, pages: bool = False
) -> None:
    """Write the document: the ending of the name chooses its form; ``pages``: with pages in the contents of a .docx.

    Raises
    ------
    UsageError
        As :func:`check_programme_target`; a field or a tag of the template cannot be filled in.
    MissingEngineError
        The extra that the form needs is not installed.
    UnreadableError
        Nothing can be written there.
    """
    path = Path(path)
    check_programme_target(path, template, pages=pages)
    write = _writers(content, template, pages)[path.suffix.lower()]
    replace_whole(path, write)


def _writers(
    content: ProgrammeContent, template: Path | None, pages: bool
) -> dict[str, Callable[[Path], None]]:
    def docx(path: Path) -> None:
        from kust.documents.programme.docx import write_docx

        write_docx(content, path, template, pages=pages)

    def pptx(path: Path) -> None:
        from kust.documents.programme.pptx import write_pptx

        write_pptx(content, path)

    def pdf(path: Path) -> None:
        from kust.documents.projects.pdf import write_document

        write_document(_sections(content, paper=True), path)

    def html(path: Path) -> None:
        from kust.documents.programme.html import write_document

        write_document(_sections(content), path)

    def xlsx(path: Path) -> None:
        from kust.documents.xlsx import write_document

        write_document(_sections(content), path)

    return {".docx": docx, ".pptx": pptx, ".pdf": pdf, ".html": html, ".xlsx": xlsx}


def _sections(content: ProgrammeContent, *, paper: bool = False) -> "Document":
    from kust.documents.programme.sections import make_document

    return make_document(content, paper=paper)


def write_template_file(path: Path, lang: str) -> None:
    """Write the template; an older one, which may have been edited, is never written over.

    Raises
    ------
    UsageError
        Another ending, or the file is there.
    UnreadableError
        Nothing can be written there.
    """
    if path.suffix.lower() != ".docx":
        raise UsageError("choice", option="output", value=path.name, known=".docx")
    from kust.documents.programme.template import write_template

    with target(path) as beside:
        write_template(beside, lang)


def check_package_target(path: Path) -> None:
    """Refuse a folder or a file that is there, before anything is computed.

    Raises
    ------
    UsageError
        It is there, or its ending is neither that of a folder nor ``.zip``.
    """
    if path.suffix.lower() not in ("", ".zip"):
        raise UsageError("choice", option="output", value=path.name, known=".zip")
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise UsageError("target_exists", path=path)


def write_package(parts: "tuple[Part, ...]", path: Path) -> None:
    """Write every document of a package as text and workbook into a new folder or a ``.zip``.

    Raises
    ------
    UsageError
        The folder or the file is there.
    UnreadableError
        Nothing can be written there.
    """
    with target(path) as beside:
        if path.suffix.lower() == ".zip":
            folder = beside.with_suffix(".parts")
            try:
                _write_parts(parts, folder)
                _pack(folder, beside)
            finally:
                _remove(folder)
        else:
            _write_parts(parts, beside)


def _write_parts(parts: "tuple[Part, ...]", folder: Path) -> None:
    from kust.documents.projects.docx import write_document as write_docx
    from kust.documents.xlsx import write_document as write_xlsx

    folder.mkdir(parents=True)
    for part in parts:
        write_docx(part.document, folder / f"{part.name}.docx")
        write_xlsx(part.document, folder / f"{part.name}.xlsx")


def _pack(folder: Path, path: Path) -> None:
    """Pack the files in order of their names; their days are one day, so that the same package is the same file."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for one in sorted(folder.iterdir()):
            archive.writestr(ZipInfo(one.name, _DAY), one.read_bytes(), ZIP_DEFLATED)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
