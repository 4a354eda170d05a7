"""Economics of projects against published flows, to the digits that their sources print.

Each flow goes through `calc_effects`: what is paid stands in the table of costs, what comes in in the settings.
"""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kust.finance import irr, mirr, npv, payback, xirr, xnpv
from kust.projects import calc_effects
from kust.projects.result import Economics
from kust.settings import EffectSettings, Settings

from .made import COSTS, FUNDING, ON, write

NO_SUPPORT = f"{FUNDING};f0,X,own,,2018,1,paid,2018-01-01"


def judge(folder: Path, flow: list[float], rate: float = 0.1) -> Economics:
    paid = [f"c{year},X,A,equipment,plan,{2018 + year},{-krub}" for year, krub in enumerate(flow) if krub < 0]
    inflows = {str(2018 + year): krub for year, krub in enumerate(flow) if krub > 0}
    own = EffectSettings(inflows_krub={"X": inflows}, discount_rate=rate, runs=100)
    dataset = write(folder, project_costs=";".join([COSTS, *paid]), project_funding=NO_SUPPORT)
    (found,) = calc_effects(dataset, on=ON, project="X", settings=Settings(effects=own)).economics
    return found


def is_printed(found: float | None, printed: str, stops_at: float = 0.0) -> bool:
    """Tell whether a figure rounds to what is printed: within half a unit of its last digit.

    ``stops_at``: how near its own answer the source stops to look; 1e-15 is what a double holds.
    """
    places = len(printed.partition(".")[2].rstrip("%"))
    value = float(printed.rstrip("%"))
    scale = 100 if printed.endswith("%") else 1
    return found is not None and abs(scale * found - value) <= 0.5 * 10.0**-places + stops_at + 1e-15


# numpy.org/numpy-financial/latest, first page of the documentation of numpy-financial 1.0.0.
DOCUMENTED = ([-250_000, 100_000, 150_000, 200_000, 250_000, 300_000], "0.5672303344358536")
# coursehero.com/file/8681811, «Summary Problem»: IRR, NPV at 15 %, and the profitability index.
SUMMARY = [-900, 300, 400, 400, 500, 600]
# issuhub.com/view/index/5621, p. 273, equation 7-2 (a textbook): the strip mine, Project M, in millions.
STRIP_MINE = [-1.6, 10, -10]
# brainmass.com 39308, «Multiple IRRs», a problem for testing software; its rates follow from
# 252 x⁴ − 1,431 x³ + 3,035 x² − 2,850 x + 1,000 = (4x − 5)(3x − 4)(7x − 10)(3x − 5), x = 1 + r.
FOUR_RATES = [-252, 1431, -3035, 2850, -1000]


def test_the_rate_of_the_documentation_of_numpy_financial_is_ours(tmp_path: Path) -> None:
    assert is_printed(judge(tmp_path, DOCUMENTED[0]).irr, DOCUMENTED[1])


def test_a_summary_problem_has_its_printed_rate_value_and_index(tmp_path: Path) -> None:
    found = judge(tmp_path, SUMMARY, rate=0.15)
    assert is_printed(found.irr, "34.37%")
    assert is_printed(found.npv_krub, "510.52")
    assert found.npv_krub is not None and is_printed((found.npv_krub + 900) / 900, "1.57")


def test_the_strip_mine_has_its_two_rates_and_none_is_chosen(tmp_path: Path) -> None:
    found = judge(tmp_path, STRIP_MINE)
    assert (found.irr, found.irr_note) == (None, "several")
    assert [is_printed(*pair) for pair in zip(found.irrs, ("25%", "400%"), strict=True)] == [True, True]
    assert is_printed(found.npv_krub, "-0.77")
    assert found.payback_years is None


def test_a_flow_with_four_rates_has_all_four(tmp_path: Path) -> None:
    factors = [np.array(one) for one in ([4, -5], [3, -4], [7, -10], [3, -5])]
    product = np.array([1])
    for one in factors:
        product = np.polymul(product, one)
    assert [-one for one in FOUR_RATES] == list(product)
    found = judge(tmp_path, FOUR_RATES)
    assert (found.irr, found.irr_note) == (None, "several")
    assert found.irrs == pytest.approx((5 / 4 - 1, 4 / 3 - 1, 10 / 7 - 1, 5 / 3 - 1), abs=1e-9)


