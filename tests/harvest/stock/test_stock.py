"""Stocks: errors carried through, bases of area kept apart, missing never zero, balls never kilograms."""

import math
from pathlib import Path

import pytest

from kust.data import read_dataset
from kust.errors import UsageError
from kust.harvest.stocks.stock import calc_stock
from kust.settings import HarvestStockSettings

from .made import FOREST, HABITAT, ON, count, only, square, survey, write

# An error of 0 is not believed.
TINY = 1e-6
BERRY = ("cowberry", "Брусника", "berry", 0, "")


def forest(surveys, plots=None, species=None, **more):
    return {
        "species": species or [BERRY],
        "plots": plots or [("A", "Север", "", 10, HABITAT, 1), ("B", "Юг", "", 20, HABITAT, 1)],
        "surveys": surveys,
        **more,
    }


def test_errors_of_plots_join_as_independent_ones(tmp_path: Path) -> None:
    # 10 ha · (100 ± 2·15) and 20 ha · (50 ± 2·10): 1000 ± 300 and 1000 ± 400; together 2000 ± √(300² + 400²) = 500.
    row = only(
        count(tmp_path, forest([survey(1, "A", "cowberry", 100, 15), survey(2, "B", "cowberry", 50, 10)]))
    )
    assert (row.stock_kg.low, row.stock_kg.value, row.stock_kg.high) == pytest.approx((1500, 2000, 2500))
    assert row.kg_ha.value == pytest.approx(2000 / 30)
    assert row.plots == 2 and row.area_ha == 30


def test_a_survey_without_an_error_takes_the_spread_of_published_stocks_and_says_so(tmp_path: Path) -> None:
    # Log sd 0.8: 1000 kg · e^∓1.6; the doubt is shared by both plots, so their bounds add up.
    stock = count(
        tmp_path, forest([survey(1, "A", "cowberry", 100, None), survey(2, "B", "cowberry", 50, None)])
    )
    row = only(stock)
    assert row.stock_kg.low == pytest.approx(2000 * math.exp(-1.6))
    assert row.stock_kg.high == pytest.approx(2000 * math.exp(1.6))
    assert row.flags == ("prior_error", "reserve")  # below 100 kg/ha
    assert [(one.evidence, one.values) for one in stock.assumptions if one.code == "prior_error"] == [
        ("inferred", {"log_sd": 0.8})
    ]


@pytest.mark.parametrize(
    ("group", "kg_ha", "marked"),
    [("berry", (250, 99), True), ("berry", (250, 100), False), ("mushroom", (20, 20), False)],
)
def test_berries_below_a_hundred_kilograms_are_a_reserve_but_stay_in_the_stock(
    tmp_path: Path, group: str, kg_ha: tuple[float, float], marked: bool
) -> None:
    tables = {
        "species": [("x", "Вид", group, 0, "")],
        "plots": [("L1", "", "", 10, HABITAT, 1), ("L2", "", "", 10, HABITAT, 1)],
        "surveys": [survey(n, f"L{n}", "x", value, 1.0) for n, value in enumerate(kg_ha, 1)],
    }
    stock = count(tmp_path, tables)
    assert only(stock).stock_kg.value == 10 * sum(kg_ha)
    assert ("reserve" in only(stock).flags) is marked
    assert [one.values for one in stock.assumptions if one.code == "reserve"] == (
        [{"least": 100.0}] if marked else []
    )


def test_the_prior_of_the_settings_wins(tmp_path: Path) -> None:
    settings = HarvestStockSettings(prior_log_sd=0.5)
    stock = count(tmp_path, forest([survey(1, "A", "cowberry", 100, None)]), settings=settings)
    assert only(stock).stock_kg.high == pytest.approx(1000 * math.e)
    assert "settings" in {one.evidence for one in stock.assumptions}


def test_bases_of_area_are_never_mixed(tmp_path: Path) -> None:
    plots = [("A", "Север", "", 10, HABITAT, 1), ("B", "Север", "", 1000, FOREST, 1)]
    surveys = [survey(1, "A", "cowberry", 200, 10), survey(2, "B", "cowberry", 5, 1)]
    permits = [("Север", "cowberry", 2019, 3)]
    stock = count(tmp_path, forest(surveys, plots, permits=permits))
    assert [(row.area_base, row.kg_ha.value) for row in stock.rows] == [(FOREST, 5), (HABITAT, 200)]
    # A permit asks for kilograms: both are in it, and it says so.
    (cap,) = stock.caps
    assert cap.area_bases == (FOREST, HABITAT)


