"""Tables that belong to no cluster: seen, added to, changed and taken out by administrators, each with a reason."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from kust_web.moderation.models import Upload
from kust_web.registry import snapshot
from kust_web.registry.changes import Edit, find_by_key, write
from kust_web.registry.models import Change, model_of
from tests.web.moderation.files import OUTPUT, book, file

pytestmark = pytest.mark.django_db
RATES = "/shared/rates/"
RATE = {
    "c-rate": "key_rate",
    "c-from_on": "2031-01-01",
    "c-value": "0,125",
    "c-source": "Банк России",
    "reason": "Решение совета директоров",
}


@pytest.fixture
def admin(client_of, settings, tmp_path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return client_of("administrator")


def rate():
    return model_of("rates").objects.get(rate="key_rate", from_on="2031-01-01")


def add(admin: Client, **more: str):
    return admin.post(f"{RATES}new/", RATE | more)


def edit(admin: Client, row, **more: str):
    return admin.post(f"{RATES}{row.pk}/", RATE | {"seen": row.change_id} | more)


def test_a_row_is_added_with_its_reason_and_every_cluster_is_worked_out_anew(admin) -> None:
    before = snapshot.current("VB")
    assert add(admin).status_code == 302
    change = Change.objects.first()
    assert (rate().value, change.reason, change.kind) == (0.125, "Решение совета директоров", "form")
    assert [touch.cluster_id for touch in change.touches.all()] == [""]
    assert snapshot.current("VB").digest != before.digest


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"reason": " "}, "Укажите причину"),
        ({"c-value": "много"}, "много"),
        ({"c-value": ""}, "Пустая ячейка"),
        ({"c-from_on": "вчера"}, "вчера"),
        ({"c-source": "а" * 1001}, "Текст длиннее 1000 знаков"),
    ],
)
def test_what_cannot_be_written_is_said_beside_its_cell(admin, what, words) -> None:
    answer = add(admin, **what)
    assert answer.status_code == 422
    assert words in answer.content.decode().replace("\xa0", "")
    assert not model_of("rates").objects.filter(from_on="2031-01-01").exists()


def test_a_row_with_the_key_of_another_is_not_a_second_one(admin) -> None:
    add(admin)
    answer = add(admin, **{"c-value": "0,9"})
    assert answer.status_code == 409
    assert f"{RATES}{rate().pk}/" in answer.content.decode()
    assert rate().value == 0.125


def test_the_second_of_two_administrators_sees_both_values_and_nothing_is_lost(admin) -> None:
    add(admin)
    row = rate()
    assert edit(admin, row, **{"c-value": "0,2"}).status_code == 302
    answer = edit(admin, row, **{"c-value": "0,3"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="0,3"' in page
    assert "0,2" in page
    assert rate().value == 0.2
    assert edit(admin, rate(), **{"c-value": "0,3"}).status_code == 302
    assert rate().value == 0.3


def test_what_identifies_a_row_stays(admin) -> None:
    add(admin)
    edit(admin, rate(), **{"c-from_on": "2032-01-01", "c-value": "0,2"})
    assert rate().value == 0.2


def test_a_row_is_taken_out_with_a_reason_and_its_history_stays(admin) -> None:
    add(admin)
    row = rate()
    assert edit(admin, row, act="remove", reason="").status_code == 422
    assert edit(admin, row, act="remove", reason="ошибочная").status_code == 302
    assert rate().is_removed
    page = admin.get(f"{RATES}{row.pk}/").content.decode()
    assert "ошибочная" in page
    assert "Решение совета директоров" in page
    assert f"{RATES}{row.pk}/" not in admin.get(RATES).content.decode()
    assert add(admin).status_code == 302
    assert not rate().is_removed


def test_what_other_rows_name_is_not_taken_out_under_them(admin) -> None:
    product = model_of("products").objects.get(product_id="P101")
    asked = {"act": "remove", "reason": "лишнее", "seen": product.change_id}
    assert admin.post(f"/shared/products/{product.pk}/", asked).status_code == 422
    product.refresh_from_db()
    assert not product.is_removed


def test_a_reference_that_leads_nowhere_is_refused(admin) -> None:
    recipe = {"c-product_id": "P101", "c-input_id": "nothing", "c-quantity_per_unit": "1", "reason": "норма"}
    assert admin.post("/shared/recipes/new/", recipe).status_code == 422


def test_rows_are_found_by_words_in_any_letter_case_and_by_year(admin) -> None:
    name = model_of("products").objects.get(product_id="P101").name
    assert "P101" in admin.get("/shared/products/", {"q": name.upper()}).content.decode()
    thresholds = model_of("wage_thresholds").objects.filter(is_removed=False)
    found = admin.get("/shared/wage_thresholds/", {"q": "2018"}).context["page"].paginator.count
    assert found == thresholds.filter(year=2018).count() > 0


def test_the_empty_workbook_is_given_for_what_it_is_needed(admin, client_of) -> None:
    page = admin.get("/shared/uploads/").content.decode()
    assert '<option value="harvest">лес: запас' in page and 'value="check"' not in page
    answer = admin.get("/shared/book/?for=harvest")
    assert 'filename="kust-harvest.xlsx"' in answer.headers["Content-Disposition"]
    names = load_workbook(BytesIO(answer.content), read_only=True).sheetnames
    assert {"Участки леса", "Учёты"} < set(names) and "Поставки" not in names
    assert admin.get("/shared/book/?for=nothing").status_code == 404
    page = client_of("manager").get("/clusters/VB/uploads/").content.decode()
    assert '<option value="programme">' in page and 'value="harvest"' not in page


def test_a_workbook_brings_shared_rows_and_refuses_those_of_firms(admin) -> None:
    sheets = {
        "rates": [("rate", "from_on", "value", "source"), ("key_rate", "2031-01-01", 0.12, "приказ")],
        "outputs": [OUTPUT, ("M01", "P101", 2019, 1, 2)],
    }
    admin.post("/shared/uploads/", {"file": file("общее.xlsx", book(sheets))})
    upload = Upload.objects.latest("pk")
    act = f"/shared/uploads/{upload.pk}/act/"
    assert [f["code"] for f in upload.findings if f["severity"] == "error"] == ["web_not_shared"]
    assert admin.get(f"/shared/uploads/{upload.pk}/").status_code == 200
    admin.post(act, {"act": "drop", "code": "web_not_shared"})
    admin.post(act, {"act": "accept"})
    assert rate().value == 0.12
    admin.post(act, {"act": "undo"})
    assert rate().is_removed


def test_a_key_with_an_empty_cell_names_one_row() -> None:
    values = {"region": None, "size": None, "okved": "95", "year": 2031, "threshold_rub": 1000.0}
    write([Edit("wage_thresholds", values)], user=None, kind="form")
    found = find_by_key("wage_thresholds", [(None, None, "95", 2031)])
    assert [row.threshold_rub for row in found.values()] == [1000.0]


def test_a_page_of_rows_asks_as_much_for_one_row_as_for_fifty(admin, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        admin.get("/shared/products/")
