"""The interface for programs: what a key opens, how pages and filters work, what a fault looks like."""

import csv
import io
import json
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, RequestFactory

from kust.data import has_errors, read_dataset
from kust.data.schema import tables
from kust.data.validate import validate
from kust_web.api.models import Token, find_user
from kust_web.api.service import Strangers
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of
from tests.web.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_of_other_tests():
    cache.clear()


def with_key(role: str, where: dict[str, str]) -> Client:
    _, text = Token.make(make_user(role, where), "test")
    return Client(headers={"authorization": f"Bearer {text}"})


def test_a_key_is_kept_as_a_digest_and_acts_for_its_person() -> None:
    user = make_user("manager", {"cluster_id": "VB"})
    token, text = Token.make(user, "spreadsheet")
    assert text not in (token.digest, token.name)
    assert find_user(text) == user
    assert find_user(text + "x") is None


def test_a_wrong_key_is_refused_as_a_problem() -> None:
    answer = Client(headers={"authorization": "Bearer kust_wrong"}).get("/api/clusters")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.json() == {"type": "about:blank", "title": "Нужен действующий ключ", "status": 401}


def count(client: Client, table: str) -> int:
    return client.get(f"/api/tables/{table}").json()["count"]


def test_each_sees_the_supplies_of_its_own_and_a_visitor_sees_none() -> None:
    supplies = model_of("supplies").objects.filter(is_removed=False)
    mine = supplies.filter(supplier_id="M01").count() + supplies.filter(buyer_id="M01").count()
    firm = with_key("participant", {"organisation_id": "M01"})
    assert count(Client(), "supplies") == 0
    assert count(firm, "supplies") == mine > 0
    manager = count(with_key("manager", {"cluster_id": "VB"}), "supplies")
    elsewhere = count(with_key("manager", {"cluster_id": "UG"}), "supplies")
    assert mine < manager < supplies.count()
    assert manager + elsewhere <= supplies.count()
    assert count(with_key("administrator", {}), "supplies") == supplies.count()


def test_no_table_but_the_public_ones_gives_a_visitor_a_row() -> None:
    client = Client()
    public = {table["name"] for table in client.get("/api/tables").json() if table["public"]}
    assert {name for name in tables() if count(client, name)} <= public
    assert not public & {"supplies", "outputs", "accounts", "plans", "needs", "project_costs", "candidates"}


def test_pages_hold_every_row_once() -> None:
    client = with_key("administrator", {})
    seen, page = [], 1
    while page:
        body = client.get("/api/tables/products", {"page": page, "size": 30}).json()
        seen += [row["product_id"] for row in body["rows"]]
        page = body["next"]
    assert len(seen) == len(set(seen)) == model_of("products").objects.count() == body["count"]


@pytest.mark.parametrize(
    ("query", "want"),
    [
        ("organisation_id=M01&year=2018", 1),
        ("organisation_id=M01&year=1900", 0),
        ("organisation_id=M01&output_krub=", 0),
    ],
)
def test_rows_are_chosen_by_the_values_of_columns(query: str, want: int) -> None:
    body = with_key("manager", {"cluster_id": "VB"}).get(f"/api/tables/accounts?{query}").json()
    assert body["count"] == want


@pytest.mark.parametrize("query", ["year=soon", "colour=red", "year=99999999999999999999", "year=2018%00"])
def test_a_value_that_cannot_be_is_a_problem_and_no_crash(query: str) -> None:
    answer = Client().get(f"/api/tables/accounts?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")


def test_clusters_are_found_in_any_letter_case() -> None:
    name = model_of("clusters").objects.get(cluster_id="VB").name
    found = Client().get("/api/clusters", {"search": name.upper().replace("Е", "Ё")[:12]}).json()
    assert "VB" in [cluster["cluster_id"] for cluster in found["clusters"]]


def test_a_stranger_who_asks_too_often_waits() -> None:
    client = Client()
    codes = [client.get("/api/editions").status_code for _ in range(121)]
    assert codes == [200] * 120 + [429]
    answer = client.get("/api/editions")
    assert answer.json()["title"] == "Слишком много запросов"
    assert int(answer.headers["Retry-After"]) > 0


def test_the_package_of_a_cluster_is_a_dataset_that_kust_reads(tmp_path) -> None:
    answer = with_key("manager", {"cluster_id": "VB"}).get("/api/package?cluster_id=VB")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    archive.extractall(tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in package["resources"]} | {"datapackage.json"} == set(
        archive.namelist()
    )
    (tmp_path / "datapackage.json").unlink()
    reading = read_dataset(tmp_path)
    assert not has_errors([*reading.findings, *validate(reading.dataset)])
    supplies = model_of("supplies").objects.filter(is_removed=False, supplier_id="M01")
    read = reading.dataset.rows("supplies").filter(supplier_id="M01").collect()
    assert read.height == supplies.count()


