"""Every limit of every measure has cases at it, beyond it and with evidence missing; so has every pair that clashes."""

import csv
from itertools import combinations
from typing import Any

import pytest

from kust.law.measures import Measure, shipped_measures

from .cases import FOLDER, load_cases

CASES = load_cases()
MEASURES = {measure.code: measure for measure in shipped_measures()}
with (FOLDER.parent / "coverage.csv").open(encoding="utf-8", newline="") as file:
    TABLE = list(csv.DictReader(file))


def limits(measure: Measure) -> set[str]:
    """Everything in the data of a measure that a figure or a day can be at, or beyond."""
    found = {"in_force"}
    # What is never met is asked of nobody.
    found |= {"conditions" for one in measure.conditions if one.kind != "never"}
    found |= {"rival_cap" if cap.rival else "cap" for cap in measure.caps}
    found |= {"ceiling" for _ in measure.ceilings} | {"intake" for _ in measure.intakes}
    found |= {"of_equipment_price" for one in measure.categories.values() if one.of_equipment_price}
    found |= {"costs_from"} if measure.costs_from else set()
    found |= {"term"} if measure.term else set()
    found |= {one.code for one in measure.conditions if one.value is not None}
    return found | set(measure.figures)


def told(measure: str, case: str) -> dict[str, Any]:
    (found,) = [one for one in CASES if one.measure == measure and one.told["case"] == case]
    return found.told


def test_the_table_names_every_limit_of_every_measure_once() -> None:
    named = [(row["measure"], row["limit"]) for row in TABLE]
    assert sorted(named) == sorted(
        (code, one) for code, measure in MEASURES.items() for one in limits(measure)
    )


def test_every_case_has_a_title_of_its_own() -> None:
    titles = [(case.measure, case.told["case"]) for case in CASES]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['measure']} {row['limit']}")
def test_a_limit_has_cases_at_it_beyond_it_and_with_evidence_missing(row: dict[str, str]) -> None:
    at, beyond = (told(row["measure"], row[name])["expect"] for name in ("at", "beyond"))
    if row["at"] != row["beyond"]:
        assert any(at[key] != beyond[key] for key in at.keys() & beyond.keys()), "the two cases say the same"
    else:
        # One case holds both sides: rows of it on either side, or another amount under the other reading.
        assert len(set(at.get("claimed", ()))) > 1 or "alternatives" in at or "conditions" in at
    if not row["missing"]:
        assert row["note"], "say why nothing can be missing"
        return
    lacking = told(row["measure"], row["missing"])["expect"]
    open_amount = ("amount" in lacking and lacking["amount"] is None) or None in lacking.get("claimed", ())
    unknown = lacking.get("eligible") == "unknown" or "unknown" in lacking.get("conditions", {}).values()
    assert open_amount or unknown or None in lacking.get("alternatives", {}).values()


def clashes() -> list[tuple[str, str]]:
    """Pairs of shipped measures that would pay for the same costs, or that exclude each other."""
    found = []
    for one, other in combinations(sorted(MEASURES), 2):
        kinds = [
            {"loan_interest"} if MEASURES[code].form == "loan_rate" else set(MEASURES[code].categories)
            for code in (one, other)
        ]
        shared = kinds[0] & kinds[1] or (all(kinds) and any("any" in own for own in kinds))
        if shared or other in MEASURES[one].not_with or one in MEASURES[other].not_with:
            found.append((one, other))
    return found


@pytest.mark.parametrize("pair", clashes(), ids="-".join)
def test_two_measures_that_clash_have_a_case_that_says_what_is_left_of_them(pair: tuple[str, str]) -> None:
    found = [
        case
        for one, other in (pair, pair[::-1])
        for case in CASES
        if case.measure == one and other in case.expect.get("not_together", {})
    ]
    assert any("best" in case.expect or "possible" in case.expect for case in found)
