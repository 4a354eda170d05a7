"""Figures brought by a program: the same way as a page of uploads, from what was found to taking it back."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kust_web.api.models import Token
from kust_web.moderation.models import Upload
from kust_web.registry.models import Change, model_of
from tests.web.conftest import make_user
from tests.web.moderation.files import OUTPUT, archive, book

pytestmark = pytest.mark.django_db
FIRM, CLUSTER = {"organisation_id": "M01"}, {"cluster_id": "VB"}
GOOD = ["M01", "P101", 2019, 2700, 256500.5]
JSON = "application/json"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    cache.clear()
    settings.MEDIA_ROOT = tmp_path


def program(
    role: str = "participant", where: dict[str, str] | None = None, *, may_write: bool = True
) -> Client:
    usual = {"participant": FIRM, "manager": CLUSTER}.get(role, {})
    user = make_user(role, usual if where is None else where)
    _, text = Token.make(user, "test", may_write=may_write)
    return Client(headers={"authorization": f"Bearer {text}", "accept-language": "ru"})


def outputs(*rows) -> SimpleUploadedFile:
    return SimpleUploadedFile("отчёт.xlsx", book({"outputs": [OUTPUT, *rows]}))


def bring(client: Client, *files, where=FIRM, key: str = ""):
    headers = {"idempotency-key": key} if key else {}
    return client.post("/api/imports", {"file": list(files), **where}, headers=headers)


def step(client: Client, one: dict, act: str, **more):
    return client.post(f"{one['address']}/steps", {"act": act, **more}, content_type=JSON)


def test_a_program_brings_figures_that_are_accepted_and_taken_back_as_one_change() -> None:
    manager = program("manager")
    answer = bring(manager, outputs(GOOD), where=CLUSTER)
    one = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (202, one["address"])
    assert manager.get(one["address"]).json() == one
    assert (one["state"], one["errors"], one["tables"]) == (
        "read",
        0,
        {"outputs": {"in_file": 1, "added": 1, "changed": 0, "removed": 0}},
    )
    assert one["steps"] == ["submit", "accept", "withdraw", "drop"]
    done = step(manager, one, "accept").json()
    change = Change.objects.get(pk=done["change"])
    assert (done["state"], change.kind, change.written) == ("accepted", "api", {"outputs": [1, 0, 0]})
    row = model_of("outputs").objects.get(organisation_id="M01", product_id="P101", year=2019)
    assert (row.amount_krub, row.change_id) == (256500.5, change.pk)
    assert step(manager, one, "undo").json()["state"] == "undone"
    row.refresh_from_db()
    assert row.is_removed


def test_a_firm_hands_in_and_its_cluster_sends_it_back_with_a_comment() -> None:
    firm, manager = program(), program("manager")
    one = bring(firm, outputs(GOOD)).json()
    assert one["steps"] == ["submit", "withdraw", "drop"]
    assert step(firm, one, "accept").status_code == 404
    assert step(firm, one, "submit").json()["state"] == "submitted"
    assert step(manager, one, "return").status_code == 422
    assert step(manager, one, "return", comment="Проверьте выпуск").json()["comment"] == "Проверьте выпуск"
    too_late = step(manager, one, "undo")
    assert (too_late.status_code, too_late.json()["code"]) == (409, "step.too_late")


def test_what_was_found_says_where_and_is_mended_in_place() -> None:
    firm = program()
    one = bring(firm, outputs(GOOD, ["M01", "P102", 2019, "много", 10])).json()
    assert (one["errors"], one["steps"]) == (1, ["withdraw", "drop"])
    assert step(firm, one, "submit").json()["code"] == "step.has_errors"
    [wrong] = firm.get(f"{one['address']}/findings?severity=error").json()["findings"]
    place = [wrong[name] for name in ("table", "file", "sheet", "row", "column", "value")]
    assert place == ["outputs", "отчёт.xlsx", "outputs", 3, "quantity", "много"]
    assert wrong["message"]
    assert wrong["mend"]
    [row] = firm.get(f"{one['address']}/rows").json()["rows"]
    assert (row["id"], row["cells"]["quantity"]) == (wrong["row_id"], "много")
    mended = mend(firm, one, row, {"quantity": "1 200,5"})
    assert (mended.status_code, mended.json()["errors"]) == (202, 0)
    assert step(firm, one, "submit").json()["state"] == "submitted"
    late = mend(firm, one, row, {"quantity": "7"})
    assert late.status_code == 409


def mend(client: Client, one: dict, row: dict, cells: dict[str, str], **more):
    rows = [{"id": row["id"], "version": row["version"], "cells": cells, **more}]
    return client.patch(f"{one['address']}/rows", {"rows": rows}, content_type=JSON)


def test_the_second_of_two_who_mend_a_row_is_shown_it_and_saves_nothing() -> None:
    first, second = program(), program("manager")
    one = bring(first, outputs(["M01", "P102", 2019, "много", 10], ["M01", "P103", 2019, "мало", 10])).json()
    seen = second.get(f"{one['address']}/rows").json()["rows"]
    mend(first, one, seen[0], {"quantity": "5"})
    asked = [{"id": row["id"], "version": row["version"], "cells": {"quantity": "9"}} for row in seen]
    answer = second.patch(f"{one['address']}/rows", {"rows": asked}, content_type=JSON)
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")
    assert [row["cells"]["quantity"] for row in answer.json()["errors"]] == ["5"]
    now = first.get(f"{one['address']}/rows").json()["rows"]
    assert sorted(row["cells"]["quantity"] for row in now) == ["5", "мало"]


def test_a_cell_that_the_row_does_not_have_is_refused() -> None:
    firm = program()
    one = bring(firm, outputs(["M01", "P102", 2019, "много", 10])).json()
    [row] = firm.get(f"{one['address']}/rows").json()["rows"]
    assert mend(firm, one, row, {"colour": "red"}).status_code == 422
    assert mend(firm, one, row | {"id": row["id"] + 1000}, {"quantity": "1"}).status_code == 422
    assert mend(firm, one, row, {}, is_dropped=True).json()["errors"] == 0


def test_a_request_sent_again_under_its_key_is_the_same_import() -> None:
    firm = program()
    content = outputs(GOOD)  # made once: a workbook holds the second in which it was made
    answers = []
    for key in ("night-1", "night-1", "night-2"):
        content.seek(0)
        answers.append(bring(firm, content, key=key))
    first, again, other = answers
    assert again.json() == first.json()
    assert first.json()["id"] != other.json()["id"]
    assert Upload.objects.count() == 2
    changed = bring(firm, outputs(["M01", "P101", 2019, 1, 1]), key="night-1")
    assert (changed.status_code, Upload.objects.count()) == (422, 2)


def test_tables_as_files_of_text_come_together() -> None:
    csv = "organisation_id;product_id;year;quantity;amount_krub\nM01;P101;2019;2700;256500,5\n"
    accounts = "organisation_id;year;output_krub\nM01;2019;300000\n"
    files = [
        SimpleUploadedFile("outputs.csv", csv.encode()),
        SimpleUploadedFile("accounts.csv", accounts.encode()),
    ]
    one = bring(program(), *files).json()
    assert (one["name"], one["errors"], sorted(one["tables"])) == ("import.zip", 0, ["accounts", "outputs"])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("a.pdf", b"%PDF", "kind"), ("a.xlsm", b"x", "macros"), ("a.csv", b"", "no_file")],
)
def test_what_a_page_refuses_a_program_is_refused_too(name: str, content: bytes, code: str) -> None:
    answer = bring(program(), SimpleUploadedFile(name, content))
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["code"] == code


def test_an_archive_that_grows_too_large_is_unreadable_and_says_so(settings) -> None:
    settings.UPLOAD_UNPACKED_BYTES = 1000
    bomb = SimpleUploadedFile("bomb.zip", archive({"outputs.csv": "0" * 100_000}))
    one = bring(program(), bomb).json()
    assert (one["state"], one["steps"]) == ("unreadable", ["withdraw"])
    assert one["problem"]


def test_a_request_that_announces_too_much_is_refused_before_it_is_read(settings) -> None:
    settings.UPLOAD_BYTES = 1000
    answer = bring(program(), SimpleUploadedFile("a.csv", b"x" * 200_000))
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert (
        bring(program("manager"), SimpleUploadedFile("a.csv", b"x" * 2_000), where=CLUSTER).status_code == 413
    )


def test_a_key_made_for_reading_brings_nothing() -> None:
    reader = program(may_write=False)
    assert bring(reader, outputs(GOOD)).status_code == 403
    assert reader.get("/api/imports").status_code == 200
    assert Upload.objects.count() == 0


def test_what_is_not_one_s_own_is_not_there() -> None:
    one = bring(program(), outputs(GOOD)).json()
    stranger = program(where={"organisation_id": "M02"})
    assert stranger.get(one["address"]).status_code == 404
    assert step(stranger, one, "withdraw").status_code == 404
    assert bring(stranger, outputs(GOOD)).status_code == 404
    assert bring(stranger, outputs(GOOD), where={}).status_code == 404
    assert bring(stranger, outputs(GOOD), where=FIRM | CLUSTER).status_code == 404
    assert stranger.get("/api/imports").json()["count"] == 0
    assert stranger.get("/api/imports?organisation_id=M01").status_code == 404


def test_an_import_stands_on_the_page_of_uploads_too(client_of) -> None:
    one = bring(program("manager"), outputs(GOOD), where=FIRM).json()
    assert client_of("participant").get(f"/firms/M01/uploads/{one['id']}/").status_code == 200


def test_an_administrator_s_program_brings_what_all_share_and_nothing_else() -> None:
    robot = program("administrator")
    sheets = {
        "rates": [("rate", "from_on", "value", "source"), ("key_rate", "2031-01-01", 0.12, "приказ")],
        "outputs": [OUTPUT, GOOD],
    }
    one = bring(robot, SimpleUploadedFile("общее.xlsx", book(sheets)), where={}).json()
    [wrong] = robot.get(f"{one['address']}/findings?severity=error").json()["findings"]
    assert (wrong["code"], wrong["table"]) == ("web_not_shared", "outputs")
    assert step(robot, one, "drop", code="web_not_shared").json()["errors"] == 0
    done = step(robot, one, "accept").json()
    assert Change.objects.get(pk=done["change"]).written == {"rates": [1, 0, 0]}
