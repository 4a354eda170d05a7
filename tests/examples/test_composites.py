"""«Композиты без границ», held against the reading of the presentation."""

from datetime import date

NAME = "composites"


def test_participants_are_the_thirteen_named_beside_a_stage(rows):
    assert len(rows(NAME, "memberships")) == 13
    assert {row["role"] for row in rows(NAME, "memberships")} == {"enterprise"}


def test_two_consumers_of_niches_are_organisations_but_no_participants(rows):
    named = {row["organisation_id"] for row in rows(NAME, "organisations")}
    assert named - {row["organisation_id"] for row in rows(NAME, "memberships")} == {
        "okb-simonova",
        "raritek-inzhiniring",
    }


def test_nothing_is_shipped_that_the_source_does_not_say(rows):
    assert all(set(row) == {"organisation_id", "name", "country"} for row in rows(NAME, "organisations"))
    assert all(not row.get("import_share") for row in rows(NAME, "needs", need_id="need-glass"))


def test_every_place_in_a_stage_carries_its_certainty(rows):
    assert {row["certainty"] for row in rows(NAME, "stage_places")} == {"A", "B", "C"}


def test_a_doubtful_place_of_a_product_has_its_rival_beside_it(rows):
    doubtful = {}
    for row in rows(NAME, "stage_places", certainty="C"):
        doubtful.setdefault(row["product_id"] or row["organisation_id"], set()).add(row["stage"])
    assert doubtful == {
        "argon": {"2", "4"},
        "armatura": {"3", "4"},
        "termoshumoizolyaciya": {"3", "4"},
        "bazaltovye-maty": {"2", "3"},
    }


def test_only_certain_makers_of_final_products_are_stated(rows):
    final = rows(NAME, "memberships", makes_final_products="yes")
    assert {row["organisation_id"] for row in final} == {"kamatek", "rmz-raritek", "kompozit", "zaryad"}


def test_demand_that_cannot_be_paired_stands_in_no_numeric_column(rows):
    niches = {row["niche_id"]: row for row in rows(NAME, "declared_niches")}
    for niche in ("niche-pan", "niche-fabrics"):
        assert niches[niche]["certainty"] == "D"
        assert niches[niche]["quantity_min"] == niches[niche]["quantity_max"] == ""
        assert "100-150 тонн" in niches[niche]["unpaired"] and "400 тонн" in niches[niche]["unpaired"]
    assert niches["niche-glass"]["quantity_min"] == niches["niche-glass"]["quantity_max"] == "150"
    assert niches["niche-cylinders"]["quantity_max"] == "20000"


def test_figures_below_the_highest_certainty_name_a_rival(rows):
    for row in rows(NAME, "declared_niches"):
        assert row["certainty"] == "A" or "возможн" in row["unpaired"]
    for row in rows(NAME, "needs"):
        assert row["certainty"] == "A" or "может" in row["source"] or "могут" in row["source"]


def test_investments_are_the_four_sums_of_the_slide(rows):
    # 6,9 + 2,2 + 1,3 + 1,04 bn roubles, here in thousand roubles.
    found = [int(row["investment_krub"]) for row in rows(NAME, "declared_niches")]
    assert found == [6_900_000, 2_200_000, 1_300_000, 1_040_000]


def test_what_the_source_says_is_met_and_what_needs_figures_is_unknown(verdicts):
    found = verdicts(NAME, date(2019, 3, 1), 2018, "779-2018")
    met = {"industrial.enterprises": 13, "industrial.final_maker": 4, "industrial.territory": 3}
    for requirement, count in met.items():
        assert (found[requirement]["verdict"], found[requirement]["value"]) == ("met", count)
    for requirement in (
        "industrial.supply_share_each",
        "industrial.cooperation",
        "industrial.high_productivity_jobs",
        "industrial.governing_bodies",
        "industrial.planning_documents",
    ):
        assert found[requirement]["verdict"] == "unknown"
    assert all(found[requirement]["value"] is None for requirement in found if requirement.endswith("jobs"))


def test_what_is_missing_is_named_for_each_of_the_thirteen(verdicts):
    missing = verdicts(NAME, date(2019, 3, 1), 2018, "779-2018")["industrial.high_productivity_jobs"][
        "missing"
    ]
    assert len({row["organisation_id"] for row in missing}) == 13
