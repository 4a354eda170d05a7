"""A firm's own page: its shares are the checks', its figures' uses the verdicts', others' figures nowhere."""

import json
from datetime import date

import polars as pl
import pytest
from django.utils import timezone

from kust.checks import check
from kust.data import Dataset, read_dataset
from kust.examples import load as example_folder
from kust_web.moderation.firm.anonymous import _blur, code_of
from kust_web.moderation.firm.trade import find_partners
from kust_web.moderation.firm.uses import find_uses
from kust_web.moderation.firm.works import find_years, read_shares
from kust_web.moderation.models import Return, Upload
from kust_web.registry import snapshot
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of
from kust_web.workbench.models import Job
from tests.web.conftest import make_user

pytestmark = pytest.mark.django_db
ON = date(2019, 3, 1)


def answer_of(client, firm: str = "M01") -> dict:
    assert client.get(f"/firms/{firm}/").status_code == 200
    return Job.objects.filter(kind="firm", parameters__organisation=firm).latest("pk").answer


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return read_dataset(example_folder("machine-building")).dataset


def test_shares_over_the_years_are_those_of_the_check(dataset) -> None:
    for year in (2017, 2018):
        result = check(dataset, on=ON, year=year, edition="779-2018", clusters=["VB"], alternatives=False)
        each = next(
            v for v in result.clusters[0].verdicts if v.requirement.code == "industrial.supply_share_each"
        )
        (own,) = [one.value for one in each.members if one.organisation_id == "M01"]
        assert read_shares(dataset, "VB", "M01", ON, year)["supply_share"] == pytest.approx(own)
    told = read_shares(dataset, "VB", "M01", ON, 2018)
    # Rows of 2018 that M01 reports: 61750 + 15200 + 28500 + 45000 + 21850 + 9000 + 15000, of an output of 415000.
    assert (told["sold_inside_krub"], told["supply_share"]) == (196300.0, pytest.approx(196300 / 415000))
    assert find_years(dataset, ON) == [2016, 2017, 2018]


def test_uses_name_the_requirements_of_the_day_that_rest_on_the_firm(dataset) -> None:
    uses = {one["requirement"]: one for one in find_uses(dataset, "VB", "M01", ON, 2018)["uses"]}
    assert (
        uses["industrial.supply_share_each"]["own_verdict"],
        uses["industrial.governing_bodies"]["figures"],
    ) == (
        "met",
        [["in_governing_body", 1.0]],
    )
    assert "industrial.regional_agreement" not in uses
    assert not [one for one in uses.values() if "M0" in json.dumps(one)]


def buy_abroad(**amounts: float) -> None:
    """F02 of China sells pumps of a new kind to members; M01 makes such pumps from now on."""
    product = {"product_id": "PUMP", "name": "Насос особый", "unit": "796"}
    made = {
        "organisation_id": "M01",
        "product_id": "PUMP",
        "year": 2018,
        "quantity": 5.0,
        "amount_krub": 50.0,
    }
    supplies = [
        {"supplier_id": "F02", "buyer_id": buyer, "product_id": "PUMP", "year": 2018, "amount_krub": amount}
        for buyer, amount in amounts.items()
    ]
    edits = [Edit("products", product), Edit("outputs", made)]
    write(
        [*edits, *(Edit("supplies", {**one, "reported_by": "buyer"}) for one in supplies)],
        user=None,
        kind="load",
    )


def trade_of(firm: str) -> dict[str, dict]:
    taken = snapshot.open_snapshot(snapshot.current("VB").digest)
    trade = find_partners(taken, "VB", firm, ON, 2018)
    return {side: {one["product_id"]: one for one in trade[side]} for side in ("sellers", "buyers")}


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        # The asker's own 700 is out; of the others' 100 the two largest have 70.
        ({"M01": 700.0, "M04": 40.0, "M06": 30.0, "M09": 30.0}, 100.0),
        # Three buyers, but one of them asks: the two others could not be told.
        ({"M01": 30.0, "M04": 40.0, "M06": 30.0}, None),
        ({"M04": 90.0, "M06": 5.0, "M09": 5.0}, None),
    ],
)
def test_demand_of_others_is_told_without_the_firm_and_only_as_a_sum(amounts, told) -> None:
    buy_abroad(**amounts)
    pump = trade_of("M01")["buyers"]["PUMP"]
    assert pump["demand"]["abroad"] == {
        "value": told,
        "firms": len(amounts.keys() - {"M01"}),
        "is_hidden": told is None,
    }
    names = model_of("organisations").objects.filter(organisation_id__in=amounts.keys() - {"M01"})
    assert pump["buyers"] == sorted(names.values_list("name", flat=True))


def test_sellers_are_members_that_make_what_the_firm_buys_elsewhere(client_of) -> None:
    buy_abroad(M04=40.0, M06=30.0, M09=30.0)
    (pump,) = [
        one
        for one in answer_of(client_of("manager"), "M04")["trade"]["sellers"]
        if one["product_id"] == "PUMP"
    ]
    assert pump["own_imported_krub"] == 40.0
    assert pump["makers"] == [model_of("organisations").objects.get(organisation_id="M01").name]
    assert pump["output"] == {"value": None, "firms": 1, "is_hidden": True}