def test_balls_are_told_as_an_order_and_never_as_kilograms(tmp_path: Path) -> None:
    plots = [(name, "Север", "", 10, HABITAT, 1) for name in "ABCDE"]
    balls = {"A": 0, "B": 1, "C": 1, "D": 5, "E": 3}
    surveys = [
        survey(n, plot, "cowberry", ball, None, "ball") for n, (plot, ball) in enumerate(balls.items())
    ]
    row = only(count(tmp_path, forest(surveys, plots)))
    assert not row.stock_kg.is_known and row.stock_kg.value is None
    assert row.without == {"only_balls": 5}
    assert row.balls is not None
    # In order 0 1 1 3 5: quartiles are the second and the fourth.
    assert row.balls.counts == (1, 2, 0, 1, 0, 1)
    assert (row.balls.lowest, row.balls.lower_quartile, row.balls.median) == (0, 1, 1)
    assert (row.balls.upper_quartile, row.balls.highest) == (3, 5)


def test_a_plot_that_was_not_surveyed_is_unknown_and_not_zero(tmp_path: Path) -> None:
    stock = count(tmp_path, forest([survey(1, "A", "cowberry", 100, 5)]), by="plot")
    assert [row.unit for row in stock.rows] == ["A"]
    assert stock.unsurveyed == {"cowberry": 1}


def test_a_plot_without_an_area_has_a_density_but_no_stock(tmp_path: Path) -> None:
    plots = [("A", "Север", "POINT (83 58)", "", HABITAT, 1)]
    row = only(count(tmp_path, forest([survey(1, "A", "cowberry", 100, 5)], plots)))
    assert row.kg_ha.value == 100
    assert row.stock_kg.value is None and row.plots == 0
    assert row.without == {"no_area": 1}


def test_an_area_that_is_missing_is_that_of_the_outline(tmp_path: Path) -> None:
    row = only(
        count(
            tmp_path,
            forest([survey(1, "A", "cowberry", 100, 5)], [("A", "Север", square(0), "", HABITAT, 1)]),
        )
    )
    # 0.0170° by 0.0090° at 58.0045° N: 111.195 km a degree.
    hectares = 0.0170 * math.cos(math.radians(58.0045)) * 0.0090 * 111.195**2 * 100
    assert row.area_ha == pytest.approx(hectares, rel=1e-4)
    assert "area_from_outline" in row.flags


def test_cover_times_the_mass_of_one_per_cent(tmp_path: Path) -> None:
    # 15 ± 1 % of cover, 4.0 ± 0.2 g a per cent on a m²: 60 g/m² ± √((15·0.2)² + (4·1)²) = 5 → 600 ± 50 kg/ha.
    surveys = [
        survey(1, "A", "cowberry", 0.15, 0.01, "share"),
        survey(2, "A", "cowberry", 4, 0.2, "g", method="cover"),
    ]
    row = only(count(tmp_path, forest(surveys)))
    assert (row.kg_ha.low, row.kg_ha.value, row.kg_ha.high) == pytest.approx((500, 600, 700))


def test_cover_without_the_mass_of_one_per_cent_has_no_kilograms(tmp_path: Path) -> None:
    surveys = [survey(1, "A", "cowberry", 0.15, 0.01, "share")]
    assert only(count(tmp_path / "a", forest(surveys))).without == {"no_percent_mass": 1}
    settings = HarvestStockSettings(percent_mass_g={"cowberry": 4.0}, percent_mass_error_g={"cowberry": 0.2})
    row = only(count(tmp_path / "b", forest(surveys), settings=settings))
    assert row.kg_ha.low == pytest.approx(500)
    assert row.flags == ("percent_mass_of_settings",)


def test_a_specimen_weighed_on_other_plots_errs_on_all_alike(tmp_path: Path) -> None:
    # Specimens of 2 and 4 g elsewhere: mean 3, s = √2, for another plot s·√(1 + 1/2) = √3, on both plots alike; counts
    # are all but exact.
    plots = [(name, "Север", "", 1, HABITAT, 1) for name in "ABCD"]
    herb = [("mint", "Мята", "medicinal", 1, "")]
    surveys = [
        survey(1, "A", "mint", 10, 1e-6, "per_m2"),
        survey(2, "B", "mint", 10, 1e-6, "per_m2"),
        survey(3, "C", "mint", 2, 0.1, "g"),
        survey(4, "D", "mint", 4, 0.1, "g"),
    ]
    row = only(count(tmp_path, forest(surveys, plots, herb)))
    half = 2 * 10 * math.sqrt(3) * 10
    assert row.stock_kg.value == pytest.approx(600)
    assert row.stock_kg.low == pytest.approx(0, abs=1e-6)  # 600 − 2·346.4 is below 0
    assert row.stock_kg.high == pytest.approx(600 + 2 * half)
    assert row.flags == ("g_of_other_plots", "imprecise")
    assert row.without == {"no_count": 2}


