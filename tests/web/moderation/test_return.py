"""A yearly return is typed row by row, saved as a draft, handed in, sent back or accepted as one change."""

import pytest
from django.test import Client

from kust_web.moderation.models import Entry, Return
from kust_web.moderation.returns import accept as return_accept
from kust_web.moderation.returns.save import ClosedError
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import Change, model_of

pytestmark = pytest.mark.django_db
PAGE = "/firms/M01/returns/2019/"


@pytest.fixture
def firm(client_of) -> Client:
    return client_of("participant")


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("manager")


@pytest.fixture
def draft(firm) -> Return:
    """The return of M01 for 2019, of which nothing is known but what 2018 leads to expect."""
    assert firm.post(f"{PAGE}act/", {"act": "begin"}).status_code == 302
    return Return.objects.get(organisation_id="M01", year=2019)


def act(client: Client, what: str, page: str = PAGE, **more: object) -> Return:
    answer = client.post(f"{page}act/", {"act": what, **more})
    assert answer.status_code in (302, 409), answer.status_code
    return Return.objects.get(organisation_id="M01", year=int(page.split("/")[-2]))


def type_in(client: Client, entry: Entry, page: str = PAGE, **cells: str):
    """Type into a row as a page does that has just been opened."""
    typed = {"version": entry.version, "page": f"p{id(client)}", **cells}
    answer = client.post(f"{page}rows/{entry.pk}/", typed, headers={"hx-request": "true"})
    assert answer.status_code == 200
    entry.refresh_from_db()
    return answer.content.decode()


def add(client: Client, of: Return, section: str, page: str = PAGE, **cells: str) -> Entry:
    answer = client.post(f"{page}rows/", {"section": section}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    entry = of.entries.latest("pk")
    type_in(client, entry, page, **cells)
    return entry


def sale_to(of: Return, firm: str) -> Entry:
    return next(e for e in of.entries.filter(section="sales") if e.cells["buyer_id"].endswith(firm))


def told_of(year: int, **which: str) -> list[tuple[str, float]]:
    rows = model_of("supplies").objects.filter(
        supplier_id="M01", year=year, reported_by="supplier", is_removed=False
    )
    return sorted((row.buyer_id, row.amount_krub) for row in rows.filter(**which))


def test_a_return_begins_with_what_is_known_and_asks_for_what_the_years_before_lead_to_expect(draft) -> None:
    """M01 sold P101 to M04, M06, M09, M12 and P102 to M05, M09, M11 in 2017 and 2018; nothing is known of 2019."""
    sales = draft.entries.filter(section="sales")
    named = sorted(
        (e.cells["buyer_id"].split(" · ")[-1], e.cells["product_id"].split(" · ")[-1]) for e in sales
    )
    assert named == [
        ("M04", "P101"), ("M05", "P102"), ("M06", "P101"), ("M09", "P101"), ("M09", "P102"), ("M11", "P102"),
        ("M12", "P101"),
    ]  # fmt: skip
    assert all(not e.cells.get("amount_krub") and e.row_id is None for e in sales)
    assert draft.entries.filter(section="figures").count() == 1


def test_a_year_that_is_known_comes_with_its_figures_and_last_years_beside_them(firm) -> None:
    page = "/firms/M01/returns/2018/"
    of = act(firm, "begin", page)
    figures = of.entries.get(section="figures")
    assert (figures.cells["output_krub"], figures.cells["jobs"]) == ("415000", "230")
    amounts = sorted(
        e.cells["amount_krub"] for e in of.entries.filter(section="sales", cells__buyer_id__endswith="M04")
    )
    assert amounts == ["24700", "37050"]
    shown = firm.get(page).content.decode()
    assert "368\xa0952,4" in shown, "the output of 2017"
    assert 'value="415000"' in shown


def test_figures_are_typed_saved_handed_in_and_accepted_as_one_change(firm, manager, draft) -> None:
    type_in(firm, draft.entries.get(section="figures"), output_krub="450 000,5", jobs="235")
    type_in(firm, sale_to(draft, "M06"), amount_krub="16 000", quantity="165,5")
    assert told_of(2019) == [], "a draft is not in the registry"
    assert act(firm, "submit").state == "submitted"
    queue = manager.get("/clusters/VB/returns/").content.decode()
    assert PAGE in queue
    before = Change.objects.count()
    accepted = act(manager, "accept")
    assert (accepted.state, Change.objects.count()) == ("accepted", before + 1)
    assert accepted.change.written == {"supplies": [1, 0, 0], "accounts": [1, 0, 0]}
    row = model_of("accounts").objects.get(organisation_id="M01", year=2019)
    assert (row.output_krub, row.jobs, row.revenue_krub) == (450000.5, 235, None)
    assert told_of(2019) == [("M06", 16000.0)]


def test_rows_without_an_answer_are_not_taken_for_zero_and_zero_is(firm, manager, draft) -> None:
    type_in(firm, sale_to(draft, "M06"), amount_krub="0")
    act(firm, "submit")
    act(manager, "accept")
    assert told_of(2019) == [("M06", 0.0)]


def test_what_cannot_be_read_is_told_beside_the_row_and_is_not_handed_in(firm, draft) -> None:
    entry = sale_to(draft, "M06")
    answer = type_in(firm, entry, amount_krub="много")
    assert f'id="f-{entry.pk}"' in answer
    assert "«много» — не число." in answer
    assert "1\xa0ошибка" in answer
    assert act(firm, "submit").state == "draft"
    assert "«много» — не число." in firm.get(PAGE).content.decode()
    assert "не число" not in type_in(firm, entry, amount_krub="15")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("M09", "M09"), ("ооо «бродская кузница»", "M02"), ("0091000037", "M02"), ("Что угодно · M09", "M09")],
)
def test_a_partner_is_found_by_code_name_number_or_choice(typed, code, firm, draft) -> None:
    name = model_of("organisations").objects.get(organisation_id="M02").name
    typed = name.upper() if "кузница" in typed else typed
    type_in(firm, sale_to(draft, "M06"), buyer_id=typed, amount_krub="5")
    assert act(firm, "submit").state == "submitted"
    from kust_web.moderation.returns.check import check_return

    values = check_return(draft, draft.entries.all()).values
    assert code in {row.get("buyer_id") for row in values.values()}