def test_no_page_of_a_firm_holds_an_amount_of_another(client_of) -> None:
    buy_abroad(M04=40123.0, M06=3456.0, M09=789.0)
    client = client_of("participant")
    trade, page = json.dumps(answer_of(client)["trade"]), client.get("/firms/M01/").content.decode()
    assert not [amount for amount in ("40123", "3456", "789.0", "44368", "M04", "M06") if amount in trade]
    assert not [amount for amount in ("40\u00a0123", "3\u00a0456", "789,0") if amount in page]
    assert "скрыто" in page
    lines = client.get("/firms/M01/?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines[-1].split(";")[:2] == ["2018", "196300,0"]
    assert client.get("/firms/M01/?format=json").json()["rows"][-1]["output_krub"] == 415000.0


@pytest.mark.parametrize(
    ("role", "address"), [("participant", "/firms/M01/?year=2018"), ("manager", "/clusters/VB/anonymous.csv")]
)
def test_whoever_has_as_many_computations_under_way_as_may_be_waits(
    client_of, monkeypatch, role: str, address: str
) -> None:
    """Each year of the address is a computation of its own: there are a hundred to ask for."""
    client = client_of(role)
    monkeypatch.setattr("kust_web.workbench.seeing.MOST_OF_ONE", 0)
    waits = client.get(address)
    assert (waits.status_code, waits.headers["Retry-After"]) == (503, "30")
    assert "слишком много расчётов" in waits.content.decode()
    assert not Job.objects.exists()
    monkeypatch.undo()
    assert client.get(address).status_code == 200


def test_tasks_name_the_return_the_files_and_the_supplies_that_wait(client_of) -> None:
    client, due = client_of("participant"), timezone.localdate().year - 1
    assert f'/firms/M01/returns/{due}/">Заполнить годовой отчёт' in client.get("/firms/M01/").content.decode()
    user = make_user("manager", {"cluster_id": "UG"})
    Return.objects.create(organisation_id="M01", year=due, made_by=user, state=Return.RETURNED)
    Upload.objects.create(
        organisation_id="M01",
        name="отчёт.xlsx",
        size=1,
        made_by=user,
        state=Upload.READ,
        summary={"error": 2},
    )
    page = client.get("/firms/M01/").content.decode()
    assert "вернули на доработку" in page
    assert "«отчёт.xlsx»: 2" in page
    assert "/firms/M01/sides/?year=2018&amp;state=differs" in page


def test_a_firm_in_two_clusters_is_looked_at_in_each_by_those_who_may(client_of) -> None:
    joined = {"cluster_id": "UG", "organisation_id": "M01", "role": "enterprise"}
    write([Edit("memberships", joined)], user=None, kind="load")
    assert client_of("participant").get("/firms/M01/?cluster=UG").status_code == 200
    assert client_of("manager").get("/firms/M01/?cluster=UG").status_code == 404
    assert client_of("manager", elsewhere=True).get("/firms/M01/?cluster=UG").status_code == 200


def test_the_page_asks_the_database_a_held_number_of_times(client_of, django_assert_max_num_queries) -> None:
    client = client_of("participant")
    client.get("/firms/M01/")
    with django_assert_max_num_queries(24):
        client.get("/firms/M01/")


def read_anonymous(client) -> tuple[str, pl.DataFrame]:
    text = client.get("/clusters/VB/anonymous.csv").content.decode("utf-8-sig")
    return text, pl.read_csv(text.encode(), separator=";", infer_schema_length=0)


def test_the_file_without_names_holds_none_and_hides_small_sums(client_of) -> None:
    text, frame = read_anonymous(client_of("manager"))
    members = model_of("memberships").objects.filter(cluster_id="VB", left_on=None, is_removed=False)
    firms = model_of("organisations").objects.filter(
        organisation_id__in=members.values_list("organisation_id", flat=True)
    )
    for firm in firms:
        assert not [word for word in (firm.name, firm.inn, firm.ogrn) if word and word in text]
    codes = frame.filter(pl.col("Раздел") == "организация")
    assert codes.height == firms.count()
    assert codes["Код организации в этом файле"].is_unique().all()
    sums = frame.filter(pl.col("Раздел") != "организация")
    few = sums.filter(pl.col("Организаций").cast(pl.Int64) < 4, pl.col("Организаций") != "0")
    assert few.height > 10
    assert few["Значение"].is_null().all()
    assert (few["Примечание"] == "скрыто").all()
    output = sums.filter((pl.col("Раздел") == "всего") & (pl.col("Год") == "2018"))
    (told,) = output.filter(pl.col("Показатель").str.starts_with("закупки"))["Значение"]
    stated = model_of("accounts").objects.filter(
        organisation_id__in=firms.values_list("organisation_id", flat=True),
        year=2018,
        purchases_krub__isnull=False,
    )
    assert float(told.replace(",", ".")) == pytest.approx(
        sum(stated.values_list("purchases_krub", flat=True))
    )


def test_a_code_in_place_of_a_name_changes_with_the_figures_and_is_no_plain_digest() -> None:
    import hashlib

    assert code_of("M01", "a") != code_of("M01", "b")
    assert code_of("M01", "a") != hashlib.sha256(b"a/M01").hexdigest()[:8]


def test_traits_that_would_single_a_firm_out_are_left_out() -> None:
    traits = {
        **{f"a{i}": ["enterprise", "large", "24"] for i in range(3)},
        **{f"b{i}": ["enterprise", "large", str(25 + i)] for i in range(3)},
        "c": ["education", None, "85"],
    }
    _blur(traits, 3)
    assert traits["a0"] == ["enterprise", "large", "24"]
    assert traits["b0"] == ["enterprise", "large", None]
    assert traits["c"] == [None, None, None]
