"""Write a roadmap to a file: the ending of its name chooses a sheet, a page, paper, a calendar or a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kust.data.calendar_file import Event, write_events
from kust.data.own import is_own
from kust.documents.blocks import MARK, Fact
from kust.documents.roadmap.document import make_roadmap_document
from kust.documents.roadmap.picture import describe, make_picture
from kust.documents.roadmap.sheets import draw_sheet
from kust.documents.roadmap.words import Teller
from kust.documents.write import replace_whole
from kust.errors import UsageError
from kust.programme.programme import Programme
from kust.programme.timeline.dues import Due, find_dues
from kust.programme.timeline.finding import MEASURE, MILESTONE
from kust.programme.timeline.roadmap import Roadmap
from kust.settings.programme import ProgrammeSettings

FORMS = (".svg", ".html", ".pdf", ".ics", ".xlsx")
_HEAD = 4096
_PRODUCT = "programme"


def check_roadmap_target(path: Path) -> None:
    """Refuse a name that ends otherwise, or a file that is there and that kust did not write.

    Raises
    ------
    UsageError
        The ending is unknown; the file would be overwritten.
    """
    if path.suffix.lower() not in FORMS:
        raise UsageError("choice", option="output", value=path.name, known=", ".join(FORMS))
    if path.exists() and not _is_ours(path):
        raise UsageError("target_exists", path=path)


def _is_ours(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in (".html", ".xlsx"):
        return is_own(path)
    try:
        text = path.read_bytes()
    except OSError:
        return False
    if suffix == ".svg":
        return f"<!-- {MARK} -->".encode() in text[:_HEAD]
    if suffix == ".ics":
        return f"PRODID:-//kust//{_PRODUCT}//".encode() in text[:_HEAD]
    return text.startswith(b"%PDF") and MARK.encode() in text


def write_roadmap(
    programme: Programme,
    roadmap: Roadmap,
    path: Path,
    *,
    lang: str,
    settings: ProgrammeSettings | None = None,
    sources: Sequence[Fact] = (),
    projects: Mapping[str, str] | None = None,
) -> None:
    """Write a sheet of A3 (``.svg``), a page (``.html``), sheets of A3 (``.pdf``), ``.ics`` or ``.xlsx``.

    The file appears whole or not at all; a newer one of kust's own takes the place of an older.

    Raises
    ------
    UsageError
        The ending is none of these; the file is there and is none of kust's.
    MissingEngineError
        Paper is asked for and typst is not installed.
    UnreadableError
        Nothing can be written there.
    """
    path = Path(path)
    check_roadmap_target(path)
    if path.suffix.lower() == ".xlsx":
        from kust.documents.xlsx import write_document

        document = make_roadmap_document(
            programme, roadmap, lang, settings=settings, sources=sources, projects=projects
        )
        replace_whole(path, lambda beside: write_document(document, beside))
        return
    text = _render(programme, roadmap, path.suffix.lower(), lang, settings, sources, projects)
    replace_whole(path, lambda beside: _write_bytes(beside, text))


def _render(
    programme: Programme,
    roadmap: Roadmap,
    suffix: str,
    lang: str,
    settings: ProgrammeSettings | None,
    sources: Sequence[Fact],
    projects: Mapping[str, str] | None,
) -> bytes:
    tell = Teller(programme, lang)
    if suffix == ".ics":
        return make_calendar(programme, roadmap, lang).encode()
    picture, desc = make_picture(programme, roadmap, lang), describe(roadmap, tell)
    if suffix == ".svg":
        return draw_alone(draw_sheet(picture, tell, desc)).encode()
    if suffix == ".pdf":
        from kust.documents.roadmap.paper import print_roadmap

        return print_roadmap(picture, tell, desc)
    from kust.documents.roadmap.page import render_roadmap

    document = make_roadmap_document(
        programme, roadmap, lang, settings=settings, sources=sources, projects=projects
    )
    return render_roadmap(document, picture, tell, desc).encode()


def draw_alone(sheet: str) -> str:
    """Turn a sheet into a file of its own: paper of A3 with margins of a centimetre."""
    size = 'viewBox="0 0 1512 1047" width="1512" height="1047"'
    paper = '<rect x="-38" y="-38" width="1588" height="1123" fill="#ffffff"/>'
    alone = sheet.replace(size, 'viewBox="-38 -38 1588 1123" width="420mm" height="297mm"', 1)
    return alone.replace("<title", f"<!-- {MARK} --><title", 1).replace("</desc>", f"</desc>{paper}", 1)


def make_calendar(programme: Programme, roadmap: Roadmap, lang: str) -> str:
    """Write the days ahead as a calendar: planned starts and ends of measures that are not done, and milestones."""
    tell = Teller(programme, lang)
    owners = {one.measure_id: tell.owner(one) for one in programme.standing_measures}
    return write_events(_events(find_dues(programme, roadmap), owners, tell), product=_PRODUCT, on=roadmap.on)


def _events(dues: Sequence[Due], owners: dict[str, str], tell: Teller) -> Iterator[Event]:
    for due in dues:
        subject = MILESTONE if due.kind == "milestone" else MEASURE
        title = tell.t(f"calendar.{due.kind}", name=tell.name(subject, due.id))
        owner = owners.get(due.measure_id or "") or "–"
        text = tell.t("calendar.text", programme=tell.title(), owner=owner)
        yield Event(due.key(tell.programme.cluster_id), due.day, title, text)


def _write_bytes(path: Path, text: bytes) -> None:
    path.write_bytes(text)