def test_repeats_err_by_their_scatter_or_by_what_they_tell_whichever_is_more(tmp_path: Path) -> None:
    # 90 and 110 scatter: 14.14/√2 = 10, more than √(9 + 16)/2 = 2.5 of 90 ± 3 and 110 ± 4.
    for name, errors in (("a", (3, 4)), ("b", (None, None))):
        rows = [
            survey(1, "A", "cowberry", 90, errors[0]),
            survey(2, "A", "cowberry", 110, errors[1], day="2019-08-25"),
        ]
        assert only(count(tmp_path / name, forest(rows))).kg_ha.high == pytest.approx(120)
    # 99 ± 30 and 101 ± 40 scatter by 1; their errors say √(900 + 1600)/2 = 25.
    wide = [survey(1, "A", "cowberry", 99, 30), survey(2, "A", "cowberry", 101, 40, day="2019-08-25")]
    assert only(count(tmp_path / "c", forest(wide))).kg_ha.high == pytest.approx(150)


@pytest.mark.parametrize("errors", [(0, None), (None, None), (0, 0)])
def test_an_error_of_nothing_is_not_believed(tmp_path: Path, errors: tuple[float | None, ...]) -> None:
    # One survey of 100 ± 0, or repeats of 100 that are alike: the prior, 100·e^(2·0.8) = 495.3.
    told = [survey(1, "A", "cowberry", 100, errors[0])]
    told += [] if errors == (0, None) else [survey(2, "A", "cowberry", 100, errors[1], day="2019-08-25")]
    row = only(count(tmp_path, forest(told)))
    assert row.kg_ha.high == pytest.approx(100 * math.exp(1.6))
    assert row.flags == ("zero_error",)


def test_a_density_that_cannot_be_is_told_with_its_row(tmp_path: Path) -> None:
    stock = count(tmp_path, forest([survey(1, "A", "cowberry", 1e9, 1e8)]))
    assert [
        (one.code, one.file, one.row) for one in stock.findings if one.table == "surveys" and one.row
    ] == [("harvest_stock.value_too_high", "surveys.csv", 2)]
    assert "1e+09" in stock.findings[0].message("en")


def test_the_latest_season_up_to_the_day_counts(tmp_path: Path) -> None:
    surveys = [
        survey(1, "A", "cowberry", 50, 1, day="2017-08-20"),
        survey(2, "A", "cowberry", 80, 1, day="2018-08-20"),
        survey(3, "A", "cowberry", 3, None, "ball", day="2019-08-20"),
        survey(4, "A", "cowberry", 500, 1, day="2019-12-01"),
    ]
    row = only(count(tmp_path, forest(surveys)))
    assert (row.kg_ha.value, row.years) == (80, (2018, 2018))


def test_the_share_within_reach_goes_by_bands_and_is_anything_where_the_distance_is_missing(
    tmp_path: Path,
) -> None:
    # 1000 kg at 2 km: 0.7 of it, between the shares of the next bands, 0.4 and 0.9.
    near = [("A", "Север", "", 10, HABITAT, 2)]
    row = only(count(tmp_path / "a", forest([survey(1, "A", "cowberry", 100, TINY)], near)))
    assert (row.accessible_kg.low, row.accessible_kg.value, row.accessible_kg.high) == pytest.approx(
        (400, 700, 900)
    )
    plots = [*near, ("B", "Север", "", 20, HABITAT, "")]
    surveys = [survey(1, "A", "cowberry", 100, TINY), survey(2, "B", "cowberry", 50, 10)]
    row = only(count(tmp_path / "b", forest(surveys, plots)))
    # B may add nothing or all that it may bear: 20·(50 + 20) = 1400.
    assert (row.accessible_kg.low, row.accessible_kg.value, row.accessible_kg.high) == pytest.approx(
        (400, None, 2300)
    )
    assert "distance_unknown" in row.flags


