"""Whatever was found in a file leads to where it is mended; names are taken for codes where they are one's alone."""

import io

import openpyxl
import pytest
from django.utils import timezone

from kust_web.moderation.uploads.names import look_up
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of
from tests.web.moderation.files import OUTPUT, SUPPLY, book
from tests.web.moderation.test_upload import FIRM, act, bring, codes, own_folder  # noqa: F401

pytestmark = pytest.mark.django_db


def add_firm(code: str, name: str) -> None:
    write(
        [Edit("organisations", {"organisation_id": code, "name": name, "country": "RU"})],
        user=None,
        kind="load",
    )


def name_of(code: str) -> str:
    return model_of("organisations").objects.get(organisation_id=code).name


def test_a_name_is_taken_for_the_code_of_whose_it_is_and_that_is_said(client_of) -> None:
    """M02 is the «Бродская кузница»: by its whole name, and without legal form and quotes, in other letters."""
    manager, rows = client_of("manager"), []
    for year, name in ((2019, name_of("M02")), (2020, "бродская КУЗНИЦА")):
        rows.append(["M01", name, "P101", year, 700, "поставщик"])
    upload = bring(manager, book({"supplies": [SUPPLY, *rows]}), where=FIRM)
    assert (upload.errors, codes(upload, "notice")) == (0, ["web_name_taken"] * 2)
    page = manager.get(f"{FIRM}{upload.pk}/").content.decode()
    assert "«бродская КУЗНИЦА» понято как M02" in page
    act(manager, upload, "accept")
    told = model_of("supplies").objects.filter(supplier_id="M01", year__gte=2019, is_removed=False)
    assert sorted(told.values_list("buyer_id", "year")) == [("M02", 2019), ("M02", 2020)]


def test_a_name_that_could_be_two_is_an_error_that_names_both(client_of) -> None:
    add_firm("X1", "ООО «Ёлочка»")
    add_firm("X2", 'АО "ЕЛОЧКА"')
    upload = bring(
        client_of("participant"), book({"supplies": [SUPPLY, ["M01", "Елочка", "P101", 2019, 7, ""]]})
    )
    (found,) = [one for one in upload.findings if one["severity"] == "error" and one["column"] == "buyer_id"]
    assert found["code"] == "web_name_doubtful"
    assert "X1" in found["values"]["names"]
    assert "X2" in found["values"]["names"]


def test_what_the_file_brings_itself_is_found_by_name_and_codes_stay_codes() -> None:
    own = {"N7": "ООО «Новый сосед»"}
    found = look_up("organisations", ["новый сосед", "M01", "кто-то", "P999"], own)
    assert ({text: code for text, (code, _) in found.taken.items()}, found.doubtful) == (
        {"новый сосед": "N7"},
        {},
    )


def test_a_column_that_is_absent_says_what_to_add_and_leads_to_sample_and_upload(client_of) -> None:
    firm = client_of("participant")
    upload = bring(firm, book({"outputs": [["organisation_id", "product_id"], ["M01", "P101"]]}))
    assert "column.missing" in codes(upload)
    page = firm.get(f"{FIRM}{upload.pk}/").content.decode()
    assert "Например: 2018." in page
    assert 'href="/firms/M01/uploads/#file"' in page
    assert 'href="/firms/M01/book/"' in page
    assert not upload.rows.exists(), "the heading is no row that could be left out"


def test_an_answer_left_blank_can_be_filled_in_below_and_nobody_is_sent_to_ask_itself(client_of) -> None:
    firm = client_of("participant")
    content = firm.get("/firms/M01/book/?year=2019").content
    upload = bring(firm, content)
    assert "collect.unanswered" in codes(upload, "warning")
    page = firm.get(f"{FIRM}{upload.pk}/").content.decode()
    assert "Спросите организацию" not in page
    row = next(row for row in upload.rows.all() if row.table == "supplies" and row.cells["buyer_id"] == "M06")
    typed = {f"row-{row.pk}": row.version, f"c-{row.pk}-amount_krub": "16000"}
    assert firm.post(f"{FIRM}{upload.pk}/", typed).status_code == 302
    act(client_of("manager"), upload, "accept")
    told = model_of("supplies").objects.filter(supplier_id="M01", year=2019, is_removed=False)
    assert [(one.buyer_id, one.amount_krub) for one in told] == [("M06", 16000.0)]


def test_rows_in_error_come_before_rows_with_warnings(client_of) -> None:
    firm = client_of("participant")
    first = ["M01", "P101", 2019, "1,234", 2]  # thousands or a fraction: a warning
    upload = bring(
        firm, book({"outputs": [OUTPUT, first], "supplies": [SUPPLY, ["M01", "M04", "P101", 2019, "x", ""]]})
    )
    assert [row.table for row in upload.rows.all()] == ["outputs", "supplies"]
    assert [one.row.table for one in firm.get(f"{FIRM}{upload.pk}/").context["rows"]] == [
        "supplies",
        "outputs",
    ]


@pytest.mark.parametrize(("role", "page"), [("manager", "/clusters/VB/"), ("administrator", "/shared/")])
def test_managers_and_administrators_get_a_sample_too(client_of, role, page) -> None:
    client = client_of(role)
    assert f'action="{page}book/"' in client.get(f"{page}uploads/").content.decode()
    sheets = openpyxl.load_workbook(io.BytesIO(client.get(f"{page}book/").content)).sheetnames
    assert "Поставки" in sheets


def test_the_page_offers_the_workbook_of_the_year_that_it_is_given_for(client_of) -> None:
    firm, last = client_of("participant"), timezone.localdate().year - 1
    assert f'value="{last}"' in firm.get(FIRM).content.decode()
    assert f"kust-{last}.xlsx" in firm.get("/firms/M01/book/").headers["Content-Disposition"]


def test_a_supply_without_a_reporter_is_told_how_it_becomes_the_firms_own(client_of) -> None:
    firm = client_of("participant")
    upload = bring(firm, book({"supplies": [SUPPLY, ["M01", "M04", "P101", 2019, 7, ""]]}))
    assert codes(upload) == ["web_not_yours"]
    assert "укажите в «Кто сообщил» свою сторону" in firm.get(f"{FIRM}{upload.pk}/").content.decode()
