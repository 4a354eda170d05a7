"""A file becomes rows of the registry as one change, after its errors were mended in place, and can be undone."""

import re

import pytest
from django.test import Client

from kust.examples import load as example_folder
from kust_web.moderation.models import Upload, UploadRow
from kust_web.moderation.uploads import works
from kust_web.moderation.uploads.rows import ClosedError, change_rows, drop_all, save_rows
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import Change, model_of
from tests.web.moderation.files import OUTPUT, SUPPLY, archive, book, file

pytestmark = pytest.mark.django_db
FIRM = "/firms/M01/uploads/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def bring(client: Client, content: bytes, name: str = "отчёт.xlsx", where: str = FIRM) -> Upload:
    answer = client.post(where, {"file": file(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("pk")


def act(client: Client, upload: Upload, what: str, where: str = FIRM, **more: str) -> Upload:
    assert client.post(f"{where}{upload.pk}/act/", {"act": what, **more}).status_code == 302
    upload.refresh_from_db()
    return upload


def outputs(*rows):
    return book({"outputs": [OUTPUT, *rows]})


def output_of(year: int):
    return model_of("outputs").objects.filter(organisation_id="M01", product_id="P101", year=year).first()


def codes(upload: Upload, severity: str = "error") -> list[str]:
    return [finding["code"] for finding in upload.findings if finding["severity"] == severity]


def test_a_firm_hands_in_and_the_manager_accepts_it_as_one_change(client_of) -> None:
    firm, manager = client_of("participant"), client_of("manager")
    upload = bring(firm, outputs(["M01", "P101", 2019, "2 700", 256500.5]))
    assert (upload.state, upload.errors) == ("read", 0)
    assert output_of(2019) is None
    assert act(firm, upload, "submit").state == "submitted"
    before = Change.objects.count()
    assert act(manager, upload, "accept").state == "accepted"
    assert Change.objects.count() == before + 1
    row = output_of(2019)
    assert (row.quantity, row.amount_krub, row.change_id) == (2700.0, 256500.5, upload.change_id)
    assert row.origin == "отчёт.xlsx · outputs · 2"
    assert (upload.change.kind, upload.change.written) == ("upload", {"outputs": [1, 0, 0]})


def test_an_accepted_upload_is_undone_as_a_whole(client_of) -> None:
    manager = client_of("manager")
    was = output_of(2018).quantity
    upload = bring(manager, outputs(["M01", "P101", 2018, 1, 2], ["M01", "P102", 2019, 3, 4]))
    act(manager, upload, "accept")
    assert output_of(2018).quantity == 1
    assert act(manager, upload, "undo").state == "undone"
    assert output_of(2018).quantity == was
    assert model_of("outputs").objects.get(organisation_id="M01", product_id="P102", year=2019).is_removed


def test_what_was_written_since_is_not_undone_over_it(client_of) -> None:
    manager = client_of("manager")
    upload = act(manager, bring(manager, outputs(["M01", "P101", 2018, 1, 2])), "accept")
    write([Edit("outputs", {"quantity": 9.0}, row_id=output_of(2018).pk)], user=None, kind="form")
    assert act(manager, upload, "undo").state == "accepted"
    assert output_of(2018).quantity == 9
    assert "Отменить нельзя" in manager.get(f"{FIRM}{upload.pk}/").content.decode()


def test_a_file_that_is_taken_back_from_a_history_is_undone_on_its_own_page_too(client_of) -> None:
    manager, firm = client_of("manager"), client_of("participant")
    upload = act(manager, bring(firm, outputs(["M01", "P101", 2019, 1, 2])), "accept")
    answer = manager.post(f"/clusters/VB/history/{upload.change_id}/undo/", {"reason": "не тот год"})
    assert answer.status_code == 302
    upload.refresh_from_db()
    assert (upload.state, output_of(2019).is_removed) == ("undone", True)
    page = firm.get(f"{FIRM}{upload.pk}/").content.decode()
    assert "Файл отменён целиком" in page and "не тот год" in page
    assert act(manager, upload, "undo").state == "undone", "it is not undone twice"


def test_a_file_says_how_many_of_its_rows_others_have_written_since(client_of) -> None:
    manager = client_of("manager")
    rows = outputs(["M01", "P101", 2018, 1, 2], ["M01", "P102", 2019, 3, 4])
    upload = act(manager, bring(manager, rows), "accept")
    address = f"{FIRM}{upload.pk}/"
    assert manager.get(address).context["written"] == {"rows": 2, "since": 0, "is_all": False}
    write([Edit("outputs", row_id=output_of(2018).pk, remove=True)], user=None, kind="form")
    assert "Записано строк: 2. Из них позже изменены или сняты: 1;" in manager.get(address).content.decode()


def test_a_bad_row_is_mended_in_place_without_a_new_upload(client_of) -> None:
    firm = client_of("participant")
    upload = bring(firm, outputs(["M01", "P101", 2019, "много", 5], ["M01", "Р999", 2019, 1, 2]))
    assert codes(upload) == ["cell.number", "key.broken"]
    page = firm.get(f"{FIRM}{upload.pk}/").content.decode()
    assert "«много» — не число." in page
    rows = {row.row: row for row in upload.rows.all()}
    assert rows[2].cells == {
        "organisation_id": "M01", "product_id": "P101", "year": "2019", "quantity": "много", "amount_krub": "5",
    }  # fmt: skip
    assert act(firm, upload, "submit").state == "read", "not while there are errors"
    typed = {f"row-{row.pk}": row.version for row in rows.values()}
    typed |= {f"c-{rows[2].pk}-quantity": "1 234,5", f"c-{rows[3].pk}-product_id": "P102"}
    assert firm.post(f"{FIRM}{upload.pk}/", typed).status_code == 302
    upload.refresh_from_db()
    assert (upload.state, upload.errors, upload.file.size) == ("read", 0, upload.size)
    act(client_of("manager"), act(firm, upload, "submit"), "accept")
    assert (output_of(2019).quantity, output_of(2019).amount_krub) == (1234.5, 5)


def test_what_a_mended_row_says_is_checked_anew(client_of) -> None:
    firm = client_of("participant")
    upload = bring(firm, outputs(["M01", "P101", 2019, "x", 5]))
    row = upload.rows.get()
    firm.post(f"{FIRM}{upload.pk}/", {f"row-{row.pk}": 0, f"c-{row.pk}-quantity": "-3"})
    upload.refresh_from_db()
    assert codes(upload) == ["cell.negative"]
    row.refresh_from_db()
    assert (row.cells["quantity"], row.is_mended, row.version) == ("-3", True, 1)


def test_cells_that_nobody_touched_keep_their_last_digit(client_of) -> None:
    manager = client_of("manager")
    upload = bring(manager, outputs(["M01", "P101", 2019, "x", 1 / 3]))
    row = upload.rows.get()
    manager.post(f"{FIRM}{upload.pk}/", {f"row-{row.pk}": 0, f"c-{row.pk}-quantity": "1"})
    act(manager, upload, "accept")
    assert output_of(2019).amount_krub == 1 / 3


def test_the_second_of_two_who_mend_the_same_row_sees_both_values(client_of) -> None:
    firm, manager = client_of("participant"), client_of("manager")
    upload = bring(firm, outputs(["M01", "P101", 2019, "x", 5]))
    row = upload.rows.get()
    typed = {f"row-{row.pk}": 0, f"c-{row.pk}-quantity": "10"}
    assert firm.post(f"{FIRM}{upload.pk}/", typed).status_code == 302
    late = manager.post(f"{FIRM}{upload.pk}/", {**typed, f"c-{row.pk}-quantity": "77"})
    assert late.status_code == 409
    assert 'value="77"' in late.content.decode()
    assert "записано: 10" in late.content.decode()
    row.refresh_from_db()
    assert row.cells["quantity"] == "10"
    again = {f"row-{row.pk}": 1, f"c-{row.pk}-quantity": "77"}
    assert manager.post(f"{FIRM}{upload.pk}/", again).status_code == 302
    row.refresh_from_db()
    assert row.cells["quantity"] == "77"


def test_who_mends_an_upload_that_was_accepted_meanwhile_does_not_open_it_again(client_of) -> None:
    firm, manager = client_of("participant"), client_of("manager")
    upload = bring(firm, outputs(["M01", "P101", 2019, 2700, 256500]))
    row = UploadRow.objects.create(
        upload=upload, table="outputs", file="отчёт.xlsx", sheet="outputs", row=2, cells={"quantity": "2700"}
    )
    seen = Upload.objects.get(pk=upload.pk)  # as a page reads it before it saves
    accepted = act(manager, upload, "accept")
    assert accepted.state == "accepted"
    typed = {f"row-{row.pk}": "0", f"c-{row.pk}-quantity": "1"}
    with pytest.raises(ClosedError):
        save_rows(seen, typed, seen.made_by, "ru")
    with pytest.raises(ClosedError):
        change_rows(seen, {row.pk: {"version": 0, "cells": {}, "is_dropped": True}}, seen.made_by)
    drop_all(seen, "web_not_yours", seen.made_by)
    upload.refresh_from_db()
    assert (upload.state, upload.change_id) == ("accepted", accepted.change_id)
    assert output_of(2019).quantity == 2700


def test_what_is_no_number_of_a_row_is_no_crash(client_of) -> None:
    firm = client_of("participant")
    upload = bring(firm, outputs(["M01", "P101", 2019, 2700, 256500]))
    assert firm.post(f"{FIRM}{upload.pk}/", {"row-²": "0"}).status_code == 302


def test_the_same_file_twice_is_told(client_of) -> None:
    firm = client_of("participant")
    content = outputs(["M01", "P101", 2019, 1, 2])
    first = bring(firm, content)
    page = firm.get(f"{FIRM}{bring(firm, content, 'копия.xlsx').pk}/").content.decode()
    assert "Этот же файл уже загружали" in page
    assert f"{FIRM}{first.pk}/" in page


def test_the_file_itself_is_kept_and_given_back_unchanged(client_of) -> None:
    firm = client_of("participant")
    content = outputs(["M01", "P101", 2019, 1, 2])
    upload = bring(firm, content)
    answer = firm.get(f"{FIRM}{upload.pk}/file/")
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_manager_sends_an_upload_back_with_a_comment(client_of) -> None:
    firm, manager = client_of("participant"), client_of("manager")
    upload = act(firm, bring(firm, outputs(["M01", "P101", 2019, 1, 2])), "submit")
    assert act(manager, upload, "return").state == "submitted", "a comment is needed"
    assert act(manager, upload, "return", comment="Проверьте <тонны>").state == "returned"
    assert "Проверьте &lt;тонны&gt;" in firm.get(f"{FIRM}{upload.pk}/").content.decode()
    assert act(firm, upload, "submit").state == "submitted"


def test_a_worker_killed_in_the_middle_of_writing_leaves_nothing_and_the_next_one_ends_it(
    client_of, monkeypatch
) -> None:
    manager = client_of("manager")
    upload = bring(manager, outputs(["M01", "P101", 2018, 1, 2], ["M01", "P102", 2018, 3, 4]))

    class Killed(BaseException):
        pass

    whole = works.write

    def die_after(*args: object, **kwargs: object) -> None:
        whole(*args, **kwargs)
        raise Killed

    before = (Change.objects.count(), output_of(2018).quantity)
    Upload.objects.filter(pk=upload.pk).update(state=Upload.WRITING)
    monkeypatch.setattr(works, "write", die_after)
    job = type(
        "Asked", (), {"parameters": {"upload": upload.pk, "round": upload.round, "user": upload.made_by_id}}
    )()
    with pytest.raises(Killed):
        works.write_one(job, lambda *_: None)
    assert (Change.objects.count(), output_of(2018).quantity) == before
    monkeypatch.setattr(works, "write", whole)
    works.write_one(job, lambda *_: None)
    assert works.write_one(job, lambda *_: None) == {}, "written once, whoever asks again"
    assert (Change.objects.count(), output_of(2018).quantity) == (before[0] + 1, 1)


def test_an_upload_whose_reading_broke_off_can_be_read_again(client_of) -> None:
    firm = client_of("participant")
    upload = bring(firm, outputs(["M01", "P101", 2019, 1, 2]))
    Upload.objects.filter(pk=upload.pk).update(state=Upload.READING)
    assert "Чтение прервалось" in firm.get(f"{FIRM}{upload.pk}/").content.decode()
    assert firm.get(f"{FIRM}{upload.pk}/state/").headers["HX-Refresh"] == "true"
    assert act(firm, upload, "again").state == "read"


def test_nobody_reads_again_what_is_being_written(client_of) -> None:
    """A firm that asked for another reading would take the file out of the hands of who accepts it."""
    firm = client_of("participant")
    upload = bring(firm, outputs(["M01", "P101", 2019, 1, 2]))
    Upload.objects.filter(pk=upload.pk).update(state=Upload.WRITING)
    upload.job.__class__.objects.filter(pk=upload.job_id).update(state="running")
    assert act(firm, upload, "again").state == "writing"


def test_the_workbook_made_for_a_firm_comes_back_filled_in(client_of) -> None:
    """The sheet «Поставки» names known flows without an amount; what is left blank is not taken for zero."""
    import io

    import openpyxl

    firm = client_of("participant")
    answer = firm.get("/firms/M01/book/?year=2019")
    workbook = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = workbook["Поставки"]
    heading = [str(cell.value).rstrip(" *") for cell in sheet[1]]
    amount = next(n for n, title in enumerate(heading) if title.startswith("Стоимость"))
    buyer = heading.index("Покупатель")
    row = next(row for row in sheet.iter_rows(min_row=2) if row[buyer].value == "M06")
    row[amount].value = 16000
    out = io.BytesIO()
    workbook.save(out)
    upload = bring(firm, out.getvalue())
    assert (upload.state, upload.errors) == ("read", 0), upload.findings
    assert "collect.unanswered" in codes(upload, "warning")
    act(client_of("manager"), act(firm, upload, "submit"), "accept")
    told = model_of("supplies").objects.filter(supplier_id="M01", year=2019, is_removed=False)
    assert [(s.buyer_id, s.amount_krub, s.reported_by) for s in told] == [("M06", 16000.0, "supplier")]


def test_a_whole_dataset_that_says_what_the_registry_says_changes_nothing(client_of) -> None:
    manager = client_of("manager")
    members = {path.name: path.read_bytes() for path in example_folder("machine-building").glob("*.csv")}
    upload = bring(
        manager,
        archive({f"набор/{name}": c for name, c in members.items()}),
        "набор.zip",
        "/clusters/VB/uploads/",
    )
    assert (upload.state, upload.errors) == ("read", 0), upload.findings[:3]
    assert all(counts[1:] == [0, 0, 0] for counts in upload.summary["tables"].values())
    assert act(manager, upload, "accept", "/clusters/VB/uploads/").change is None


def test_what_would_change_is_shown_cell_by_cell_before_it_is_accepted(client_of) -> None:
    manager = client_of("manager")
    upload = bring(manager, outputs(["M01", "P101", 2018, 2600, 250000]))
    assert upload.summary["changes"] == [
        {
            "table": "outputs",
            "row": "M01 · P101 · 2018",
            "column": "amount_krub",
            "before": "247000",
            "after": "250000",
        }
    ]


def test_supplies_of_a_flow_are_replaced_by_what_the_file_says_of_it(client_of) -> None:
    """M01 told of two contracts with M04 in 2018 (37 050 + 24 700); the file tells of one of 60 000."""
    firm, manager = client_of("participant"), client_of("manager")
    rows = [SUPPLY, ["M01", "M04", "P101", 2018, 60000, "поставщик"]]
    act(manager, act(firm, bring(firm, book({"supplies": rows})), "submit"), "accept")
    told = model_of("supplies").objects.filter(
        supplier_id="M01", buyer_id="M04", product_id="P101", year=2018, is_removed=False
    )
    assert sorted((s.reported_by, s.amount_krub) for s in told) == [("buyer", 61750.0), ("supplier", 60000.0)]


def test_a_page_of_many_bad_rows_asks_the_database_a_few_times(
    client_of, django_assert_max_num_queries
) -> None:
    firm = client_of("participant")
    upload = bring(firm, outputs(*[["M01", "P101", 2019, "x", n] for n in range(60)]))
    assert upload.rows.count() == 60
    with django_assert_max_num_queries(16):
        page = firm.get(f"{FIRM}{upload.pk}/").content.decode()
    assert len(re.findall(r'id="row-\d+"', page)) == 20
