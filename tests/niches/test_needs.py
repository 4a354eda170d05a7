"""Needs on small tables: what counts, what is missing and what is 0, which cause applies and why."""

import random
from typing import Any

import pytest

from kust.data import read_dataset
from kust.errors import UsageError
from kust.niches.need import Cause, Need
from kust.niches.needs import calc_needs
from kust.settings import NeedSettings

from .tables import ON, YEAR, need_of, needs_of, supply, write_tables

FIRMS = {"A": {}, "B": {}, "C": {}, "N": {}, "D": {}, "X": {"country": "DE"}, "Y": {"country": "CN"}}


def write(folder, supplies=(), members=None, **tables: Any):
    return write_tables(
        folder,
        members=members or {"K": ["A", "B", "N"]},
        organisations=FIRMS,
        roles={"N": "research"},
        supplies=supplies,
        **tables,
    )


def causes_of(need: Need, basis: str = "figures") -> dict[str, Cause]:
    return {cause.cause: cause for cause in need.causes if cause.basis == basis}


def test_purchases_of_participants_count_those_of_other_members_do_not(tmp_path) -> None:
    folder = write(
        tmp_path, [supply("X", "A", "p", 60), supply("D", "B", "p", 40), supply("X", "N", "p", 900)]
    )
    need = need_of(needs_of(folder), "p")
    assert (need.amount_krub, need.imported_krub, need.import_share) == (100, 60, 0.6)
    everybody = need_of(needs_of(folder, everybody=True), "p")
    assert (everybody.amount_krub, everybody.imported_krub) == (1000, 960)


def test_a_quantity_that_one_row_leaves_out_is_unknown_but_prices_rest_on_the_others(tmp_path) -> None:
    folder = write(
        tmp_path, [supply("X", "A", "p", 60, 6), supply("D", "B", "p", 40, 8), supply("D", "A", "p", 9)]
    )
    need = need_of(needs_of(folder), "p")
    assert need.quantity is None
    assert [buyer.quantity for buyer in need.buyers] == [None, 8]
    # 100 for 14 pieces; 60 for 6 from abroad; 40 for 8 at home.
    assert need.price_krub == pytest.approx(100 / 14)
    assert (need.import_price_krub, need.domestic_price_krub) == (10, 5)


def test_buyers_and_sources_add_up_to_the_demand(tmp_path) -> None:
    rows = [
        supply("X", "A", "p", 60),
        supply("Y", "A", "p", 20),
        supply("B", "A", "p", 10),
        supply("D", "B", "p", 10),
    ]
    need = need_of(needs_of(write(tmp_path, rows)), "p")
    assert [(one.organisation_id, one.share) for one in need.buyers] == [("A", 0.9), ("B", 0.1)]
    assert [(one.supplier_id, one.country, one.member, one.share) for one in need.sources] == [
        ("X", "DE", False, 0.6),
        ("Y", "CN", False, 0.2),
        ("B", "RU", True, 0.1),
        ("D", "RU", False, 0.1),
    ]
    assert need.concentration == pytest.approx(0.36 + 0.04 + 0.01 + 0.01)
    assert need.foreign_concentration == pytest.approx(0.75**2 + 0.25**2)


def test_history_tells_every_year_and_the_figures_those_of_the_year_asked_about(tmp_path) -> None:
    rows = [
        supply("X", "A", "p", 50, 5, year=2016),
        supply("D", "A", "p", 80, 8),
        supply("D", "A", "p", 0, year=2017),
    ]
    need = need_of(needs_of(write(tmp_path, rows)), "p")
    assert [(h.year, h.quantity, h.amount_krub, h.import_share) for h in need.history] == [
        (2016, 5, 50, 1),
        (2017, 0, 0, None),
        (2018, 8, 80, 0),
    ]
    assert needs_of(write(tmp_path, rows), year=2017).needs == ()


@pytest.mark.parametrize(
    ("outputs", "makers", "free"),
    [
        ([{"quantity": 70, "capacity": 100}], 1, 30),
        ([{"quantity": 120, "capacity": 100}], 1, 0),
        ([{"quantity": 70}], 1, None),
        ([{"amount_krub": 5, "capacity": 100}], 1, None),
        ([{"quantity": 0, "capacity": 100}], 1, 100),
        ([{"quantity": 0}, {"product_id": "other", "quantity": 5}], 0, 0),
        ([{"product_id": "other", "quantity": 5}], 0, 0),
        ([], 0, None),
    ],
)
def test_free_capacity_is_room_left_none_where_nobody_makes_it_unknown_where_not_told(
    tmp_path, outputs: list[dict[str, Any]], makers: int, free: float | None
) -> None:
    rows = [{"organisation_id": "B", "product_id": "p", "year": 2018, **one} for one in outputs]
    need = need_of(needs_of(write(tmp_path, [supply("X", "A", "p", 60)], outputs=rows)), "p")
    assert (len(need.makers), need.free_capacity) == (makers, free)


