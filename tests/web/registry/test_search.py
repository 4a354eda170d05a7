"""Clusters are found as people type, narrowed, sorted as Russian sorts, and taken away as a file."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from kust_web.registry import search
from kust_web.registry.changes import Edit, write
from kust_web.registry.downloads import neutralise
from kust_web.registry.models import Standing, model_of

pytestmark = pytest.mark.django_db
ON = date(2026, 8, 1)


def found(**asked: str) -> list[str]:
    return [one.cluster_id for one in search.find(search.read(asked), ON)]


def add(cluster: str, name: str, region: str = "77", **more: object) -> None:
    row = {"cluster_id": cluster, "name": name, "kind": "industrial", **more}
    place = {"cluster_id": cluster, "region": region}
    write([Edit("clusters", row), Edit("cluster_regions", place)], user=None, kind="form")


@pytest.mark.parametrize("typed", ["тёплый ДОМ", "ТЕПЛЫЙ дом", "дом тепл", "Тёпл"])
def test_letter_case_and_yo_do_not_matter(typed: str) -> None:
    add("T1", "Кластер «Тёплый дом»")
    assert found(q=typed) == ["T1"]


def test_a_cluster_is_found_by_its_region_its_number_and_its_id() -> None:
    """Number 6 is R06, the only one of Arkhangelsk; 36 is in the number of R36 and in no name."""
    assert found(q="архангельск") == ["R06"]
    assert found(q="6") == ["R06"]
    assert found(q="r06") == ["R06"]
    assert found(q="композиты татарстан") == ["R36"]


@pytest.mark.parametrize("typed", ["%", "_", "100%", "\\", "'", "\x00"])
def test_signs_that_mean_something_to_a_database_are_only_signs(typed: str) -> None:
    everything = model_of("clusters").objects.filter(is_removed=False).count()
    assert len(found(q=typed)) == (everything if typed == "\x00" else 0)


def test_yo_stands_where_e_stands() -> None:
    """е < ё < ж: by code points ё would come after я."""
    for cluster, name in (("S1", "щит Жук"), ("S2", "щит Ёлка"), ("S3", "щит Ель"), ("S4", "щит Яр")):
        add(cluster, name)
    assert found(q="щит") == ["S2", "S3", "S1", "S4"]
    assert found(q="щит", sort="-name") == ["S4", "S1", "S3", "S2"]


def test_clusters_are_sorted_by_participants_with_the_untold_last() -> None:
    """VB has 21 members on the day, UG 18, R36 13; nobody has told those of the other 43."""
    assert found(sort="-participants")[:3] == ["VB", "UG", "R36"]
    assert found(sort="participants")[:3] == ["R36", "UG", "VB"]


def test_clusters_are_sorted_by_the_names_of_their_regions() -> None:
    """Алтайский край (22) comes before Архангельская область (29), though not by every code: 02 is Башкортостан."""
    add("T1", "Первый", region="02")
    order = found(sort="region")
    assert order.index("R26") < order.index("R06") < order.index("T1")


def test_region_and_kind_narrow_the_list() -> None:
    assert found(region="55") == ["R11", "R16"]
    assert found(kind="both") == ["UG"]
    assert found(region="70", kind="industrial") == []


def test_a_standing_narrows_the_list() -> None:
    for cluster, conforms in (("R01", "met"), ("R02", "unknown")):
        counts = {"met": 1, "not_met": 0, "unknown": 0}
        Standing.objects.create(
            cluster_id=cluster, edition="779-2018", on=ON, year=2018, conforms=conforms, **counts
        )
    assert found(edition="779-2018", verdict="met") == ["R01"]
    assert found(edition="779-2016", verdict="met") == []
    assert len(found(edition="779-2018", verdict="none")) == 44


def test_an_address_asks_only_for_what_there_is() -> None:
    wrong = {"kind": "x", "region": "999", "edition": "x", "verdict": "x", "sort": "x"}
    assert search.read(wrong) == search.Search()


def test_a_link_keeps_what_was_asked_and_nothing_else() -> None:
    asked = search.read({"q": "дом", "region": "77", "sort": "name"})
    assert asked.query() == "q=%D0%B4%D0%BE%D0%BC&region=77"
    assert asked.query(q="") == "region=77"
    assert search.read({"sort": "region"}).turned("region") == "sort=-region"


def test_a_part_of_the_page_is_sent_to_who_types_with_the_address_to_keep(
    client_of: Callable[..., Client],
) -> None:
    answer = client_of("visitor").get(
        "/clusters/", {"q": "фрязино", "kind": ""}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert "<html" not in page and "Фрязино" in page
    assert answer["HX-Push-Url"] == "/clusters/?q=%D1%84%D1%80%D1%8F%D0%B7%D0%B8%D0%BD%D0%BE"
    assert "HX-Request" in answer["Vary"]


def test_a_file_holds_what_the_page_shows_in_its_order(client_of: Callable[..., Client]) -> None:
    client = client_of("visitor")
    asked = {"region": "55", "sort": "-number"}
    rows = list(
        csv.reader(
            io.StringIO(client.get("/clusters/", {**asked, "format": "csv"}).content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert [row[0] for row in rows[1:]] == ["R16", "R11"]
    document = json.loads(client.get("/clusters/", {**asked, "format": "json"}).content)
    assert [(row["cluster_id"], row["participants"]) for row in document["rows"]] == [
        ("R16", None),
        ("R11", None),
    ]
    assert "region=55" in document["address"] and "format" not in document["address"]
    book = load_workbook(io.BytesIO(client.get("/clusters/", {**asked, "format": "xlsx"}).content))
    assert [row[1].value for row in book.worksheets[0].iter_rows(min_row=2)] == [16, 11]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_is_only_text_in_a_spreadsheet(start: str) -> None:
    assert neutralise(f"{start}1+1") == f"'{start}1+1"


def test_a_name_that_is_a_formula_is_written_as_text(client_of: Callable[..., Client]) -> None:
    add("T1", '=HYPERLINK("x")')
    client = client_of("visitor")
    asked = {"q": "hyperlink"}
    assert "'=HYPERLINK" in client.get("/clusters/", {**asked, "format": "csv"}).content.decode()
    book = load_workbook(io.BytesIO(client.get("/clusters/", {**asked, "format": "xlsx"}).content))
    cell = book.worksheets[0]["C2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("x")')
