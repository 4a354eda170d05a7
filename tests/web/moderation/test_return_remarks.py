"""A slip of the hand is remarked upon beside its field before a return is handed in; errors are listed with links."""

import re

import pytest
from django.test import Client

from kust_web.moderation.finding_words import tell
from kust_web.moderation.models import Return
from kust_web.moderation.returns.check import check_return
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of
from tests.web.moderation.test_return import PAGE, act, sale_to, type_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(client_of) -> Client:
    return client_of("participant")


@pytest.fixture
def draft(firm) -> Return:
    act(firm, "begin")
    return Return.objects.get(organisation_id="M01", year=2019)


def remarks(of: Return) -> list[tuple[str, str]]:
    found = check_return(of, of.entries.all()).findings.values()
    return sorted((one.code, one.column) for several in found for one in several if one.severity == "warning")


def figures(of: Return, client, **cells: str) -> str:
    return type_in(client, of.entries.get(section="figures"), **cells)


def test_figures_ten_times_off_last_year_are_remarked_upon_and_handed_in_all_the_same(firm, draft) -> None:
    """M01 sold M06 goods for a certain amount in 2018; a hundred times as much is a slip of three zeros."""
    before = model_of("supplies").objects.filter(
        supplier_id="M01", buyer_id="M06", product_id="P101", year=2018, reported_by="supplier"
    )
    amount = sum(row.amount_krub for row in before)
    answer = type_in(firm, sale_to(draft, "M06"), amount_krub=f"{amount * 100:.0f}")
    assert remarks(draft) == [("year.far", "amount_krub")]
    entry = sale_to(draft, "M06")
    assert f'id="t-{entry.pk}-amount_krub"' in answer
    type_in(firm, entry, amount_krub=f"{amount * 9:.0f}")
    assert remarks(draft) == []
    type_in(firm, entry, amount_krub=f"{amount / 11:.2f}".replace(".", ","))
    assert remarks(draft) == [("year.far", "amount_krub")]
    assert act(firm, "submit").state == "submitted"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"jobs": "230,5"}, ("web_fraction_of_jobs", "jobs")),
        ({"purchases_krub": "400000", "revenue_krub": "100000"}, ("web_purchases_far", "purchases_krub")),
        ({"exports_krub": "1,234,567"}, ("web_read_as", "exports_krub")),
        ({"exports_krub": "1.234,5"}, ("web_read_as", "exports_krub")),
    ],
)
def test_other_slips_are_remarked_upon(firm, draft, cells, found) -> None:
    figures(draft, firm, **cells)
    assert found in remarks(draft)


@pytest.mark.parametrize("cells", [{"jobs": "230"}, {"purchases_krub": "290000", "revenue_krub": "100000"},
                                   {"exports_krub": "1 234 567"}])  # fmt: skip
def test_what_is_as_usual_is_not(firm, draft, cells) -> None:
    figures(draft, firm, **cells)
    assert not [one for one in remarks(draft) if one[0].startswith("web_")]


def forget_wages(*, all_firms: bool) -> None:
    rows = model_of("accounts").objects.filter(is_removed=False, average_wage_rub__gt=0)
    rows = rows if all_firms else rows.filter(organisation_id="M01")
    write(
        [Edit("accounts", {"average_wage_rub": None}, row_id=row.pk) for row in rows], user=None, kind="form"
    )


@pytest.mark.parametrize(
    ("wage", "all_firms", "code"),
    [
        # Where nobody's wage is known: plain bounds of 10 000 and 1 000 000.
        ("9 000", True, "web_wage_low"),
        ("11 000", True, None),
        ("1 100 000", True, "web_wage_high"),
        # The firm's own is not known, those of the cluster are: below a tenth of what is usual there.
        ("45", False, "web_wage_low"),
    ],
)
def test_a_wage_without_one_of_last_year_is_held_against_the_cluster_or_plain_bounds(
    firm, draft, wage, all_firms, code
) -> None:
    forget_wages(all_firms=all_firms)
    figures(draft, firm, average_wage_rub=wage)
    assert [one[0] for one in remarks(draft)] == ([code] if code else [])


def test_after_a_refusal_each_error_is_a_link_and_the_focus_is_in_the_first_field(firm, draft) -> None:
    entry = sale_to(draft, "M06")
    figures(draft, firm, jobs="-5")
    type_in(firm, entry, amount_krub="много")
    answer = firm.post(f"{PAGE}act/", {"act": "submit"})
    assert answer.headers["Location"] == f"{PAGE}?mend=1"
    page = firm.get(f"{PAGE}?mend=1").content.decode()
    first = draft.entries.get(section="figures").pk
    assert re.findall(r'data-goto="([^"]+)"', page) == [f"i-{first}-jobs", f"i-{entry.pk}-amount_krub"]
    (field,) = re.findall(r"<input[^>]*\bautofocus\b[^>]*>", page)
    assert f'id="i-{first}-jobs"' in field
    assert 'aria-invalid="true"' in field
    assert f'aria-describedby="t-{first}-jobs"' in field
    assert f'id="t-{first}-jobs"' in page
    assert "autofocus" not in firm.get(PAGE).content.decode(), "only who was refused is led there"


def test_the_list_of_errors_follows_what_is_typed(firm, draft) -> None:
    entry = sale_to(draft, "M06")
    assert f'data-goto="i-{entry.pk}-amount_krub"' in type_in(firm, entry, amount_krub="много")
    assert "data-goto" not in type_in(firm, entry, amount_krub="15")


@pytest.mark.parametrize(("lang", "words"), [("ru", "-5 меньше нуля."), ("en", "-5 is below zero.")])
def test_figures_in_findings_are_said_as_people_write_them(lang, words) -> None:
    found = {"code": "cell.negative", "severity": "error", "table": "accounts", "file": "f", "sheet": "",
             "row": 2, "column": "jobs", "value": "-5.0", "values": {}}  # fmt: skip
    assert tell(found, lang).message == words


def test_the_quoted_figure_of_jobs_has_no_needless_nought(firm, draft) -> None:
    figures(draft, firm, jobs="100", high_productivity_jobs="200")
    page = firm.get(PAGE).content.decode()
    assert "мест (200) больше" in page