@pytest.mark.parametrize(
    ("cost", "printed"),
    [(5_200, "1.96"), (5_400, "2.03"), (10_400, "3.65")],
)  # fmt: skip
def test_discounted_payback_is_that_of_a_textbook_exercise(cost: float, printed: str) -> None:
    # justaaa.com/finance/28200 («Calculating Discounted Payback»): four years of inflows at 14 %.
    assert is_printed(payback([-cost, 2_800, 3_700, 5_100, 4_300], 0.14), printed)


def test_payback_simple_and_discounted_through_a_project(tmp_path: Path) -> None:
    found = judge(tmp_path, [-10_400, 2_800, 3_700, 5_100, 4_300], rate=0.14)
    assert is_printed(found.discounted_payback_years, "3.65")
    # calcdomain.com/payback-period: 10,000 and 3,000 a year are back after 3 + 1,000 / 3,000 years.
    assert is_printed(payback([-10_000, *[3_000] * 5]), "3.33")


def test_the_modified_rate_of_a_tutorial() -> None:
    # w3resource.com/numpy/financial-functions/mirr.php.
    assert is_printed(mirr([-1000, 100, 50, 10, 15], 0.34, 0.21), "-0.2742274708267268")


def days(*iso: str) -> list[date]:
    return [date.fromisoformat(one) for one in iso]


@pytest.mark.parametrize(
    ("amounts", "dates", "printed"),
    [
        ([-1000, -2500, -1000, 5050], days("2016-01-15", "2016-02-08", "2016-04-17", "2016-08-24"),
         "0.2504234710540838"),
        ([-100, 20, 40, 25], days("2010-01-01", "2010-04-01", "2010-10-01", "2011-02-01"), "-0.197387315"),
        # The same payments in another order of rows.
        ([-1000, 4300, -1000, -1000, -1000],
         days("2010-10-01", "2011-01-01", "2010-07-01", "2010-01-01", "2010-04-01"), "0.1212676"),
        ([55_600, -51_094.83], days("2021-11-24", "2021-12-24"), "-0.642307613"),
        ([-100, 1000], days("2019-12-31", "2020-03-05"), "412461.6383"),
        # All of one sign, and three changes of sign: Excel finds none.
        ([4_000, 46_000], days("2015-01-04", "2019-06-27"), None),
        ([-4_000, -46_000], days("2015-01-04", "2019-06-27"), None),
        ([-10_000, 10_000, -10_000, 5], days("2010-01-15", "2010-04-16", "2010-07-16", "2010-10-15"), None),
    ],
)  # fmt: skip
def test_rates_of_irregular_days_are_those_that_spreadsheets_print(
    amounts: list[float], dates: list[date], printed: str | None
) -> None:
    # github.com/PHPOffice/PhpSpreadsheet, tests/data/Calculation/Financial/XIRR.php, checked there against Excel.
    found = xirr(dates, amounts)
    if printed is None:
        assert found is None
    else:
        # Excel's XIRR stops within 0.000001 %, as its documentation says; ours leaves no value.
        assert is_printed(found, printed, stops_at=1e-8)
        assert xnpv(found, dates, amounts) == pytest.approx(0, abs=1e-6)


def test_values_of_irregular_days_are_those_that_spreadsheets_print() -> None:
    # The same place, XNPV.php.
    ends = days("2018-06-30", *(f"{year}-12-31" for year in range(2018, 2028)))
    assert is_printed(xnpv(0.10, ends, [0, *[120_000] * 10]), "772830.734")
    assert is_printed(xnpv(-0.10, days("2019-12-31", "2020-12-31"), [-100, 110]), "22.257507852701")


def test_a_rate_that_is_told_makes_the_value_zero() -> None:
    for flow in (DOCUMENTED[0], SUMMARY, STRIP_MINE, FOUR_RATES):
        found = irr(flow)
        assert found is not None and found.rates
        for rate in found.rates:
            assert npv(rate, flow) == pytest.approx(0, abs=1e-7 * max(map(abs, flow)))