@pytest.mark.parametrize(
    ("volume", "status", "permitted"),
    [
        (0.3, "binds", (300, 300, 300)),
        (0.5, "may_bind", (400, 500, 500)),
        (2, "free", (400, 700, 900)),
        ("", "no_permit", (0, None, 900)),
    ],
)
def test_a_permit_caps_the_harvest_within_reach(tmp_path: Path, volume, status: str, permitted) -> None:
    plots = [("A", "Север", "", 10, HABITAT, 2)]
    permits = [("Север", "cowberry", 2019, volume), ("Север", "cowberry", 2018, 0.001)]
    stock = count(tmp_path, forest([survey(1, "A", "cowberry", 100, TINY)], plots, permits=permits))
    (cap,) = stock.caps
    assert cap.status == status
    assert (cap.permitted_kg.low, cap.permitted_kg.value, cap.permitted_kg.high) == pytest.approx(permitted)


def test_a_permit_where_nothing_was_surveyed_leaves_the_stock_unknown(tmp_path: Path) -> None:
    stock = count(
        tmp_path, forest([survey(1, "A", "cowberry", 1, TINY)], permits=[("Запад", "cowberry", 2019, 5)])
    )
    west = next(cap for cap in stock.caps if cap.forestry == "Запад")
    assert (west.status, west.permitted_kg.low, west.permitted_kg.value, west.permitted_kg.high) == (
        "no_stock", 0, None, 5000,
    )  # fmt: skip


def test_a_forestry_that_no_plot_names_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    tables = forest(
        [survey(1, "A", "cowberry", 100, 5)], [("A", "Верховажское лесничество", "", 10, HABITAT, 1)]
    )
    years = [
        ("Верховажское", "cowberry", 2019, 5),
        ("Юг", "cowberry", 2019, 5),
        ("Старое", "cowberry", 2018, 5),
    ]
    found = count(tmp_path, tables | {"permits": years}).findings
    assert [(one.code, one.severity, one.row, one.value) for one in found] == [
        ("harvest_stock.forestry_unknown", "warning", 2, "Верховажское"),
        ("harvest_stock.forestry_unknown", "warning", 3, "Юг"),
    ]
    assert (
        "«Верховажское лесничество»" in found[0].mend("ru") and "«" not in found[1].mend("ru").split(".")[-1]
    )


def test_plots_and_species_of_the_settings_that_are_not_there_are_told(tmp_path: Path) -> None:
    chosen = HarvestStockSettings(
        harvested={"A": {"cowbery": (2018,)}, "AA": {"cowberry": ()}},
        nut_groups={"B": "I"},
        harvest_years={"cep": 2},
    )
    stock = count(tmp_path, forest([survey(1, "A", "cowberry", 100, 5)]), settings=chosen)
    told = [one for one in stock.findings if one.code == "harvest_stock.settings_unknown"]
    assert [(one.values["table"], one.value) for one in told] == [
        ("plots", "AA"), ("species", "cep"), ("species", "cowbery"),
    ]  # fmt: skip


def test_a_species_whose_rest_is_unknown_has_a_harvest_by_its_bounds_only(tmp_path: Path) -> None:
    # Turnover from 1 to 1 + 20 years.
    herb = [("mint", "Мята", "medicinal", "", 0.2)]
    stock = count(tmp_path, forest([survey(1, "A", "mint", 100, TINY)], species=herb))
    row = only(stock)
    assert (row.harvest_kg.low, row.harvest_kg.value, row.harvest_kg.high) == pytest.approx(
        (1000 / 21, None, 1000)
    )
    assert "turnover_unknown" in row.flags
    assert [(rest.status, rest.why) for rest in stock.rests] == [("unknown", "no_recovery")]


@pytest.mark.parametrize(
    ("years", "in_a_row", "status", "until"),
    [
        ([2019], 1, "may", None),  # the harvest of this year is the one asked about
        ([2018], 1, "rests", 2020),
        ([2017], 1, "rests", 2019),
        ([2016], 1, "may", None),
        ([], 1, "may", None),
        ([2018], 2, "may", None),
        ([2017, 2018], 2, "rests", 2020),
        (None, 1, "unknown", None),
    ],
)
def test_plots_rest_after_their_harvest(tmp_path: Path, years, in_a_row: int, status: str, until) -> None:
    herb = [("mint", "Мята", "medicinal", 2, "")]
    settings = HarvestStockSettings(
        harvested={} if years is None else {"A": {"mint": tuple(years)}}, harvest_years={"mint": in_a_row}
    )
    (rest,) = count(
        tmp_path, forest([survey(1, "A", "mint", 1, TINY)], species=herb), settings=settings
    ).rests
    assert (rest.status, rest.rests_until) == (status, until)
    assert (rest.why == "no_years") == (years is None)


