"""Sums of other firms' figures: told where nobody's own can be worked out, and the page says what the program does."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kust_web.registry.disclosure import Rule, tell, tell_cells
from tests.docs.worked import read_tables

RULE = Rule(3, ((2, 0.85),))
PAGE = (Path(__file__).parents[3] / "docs/methods/confidentiality.md").read_text("utf-8")
TABLES = {table.headings[0]: table for table in read_tables(PAGE.splitlines())}


def block(name: str) -> dict:
    return yaml.safe_load(PAGE.split(f"```yaml {name}\n")[1].split("```")[0])


def test_the_settings_are_those_of_the_page() -> None:
    assert Rule.of_settings() == RULE


def test_the_cells_of_the_page_are_what_arithmetic_and_the_program_give() -> None:
    given_ = block("confidentiality")
    rows = {row["cell"]: row for row in TABLES["cell"].rows}
    assert set(rows) == set(given_["cells"])
    for name, parts in given_["cells"].items():
        row = rows[name]
        others = sorted((v for who, v in parts.items() if who != given_["own"] and v), reverse=True)
        assert row["parts without A"] == ", ".join(map(str, others))
        assert (float(row["sum"]), int(row["firms"])) == (sum(others), len(others))
        assert float(row["two largest / sum"]) == pytest.approx(sum(others[:2]) / sum(others))
        told = tell(parts, RULE, given_["own"])
        assert (told.value, told.is_hidden) == (
            (sum(others), False) if row["told"] == "yes" else (None, True)
        )
    with_own = [sorted(given_["cells"][name].values(), reverse=True) for name in ("abroad", "few")]
    assert [RULE.allows(parts) for parts in with_own] == [False, True]
    assert [sum(parts[:2]) / sum(parts) for parts in with_own] == [0.9, 0.8]


def test_the_parts_of_a_whole_on_the_page_are_what_the_program_tells() -> None:
    given_ = block("confidentiality-cells")
    rows = {row["part"]: row for row in TABLES["part"].rows}
    told, total = tell_cells(given_["cells"], RULE, given_["own"])
    for name, one in {**told, "in all": total}.items():
        parts = given_["cells"].get(name)
        assert float(rows[name]["sum"]) == (sum(parts.values()) if parts else 250)
        assert one.is_hidden == (rows[name]["told"] == "no")
        assert one.value == (None if one.is_hidden else float(rows[name]["sum"]))


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        ({"A": 100.0, "B": 30.0, "C": 30.0, "D": 30.0}, 90.0),
        ({"A": 1.0, "B": 30.0, "C": 70.0}, None),  # three firms, but A is one of them
        ({"B": 50.0, "C": 35.0, "D": 15.0}, 100.0),  # exactly 85 %
        ({"B": 50.0, "C": 36.0, "D": 14.0}, None),
        ({"B": 30.0, "C": 30.0, "D": None}, None),
        ({"A": 100.0}, None),
    ],
)
def test_the_asker_s_own_part_is_left_out_before_the_rule(parts, value) -> None:
    assert tell(parts, RULE, "A").value == value


def test_nothing_to_tell_is_not_something_hidden() -> None:
    assert tell({"A": 5.0, "B": 0.0, "C": None}, RULE, "A").is_hidden is False


def test_a_file_for_anybody_stands_the_rule_for_each_firm_in_it() -> None:
    # Without B (40) the others have 30, 20, 10: 50 of 60 is 0.83; without D (20): 70 of 80 is 0.875.
    assert tell({"B": 40.0, "C": 30.0, "D": 20.0, "E": 10.0}, RULE).is_hidden
    assert tell({"B": 30.0, "C": 30.0, "D": 20.0, "E": 20.0}, RULE).value == 100.0  # at worst 60 of 80
    assert tell({"B": 30.0, "C": 30.0, "D": 30.0}, RULE).is_hidden  # three: each knows the sum of two


@given(
    st.lists(
        st.lists(st.integers(0, 100).map(float), min_size=6, max_size=6),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["A", None]),
)
def test_no_sum_and_no_difference_of_a_sum_and_its_parts_gives_a_figure_away(cells, asker) -> None:
    named = {str(place): dict(zip("ABCDEF", parts, strict=True)) for place, parts in enumerate(cells)}
    told, total = tell_cells(named, RULE, asker)
    shown = [name for name, one in told.items() if one.value is not None]
    check = RULE.allows if asker else RULE.allows_everyone

    def whole(names) -> list[float]:
        firms = {who for name in names for who in named[name] if who != asker}
        return [sum(named[name].get(who, 0.0) for name in names) for who in sorted(firms)]

    for name in shown:
        assert check(whole([name]))
        assert told[name].value == sum(whole([name]))
    if total.value is not None:
        rest = whole([name for name in named if name not in shown])
        assert not any(rest) or check(rest)


@given(
    st.lists(st.integers(-60, 60), max_size=12),
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from([0.5, 0.75, 0.85])), max_size=2),
)
def test_a_sum_is_told_to_anybody_where_nobody_who_has_a_part_learns_another(
    amounts: list[int], dominance: list[tuple[int, float]]
) -> None:
    """Nobody is left out: each part in its turn is taken away, as who has it would do."""
    rule = Rule(2, tuple(dominance))
    rests = [amounts[:at] + amounts[at + 1 :] for at, amount in enumerate(amounts) if amount]
    plain = rule.allows(amounts) and all(rule.allows(rest) for rest in rests)
    assert rule.allows_everyone(amounts) is plain
