"""A return tells of its own firm alone, and only those who answer for the cluster accept it."""

import pytest

from kust_web.moderation.models import Return
from kust_web.registry.models import model_of
from tests.web.moderation.test_return import PAGE, act, add, draft, firm, manager

pytestmark = pytest.mark.django_db
__all__ = ["draft", "firm", "manager"]


def test_a_cell_that_the_section_does_not_ask_for_is_not_taken(draft, firm, manager) -> None:
    entry = add(
        firm, draft, "outputs", product_id="P103", amount_krub="5", organisation_id="M02", year="2001"
    )
    add(
        firm,
        draft,
        "sales",
        buyer_id="M09",
        product_id="P103",
        amount_krub="5",
        supplier_id="M02",
        reported_by="buyer",
    )
    assert "organisation_id" not in entry.cells
    act(firm, "submit")
    act(manager, "accept")
    assert model_of("outputs").objects.filter(organisation_id="M01", product_id="P103", year=2019).exists()
    sale = model_of("supplies").objects.get(buyer_id="M09", product_id="P103", year=2019)
    assert (sale.supplier_id, sale.reported_by) == ("M01", "supplier")


def test_a_firm_does_not_accept_its_own_return(draft, firm) -> None:
    act(firm, "submit")
    for what in ("accept", "return", "undo"):
        assert firm.post(f"{PAGE}act/", {"act": what, "comment": "x"}).status_code == 404


def test_people_of_elsewhere_see_nothing_and_save_nothing(draft, client_of) -> None:
    entry = draft.entries.get(section="figures")
    for role in ("participant", "manager", "reviewer"):
        stranger = client_of(role, elsewhere=True)
        assert stranger.get(PAGE).status_code == 404
        assert stranger.post(f"{PAGE}rows/{entry.pk}/", {"version": 0, "jobs": "1"}).status_code == 404
        assert stranger.post(f"{PAGE}act/", {"act": "submit"}).status_code == 404
    assert client_of("reviewer").get(PAGE).status_code == 404, "a reviewer sees what is accepted, not drafts"
    assert client_of("visitor").get(PAGE).status_code == 404


def test_a_row_of_another_firms_return_is_no_row_of_this_one(draft, client_of) -> None:
    client = client_of("participant", elsewhere=True)
    client.post("/firms/M02/returns/2019/act/", {"act": "begin"})
    entry = draft.entries.get(section="figures")
    page = f"/firms/M02/returns/2019/rows/{entry.pk}/"
    assert client.post(page, {"version": 0, "jobs": "1"}).status_code == 404
    assert Return.objects.count() == 2


def test_the_list_that_opens_while_one_types_finds_in_any_letters(firm) -> None:
    ask = "/firms/M01/lookup/organisations/"
    assert "M02" in firm.get(ask, {"q": "КУЗНИЦА"}).content.decode()
    assert "M02" in firm.get(ask, {"q": "00910000"}).content.decode()
    assert "Ничего не найдено" in firm.get(ask, {"q": "к"}).content.decode(), "one letter asks for nothing"
    assert "P102" in firm.get("/firms/M01/lookup/products/", {"q": "отливки ст"}).content.decode()
    assert "P102" in firm.get("/firms/M01/lookup/products/", {"q": "24.52"}).content.decode()
