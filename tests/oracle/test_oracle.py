"""Cases of shares and groups, each with its calculation."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from .shares import shares
from .small_clusters import ON, YEAR, account, ask, dataset, member, supply
from .strategies import write
from .verdicts import Item, attainable, largest, share_verdict, smallest

EACH = "industrial.supply_share_each"
COOPERATION = "industrial.cooperation"
DEPENDENCE = "industrial.functional_dependence"


@pytest.mark.parametrize(
    ("output_of_b", "least", "most", "verdict"),
    [
        # A: 30 − 0.2·100 = 10.  B: 0 − 0.2·100 = −20 … 100 − 0.2·100 = 80.
        (100, -10, 90, "unknown"),
        # A: 10.  B: 0 − 0.2·40 = −8 … 40 − 0.2·40 = 32.
        (40, 2, 42, "met"),
    ],
)
def test_missing_sales_of_b_leave_room_between_two_sums(
    tmp_path: Path, output_of_b: float, least: float, most: float, verdict: str
) -> None:
    items = [Item(30, 100), Item(None, output_of_b)]
    low, high = attainable(items, 0.2, smallest, -1), attainable(items, 0.2, largest, 1)
    assert low[0] - low[1] == pytest.approx(least)
    assert high[0] - high[1] == pytest.approx(most)
    tables = dataset(
        [member("A"), member("B")],
        supplies=[supply("A", "B", 30)],
        accounts=[account("A", output_krub=100), account("B", output_krub=output_of_b)],
    )
    part = ask(tmp_path, tables, COOPERATION)["parts"]["supply_side"]
    assert part == {"verdict": verdict, "value": None}


def test_missing_output_is_endless_and_never_met(tmp_path: Path) -> None:
    # B sells 10 of an unknown output y ≥ 10: 10 − 0.2·y runs from −∞ to 10 − 2 = 8, A adds 10.
    assert share_verdict([Item(30, 100), Item(10, None)], 0.2) == "unknown"
    # Nothing sold of an unknown output: 0 − 0.5·y runs from −∞ to 0, and A has 30 − 50 = −20.
    assert share_verdict([Item(30, 100), Item(0, None)], 0.5) == "not_met"


def test_the_supplier_is_believed_about_sales_and_the_buyer_about_purchases(tmp_path: Path) -> None:
    told = [("supplier", 10), ("supplier", 20), ("buyer", 4), ("buyer", 6), ("ledger", 99)]
    tables = dataset(
        [member("A", makes_final_products="no"), member("B", makes_final_products="yes")],
        supplies=[supply("A", "B", amount, reporter) for reporter, amount in told],
        accounts=[account("A", output_krub=100), account("B", purchases_krub=100)],
    )
    found = shares(write(tables, tmp_path), "C1", ON, YEAR)
    assert found["supply"]["A"] == {"inside": 30.0, "whole": 100.0, "share": 0.3}  # 10 + 20
    assert found["purchase"]["B"] == {"inside": 10.0, "whole": 100.0, "share": 0.1}  # 4 + 6
    assert found["aggregate_purchase"] == 0.1
    assert found["aggregate_supply"] is None  # the output of B is missing


def test_a_report_of_the_other_side_comes_before_the_ledger(tmp_path: Path) -> None:
    tables = dataset(
        [member("A"), member("B")],
        supplies=[
            *(supply("A", "B", 99), supply("A", "B", 7, "buyer")),
            *(supply("B", "A", 98), supply("B", "A", 6, "supplier")),
        ],
    )
    found = shares(write(tables, tmp_path), "C1", ON, YEAR)
    sold = {one: figures["inside"] for one, figures in found["supply"].items()}
    bought = {one: figures["inside"] for one, figures in found["purchase"].items()}
    assert sold == {"A": 7.0, "B": 6.0}
    assert bought == {"A": 6.0, "B": 7.0}


def test_a_ledger_is_used_where_neither_side_reports(tmp_path: Path) -> None:
    tables = dataset(
        [member("A"), member("B")], supplies=[supply("A", "B", 8), supply("A", "B", 4, "ledger")]
    )
    found = shares(write(tables, tmp_path), "C1", ON, YEAR)
    # An empty reporter is the ledger: 8 + 4 add up.
    assert found["supply"]["A"]["inside"] == found["purchase"]["B"]["inside"] == 12.0


def test_who_may_make_final_products_leaves_both_groups_in_doubt(tmp_path: Path) -> None:
    # A sells 0 of 100. If it makes final products it is free of the rule on each, else it fails.
    # B, a maker for certain, buys 30 of 100 inside; A, if one too, 0 of 100: 30 − 20 or 30 − 40.
    tables = dataset(
        [member("A"), member("B", makes_final_products="yes"), member("C", makes_final_products="no")],
        supplies=[supply("C", "B", 30), supply("A", "Z", 5), supply("Z", "A", 100)],
        accounts=[
            account("A", output_krub=100, purchases_krub=100),
            account("B", purchases_krub=100),
            account("C", output_krub=100),
        ],
    )
    each = ask(tmp_path, tables, EACH)
    assert (each["verdict"], each["value"]) == ("unknown", 0.0)
    assert each["members"]["A"] == {"verdict": "unknown", "value": 0.0}
    bought = ask(tmp_path, tables, DEPENDENCE, "779-2021")
    assert (bought["verdict"], bought["value"]) == ("unknown", None)
    assert bought["members"]["A"] == {"verdict": "not_met", "value": 0.0}


def test_exactly_a_fifth_meets_a_fifth_and_a_little_less_does_not(tmp_path: Path) -> None:
    for sold, verdict in ((20, "met"), (19.99, "not_met"), (20 * (1 - 1e-12), "met")):
        tables = dataset(
            [member("A", makes_final_products="no"), member("B", makes_final_products="yes")],
            supplies=[supply("A", "B", sold)],
            accounts=[account("A", output_krub=100)],
        )
        found = ask(tmp_path, tables, EACH, "779-2016")
        assert found["verdict"] == verdict
        assert found["value"] == pytest.approx(sold / 100)
        assert found["margin"] == pytest.approx(sold / 100 - 0.2)
        assert list(found["members"]) == ["A"]  # B makes final products


def test_no_row_is_missing_and_a_row_of_zero_is_zero(tmp_path: Path) -> None:
    members = [member("A", makes_final_products="no"), member("B", makes_final_products="yes")]
    accounts = [account("A", output_krub=100)]
    silent = dataset(members, accounts=accounts, supplies=[supply("B", "A", 1)])
    assert ask(tmp_path, silent, EACH)["members"]["A"] == {"verdict": "unknown", "value": None}
    stated = dataset(members, accounts=accounts, supplies=[supply("A", "B", 0)])
    assert ask(tmp_path, stated, EACH)["members"]["A"] == {"verdict": "not_met", "value": 0.0}


def test_sales_to_itself_abroad_and_to_other_roles_stay_outside(tmp_path: Path) -> None:
    tables = dataset(
        [member("A"), member("B"), member("U", "education", education_level="higher")],
        supplies=[supply("A", buyer, 10) for buyer in ("A", "B", "U", "Z")],
        accounts=[account("A", output_krub=40)],
    )
    folder = write(tables, tmp_path)
    # Of 40 only the 10 to B count; by the other reading the 10 to U count too.
    assert shares(folder, "C1", ON, YEAR)["supply"]["A"]["share"] == 0.25
    assert shares(folder, "C1", ON, YEAR, {"participants": "all"})["supply"]["A"]["share"] == 0.5


def ring(shares_of_ten: Sequence[float], **of_first: float) -> dict[str, list[dict[str, object]]]:
    """Firm 0 supplies 1, 1 supplies 2 and so on, so much of an output of 10 each."""
    names = [f"F{place}" for place in range(len(shares_of_ten))]
    accounts = [account(name, output_krub=10) for name in names]
    accounts[0] |= of_first
    return dataset(
        [member(name, makes_final_products="no") for name in names],
        supplies=[
            supply(name, names[(place + 1) % len(names)], shares_of_ten[place])
            for place, name in enumerate(names)
        ],
        accounts=accounts,
    )


def test_three_of_ten_may_be_below_and_four_may_not(tmp_path: Path) -> None:
    # (3·0 + 7·5) / 100 = 0.35 and 3 / 10 = 0.30
    three = ask(tmp_path, ring([0] * 3 + [5] * 7), COOPERATION)
    assert three["parts"]["supply_side"] == {"verdict": "met", "value": pytest.approx(0.35)}
    assert three["parts"]["supply_side_below"] == {"verdict": "met", "value": pytest.approx(0.3)}
    assert (three["verdict"], three["margin"]) == ("met", pytest.approx(0.15))
    # (4·0 + 6·5) / 100 = 0.30, but 4 / 10 are below; nobody makes final products, so no other side
    four = ask(tmp_path, ring([0] * 4 + [5] * 6), COOPERATION)
    assert four["parts"]["supply_side_below"] == {"verdict": "not_met", "value": pytest.approx(0.4)}
    assert four["parts"]["purchase_side"] == {"verdict": "not_met", "value": None}
    assert (four["verdict"], four["value"]) == ("not_met", pytest.approx(0.3))


def test_who_has_no_output_is_left_out_of_the_thirty_percent(tmp_path: Path) -> None:
    # Firm 0 has output 0: of the nine others three are below, 3 / 9 = 0.333; (6·5) / 90 = 0.333
    found = ask(tmp_path, ring([0] * 4 + [5] * 6, output_krub=0), COOPERATION)
    assert found["parts"]["supply_side_below"] == {"verdict": "not_met", "value": pytest.approx(3 / 9)}
    assert found["value"] == pytest.approx(30 / 90)
    assert found["members"]["F0"] == {"verdict": "met", "value": None}


def test_nobody_meets_each_and_no_share(tmp_path: Path) -> None:
    gone = dataset([member("A", left_on=ON)])  # the first day on which it is no participant
    assert ask(tmp_path, gone, EACH)["verdict"] == "met"
    found = ask(tmp_path, gone, COOPERATION)
    assert {part["verdict"] for part in found["parts"].values()} == {"not_met"}
    assert (found["verdict"], found["value"], found["members"]) == ("not_met", None, {})


def test_membership_is_by_the_day_and_the_year_counts_in_full(tmp_path: Path) -> None:
    # B joined after the year of the figures ended, and on the very day: its purchase of 2018 counts.
    for joined_on, inside in ((ON, 20.0), (date(2019, 3, 2), 0.0)):
        tables = dataset(
            [member("A"), member("B", joined_on=joined_on)],
            supplies=[supply("A", "B", 20)],
            accounts=[account("A", output_krub=100)],
        )
        assert shares(write(tables, tmp_path), "C1", ON, YEAR)["supply"]["A"]["inside"] == inside


def test_final_makers_in_the_supply_side_can_turn_a_verdict(tmp_path: Path) -> None:
    # A sells 30 of 100 to B, who makes final products and sells 0 of 300 inside.
    tables = dataset(
        [member("A", makes_final_products="no"), member("B", makes_final_products="yes")],
        supplies=[supply("A", "B", 30), supply("B", "A", 0)],
        accounts=[account("A", output_krub=100), account("B", output_krub=300, purchases_krub=1000)],
    )
    with_makers = ask(tmp_path, tables, COOPERATION)
    assert (with_makers["verdict"], with_makers["value"]) == ("not_met", pytest.approx(30 / 400))
    without = ask(tmp_path, tables, COOPERATION, final_makers_in_supply_side=False)
    assert (without["verdict"], without["value"]) == ("met", pytest.approx(0.3))


def test_purchases_are_added_up_only_from_a_list_said_to_be_complete(tmp_path: Path) -> None:
    members = [member("A", makes_final_products="no"), member("B", makes_final_products="yes")]
    supplies = [supply("A", "B", 20), supply("Z", "B", 60), supply("B", "B", 500)]
    for complete, share in (("yes", 20 / 80), ("no", None), (None, None)):
        tables = dataset(members, supplies=supplies, accounts=[account("B", purchases_complete=complete)])
        found = ask(tmp_path, tables, DEPENDENCE, "779-2021")
        assert found["value"] == share
        assert found["verdict"] == ("met" if share else "unknown")


@pytest.mark.parametrize(
    ("bought", "yes", "unheard", "verdict", "threshold"),
    [
        (15, 3, 0, "met", 0.10),  # 3 / 10 reach 0.30
        (15, 2, 0, "not_met", 0.20),
        (15, 2, 1, "unknown", None),
        (20, 2, 1, "met", 0.20),
        (10, 2, 1, "unknown", None),  # meets 0.10, fails 0.20
        (9, 2, 1, "not_met", 0.10),
    ],
)
def test_preferential_territories_ease_the_dependence(
    tmp_path: Path, bought: float, yes: int, unheard: int, verdict: str, threshold: float | None
) -> None:
    said = ["yes"] * yes + [None] * unheard + ["no"] * (10 - yes - unheard)
    members = [member(f"F{place}", special_territory=cell) for place, cell in enumerate(said)]
    for row in members:
        row["makes_final_products"] = "yes" if row["organisation_id"] == "F0" else "no"
    tables = dataset(
        members, supplies=[supply("F1", "F0", bought)], accounts=[account("F0", purchases_krub=100)]
    )
    found = ask(tmp_path, tables, DEPENDENCE, "779-2023")
    assert (found["verdict"], found["threshold"]) == (verdict, threshold)
    assert found["value"] == pytest.approx(bought / 100)
