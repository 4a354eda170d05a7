"""The made-up wild-harvest cluster shows all three verdicts, under both kinds of editions."""

from datetime import date

import pytest

NAME = "wild-harvest"
ON = date(2020, 3, 1)

EXPECTED_INDUSTRIAL = {
    "industrial.enterprises": "met",  # 11 with role enterprise, the shop chain is none
    "industrial.final_maker": "met",  # W09, W10, W11 make products that are final
    "industrial.territory": "met",
    "industrial.supply_share_each": "unknown",  # the output of W04 has not come in, all others are above 0.05
    "industrial.cooperation": "met",  # by the purchase side
    "industrial.high_productivity_jobs": "not_met",  # at most (26 + 24 + 11) of 200
    "industrial.education": "met",
    "industrial.infrastructure": "unknown",  # one object without a kind
    "industrial.governing_bodies": "met",  # 6 of 11
    "industrial.regional_agreement": "met",
    "industrial.planning_documents": "unknown",  # no document on file
}
EXPECTED_INNOVATION = {
    "innovation.organisations": "not_met",  # 12 + 6 = 18 of 40
    "innovation.composition": "met",  # 1 research, 1 education, 11 enterprises, W07 and W08 export
    "innovation.core_projects": "met",
    "innovation.cofinancing": "unknown",  # 10 have committed themselves, 8 have not answered
    "innovation.regional_commitment": "met",  # targets of the region itself
}


@pytest.mark.parametrize(
    ("edition", "expected"), [("779-2018", EXPECTED_INDUSTRIAL), ("innovation-2016", EXPECTED_INNOVATION)]
)
def test_verdicts_are_a_mixture_of_all_three(verdicts, edition: str, expected: dict[str, str]):
    found = verdicts(NAME, ON, 2019, edition)
    assert {requirement: verdict["verdict"] for requirement, verdict in found.items()} == expected


def test_cooperation_is_met_by_the_purchases_of_the_makers_of_final_products(verdicts):
    # W09 buys 1 980 of 3 100 inside; W10 760 + 2 860 + 2 080 + 1.06 × 7 220 = 13 353.2 of 27 000;
    # W11 1 140 + 4 750 = 5 890 of 10 500.
    cooperation = verdicts(NAME, ON, 2019, "779-2018")["industrial.cooperation"]
    assert cooperation["value"] == pytest.approx((1_980 + 13_353.2 + 5_890) / (3_100 + 27_000 + 10_500))
    parts = {part["part"]: part["verdict"] for part in cooperation["parts"]}
    assert parts["supply_side"] == "unknown"
    # W08 sells 4 750 of 26 600 inside, W09, W10 and W11 nothing: at least 4 of 11 are below 0.20.
    assert parts["supply_side_below"] == "not_met"


def test_the_output_of_one_cooperative_is_named_as_missing(verdicts):
    missing = verdicts(NAME, ON, 2019, "779-2018")["industrial.supply_share_each"]["missing"]
    assert {row["organisation_id"] for row in missing} == {"W04"}


def test_berries_mushrooms_and_nuts_bought_from_pickers_cover_what_is_sold(rows):
    # Each cooperative sells no more of a kind than the pickers of 2019 brought in all.
    kind = {row["species_id"]: row["product_id"] for row in rows(NAME, "species")}
    picked: dict[str, float] = {}
    for row in rows(NAME, "harvest_purchases"):
        picked[kind[row["species_id"]]] = picked.get(kind[row["species_id"]], 0.0) + float(row["mass_kg"])
    sold: dict[str, float] = {}
    for row in rows(NAME, "supplies"):
        if row["product_id"] in picked and row["reported_by"] == "buyer":
            sold[row["product_id"]] = sold.get(row["product_id"], 0.0) + float(row["quantity"])
    assert set(sold) == set(picked)
    assert all(amount <= picked[product] for product, amount in sold.items())


def test_weeks_of_purchases_start_on_a_monday(rows):
    assert {date.fromisoformat(row["week_on"]).weekday() for row in rows(NAME, "harvest_purchases")} == {0}