def test_berries_do_not_rest_and_their_harvest_is_the_exploitation_stock(tmp_path: Path) -> None:
    stock = count(
        tmp_path,
        forest([survey(1, "A", "cowberry", 100, 5)], species=[("cowberry", "Брусника", "berry", "", "")]),
    )
    assert stock.rests == ()
    assert only(stock).harvest_kg == only(stock).stock_kg


def test_a_stock_far_from_the_published_one_is_a_warning(tmp_path: Path) -> None:
    # Published for cowberry 186.5 kg/ha, spread 6 times: from 31.1 to 1119.
    for kg_ha, warns in ((30, True), (32, False), (1100, False), (1130, True)):
        stock = count(tmp_path / str(kg_ha), forest([survey(1, "A", "cowberry", kg_ha, 1)]))
        assert bool(stock.findings) == warns
    # Kilograms a hectare of any forest are not held against those of a species' own area.
    plots = [("A", "Север", "", 10, FOREST, 1)]
    assert not count(tmp_path / "f", forest([survey(1, "A", "cowberry", 3, 1)], plots)).findings


def test_what_cannot_be_read_is_an_error_with_its_place(tmp_path: Path) -> None:
    plots = [
        ("A", "Север", "POLYGON ((83 58, 84 58, 84 59))", 10, HABITAT, 1),
        ("C", "Север", square(1), 999, HABITAT, 1),
    ]
    surveys = [
        survey(1, "A", "cowberry", 15, 1, "share"),
        survey(2, "A", "cowberry", 2.5, None, "ball"),
        survey(3, "A", "cowberry", 3, None, "ball", method="mass"),
        survey(4, "A", "cowberry", -3, None),
    ]
    found = {
        (f.code, f.severity, f.table, f.row, f.value)
        for f in count(tmp_path, forest(surveys, plots)).findings
    }
    assert {
        ("harvest_stock.geometry.ring", "error", "plots", 2, "POLYGON ((83 58, 84 58, 84 59))"),
        ("harvest_stock.area_differs", "warning", "plots", 3, "999"),
        ("harvest_stock.value_share", "error", "surveys", 2, "15"),
        ("harvest_stock.value_ball", "error", "surveys", 3, "2.5"),
        ("harvest_stock.ball_as_mass", "error", "surveys", 4, "ball"),
        ("harvest_stock.value_negative", "error", "surveys", 5, "-3"),
    } <= found


def test_a_word_that_is_no_code_is_refused_when_it_is_read(tmp_path: Path) -> None:
    tables = forest([survey(1, "A", "cowberry", 3, 1, "kg")], [("A", "Север", "", 10, "лес", 1)])
    write(tmp_path, **tables)
    errors = [one for one in read_dataset(tmp_path).findings if one.severity == "error"]
    found = {(one.table, one.column): one for one in errors}
    assert found["plots", "area_base"].value == "лес" and found["surveys", "measure"].value == "kg"
    # What may stand there is told in the language asked for.
    assert "весь лес; продуктивные угодья" in found["plots", "area_base"].mend("ru")
    assert "all forest; productive habitat" in found["plots", "area_base"].mend("en")
    (tmp_path / "plots.csv").write_text("plot_id,area_ha\nA,1\n", "utf-8")
    (missing,) = (one for one in read_dataset(tmp_path).findings if one.code == "column.missing")
    assert "«Area base»" in missing.message("en") and "«База площади»" in missing.message("ru")


def test_an_unknown_species_or_unit_is_refused(tmp_path: Path) -> None:
    dataset = write(tmp_path, **forest([survey(1, "A", "cowberry", 100, 5)]))
    for asked in ({"species": "nothing"}, {"by": "county"}, {"by": "cell", "resolution": 12}):
        with pytest.raises(UsageError):
            calc_stock(dataset, on=ON, **asked)


def test_another_engine_gives_the_same_stock(tmp_path: Path) -> None:
    from kust.data.read import read_dataset

    plots = [("A", "Север", "", 10, HABITAT, 2), ("B", "Юг", "", 20, FOREST, "")]
    surveys = [survey(1, "A", "cowberry", 100, None), survey(2, "B", "cowberry", 50, 3)]
    write(tmp_path, **forest(surveys, plots, permits=[("Север", "cowberry", 2019, 0.5)]))
    found = [calc_stock(read_dataset(tmp_path, engine).dataset, on=ON) for engine in ("polars", "duckdb")]
    assert found[0].rows == found[1].rows and len(found[0].rows) == 2
    assert found[0].caps == found[1].caps and found[0].unsurveyed == found[1].unsurveyed