def test_formulas_in_a_package_are_neutralised_and_come_back_as_the_package_says(tmp_path) -> None:
    """Ids and what refers to them are written alike; one apostrophe less is the text of the registry again."""
    names = {"=1+1": "=HYPERLINK(0)", "-Z": "'=already", "Z3": "АО «Завод»"}
    edits = [
        Edit("organisations", {"organisation_id": one, "name": name, "country": "RU"})
        for one, name in names.items()
    ]
    edits.append(Edit("memberships", {"cluster_id": "VB", "organisation_id": "=1+1", "role": "enterprise"}))
    write(edits, user=None, kind="form")
    answer = with_key("administrator", {}).get("/api/package")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(archive.read("datapackage.json"))["neutralised"]
    cells = [
        cell
        for name in archive.namelist()
        if name.endswith(".csv")
        for row in csv.reader(io.StringIO(archive.read(name).decode(), newline=""))
        for cell in row
    ]
    assert {cell for cell in cells if cell[:1] in ("=", "+", "@")} == set()
    assert {cell for cell in cells if cell[:1] == "-" and not cell[1:2].isdigit()} == set()
    rows = csv.DictReader(io.StringIO(archive.read("organisations.csv").decode(), newline=""))
    back = {}
    for row in rows:
        one, name = (
            text.removeprefix(told["strip"]) if re.match(told["pattern"], text) else text
            for text in (row["organisation_id"], row["name"])
        )
        back[one] = name
    assert {one: back[one] for one in names} == names
    archive.extractall(tmp_path)
    reading = read_dataset(tmp_path)
    assert "'=1+1" in reading.dataset.rows("memberships").collect()["organisation_id"].to_list()
    assert not has_errors([*reading.findings, *validate(reading.dataset)])


def test_tax_ids_of_persons_are_for_those_who_see_the_firm() -> None:
    firm = model_of("organisations").objects.get(organisation_id="M01")
    write([Edit("organisations", {"inn": "000000000018"}, row_id=firm.pk)], user=None, kind="form")
    asked = "/api/tables/organisations?organisation_id=M01"
    assert Client().get(asked).json()["rows"][0]["inn"] is None
    manager = with_key("manager", {"cluster_id": "VB"})
    assert manager.get(asked).json()["rows"][0]["inn"] == "000000000018"
    package = zipfile.ZipFile(io.BytesIO(Client().get("/api/package?cluster_id=VB").content))
    assert b"000000000018" not in package.read("organisations.csv")


def test_public_verdicts_name_no_firm() -> None:
    asked = "/api/clusters/VB/verdicts?on=2019-03-01&year=2018&edition=779-2018"
    told = Client().get(asked).json()["answer"]["clusters"][0]["verdicts"]
    manager = with_key("manager", {"cluster_id": "VB"}).get(asked).json()["answer"]["clusters"][0]["verdicts"]
    assert [verdict["verdict"] for verdict in told] == [verdict["verdict"] for verdict in manager]
    assert any(verdict["members"] for verdict in manager)
    assert not any(verdict["members"] for verdict in told)


def test_a_person_is_not_found_by_its_number_by_whoever_may_not_see_it() -> None:
    firm = model_of("organisations").objects.get(organisation_id="M01")
    write([Edit("organisations", {"inn": "000000000018"}, row_id=firm.pk)], user=None, kind="form")
    asked = "/api/tables/organisations?inn=000000000018"
    assert Client().get(asked).json()["count"] == 0
    assert with_key("manager", {"cluster_id": "VB"}).get(asked).json()["count"] == 1
    other = model_of("organisations").objects.get(organisation_id="M03").inn
    assert Client().get(f"/api/tables/organisations?inn={other}").json()["count"] == 1


def test_the_share_of_the_weakest_firm_is_not_told_to_everybody() -> None:
    asked = "/api/clusters/VB/verdicts?on=2019-03-01&year=2018&edition=all"
    found = {}
    for name, client in (("all", Client()), ("manager", with_key("manager", {"cluster_id": "VB"}))):
        entries = client.get(asked).json()["answer"]["clusters"]
        found[name] = [
            (one["value"], one["margin"], one.get("why"))
            for entry in entries
            for one in entry["verdicts"]
            if one["requirement"] == "industrial.supply_share_each"
        ]
    assert found["all"] == [(None, None, "withheld")] * 3
    assert all(value is not None and why is None for value, _, why in found["manager"])


def test_visitors_wait_where_as_many_computations_are_under_way_as_may_be(monkeypatch) -> None:
    monkeypatch.setattr("kust_web.workbench.seeing.MOST_OF_VISITORS", 0)
    asked = "/api/clusters/VB/verdicts?on=2019-03-01&year=2018"
    assert Client().get(asked).status_code == 429
    assert with_key("manager", {"cluster_id": "VB"}).get(asked).status_code == 200
    assert Client().get(asked).status_code == 200  # the answer is there already


def test_an_address_that_a_client_writes_itself_does_not_make_it_another() -> None:
    client = Client()
    for number in range(120):
        client.get("/api/editions", headers={"x-forwarded-for": f"10.0.0.{number}"})
    assert client.get("/api/editions", headers={"x-forwarded-for": "10.0.1.1"}).status_code == 429


def test_a_visitor_s_package_holds_no_figure_of_a_firm() -> None:
    archive = zipfile.ZipFile(io.BytesIO(Client().get("/api/package?cluster_id=VB").content))
    assert "organisations.csv" in archive.namelist()
    assert not {"supplies.csv", "accounts.csv", "outputs.csv", "needs.csv"} & set(archive.namelist())


def test_requests_at_once_are_counted_one_by_one_whichever_process_answers() -> None:
    """Each of four counts by an object of its own, as four processes do; together they let 120 through."""

    def ask(times: int) -> int:
        counts, request = Strangers("120/m"), RequestFactory().get("/api/editions")
        request.auth = AnonymousUser()
        return sum(counts.allow_request(request) for _ in range(times))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(ask, [50] * 4)) == 120