def test_a_participant_that_tells_no_outputs_but_sells_it_makes_it_with_unknown_room(tmp_path) -> None:
    rows = [
        supply("X", "A", "p", 60),
        supply("B", "D", "p", 60),
        supply("B", "D", "q", 60),
        supply("D", "B", "q", 9),
    ]
    needs = needs_of(write(tmp_path, rows))
    need = need_of(needs, "p")
    assert [(one.organisation_id, one.output, one.capacity) for one in need.makers] == [("B", None, None)]
    assert need.free_capacity is None
    assert need_of(needs, "q").makers == ()  # B buys it, so it may only pass it on


@pytest.mark.parametrize(
    ("imported", "grade", "threshold"),
    [(95, "critical", 0.9), (90, "critical", 0.9), (89, "high", 0.7), (71, "high", 0.7), (70, "between", 0.6),
     (60, "between", 0.6), (59, None, None), (0, None, None)],
)  # fmt: skip
def test_import_dependence_has_two_grades_and_what_stands_between_the_readings(
    tmp_path, imported: float, grade: str | None, threshold: float | None
) -> None:
    folder = write(tmp_path, [supply("X", "A", "p", imported), supply("D", "A", "p", 100 - imported)])
    cause = causes_of(need_of(needs_of(folder), "p")).get("import_dependence")
    assert (cause and cause.grade, cause and cause.threshold) == (grade, threshold)
    if cause:
        assert (cause.value, cause.evidence) == (imported / 100, "deck")
        assert "презентация АКИТ 2019" in cause.source


def test_thresholds_of_the_settings_win_and_say_so(tmp_path) -> None:
    folder = write(tmp_path, [supply("X", "A", "p", 50), supply("D", "A", "p", 50)])
    assert not need_of(needs_of(folder), "p").causes
    (cause,) = need_of(needs_of(folder, settings=NeedSettings(import_critical=0.5)), "p").causes
    assert (cause.grade, cause.threshold, cause.source, cause.evidence) == ("critical", 0.5, "settings", None)


def test_a_high_cost_says_whose_price_it_is_held_against(tmp_path) -> None:
    # A pays 30 apiece abroad, 20 at home: 25 on average. C, outside, pays 24.
    rows = [supply("X", "A", "p", 60, 2), supply("D", "A", "p", 40, 2), supply("D", "C", "p", 24, 1)]
    cause = causes_of(need_of(needs_of(write(tmp_path, rows)), "p"))["high_cost"]
    assert (cause.value, cause.threshold, cause.against) == (pytest.approx(0.25), 0.1, "domestic")
    # Without the purchase at home it is 30 against the 24 of others.
    cause = causes_of(need_of(needs_of(write(tmp_path, [rows[0], rows[2]])), "p"))["high_cost"]
    assert (cause.value, cause.against, cause.evidence) == (pytest.approx(0.25), "others", "reading")
    # 26.4 against 24 is 10 % and no more.
    equal = [supply("X", "A", "p", 52.8, 2), rows[2]]
    assert "high_cost" not in causes_of(need_of(needs_of(write(tmp_path, equal)), "p"))


def test_others_are_buyers_outside_of_this_cluster_those_of_other_clusters_among_them(tmp_path) -> None:
    rows = [supply("D", "A", "p", 10, 1), supply("D", "B", "p", 30, 2), supply("D", "C", "p", 12, 1)]
    folder = write(tmp_path, rows, members={"K": ["A"], "L": ["A", "B"]})
    needs = needs_of(folder)
    assert need_of(needs, "p").others_price_krub == pytest.approx(42 / 3)
    assert need_of(needs, "p", "L").others_price_krub == 12
    assert need_of(needs, "p", "L").amount_krub == 40
    alone = needs_of(folder, cluster="K")
    assert alone.needs == (need_of(needs, "p"),)
    folder = write(tmp_path, rows[:2], members={"K": ["A", "B"]})
    assert need_of(needs_of(folder), "p").others_price_krub is None


