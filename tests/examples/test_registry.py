"""The registry of 2019, counted again from its rows."""

from datetime import date

from kust.checks import check
from kust.checks.as_json import as_json
from kust.data import read_dataset
from kust.examples import load

NAME = "registry-2019"


def test_there_are_44_clusters_in_33_regions_by_53_pairs(rows):
    # The totals 44 and 33 are printed on the registry's own slide; 44 + 9 second and third regions = 53:
    # clusters 3, 9, 38, 39 and 42 have one more, 17 and 36 two more.
    pairs = [(row["cluster_id"], row["region"]) for row in rows(NAME, "cluster_regions")]
    assert len(rows(NAME, "clusters")) == 44
    assert len(pairs) == len(set(pairs)) == 44 + 5 * 1 + 2 * 2
    assert len({region for _, region in pairs}) == 33


def test_registry_numbers_run_from_1_to_44_and_make_the_codes(rows):
    clusters = rows(NAME, "clusters")
    assert [row["registry_number"] for row in clusters] == [str(number) for number in range(1, 45)]
    assert all(row["cluster_id"] == f"R{int(row['registry_number']):02d}" for row in clusters)
    assert {row["kind"] for row in clusters} == {"industrial"}


def test_eight_clusters_lie_in_tatarstan(rows):
    # Rows 10, 19, 20, 22, 27, 33, 36 and 43 of the registry; the tax service numbers Tatarstan 16.
    of_tatarstan = [row["cluster_id"] for row in rows(NAME, "cluster_regions", region="16")]
    assert of_tatarstan == ["R10", "R19", "R20", "R22", "R27", "R33", "R36", "R43"]


def test_regions_have_the_codes_of_the_tax_service(rows):
    regions = {}
    for row in rows(NAME, "cluster_regions"):
        regions.setdefault(row["cluster_id"], []).append(row["region"])
    assert regions["R39"] == ["77", "37"]
    assert regions["R30"] == ["78"]
    assert regions["R17"] == ["59", "18", "66"]
    assert regions["R21"] == ["21"]


def test_the_misprint_of_row_42_is_mended_and_the_aerosol_cluster_keeps_two_regions(rows):
    (pumps,) = rows(NAME, "clusters", cluster_id="R42")
    assert pumps["name"] == "Межрегиональный насосостроительный кластер"
    assert [row["region"] for row in rows(NAME, "cluster_regions", cluster_id="R09")] == ["26", "09"]


def test_every_cluster_has_a_territory_and_unknown_participants():
    result = as_json(check(read_dataset(load(NAME)).dataset, on=date(2019, 3, 1), year=2018))
    assert len(result["clusters"]) == 44
    for cluster in result["clusters"]:
        found = {verdict["requirement"]: verdict["verdict"] for verdict in cluster["verdicts"]}
        assert cluster["edition"] == "779-2018"
        assert found["industrial.territory"] == "met"
        assert found["industrial.enterprises"] == found["industrial.cooperation"] == "unknown"
