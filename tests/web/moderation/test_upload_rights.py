"""An upload writes only rows of the firm or the cluster it is for; the rest is refused in words, row by row."""

import pytest

from kust_web.moderation.models import Upload
from kust_web.people.models import Duty
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of
from tests.web.moderation.files import OUTPUT, SUPPLY, archive, book, file

pytestmark = pytest.mark.django_db
FIRM, CLUSTER = "/firms/M01/uploads/", "/clusters/VB/uploads/"
NEED = ("need_id", "organisation_id", "product_id", "year", "amount_krub")
MEMBER = ("cluster_id", "organisation_id", "role", "joined_on")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def bring(client, where: str, sheets) -> Upload:
    assert client.post(where, {"file": file("x.xlsx", book(sheets))}).status_code == 302
    return Upload.objects.latest("pk")


def refused(upload: Upload) -> list[tuple[str, int]]:
    return [(f["code"], f["row"]) for f in upload.findings if f["severity"] == "error"]


OTHERS_OF_FIRM = {
    "another firm's output": {"outputs": [OUTPUT, ["M02", "P101", 2019, 1, 2]]},
    "a sale of which another is the reporter": {
        "supplies": [SUPPLY, ["M01", "M04", "P101", 2019, 5, "buyer"]]
    },
    "a supply as a third party": {"supplies": [SUPPLY, ["M01", "M04", "P101", 2019, 5, "ledger"]]},
    "a supply between others": {"supplies": [SUPPLY, ["M02", "M04", "P101", 2019, 5, "supplier"]]},
    "another firm's figures": {"accounts": [("organisation_id", "year", "jobs"), ["M02", 2019, 5]]},
    "its own membership of another cluster": {"memberships": [MEMBER, ["UG", "M01", "enterprise", ""]]},
    "its own days in the cluster": {"memberships": [MEMBER, ["VB", "M01", "enterprise", "2011-01-01"]]},
    "a rate": {"rates": [("rate", "from_on", "value", "source"), ["key_rate", "2030-01-01", 0.1, "x"]]},
    "a cluster": {"clusters": [("cluster_id", "name", "kind"), ["VB", "Мой", "industrial"]]},
    "a document of the cluster": {
        "documents": [("document_id", "cluster_id", "requirement", "title"), ["d", "VB", "industrial.enterprises", "x"]]
    },
}  # fmt: skip


@pytest.mark.parametrize("case", OTHERS_OF_FIRM)
def test_a_firm_writes_nothing_but_its_own(case, client_of) -> None:
    client = client_of("participant")
    upload = bring(client, FIRM, OTHERS_OF_FIRM[case])
    assert refused(upload) == [("web_not_yours", 2)]
    assert "не о вашем предприятии" in client.get(f"{FIRM}{upload.pk}/").content.decode()
    client.post(f"{FIRM}{upload.pk}/act/", {"act": "submit"})
    client_of("manager").post(f"{FIRM}{upload.pk}/act/", {"act": "accept"})
    upload.refresh_from_db()
    assert upload.change is None


def test_a_need_of_another_firm_cannot_be_taken_over_by_its_code(client_of) -> None:
    row = ["need-1", "M02", "P101", 2019, 5]
    need = dict(zip(NEED, row, strict=True))
    write([Edit("needs", need)], user=None, kind="form")
    upload = bring(client_of("participant"), FIRM, {"needs": [NEED, ["need-1", "M01", "P101", 2019, 7]]})
    assert refused(upload) == [("web_not_yours", 2)]


def test_cards_of_other_firms_and_products_stay_and_are_told(client_of) -> None:
    upload = bring(
        client_of("participant"),
        FIRM,
        {
            "organisations": [
                ("organisation_id", "name", "country"), ["M02", "Другое имя", "RU"], ["Z1", "Новый", "RU"],
            ],
            "products": [("product_id", "name"), ["P101", "Другая продукция"]],
        },
    )  # fmt: skip
    assert upload.errors == 0
    told = {(f["code"], f["table"], f["row"]) for f in upload.findings if f["severity"] == "warning"}
    assert told == {
        ("collect.told_differently", "organisations", 2),
        ("collect.told_differently", "products", 2),
    }
    assert upload.summary["tables"] == {"organisations": [1, 1, 0, 0], "products": [0, 0, 0, 0]}


def test_a_new_firm_with_a_known_inn_is_told(client_of) -> None:
    known = model_of("organisations").objects.get(organisation_id="M02")
    firm = ("organisation_id", "name", "country", "inn")
    upload = bring(
        client_of("participant"), FIRM, {"organisations": [firm, ["Z1", "Новый", "RU", known.inn]]}
    )
    assert ("web_same_inn", 2) in [(f["code"], f["row"]) for f in upload.findings]


def test_the_workbook_of_another_firm_is_refused(client_of) -> None:
    content = client_of("manager").get("/firms/M02/book/?year=2019").content
    client = client_of("participant")
    client.post(FIRM, {"file": file("M02.xlsx", content)})
    upload = Upload.objects.latest("pk")
    assert (upload.state, upload.problem["code"]) == ("unreadable", "other_firm")
    assert "M02" in client.get(f"{FIRM}{upload.pk}/").content.decode()