def test_an_unknown_partner_is_told_and_can_be_added_on_the_same_page(firm, manager, draft) -> None:
    entry = sale_to(draft, "M06")
    assert "такого предприятия в реестре нет" in type_in(firm, entry, buyer_id="ООО «Сосна»", amount_krub="5")
    add(firm, draft, "firms", name="ООО «Сосна»", inn="0091000037")
    assert "ИНН 0091000037 уже есть" in firm.get(PAGE).content.decode(), "the same ИНН is told"
    act(firm, "submit")
    act(manager, "accept")
    [(code, amount)] = told_of(2019)
    new = model_of("organisations").objects.get(organisation_id=code)
    assert (new.name, new.country, amount) == ("ООО «Сосна»", "RU", 5)


def test_needs_and_facts_of_membership_go_in_and_come_back(firm, manager, draft) -> None:
    add(firm, draft, "needs", product_id="P102", amount_krub="700", import_share="20 %", cause="high_cost")
    type_in(firm, draft.entries.get(section="facts"), makes_final_products="no")
    act(firm, "submit")
    act(manager, "accept")
    need = model_of("needs").objects.get(organisation_id="M01", year=2019)
    assert (need.product_id, need.amount_krub, need.import_share, need.cause) == (
        "P102",
        700,
        0.2,
        "high_cost",
    )
    member = model_of("memberships").objects.get(organisation_id="M01", cluster_id="VB")
    assert (member.makes_final_products, member.role) == (False, "enterprise")
    again = act(firm, "begin")
    assert again.state == "draft"
    assert again.entries.get(section="needs").cells["need_id"] == need.need_id


def test_a_row_is_taken_out_and_brought_back_before_it_is_handed_in(firm, manager) -> None:
    page = "/firms/M01/returns/2018/"
    of = act(firm, "begin", page)
    entry = sale_to(of, "M06")
    type_in(firm, entry, page, act="remove")
    assert entry.is_removed
    type_in(firm, entry, page, act="restore")
    assert not entry.is_removed
    type_in(firm, entry, page, act="remove")
    act(firm, "submit", page)
    accepted = act(manager, "accept", page)
    assert accepted.change.written == {"supplies": [0, 0, 1]}
    assert "M06" not in {buyer for buyer, _ in told_of(2018)}


def test_a_return_comes_back_with_a_comment_that_the_firm_sees(firm, manager, draft) -> None:
    type_in(firm, draft.entries.get(section="figures"), jobs="5")
    act(firm, "submit")
    assert act(manager, "return").state == "submitted", "a comment is needed"
    assert act(manager, "return", comment="Рабочих мест <5>?").state == "returned"
    assert "Рабочих мест &lt;5&gt;?" in firm.get(PAGE).content.decode()
    type_in(firm, draft.entries.get(section="figures"), jobs="235")
    assert act(firm, "submit").state == "submitted"
    assert act(firm, "withdraw").state == "draft"


def test_what_is_handed_in_is_not_typed_into_any_more(firm, draft) -> None:
    act(firm, "submit")
    entry = draft.entries.get(section="figures")
    assert "набранное не сохранено" in type_in(firm, entry, jobs="5")
    assert entry.cells.get("jobs") is None
    assert firm.post(f"{PAGE}rows/", {"section": "sales"}).status_code == 404