def test_a_long_haul_is_weighted_by_amount_and_needs_most_places_known(tmp_path) -> None:
    # Nashville to Los Angeles: 2887.26 km on a sphere of 6372.8 km (the usual example of the haversine formula).
    places = {"D": {"latitude": 36.12, "longitude": -86.67}, "A": {"latitude": 33.94, "longitude": -118.4}}
    far = 2887.2599506 * 6371.0088 / 6372.8
    places["B"] = places["D"]

    def told(*rows: Any) -> Need:
        organisations = {name: {**FIRMS[name], **places.get(name, {})} for name in FIRMS}
        return need_of(
            needs_of(
                write_tables(tmp_path, members={"K": ["A", "B"]}, organisations=organisations, supplies=rows)
            ),
            "p",
        )

    need = told(supply("D", "A", "p", 60), supply("D", "B", "p", 20), supply("X", "A", "p", 20))
    assert need.haul_km == pytest.approx(far * 60 / 80)
    assert need.haul_known_share == pytest.approx(0.8)
    cause = causes_of(need)["long_haul"]
    assert (cause.part_of, cause.evidence, cause.threshold) == ("high_cost", "reading", 1000)
    mostly_unknown = told(supply("D", "A", "p", 49), supply("C", "A", "p", 51))
    assert mostly_unknown.haul_km == pytest.approx(far)
    assert "long_haul" not in causes_of(mostly_unknown)
    assert told(supply("C", "A", "p", 51)).haul_km is None


DECLARED = {"need_id": "n", "cluster_id": "K", "product_id": "p", "cause": "low_volume", "source": "survey"}


def test_a_product_that_is_declared_and_not_bought_is_a_need_with_its_ranges(tmp_path) -> None:
    row = DECLARED | {"import_share": 0.6, "import_share_max": 0.7, "quantity_min": 100, "quantity_max": 150}
    need = need_of(needs_of(write(tmp_path, needs=[row])), "p")
    assert (need.basis, need.import_share, need.import_share_max) == ("declared", 0.6, 0.7)
    assert (need.quantity, need.amount_krub, need.imported_krub, need.history) == (None, None, None, ())
    (declared,) = need.declared
    assert (declared.quantity_min, declared.quantity_max, declared.place.row) == (100, 150, 2)
    dependence, low = need.causes
    assert (dependence.cause, dependence.grade, dependence.value, dependence.basis) == (
        ("import_dependence", "between", 0.6, "declared")
    )
    assert (low.cause, low.value, low.threshold, low.basis, low.source) == (
        "low_volume",
        None,
        None,
        "declared",
        "survey",
    )


def test_declared_causes_stand_beside_those_of_the_figures(tmp_path) -> None:
    row = DECLARED | {"cause": "import_dependence;outdated_technology", "severity": "critical"}
    need = need_of(needs_of(write(tmp_path, [supply("X", "A", "p", 9)], needs=[row])), "p")
    assert need.basis == "both"
    assert [(cause.cause, cause.basis, cause.grade, cause.part_of) for cause in need.causes] == [
        ("import_dependence", "figures", "critical", None),
        ("import_dependence", "declared", "critical", None),
        ("outdated_technology", "declared", None, "high_cost"),
    ]


