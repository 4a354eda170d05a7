"""What a filled template still needs: entries of its contents, columns that fit, empty paragraphs of tags gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from markupsafe import escape

from kust.documents.template_marks import update_on_opening

_MOST_LEVELS = 2
_STYLE = f"{qn('w:pPr')}/{qn('w:pStyle')}"


@dataclass(frozen=True)
class Entry:
    """A line of the contents: its words with their number, the place it leads to, and its link in the document."""

    words: str
    place: str
    link: Any


def finish(document: Any) -> list[Entry]:
    """Finish a document that was filled in, and return the lines of its contents."""
    body = document.element.body
    for table in body.iter(qn("w:tbl")):
        _fit(table)
    entries = _fill_contents(document)
    update_on_opening(document)
    return entries


def add_pages(entries: Sequence[Entry], pages: Sequence[int]) -> None:
    """Write the page of each entry at its right, as a field that a program can work out anew."""
    for entry, page in zip(entries, pages, strict=True):
        parts = (
            "<w:tab/>",
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> PAGEREF {entry.place} \\h </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{page}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
        for part in parts:
            entry.link.append(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))


def _fit(table: Any) -> None:
    """Share the width of a table out over its columns anew, where columns were repeated."""
    rows = table.findall(qn("w:tr"))
    grid = table.find(qn("w:tblGrid"))
    if not rows or grid is None:
        return
    columns = grid.findall(qn("w:gridCol"))
    cells = rows[0].findall(qn("w:tc"))
    told = [_width_of(cell) for cell in cells]
    total = sum(int(one.get(qn("w:w")) or 0) for one in columns)
    if len(cells) != len(columns) or None in told or not total:
        return
    wanted = [one for one in told if one is not None]
    if abs(sum(wanted) - total) <= len(wanted):
        return
    widths = [round(one * total / sum(wanted)) for one in wanted]
    for column, width in zip(columns, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in rows:
        own = row.findall(qn("w:tc"))
        if len(own) == len(widths):
            for cell, width in zip(own, widths, strict=True):
                cell.tcPr.find(qn("w:tcW")).set(qn("w:w"), str(width))


def _width_of(cell: Any) -> int | None:
    properties = cell.tcPr
    width = None if properties is None else properties.find(qn("w:tcW"))
    return None if width is None or width.get(qn("w:type")) != "dxa" else int(width.get(qn("w:w")))


def _fill_contents(document: Any) -> list[Entry]:
    """Write the headings into the field of the contents, each leading to its place; pages are worked out on opening."""
    body = document.element.body
    field = _find_contents(body)
    if field is None:
        return []
    begin, end = field
    entries = list(_mark_headings(document))
    if not entries:
        return []
    first, last = _paragraph_of(begin), _paragraph_of(end)
    code = next(one.text for one in first.iter(qn("w:instrText")))
    styles = {style.name.lower(): style.style_id for style in document.styles}
    made = [_entry(styles.get(f"toc {level + 1}", ""), words, name) for level, words, name in entries]
    opening = parse_xml(
        f'<w:p {nsdecls("w")}><w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r></w:p>'
    )
    # The field begins in the paragraph of the first entry and ends in that of the last.
    for run in reversed(opening.findall(qn("w:r"))):
        made[0].insert(1, run)
    made[-1].append(parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="end"/></w:r>'))
    for one in made:
        first.addprevious(one)
    for old in _between(first, last):
        old.getparent().remove(old)
    links = (one.find(qn("w:hyperlink")) for one in made)
    return [Entry(words, name, link) for (_, words, name), link in zip(entries, links, strict=True)]


def _find_contents(body: Any) -> tuple[Any, Any] | None:
    """Find the parts that begin and end the field of the contents."""
    code = next(
        (one for one in body.iter(qn("w:instrText")) if (one.text or "").strip().startswith("TOC")), None
    )
    if code is None:
        return None
    marks = list(body.iter(qn("w:fldChar"), qn("w:instrText")))
    place = marks.index(code)
    depth = 1
    for one in marks[place + 1 :]:
        kind = one.get(qn("w:fldCharType"))
        depth += {"begin": 1, "end": -1}.get(kind or "", 0)
        if depth == 0:
            return marks[place - 1], one
    return None


def _paragraph_of(mark: Any) -> Any:
    return next(mark.iterancestors(qn("w:p")))


def _between(first: Any, last: Any) -> list[Any]:
    found = [first]
    while found[-1] is not last:
        following = found[-1].getnext()
        if following is None:
            break
        found.append(following)
    return found


def _mark_headings(document: Any) -> Iterator[tuple[int, str, str]]:
    """Give every heading that stands in the contents a place: level, words with their number, name."""
    levels = {style.style_id: level for style in document.styles if (level := _level_of(style)) is not None}
    numbered = {style.style_id for style in document.styles if _is_numbered(style)}
    counts = [0] * _MOST_LEVELS
    for number, paragraph in enumerate(document.element.body.iter(qn("w:p"))):
        named = paragraph.find(_STYLE)
        style = "" if named is None else named.get(qn("w:val"))
        level = levels.get(style)
        if level is None or level >= _MOST_LEVELS:
            continue
        words = "".join(one.text or "" for one in paragraph.iter(qn("w:t"))).strip()
        if not words:
            continue
        name = f"_Toc{number:06d}"
        _mark(paragraph, name, 10_000 + number)
        if style in numbered and paragraph.find(f".//{qn('w:numId')}[@{qn('w:val')}='0']") is None:
            counts[level] += 1
            counts[level + 1 :] = [0] * (_MOST_LEVELS - level - 1)
            words = ".".join(str(one) for one in counts[: level + 1]) + f". {words}"
        yield level, words, name


def _level_of(style: Any) -> int | None:
    properties = style.element.find(qn("w:pPr"))
    outline = None if properties is None else properties.find(qn("w:outlineLvl"))
    return None if outline is None else int(outline.get(qn("w:val")))


def _is_numbered(style: Any) -> bool:
    properties = style.element.find(qn("w:pPr"))
    return properties is not None and properties.find(qn("w:numPr")) is not None


def _mark(paragraph: Any, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph.insert(1 if paragraph.pPr is not None else 0, start)
    paragraph.append(end)


def _entry(style: str, words: str, name: str) -> Any:
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:hyperlink w:anchor="{name}" w:history="1"><w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
        "</w:hyperlink></w:p>"
    )
