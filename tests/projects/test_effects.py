"""Effects of projects: rolled up by hand, missing is never zero, percentages by numerator and denominator."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.data import read_dataset
from kust.errors import UsageError
from kust.examples import load
from kust.projects import calc_effects
from kust.projects.effects import read_references
from kust.projects.funding import read_funding
from kust.projects.rolled import roll_up

from .made import EFFECTS, FUNDING, ON, write


def find(effects, indicator: str, level: str = "total", key: str | None = None):
    return next(e for e in effects.effects if (e.level, e.key, e.indicator) == (level, key, indicator))


def test_additive_figures_add_up_by_project_cluster_region_and_year(tmp_path: Path) -> None:
    told = (("X", 2019, 10), ("X", 2020, 5), ("Y", 2019, 3), ("Z", 2020, 7))
    rows = ";".join(f"{project},,investment,{year},plan,{value},," for project, year, value in told)
    effects = calc_effects(write(tmp_path, project_effects=f"{EFFECTS};{rows}"), on=ON)
    said = {(e.level, e.key): e.plan.value for e in effects.effects}
    assert said == {
        ("total", None): 25, ("cluster", "C"): 18, ("cluster", "D"): 7, ("region", "16"): 22, ("region", "70"): 3,
        ("year", "2019"): 13, ("year", "2020"): 12, ("project", "X"): 15, ("project", "Y"): 3, ("project", "Z"): 7,
    }  # fmt: skip


def test_a_percentage_is_rolled_up_from_numerators_and_denominators_only(tmp_path: Path) -> None:
    rows = "X,,localisation,2019,plan,,1,2;Y,,localisation,2019,plan,,1,10;X,,localisation,2019,fact,,3,4"
    effects = calc_effects(write(tmp_path, project_effects=f"{EFFECTS};{rows}"), on=ON)
    found = find(effects, "localisation")
    # 2 / 12, not the mean of 0.5 and 0.1; compared only where both are told: 3/4 against 1/2.
    assert found.plan.value == pytest.approx(2 / 12)
    assert (found.unit, found.compared) == ("share", 1)
    assert found.deviation == pytest.approx(0.25)


def test_a_percentage_of_nothing_is_not_known_and_says_why(tmp_path: Path) -> None:
    effects = calc_effects(
        write(tmp_path, project_effects=f"{EFFECTS};X,,localisation,2019,plan,,0,0"), on=ON
    )
    found = find(effects, "localisation").plan
    assert (found.value, found.missing, found.why) == (None, 0, "denominator_zero")


@pytest.mark.parametrize(
    ("row", "unit", "value"),
    [
        # 100 thousand roubles are 100, whatever 5 of 10 may be; without them it is a half.
        ("exports,2019,plan,100,5,10", "krub", 100),
        ("jobs,2019,plan,7,,10", "jobs", 7),
        ("exports,2019,plan,,5,10", "share", 0.5),
        ("localisation,2019,plan,100,5,10", "share", 0.5),
    ],
)
def test_a_figure_in_roubles_or_jobs_stays_one_beside_a_numerator_and_a_denominator(
    tmp_path: Path, row: str, unit: str, value: float
) -> None:
    effects = calc_effects(write(tmp_path, project_effects=f"{EFFECTS};X,,{row}"), on=ON)
    found = find(effects, row.split(",")[0])
    assert (found.unit, found.plan.value) == (unit, value)


def test_shares_and_plain_figures_of_one_indicator_add_up_to_nothing(tmp_path: Path) -> None:
    rows = "X,,exports,2019,plan,,1,2;Y,,exports,2019,plan,5,,"
    found = find(calc_effects(write(tmp_path, project_effects=f"{EFFECTS};{rows}"), on=ON), "exports")
    assert (found.plan.value, found.plan.known, found.plan.cells, found.plan.missing) == (None, None, 2, 0)
    assert found.plan.why == "mixed"


@pytest.mark.parametrize(
    ("rows", "value", "missing"),
    [
        # B tells neither a figure nor a percentage: the half of A alone is not the project's.
        ("X,A,localisation,2019,plan,,1,2;X,B,localisation,2019,plan,,,", None, 1),
        ("X,A,localisation,2019,plan,,1,2;X,B,localisation,2019,plan,,3,", None, 1),
        ("X,A,localisation,2019,plan,,1,2;X,B,localisation,2019,plan,7,,", None, 1),
        # A percentage told beside its numerator and denominator is not added: (1 + 3) / (2 + 4), not 0.5 + 0.75.
        ("X,A,localisation,2019,plan,0.5,1,2;X,B,localisation,2019,plan,0.75,3,4", 4 / 6, 0),
    ],
    ids=["an empty row", "no denominator", "a plain figure", "a percentage beside its parts"],
)
def test_a_percentage_over_organisations_needs_the_parts_of_each(
    tmp_path: Path, rows: str, value: float | None, missing: int
) -> None:
    found = find(calc_effects(write(tmp_path, project_effects=f"{EFFECTS};{rows}"), on=ON), "localisation")
    assert found.plan.value == (value and pytest.approx(value))
    assert (found.plan.cells, found.plan.missing) == (1, missing)


def test_a_missing_figure_makes_the_sum_missing_and_is_not_zero(tmp_path: Path) -> None:
    rows = "X,,exports,2019,plan,10,,;Y,,exports,2019,plan,,,;Z,,jobs,2019,plan,0,,"
    effects = calc_effects(write(tmp_path, project_effects=f"{EFFECTS};{rows}"), on=ON)
    exports = find(effects, "exports").plan
    assert (exports.value, exports.known, exports.missing, exports.cells) == (None, 10, 1, 2)
    assert find(effects, "jobs").plan.value == 0
    assert find(effects, "jobs").fact.value is None


def test_deviation_compares_only_years_that_have_both(tmp_path: Path) -> None:
    rows = "X,,exports,2019,plan,10,,;X,,exports,2020,plan,90,,;X,,exports,2019,fact,8,,"
    found = find(calc_effects(write(tmp_path, project_effects=f"{EFFECTS};{rows}"), on=ON), "exports")
    # 8 of 10, not 8 of 100.
    assert (found.plan.value, found.fact.value, found.compared) == (100, 8, 1)
    assert (found.deviation, found.deviation_share) == (-2, pytest.approx(-0.2))


def test_the_deviation_from_a_plan_of_zero_has_no_share(tmp_path: Path) -> None:
    rows = "X,,exports,2019,plan,0,,;X,,exports,2019,fact,8,,"
    found = find(calc_effects(write(tmp_path, project_effects=f"{EFFECTS};{rows}"), on=ON), "exports")
    assert (found.deviation, found.deviation_share) == (8, None)


def test_a_project_told_as_a_whole_is_not_counted_twice_by_its_organisations(tmp_path: Path) -> None:
    told = (("X", "", 10), ("X", "A", 4), ("X", "B", 5), ("Y", "A", 2), ("Y", "B", 1))
    rows = ";".join(f"{project},{firm},jobs,2019,plan,{value},," for project, firm, value in told)
    effects = calc_effects(write(tmp_path, project_effects=f"{EFFECTS};{rows}"), on=ON)
    assert find(effects, "jobs").plan.value == 13
    (caution,) = effects.cautions
    assert (caution.code, caution.said_krub, caution.expected_krub) == ("parts_differ", 10, 9)


def test_high_productivity_jobs_may_exceed_new_jobs(tmp_path: Path) -> None:
    rows = "X,,jobs,2019,fact,3,,;X,,high_productivity_jobs,2019,fact,7,,"
    effects = calc_effects(write(tmp_path, project_effects=f"{EFFECTS};{rows}"), on=ON)
    assert effects.cautions == ()
    assert find(effects, "high_productivity_jobs").fact.value == 7


def test_taxes_for_a_rouble_count_only_projects_with_both(tmp_path: Path) -> None:
    effects = calc_effects(
        write(
            tmp_path,
            project_effects=f"{EFFECTS};X,,federal_taxes,2019,plan,220,,;Y,,federal_taxes,2019,plan,50,,",
            project_funding=f"{FUNDING};f1,X,federal,p41,2019,100,granted,2019-02-01;f2,Z,federal,p41,2019,9,granted,2019-02-01",
        ),
        on=ON,
    )
    total = next(one for one in effects.taxes if (one.level, one.basis) == ("total", "plan"))
    assert (total.taxes_per_rouble, total.projects, total.left_out) == (2.2, ("X",), 2)
    fact = [one for one in effects.taxes if one.basis == "fact" and one.taxes_per_rouble is not None]
    assert fact == []


@pytest.mark.parametrize(
    ("rows", "granted", "paid"),
    [
        ("f1,X,federal,p41,2019,100,planned,2019-01-01", None, None),
        ("f1,X,federal,p41,2019,100,requested,2019-01-01;f2,X,federal,p41,2019,80,granted,2019-02-01", 80, None),
        ("f1,X,federal,p41,2019,80,granted,2019-02-01;f2,X,federal,p41,2019,0,denied,2019-04-01", 0, None),
        ("f1,X,federal,p41,2019,80,granted,2019-02-01;f2,X,federal,p41,2019,70,granted,2019-04-01", 70, None),
        ("f1,X,federal,p41,2019,80,granted,2020-03-02", None, None),
        (
            "f1,X,federal,p41,2019,80,granted,2019-02-01;f2,X,federal,p41,2019,30,paid,2019-05-01;f3,X,federal,p41,2019,20,paid,2019-06-01",
            80,
            50,
        ),
        ("f1,X,federal,p41,2019,80,granted,2019-02-01;f2,X,federal,other,2019,5,granted,2019-02-01", 85, None),
        ("f1,X,own,,2019,80,paid,2019-02-01", None, None),
        ("f1,Y,federal,p41,2019,80,paid,2019-02-01", None, None),
        ("f1,X,federal,p41,2019,80,paid,2019-02-01", 80, 80),
    ],
    ids=[
        "planned", "requested, then granted", "denied", "decided anew", "later", "in parts", "two measures", "own",
        "of another project", "paid without a grant",
    ],
)  # fmt: skip
def test_money_is_read_from_the_history_of_statuses(
    tmp_path: Path, rows: str, granted: float | None, paid: float | None
) -> None:
    found = read_funding(write(tmp_path, project_funding=f"{FUNDING};{rows}"), ON, ["X"])
    money = found.drop_nulls("plan").select("project_id", "budget", "year", "plan", "fact").rows()
    assert money == ([] if granted is None else [("X", "federal", 2019, granted, paid)])


def test_extra_budget_investment_is_held_against_investment_less_budgets(tmp_path: Path) -> None:
    for said, codes in ((60, ()), (61, ("extra_budget_differs",))):
        dataset = write(
            tmp_path / str(said),
            project_effects=f"{EFFECTS};X,,investment,2019,plan,100,,;X,,extra_budget_investment,2019,plan,{said},,",
            project_funding=f"{FUNDING};f1,X,federal,p41,2019,30,granted,2019-02-01;f2,X,regional,,2019,10,granted,2019-02-01",
        )
        assert tuple(one.code for one in calc_effects(dataset, on=ON).cautions) == codes


def test_the_totals_of_the_slide_differ_by_the_subsidies_and_carry_their_certainty() -> None:
    totals = {one.indicator: one for one in read_references()}
    # 21 792.2 − 15 877.3 = 5 914.9 mln: the 5.9 bn of subsidies that the press names.
    subsidies = totals["investment"].value - totals["extra_budget_investment"].value
    assert subsidies == pytest.approx(5_914_900)
    assert totals["taxes_per_rouble"].value == 2.2
    certain = {name: one.certainty for name, one in totals.items()}
    assert certain == {
        "investment": "A", "extra_budget_investment": "A", "cooperation_growth": "A", "exports": "B", "jobs": "C",
        "high_productivity_jobs": "C", "taxes_per_rouble": "A",
    }  # fmt: skip
    # Which of the two jobs is which the slide does not say surely: each names the other.
    assert totals["jobs"].rival == totals["high_productivity_jobs"].value
    assert all(one.evidence == "deck" and "АКИТ" in one.source for one in totals.values())


def test_a_portfolio_of_the_slide_s_size_passes_the_check_of_extra_budget_money(tmp_path: Path) -> None:
    told = {one.indicator: one for one in read_references()}
    names = ("investment", "extra_budget_investment", "jobs", "high_productivity_jobs", "federal_taxes")
    figures = [told[name].value for name in names[:4]] + [5_914_900 * told["taxes_per_rouble"].value]
    rows = ";".join(f"X,,{name},2018,plan,{figure!r},," for name, figure in zip(names, figures, strict=True))
    funding = f"{FUNDING};f1,X,federal,p41,2018,5914900,granted,2018-02-01"
    effects = calc_effects(
        write(tmp_path, project_effects=f"{EFFECTS};{rows}", project_funding=funding), on=ON
    )
    # 21,792,200 − 5,914,900 = 15,877,300; more high-productivity than new jobs is no fault; 2.2 roubles for one.
    assert effects.cautions == ()
    assert find(effects, "high_productivity_jobs").plan.value > find(effects, "jobs").plan.value
    assert effects.taxes[0].taxes_per_rouble == pytest.approx(2.2)


def test_without_any_table_of_projects_there_is_nothing_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "clusters.csv").write_text(
        "cluster_id,name,kind\nC,Ц (вымышленные данные),industrial\n", "utf-8"
    )
    effects = calc_effects(read_dataset(tmp_path).dataset, on=ON, year=2019)
    assert (effects.projects, effects.effects, effects.taxes, effects.budgets) == ((), (), (), ())
    assert (effects.economics, effects.second_rounds, effects.cautions) == ((), (), ())


def test_negative_figures_are_figures(tmp_path: Path) -> None:
    # 12 less instead of 10 less is worse by a fifth: the share is of the size of the plan.
    rows = "X,,exports,2019,plan,-10,,;Y,,exports,2019,plan,4,,;X,,exports,2019,fact,-12,,"
    found = find(calc_effects(write(tmp_path, project_effects=f"{EFFECTS};{rows}"), on=ON), "exports")
    assert (found.plan.value, found.deviation, found.deviation_share) == (-6, -2, pytest.approx(-0.2))


def test_the_slide_s_totals_are_in_no_figure_of_a_dataset() -> None:
    effects = calc_effects(read_dataset(load("registry-2019")).dataset, on=date(2019, 3, 1))
    assert effects.effects == () and effects.taxes == () and effects.references


def test_an_unknown_project_or_cluster_is_refused(tmp_path: Path) -> None:
    dataset = write(tmp_path)
    with pytest.raises(UsageError, match="X, Y, Z"):
        calc_effects(dataset, on=ON, project="none")
    with pytest.raises(UsageError, match="C, D"):
        calc_effects(dataset, on=ON, cluster="none")
    assert calc_effects(dataset, on=ON, cluster="C").projects == (("X", "Икс"), ("Y", "Игрек"))


ROW = st.fixed_dictionaries(
    {
        "project_id": st.sampled_from(["X", "Y"]),
        "year": st.integers(2018, 2020),
        "basis": st.sampled_from(["plan", "fact"]),
        "value": st.one_of(st.none(), st.integers(-100, 100).map(float)),
    }
)
PLACES = pl.DataFrame({"project_id": ["X", "Y"], "cluster": ["C", "C"], "region": ["16", None]})


def by_hand(rows: list[dict[str, Any]], level: str, key: str | None) -> tuple[float | None, ...]:
    """Plan, fact and deviation of what belongs to a place, one row at a time."""
    where = {"X": ("C", "16"), "Y": ("C", None)}
    own = [
        row for row in rows
        if key == {"total": None, "cluster": where[row["project_id"]][0], "region": where[row["project_id"]][1],
                   "year": str(row["year"]), "project": row["project_id"]}[level]
    ]  # fmt: skip
    sums = []
    for basis in ("plan", "fact"):
        values = [row["value"] for row in own if row["basis"] == basis]
        sums.append(None if not values or None in values else sum(values))
    told = {(row["project_id"], row["year"], row["basis"]): row["value"] for row in own}
    pairs = [
        (told[project, year, "fact"], value)
        for (project, year, basis), value in told.items()
        if basis == "plan" and value is not None and told.get((project, year, "fact")) is not None
    ]
    return (*sums, sum(fact - plan for fact, plan in pairs) if pairs else None)


@settings(max_examples=30, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=12, unique_by=lambda r: (r["project_id"], r["year"], r["basis"])))
def test_every_level_is_what_adding_up_row_by_row_gives(rows: list[dict[str, Any]]) -> None:
    figures = {"numerator": pl.Float64, "denominator": pl.Float64, "value": pl.Float64}
    cells = pl.DataFrame(
        [row | {"indicator": "jobs", "numerator": None, "denominator": None} for row in rows],
        schema_overrides=figures,
    ).with_columns(is_ratio=pl.lit(False), known=pl.col("value").is_not_null())
    found = list(roll_up(cells, PLACES))
    assert {one.level for one in found} == {"total", "cluster", "region", "year", "project"}
    for one in found:
        assert (one.plan.value, one.fact.value, one.deviation) == by_hand(rows, one.level, one.key)
