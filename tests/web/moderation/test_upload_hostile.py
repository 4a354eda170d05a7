"""A hostile or broken file is refused in words; nothing of it reaches the registry and no worker dies of it."""

import io
import zipfile

import pytest

from kust_web.moderation.models import Upload
from kust_web.moderation.refused import word_problem
from kust_web.moderation.uploads.archive import plain_name
from kust_web.moderation.uploads.extent import may_be_sheet
from kust_web.moderation.uploads.prepared import prepare
from kust_web.registry.models import Change
from tests.web.moderation.files import OUTPUT, archive, book, file, with_part, with_sheet

pytestmark = pytest.mark.django_db
WHERE = "/firms/M01/uploads/"
ONE = book({"outputs": [OUTPUT, ["M01", "P101", 2019, 1, 2]]})
HEAD = "".join(
    f'<c r="{"ABCDE"[n]}1" t="inlineStr"><is><t>{name}</t></is></c>' for n, name in enumerate(OUTPUT)
)

FAR = f"""<c s='> r="A2"' {" " * 1_100_000} r = 'xfd1048576'/>"""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def lying_archive() -> bytes:
    """An archive whose directory says 10 bytes where there are more."""
    content = bytearray(archive({"outputs.csv": b"x" * 5000}))
    real = (5000).to_bytes(4, "little")
    while (at := content.find(real)) >= 0:
        content[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(archive({"outputs.csv": b"a;b"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + offset] |= 1
    return bytes(content)


UNREADABLE = {
    "not a workbook": ("x.xlsx", b"hello", "не книга Excel"),
    "a page as a workbook": ("x.xlsx", b"<html><body>no</body></html>", "не книга Excel"),
    "an old workbook under a new name": ("x.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600, "паролем"),
    "cut off": ("x.xlsx", ONE[: len(ONE) // 2], "повреждена"),
    "an archive that is none": ("x.zip", b"PK\x03\x04 nothing", "повреждён"),
    "an empty archive": ("x.zip", archive({}), "нет ни одной таблицы"),
    "a bomb by its directory": ("x.zip", archive({"outputs.csv": b"0" * 3_000_000}), "распаковывается больше"),
    "a bomb as a workbook": ("x.xlsx", with_part(ONE, "xl/media/a.bin", b"0" * 3_000_000), "распаковывается больше"),
    "a directory that lies": ("x.zip", lying_archive(), "повреждён"),
    "a password": ("x.zip", encrypted(), "паролем"),
    "a program in the archive": ("x.zip", archive({"run.exe": b"MZ"}), "нужны только файлы .xlsx и .csv"),
    "an archive in an archive": ("x.zip", archive({"a.zip": archive({"outputs.csv": b""})}), "нужны только файлы"),
    "two files of one name": ("x.zip", archive({"a/outputs.csv": b"a", "b/outputs.csv": b"b"}), "два файла с именем"),
    "macros inside": ("x.xlsx", with_part(ONE, "xl/vbaProject.bin", b"\xd0\xcf"), "есть макросы"),
    "two cells in far corners": (
        "x.xlsx", with_sheet(f'<row r="1">{HEAD}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "разбросаны",
    ),
    "more rows than allowed": (
        "outputs.csv", (";".join(OUTPUT) + "\n" + "M01;P101;2019;1;2\n" * 1200).encode(), "строк: 1201",
    ),
    "a workbook with more rows than allowed": (
        "x.xlsx", with_sheet("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 1300))),
        "строк: 1299",
    ),
    "rows and cells that name no place": (
        "x.xlsx", with_sheet("<row><c><v>1</v></c></row>" * 1300), "строк: 1300",
    ),
    "a far corner in other quotes, behind a long tag": (
        "x.xlsx", with_sheet(f"<row r='1'>{HEAD}</row><row>" + FAR + "</row>"),
        "разбросаны",
    ),
    "a sheet in letters of two bytes": (
        "x.xlsx", with_part(ONE, "xl/worksheets/sheet1.xml", "<worksheet><row><c/></row></worksheet>".encode("utf-16")),
        "повреждён",
    ),
    "columns without end": ("outputs.csv", b";" * 50_000, "столбцов"),
    "binary as text": ("outputs.csv", bytes(range(256)) * 10, "не текст"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(case, client_of, settings) -> None:
    settings.UPLOAD_UNPACKED_BYTES, settings.UPLOAD_ROWS = 2_000_000, 1000
    name, content, words = UNREADABLE[case]
    client, before = client_of("participant"), Change.objects.count()
    assert client.post(WHERE, {"file": file(name, content)}).status_code == 302
    upload = Upload.objects.latest("pk")
    assert upload.state == "unreadable", upload.findings
    told = word_problem(upload.problem, "ru")
    assert words in told
    assert str(settings.MEDIA_ROOT) not in told
    assert "/tmp" not in told
    assert words in client.get(f"{WHERE}{upload.pk}/").content.decode().replace("&quot;", '"')
    assert Change.objects.count() == before


REFUSED = {
    "nothing": ("x.xlsx", b"", "Выберите файл"),
    "a program": ("x.exe", b"MZ", "такие файлы не читаются"),
    "a workbook with macros by its name": ("x.xlsm", ONE, "есть макросы"),
    "an old workbook": ("x.xls", b"\xd0\xcf", "такие файлы не читаются"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_not_taken_at_all_is_told_at_once(case, client_of) -> None:
    name, content, words = REFUSED[case]
    answer = client_of("participant").post(WHERE, {"file": file(name, content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client_of, settings) -> None:
    settings.UPLOAD_BYTES = 1000
    client = client_of("participant")
    assert client.post(WHERE, {"file": file("x.xlsx", b"0" * 2000)}).status_code == 422
    answer = client.post(WHERE, {"file": file("x.xlsx", b"0" * 200_000)})
    assert answer.status_code == 413
    assert "больше" in answer.content.decode()


def test_a_form_without_its_token_is_refused(client_of) -> None:
    from django.test import Client

    client = client_of("participant")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(WHERE, {"file": file("x.xlsx", ONE)}).status_code == 403


def test_formulas_give_their_values_and_those_never_counted_are_errors(client_of) -> None:
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>M01</t></is></c><c r="B2" t="inlineStr"><is><t>P101</t></is></c>'
    row += '<c r="C2"><v>2019</v></c><c r="D2"><f>1+1</f><v>2</v></c><c r="E2"><f>1/0</f></c></row>'
    client_of("participant").post(
        WHERE, {"file": file("x.xlsx", with_sheet(f'<row r="1">{HEAD}</row>{row}'))}
    )
    upload = Upload.objects.latest("pk")
    found = [(f["code"], f["row"], f["column"]) for f in upload.findings if f["severity"] == "error"]
    assert found == [("cell.formula_uncounted", 2, "amount_krub")]
    assert upload.rows.get().cells["quantity"] == "2"


def test_cells_that_name_no_place_stand_one_after_another(client_of) -> None:
    """Some programs write no references: a row stands below the one before it, a cell to the right."""
    texts = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in OUTPUT)
    row = '<c t="inlineStr"><is><t>M01</t></is></c><c t="inlineStr"><is><t>P101</t></is></c><c><v>2019</v></c><c/>'
    content = with_sheet(f"<row>{texts}</row><row>{row}<c><v>5</v></c></row>")
    client_of("participant").post(WHERE, {"file": file("x.xlsx", content)})
    upload = Upload.objects.latest("pk")
    assert (upload.state, upload.errors, upload.summary["tables"]["outputs"]) == ("read", 0, [1, 1, 0, 0])
    written = prepare(upload, []).edits[0].values
    assert (written["organisation_id"], written["quantity"], written["amount_krub"]) == ("M01", None, 5.0)


def test_what_is_no_sheet_is_not_counted_as_one(client_of) -> None:
    """Excel keeps queries in two bytes a letter, and the order of computation as cells of no sheet."""
    content = io.BytesIO(book({"outputs": [OUTPUT, ["M01", "P101", 2019, 5, 7]]}))
    with zipfile.ZipFile(content, "a") as packed:
        packed.writestr("customXml/item1.xml", "<DataMashup xmlns='q'>AAAA</DataMashup>".encode("utf-16"))
        packed.writestr(
            "xl/calcChain.xml", '<calcChain><c r="A1" i="1"/><c r="XFD1048576" i="1"/></calcChain>'
        )
    client_of("participant").post(WHERE, {"file": file("x.xlsx", content.getvalue())})
    upload = Upload.objects.latest("pk")
    assert (upload.state, upload.errors, upload.summary["tables"]["outputs"]) == ("read", 0, [1, 1, 0, 0])


@pytest.mark.parametrize(
    ("head", "is_sheet"),
    [
        (b'<?xml version="1.0"?><worksheet xmlns="x">', True),
        (b"<x:worksheet><x:row>", True),
        (b"<!-- <calcChain > --><worksheet>", True),
        (b"<!-- " + b"x" * 100, True),
        (b"PNG", True),
        ("<worksheet><row>".encode("utf-16"), True),
        (b"<calcChain><c r='A1'/>", False),
        ("<DataMashup>".encode("utf-16"), False),
    ],
)
def test_a_part_is_taken_for_a_sheet_wherever_it_may_be_one(head: bytes, is_sheet: bool) -> None:
    assert may_be_sheet(head) is is_sheet


def test_a_cell_that_no_column_holds_is_an_error_and_not_a_crash(client_of) -> None:
    sheet = [("product_id", "name"), ["N-1", "я" * 5000], ["N-2", "a\x02b"]]
    client_of("participant").post(
        WHERE, {"file": file("x.zip", archive({"products.csv": "\n".join(";".join(r) for r in sheet)}))}
    )
    upload = Upload.objects.latest("pk")
    assert [(f["code"], f["row"]) for f in upload.findings if f["severity"] == "error"] == [
        ("web_long", 2), ("web_control", 3),
    ]  # fmt: skip
    assert max(len(f["value"]) for f in upload.findings) < 300


def test_markup_in_a_file_is_shown_as_text(client_of) -> None:
    client = client_of("participant")
    bad = "<script>alert(1)</script>"
    client.post(WHERE, {"file": file(f"{bad}.xlsx", book({"outputs": [OUTPUT, ["M01", bad, 2019, bad, 2]]}))})
    page = client.get(f"{WHERE}{Upload.objects.latest('pk').pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Отчёты\\поставки (2).xlsx", "поставки (2).xlsx".replace(" (2)", "")),
        ("supplies - копия.CSV", "supplies.csv"),
        ("мой отчёт (1).xlsx", "мой отчёт (1).xlsx"),
        ("a\u202egnp.xlsx", "agnp.xlsx"),
        (".csv", "csv"),
    ],
)
def test_a_name_is_made_safe_and_a_copy_is_named_like_its_table(typed, kept) -> None:
    assert plain_name(typed) == kept


def test_paths_inside_an_archive_lead_nowhere(client_of, tmp_path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("../../../outputs.csv", ";".join(OUTPUT) + "\nM01;P101;2019;1;2\n")
        packed.writestr("__MACOSX/._outputs.csv", "x")
    client_of("participant").post(WHERE, {"file": file("x.zip", out.getvalue())})
    upload = Upload.objects.latest("pk")
    assert (upload.state, upload.errors, upload.summary["tables"]["outputs"]) == ("read", 0, [1, 1, 0, 0])
    assert [path.name for path in tmp_path.rglob("*.csv")] == []