def test_refused_rows_are_left_out_at_once_and_the_rest_goes_in(client_of) -> None:
    client = client_of("participant")
    rows = [OUTPUT, ["M02", "P101", 2019, 1, 2], ["M03", "P101", 2019, 1, 2], ["M01", "P101", 2019, 1, 2]]
    upload = bring(client, FIRM, {"outputs": rows})
    client.post(f"{FIRM}{upload.pk}/act/", {"act": "drop", "code": "web_not_yours"})
    upload.refresh_from_db()
    assert (upload.errors, upload.summary["tables"]["outputs"]) == (0, [1, 1, 0, 0])


def test_only_who_accepts_for_the_firm_can_accept(client_of) -> None:
    client = client_of("participant")
    upload = bring(client, FIRM, {"outputs": [OUTPUT, ["M01", "P101", 2019, 1, 2]]})
    for act in ("accept", "return", "undo"):
        assert client.post(f"{FIRM}{upload.pk}/act/", {"act": act}).status_code == 404
    for role in ("participant", "manager", "reviewer"):
        stranger = client_of(role, elsewhere=True)
        for rest in ("", "state/", "file/"):
            assert stranger.get(f"{FIRM}{upload.pk}/{rest}").status_code == 404
        assert stranger.post(f"{FIRM}{upload.pk}/act/", {"act": "accept"}).status_code == 404
    assert client.get(f"/firms/M02/uploads/{upload.pk}/").status_code == 404
    assert client_of("manager").get(f"{CLUSTER}{upload.pk}/").status_code == 404, (
        "of the firm, not of the cluster"
    )


OTHERS_OF_CLUSTER = {
    "figures of a firm that is no member": ({"outputs": [OUTPUT, ["D01", "P101", 2019, 1, 2]]}, "web_not_yours"),
    "a supply between two strangers": (
        {"supplies": [SUPPLY, ["D01", "D02", "P101", 2019, 5, "ledger"]]}, "web_not_yours",
    ),
    "what a stranger reports": ({"supplies": [SUPPLY, ["D01", "M01", "P101", 2019, 5, "supplier"]]}, "web_not_yours"),
    "a stranger as a member": ({"memberships": [MEMBER, ["VB", "D01", "enterprise", ""]]}, "web_ask_first"),
    "a stranger as a candidate": (
        {"candidates": [("cluster_id", "organisation_id", "role"), ["VB", "D01", "enterprise"]]}, "web_ask_first",
    ),
    "another cluster": ({"cluster_regions": [("cluster_id", "region"), ["UG", "16"]]}, "web_not_yours"),
    "its own confirmation": (
        {"clusters": [("cluster_id", "name", "kind", "confirmed_on"), ["VB", "Кластер", "industrial", "2020-01-01"]]},
        "web_not_yours",
    ),
    "what all share": (
        {"rates": [("rate", "from_on", "value", "source"), ["key_rate", "2030-01-01", 0.1, "x"]]}, "web_shared",
    ),
    "costs of another cluster's project": (
        {"project_costs": [("cost_id", "project_id", "category", "basis", "year", "amount_krub"),
                           ["c-new", "elsewhere", "other", "plan", 2019, 5]]},
        "web_not_yours",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHERS_OF_CLUSTER)
def test_a_manager_writes_nothing_but_its_cluster_and_its_members(case, client_of) -> None:
    project = {"project_id": "elsewhere", "cluster_id": "UG", "title": "x", "kind": "joint"}
    write([Edit("projects", project)], user=None, kind="form")
    sheets, code = OTHERS_OF_CLUSTER[case]
    upload = bring(client_of("manager"), CLUSTER, sheets)
    assert refused(upload) == [(code, 2)]


def test_a_manager_brings_a_new_firm_with_all_that_is_its(client_of) -> None:
    client = client_of("manager")
    upload = bring(
        client,
        CLUSTER,
        {
            "organisations": [("organisation_id", "name", "country"), ["Z1", "Новый (вымышленные данные)", "RU"]],
            "memberships": [MEMBER, ["VB", "Z1", "enterprise", "2019-01-01"]],
            "outputs": [OUTPUT, ["Z1", "P101", 2019, 1, 2]],
            "supplies": [SUPPLY, ["Z1", "M01", "P101", 2019, 5, "supplier"], ["D01", "M01", "P101", 2019, 5, "ledger"]],
        },
    )  # fmt: skip
    assert upload.errors == 0, upload.findings
    client.post(f"{CLUSTER}{upload.pk}/act/", {"act": "accept"})
    assert model_of("memberships").objects.filter(organisation_id="Z1", cluster_id="VB").exists()


def test_a_manager_uploads_a_folder_of_returned_workbooks(client_of) -> None:
    client = client_of("manager")
    books = {f"{firm}.xlsx": client.get(f"/firms/{firm}/book/?year=2018").content for firm in ("M01", "M02")}
    client.post(CLUSTER, {"file": file("ответы.zip", archive(books))})
    upload = Upload.objects.latest("pk")
    assert (upload.state, upload.errors) == ("read", 0), (upload.problem, upload.findings[:2])


def test_a_manager_who_left_the_firm_behind_accepts_no_more(client_of) -> None:
    manager = client_of("manager")
    upload = bring(manager, FIRM, {"outputs": [OUTPUT, ["M01", "P101", 2019, 1, 2]]})
    Duty.objects.filter(kind="manager", cluster_id="VB").delete()
    assert manager.post(f"{FIRM}{upload.pk}/act/", {"act": "accept"}).status_code == 404