@pytest.mark.parametrize("where", ["page", "history"])
def test_an_accepted_return_is_undone_as_a_whole_and_waits_again(firm, manager, draft, where: str) -> None:
    type_in(firm, sale_to(draft, "M06"), amount_krub="16")
    act(firm, "submit")
    of = act(manager, "accept")
    if where == "page":
        act(manager, "undo")
    else:
        manager.post(f"/clusters/VB/history/{of.change_id}/undo/")
    of.refresh_from_db()
    assert of.state == "submitted"
    assert told_of(2019) == []
    assert act(manager, "accept").state == "accepted"
    assert told_of(2019) == [("M06", 16.0)]


def test_a_new_key_in_place_of_an_old_one_is_another_row(firm, manager) -> None:
    page = "/firms/M01/returns/2018/"
    of = act(firm, "begin", page)
    entry = next(e for e in of.entries.filter(section="outputs") if e.cells["product_id"].endswith("P102"))
    type_in(firm, entry, page, product_id="P103")
    act(firm, "submit", page)
    act(manager, "accept", page)
    made = model_of("outputs").objects.filter(organisation_id="M01", year=2018, is_removed=False)
    assert sorted(made.values_list("product_id", flat=True)) == ["P101", "P103"]


def test_accepting_that_breaks_off_writes_nothing(firm, manager, draft, monkeypatch) -> None:
    type_in(firm, sale_to(draft, "M06"), amount_krub="16")
    act(firm, "submit")
    whole, before = return_accept.write, Change.objects.count()

    def break_off(*args: object, **kwargs: object) -> None:
        whole(*args, **kwargs)
        raise OSError("the disk is full")

    monkeypatch.setattr(return_accept, "write", break_off)
    manager.raise_request_exception = False
    assert manager.post(f"{PAGE}act/", {"act": "accept"}).status_code == 500
    assert (Change.objects.count(), told_of(2019)) == (before, [])
    assert Return.objects.get(pk=draft.pk).state == "submitted"


def test_what_others_wrote_in_the_registry_meanwhile_is_shown_before_it_is_written_over(
    firm, manager
) -> None:
    page = "/firms/M01/returns/2018/"
    of = act(firm, "begin", page)
    type_in(firm, of.entries.get(section="figures"), page, jobs="240")
    act(firm, "submit", page)
    row = model_of("accounts").objects.get(organisation_id="M01", year=2018)
    other = write([Edit("accounts", {"jobs": 999.0}, row_id=row.pk)], user=None, kind="form")
    answer = manager.post(f"{page}act/", {"act": "accept"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "<td>240</td><td>999</td>" in shown
    row.refresh_from_db()
    assert (row.jobs, Return.objects.get(pk=of.pk).state) == (999, "submitted")
    entry = of.entries.get(section="figures")
    stale = manager.post(f"{page}act/", {"act": "accept", f"chosen-{entry.pk}": other.pk - 1})
    assert stale.status_code == 409, "decided about another state of the row"
    act(manager, "accept", page, **{f"chosen-{entry.pk}": other.pk})
    row.refresh_from_db()
    assert row.jobs == 240


def test_the_page_of_a_return_asks_the_database_a_few_times(firm, django_assert_max_num_queries) -> None:
    act(firm, "begin", "/firms/M01/returns/2018/")
    with django_assert_max_num_queries(45):
        firm.get("/firms/M01/returns/2018/")


def test_a_return_that_two_accept_in_one_moment_is_written_once_and_can_be_undone(
    draft, firm, manager
) -> None:
    add(firm, draft, "outputs", product_id="P102", quantity="3", amount_krub="4")
    for entry in draft.entries.filter(section="figures"):
        type_in(firm, entry, output_krub="260")
    handed_in = act(firm, "submit")
    assert handed_in.state == "submitted"
    first = act(manager, "accept")
    assert (first.state, first.change is None) == ("accepted", False)
    with pytest.raises(ClosedError):
        return_accept.accept(handed_in, handed_in.made_by)
    again = Return.objects.get(pk=draft.pk)
    assert (again.change_id, again.steps) == (first.change_id, first.steps)
    assert act(manager, "undo").state == "submitted"


def test_a_return_taken_back_in_the_moment_of_accepting_stays_with_the_firm(draft, firm, manager) -> None:
    handed_in = act(firm, "submit")
    assert handed_in.state == "submitted"
    act(firm, "withdraw")
    with pytest.raises(ClosedError):
        return_accept.accept(handed_in, handed_in.made_by)
    assert Return.objects.get(pk=draft.pk).state == "draft"