def test_a_need_without_a_cluster_belongs_to_the_clusters_of_its_organisations(tmp_path) -> None:
    rows = [
        DECLARED | {"cluster_id": None, "organisation_id": "A", "quantity_min": 7},
        DECLARED | {"cluster_id": None, "need_id": "m", "product_id": "q"},
        DECLARED | {"cluster_id": None, "need_id": "o", "product_id": "r"},
    ]
    buyers = [
        {"need_id": "m", "organisation_id": o, "quantity": v} for o, v in (("B", 30), ("A", 10), ("C", 40))
    ]
    folder = write(tmp_path, members={"K": ["A"], "L": ["A", "B"]}, needs=rows, need_buyers=buyers)
    needs = needs_of(folder)
    assert {(one.cluster_id, one.product_id) for one in needs.needs} == {
        ("K", "p"),
        ("K", "q"),
        ("L", "p"),
        ("L", "q"),
    }
    assert [(one.organisation_id, one.share, one.quantity) for one in need_of(needs, "p").buyers] == [
        ("A", 1.0, 7)
    ]
    assert [(one.organisation_id, one.share) for one in need_of(needs, "q").buyers] == [
        ("C", 0.5),
        ("B", 0.375),
        ("A", 0.125),
    ]
    assert need_of(needs, "q").quantity == 80
    (finding,) = needs.findings
    assert (finding.code, finding.value, finding.row) == ("needs.no_cluster", "o", 4)


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ({"import_share": 0.86}, None),
        ({"import_share": 0.84}, "needs.import_share"),
        ({"import_share": 0.5, "import_share_max": 0.87}, None),
        ({"import_share": 0.97}, "needs.import_share"),
        ({"quantity_min": 8, "quantity_max": 9.4}, "needs.quantity"),
        ({"quantity_min": 8, "quantity_max": 9.6}, None),
        ({"quantity_min": 10.6}, "needs.quantity"),
        ({"severity": "critical"}, None),
        ({"severity": "high"}, "needs.severity_critical"),
        ({"quantity_min": 100, "year": 2017}, None),
        ({"organisation_id": "B", "import_share": 0.0, "quantity_min": 1}, None),
        ({"organisation_id": "C", "import_share": 0.0}, None),
        ({"organisation_id": "B", "cause": "import_dependence"}, "needs.no_such_cause"),
    ],
)
def test_declarations_are_held_against_what_those_bought_whom_they_name(
    tmp_path, declared: dict[str, Any], code: str | None
) -> None:
    # The cluster buys 10, of which 9 for 91 from abroad: 0.91. B buys 1 at home.
    rows = [supply("X", "A", "p", 91, 9), supply("D", "B", "p", 9, 1)]
    needs = needs_of(write(tmp_path, rows, needs=[DECLARED | declared]))
    assert [finding.code for finding in needs.findings] == ([code] if code else [])
    for finding in needs.findings:
        assert (finding.table, finding.file, finding.row) == ("needs", "needs.csv", 2)
        assert finding.message("ru") and finding.mend("en")


def test_what_nobody_places_makes_the_import_share_a_range_and_is_told(tmp_path) -> None:
    # Z stands in no table of organisations: an error of the data, but the figures still say what is not known.
    folder = write(
        tmp_path, [supply("X", "A", "p", 50, 5), supply("D", "A", "p", 30, 3), supply("Z", "A", "p", 20, 2)]
    )
    needs = calc_needs(read_dataset(folder).dataset, on=ON, year=YEAR)
    need = need_of(needs, "p")
    assert (need.import_share, need.import_share_max, need.unplaced_krub) == (0.5, 0.7, 20)
    assert (need.price_krub, need.import_price_krub, need.domestic_price_krub) == (10, 10, 10)
    assert [source.country for source in need.sources] == ["DE", "RU", None]
    (finding,) = needs.findings
    assert (finding.code, finding.values["least"], finding.values["most"]) == ("needs.unplaced", 50, 70)
    assert "50" in finding.message("ru") and "70" in finding.message("en")


def test_the_order_of_rows_does_not_matter(tmp_path) -> None:
    flows = [
        ("X", "A", "p"),
        ("D", "A", "p"),
        ("D", "B", "p"),
        ("Y", "B", "q"),
        ("D", "C", "p"),
        ("X", "A", "p"),
    ]
    rows = [supply(s, b, p, 10 * k + 1, k) for k, (s, b, p) in enumerate(flows)]
    found = []
    for number in range(4):
        random.Random(number).shuffle(rows)
        needs = needs_of(write(tmp_path / str(number), rows, needs=[DECLARED]))
        found.append(
            [(one.product_id, one.name, one.causes, one.makers, one.declared) for one in needs.needs]
        )
        figures = [
            (one.amount_krub, one.import_share, one.price_krub, one.concentration) for one in needs.needs
        ]
        # p: 1 + 51 of X, 11 + 21 of D (they add up within a reporter); q: 31 of Y.
        assert figures[0] == pytest.approx((84, 52 / 84, 84 / 8, (52 / 84) ** 2 + (32 / 84) ** 2))
        assert figures[1] == pytest.approx((31, 1, 31 / 3, 1))
    assert found[1:] == found[:-1]


def test_an_unknown_cluster_is_refused(tmp_path) -> None:
    with pytest.raises(UsageError, match="none"):
        needs_of(write(tmp_path), cluster="none")


def test_a_dataset_without_purchases_and_declarations_has_no_needs(tmp_path) -> None:
    assert needs_of(write(tmp_path)).needs == ()
