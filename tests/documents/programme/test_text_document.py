"""The text document and its template: tables of Word, links, pictures, and a template edited as a user would."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import docx.enum.text
import pytest
from docx.oxml.ns import qn

from kust.documents.office_pages import read_outline
from kust.documents.programme.content import ProgrammeContent
from kust.documents.programme.docx import write_docx
from kust.documents.programme.fields import Check, list_fields
from kust.documents.programme.template import make_template, write_template
from kust.errors import MissingEngineError, UsageError
from tests.data.office import needs_office, save_again


def write(content: ProgrammeContent, path: Path, template: Path | None = None) -> Any:
    write_docx(content, path, template)
    return docx.Document(str(path))


@pytest.fixture(scope="module")
def made(changed: ProgrammeContent, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return write(changed, tmp_path_factory.mktemp("made") / "programme.docx")


def headings(document: Any) -> list[str]:
    names = ("Heading 1", "Heading 2", "Annex")
    return [one.text for one in document.paragraphs if one.style.name in names]


def table_of(document: Any, head: str) -> Any:
    return next(one for one in document.tables if head in [cell.text for cell in one.rows[0].cells])


def test_parts_stand_in_their_order_with_no_tag_left(made: Any) -> None:
    found = headings(made)
    wanted = [
        "Видение и согласие сторон",
        "Где кластер сейчас",
        "Цели, проблемы и мероприятия",
        "Цель 1. Замкнуть цепочку поставок",
        "Показатели",
        "Дорожная карта",
        "Бюджет",
        "Риски и замечания",
        "Что изменилось с прошлой версии и почему",
        "Приложение А. Основания",
        "Приложение Б. Предложено, не решено",
    ]
    assert [one for one in found if one in wanted] == wanted
    words = "\n".join(one.text or "" for one in made.element.body.iter(qn("w:t")))
    assert "{" not in words
    assert "None" not in words


def test_headings_of_tables_repeat_and_rows_do_not_split(made: Any) -> None:
    assert len(made.tables) > 20
    for table in made.tables:
        properties = [row._tr.trPr for row in table.rows]
        assert properties[0].find(qn("w:tblHeader")) is not None
        assert all(one.find(qn("w:cantSplit")) is not None for one in properties)


def test_columns_of_years_share_the_width_of_the_page(made: Any, changed: ProgrammeContent) -> None:
    table = table_of(made, "База")
    assert [cell.text for cell in table.rows[0].cells][4:-2] == [str(year) for year in changed.years]
    widths = [cell.width.mm for cell in table.rows[0].cells]
    assert sum(widths) == pytest.approx(261, abs=2)
    assert min(widths) > 8


def test_the_roadmap_lies_across_and_the_rest_is_upright(made: Any) -> None:
    turned = [section.page_width > section.page_height for section in made.sections]
    assert turned == [False, True, False]


def test_every_link_leads_to_a_place_of_the_document(made: Any) -> None:
    body = made.element.body
    places = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    links = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))]
    assert len(links) > 40
    assert set(links) <= places
    numbers = [one.get(qn("w:id")) for one in body.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers))


def test_pictures_have_text_alternatives(made: Any) -> None:
    pytest.importorskip("typst", reason="typst is not installed")
    pictures = list(made.element.body.iter(qn("wp:docPr")))
    assert len(pictures) >= 3
    assert all(one.get("descr") for one in pictures)


def test_the_contents_list_the_headings_with_their_numbers(made: Any) -> None:
    entries = [one.text for one in made.paragraphs if one.style.name.startswith("toc")]
    assert entries[0] == "1. Видение и согласие сторон"
    assert "Цель 1. Замкнуть цепочку поставок" in entries
    assert "Приложение А. Основания" in entries
    codes = [one.text for one in made.element.body.iter(qn("w:instrText"))]
    assert sum("TOC" in (code or "") for code in codes) == 1


def test_a_measure_is_told_with_owner_days_money_and_its_figure(made: Any) -> None:
    tables = [one for one in made.tables if one.rows[0].cells[-2].text == "Показатели"]
    row = next(row for table in tables for row in table.rows if row.cells[0].text == "8")
    assert [cell.text for cell in row.cells][1:6] == [
        "Корпус и станки для участка гидронасосов",
        "ООО «Бродгидроузел»",
        "01.02.2020",
        "01.03.2021",
        "25\u00a0800",
    ]
    assert row.cells[7]._tc.findall(f".//{qn('w:hyperlink')}")


def test_the_same_content_gives_the_same_words(changed: ProgrammeContent, tmp_path: Path) -> None:
    one, two = (write(changed, tmp_path / f"{name}.docx") for name in "ab")
    assert [p.text for p in one.paragraphs] == [p.text for p in two.paragraphs]


def edit(tmp_path: Path, change: Callable[[Any], None]) -> Path:
    """Write the template, change it as a user would in Word, and save it."""
    path = tmp_path / "mine.docx"
    write_template(path, "ru")
    document = docx.Document(str(path))
    change(document)
    document.save(str(path))
    return path


def move_heading(document: Any) -> None:
    """Take the paragraph with the heading of the budget to the head of the document."""
    heading = next(one for one in document.paragraphs if one.text == "Бюджет")
    first = next(one for one in document.paragraphs if one.text == "Видение и согласие сторон")
    first._p.addprevious(heading._p)


def drop_table(document: Any) -> None:
    table = table_of(document, "Требование")
    table._tbl.getparent().remove(table._tbl)


def add_column(document: Any) -> None:
    from docx.shared import Mm

    table = next(
        one for one in document.tables if "{{ m.money_words }}" in [c.text for c in one.rows[2].cells]
    )
    column = table.add_column(Mm(20))
    column.cells[0].text, column.cells[2].text = "Готовность", "{{ m.progress }}"


def break_as_libreoffice(document: Any) -> None:
    """Put breaks where LibreOffice puts them on saving: into the paragraph before, which holds a tag."""
    for holder in [one for one in document.element.body.iter(qn("w:p")) if not one.xpath(".//w:t")]:
        section = holder.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        before = holder.getprevious()
        if section is not None:
            assert "{%p end" in "".join(one.text for one in before.iter(qn("w:t")))
            before.get_or_add_pPr().append(section)
            holder.getparent().remove(holder)
    contents = next(one for one in document.paragraphs if one.text == "Содержание")
    contents.paragraph_format.page_break_before = False
    tag = docx.text.paragraph.Paragraph(contents._p.getprevious(), contents._parent)
    assert tag.text == "{%p endif %}"
    tag.add_run().add_break(docx.enum.text.WD_BREAK.PAGE)


def test_breaks_in_paragraphs_of_tags_stay_when_these_go(changed: ProgrammeContent, tmp_path: Path) -> None:
    document = write(changed, tmp_path / "x.docx", edit(tmp_path, break_as_libreoffice))
    turned = [section.page_width > section.page_height for section in document.sections]
    assert turned == [False, True, False]
    first = next(one for one in document.paragraphs if one.text == "Показатели")
    holder = docx.text.paragraph.Paragraph(first._p.getprevious(), first._parent)
    assert holder._p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    contents = next(one for one in document.paragraphs if one.text == "Содержание")
    assert contents._p.getprevious().xpath("./w:r/w:br[@w:type='page']")


@pytest.mark.office
@needs_office
def test_a_template_saved_by_libreoffice_keeps_its_sheets_across_and_its_contents_get_pages(
    changed: ProgrammeContent, tmp_path: Path
) -> None:
    write_template(tmp_path / "mine.docx", "ru")
    saved = save_again(tmp_path / "mine.docx", tmp_path / "saved", "docx")
    write_docx(changed, tmp_path / "x.docx", saved, pages=True)
    document = docx.Document(str(tmp_path / "x.docx"))
    assert [one.page_width > one.page_height for one in document.sections] == [False, True, False]
    # LibreOffice puts the contents into a control of their own, whose paragraphs python-docx does not list.
    lines = [docx.text.paragraph.Paragraph(one, document) for one in document.element.body.iter(qn("w:p"))]
    entries = [one.text for one in lines if "_Toc" in str(one._p.xpath("./w:hyperlink/@w:anchor"))]
    pages = [int(one.rpartition("\t")[2]) for one in entries]
    assert len(pages) > 15 and pages == sorted(pages)
    # After the title and the contents; what begins a new page is on none of those before.
    assert pages[0] == 3
    across = next(place for place, one in enumerate(entries) if one.startswith("4. Показатели"))
    assert pages[across] > pages[across - 1]


def test_pages_are_read_from_the_outline_of_a_pdf() -> None:
    """Two headings, the second below the first; pages 7 and 9 are the first and second of the document."""
    written = ("\ufeffЦели", "\ufeffОдна")
    titles = [f"/Title<{words.encode('utf-16-be').hex().upper()}>" for words in written]
    pdf = (
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R/Outlines 3 0 R>>\nendobj\n"
        "2 0 obj\n<</Type/Pages/Kids[ 7 0 R\n9 0 R ]/Count 2>>\nendobj\n"
        "3 0 obj\n<</Count 1/First 4 0 R/Last 4 0 R>>\nendobj\n"
        f"4 0 obj\n<</Count 1/First 5 0 R/Last 5 0 R{titles[0]}/Dest[7 0 R/XYZ 1 2 0]>>\nendobj\n"
        f"5 0 obj\n<</Count 0{titles[1]}/Dest[9 0 R/XYZ 1 2 0]/Parent 4 0 R>>\nendobj\n"
    )
    assert list(read_outline(pdf.encode())) == [("Цели", 1), ("Одна", 2)]
    assert list(read_outline(b"%PDF-1.6")) == []


def reword(document: Any) -> None:
    heading = next(one for one in document.paragraphs if one.text == "Риски и замечания")
    heading.runs[0].text = "На что обратить внимание"


def split_runs(document: Any) -> None:
    """Do what Word does to a field that somebody corrected: three runs instead of one."""
    paragraph = next(one for one in document.paragraphs if one.text == "{{ agreement }}")
    paragraph.runs[0].text = "{{ agre"
    paragraph.add_run("ement").bold = True
    paragraph.add_run(" }}")


def test_a_moved_heading_a_dropped_table_a_new_column_and_new_words_still_give_a_document(
    changed: ProgrammeContent, tmp_path: Path
) -> None:
    def change(document: Any) -> None:
        for one in (move_heading, drop_table, add_column, reword, split_runs):
            one(document)

    document = write(changed, tmp_path / "x.docx", edit(tmp_path, change))
    found = headings(document)
    assert found.index("Бюджет") < found.index("Видение и согласие сторон")
    assert "На что обратить внимание" in found
    assert not [one for one in document.tables if one.rows[0].cells[0].text == "Требование"]
    table = table_of(document, "Готовность")
    assert [row.cells[-1].text for row in table.rows[1:]] == ["100\u00a0%", "60,0\u00a0%", "–", "10,0\u00a0%"]
    assert any("Опрошено сторон: 16" in one.text for one in document.paragraphs)


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        ("Ответственный: {{ m.boss }}", "template_field", "m.boss"),
        ("Всего {{ budget_sum }} рублей", "template_field", "budget_sum"),
        ("Начало {{ title }", "template_tag", "{{"),
        ("{%p if vision %}", "template_open", "if"),
        ("{%p endfor %}", "template_tag", "endfor"),
        ("{{ agreement | }}", "template_tag", "agreement |"),
        ("{%p for q in title %}", "template_no_list", "q in title"),
        ("{%p for q in requirements %}{{ q.verdict }}{%p endfor %}", "template_rich", "q.verdict"),
        ("{{r title }}", "template_plain", "title"),
        ("{{ goals }}", "template_whole", "goals"),
        ("{%p for q in requirements if q.weight > 1 %}{%p endfor %}", "template_field", "q.weight"),
    ],
)
def test_what_cannot_be_filled_in_is_named_with_its_paragraph(
    changed: ProgrammeContent, tmp_path: Path, words: str, code: str, named: str
) -> None:
    def change(document: Any) -> None:
        document.add_paragraph(words)

    template, target = edit(tmp_path, change), tmp_path / "x.docx"
    if "m.boss" in words:
        document = docx.Document(str(template))
        table = next(
            one for one in document.tables if "{{ m.money_words }}" in [c.text for c in one.rows[2].cells]
        )
        table.rows[2].cells[2].text = words
        document.paragraphs[-1]._p.getparent().remove(document.paragraphs[-1]._p)
        document.save(str(template))
    with pytest.raises(UsageError) as raised:
        write_docx(changed, target, template)
    assert raised.value.code == code
    for lang in ("ru", "en"):
        assert named in raised.value.words(lang)
        assert words.strip("{}%p ")[:12] in raised.value.words(lang)
    assert not target.exists()


def test_a_file_that_is_no_text_document_is_refused(changed: ProgrammeContent, tmp_path: Path) -> None:
    (tmp_path / "t.docx").write_text("not a document", encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        write_docx(changed, tmp_path / "x.docx", tmp_path / "t.docx")
    assert raised.value.code == "template_no_docx"


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_template_holds_only_fields_that_there_are(lang: str) -> None:
    document = docx.Document(BytesIO(make_template(lang)))
    check, fields = Check(), 0
    for paragraph in document.element.body.iter(qn("w:p")):
        words = "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
        check.read(words)
        fields += words.count("{{")
    check.close()
    assert fields > 90


def test_the_template_is_made_anew_the_same() -> None:
    once = make_template("ru")
    make_template.cache_clear()
    documents = [docx.Document(BytesIO(one)).element.xml for one in (once, make_template("ru"))]
    assert documents[0] == documents[1]


def test_every_field_can_be_listed() -> None:
    listed = dict(list_fields())
    assert listed["goals[].problems[].measures[].why"] == "rich"
    assert listed["roadmap_drawings[].picture"] == "picture"
    assert listed["indicators[].years[].target"] == "words"


def test_who_disagrees_has_a_heading_only_where_somebody_is_named(
    made: Any, changed: ProgrammeContent, tmp_path: Path
) -> None:
    from dataclasses import replace

    heading, unnamed = "Кто не согласен", [replace(one, dissent="") for one in changed.statements]
    document = write(replace(changed, statements=tuple(unnamed), goals=()), tmp_path / "x.docx")
    assert [heading in [one.text for one in each.paragraphs] for each in (made, document)] == [True, False]


def test_words_of_the_data_are_never_taken_for_tags_or_marks(
    changed: ProgrammeContent, tmp_path: Path
) -> None:
    from dataclasses import replace

    hostile = replace(changed, vision="{{ title }} <w:b/> & {% for %} \x0b", agreement="a\nb")
    document = write(hostile, tmp_path / "x.docx")
    assert "{{ title }} <w:b/> & {% for %} " in [one.text for one in document.paragraphs]


def test_without_the_extra_it_is_named(
    monkeypatch: pytest.MonkeyPatch, changed: ProgrammeContent, tmp_path: Path
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(MissingEngineError) as raised:
        write_docx(changed, tmp_path / "x.docx")
    assert "documents" in raised.value.words("ru")
