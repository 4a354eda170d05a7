"""Random products, outputs, supplies, yearly figures and wage thresholds."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from .strategies_people import REGIONS, Rows, core_ids, crowd_ids

PRODUCTS = ("P1", "P2", "P3", "P4")
YEARS = (2018, 2018, 2018, 2018, 2017)
AMOUNTS = (0, 0, 1, 2, 2.5, 5, 5, 10, 10, 20, 20, 30, 50, 100)
WHOLES = (0, 10, 20, 40, 50, 100, 100, 100, 200, None)
PURCHASES = (0, 20, 50, 100, 100, 200, None, None)
ACCOUNT_YEARS = ((2018,), (2018,), (2018,), (2017, 2018), (2017,), ())
WAGES = (0, 30000, 40000, 50000, 60000, None)


@st.composite
def products(draw: Callable[..., Any]) -> Rows:
    return [
        {
            "product_id": product,
            "name": f"Продукция {product} (вымышленные данные)",
            "is_final": draw(st.sampled_from(["yes", "no", "no", None])),
        }
        for product in PRODUCTS
    ]


@st.composite
def outputs(draw: Callable[..., Any], made: dict[str, Rows]) -> Rows:
    rows = []
    for organisation in core_ids(made):
        for product in draw(st.lists(st.sampled_from(PRODUCTS), max_size=2, unique=True)):
            for year in draw(st.sampled_from([(2018,), (2018,), (2017,), (2017, 2018)])):
                amount = draw(st.sampled_from([0, 20, 50, 80, 100, 100, None]))
                row = {"organisation_id": organisation, "product_id": product, "year": year}
                rows.append(row | {"amount_krub": amount})
    return rows


@st.composite
def supplies(draw: Callable[..., Any], made: dict[str, Rows], complete: bool) -> Rows:
    """Flows told by one side, both or a ledger, once or in several rows; some by a firm to itself."""
    everyone = core_ids(made)
    rows = draw(_ring(made))
    if not everyone:
        return rows
    for _ in range(draw(st.integers(0, 14))):
        flow = {
            "supplier_id": draw(st.sampled_from(everyone)),
            "buyer_id": draw(st.sampled_from(everyone)),
            "product_id": draw(st.sampled_from(PRODUCTS)),
            "year": draw(st.sampled_from(YEARS)),
        }
        for told in draw(st.lists(_report(), min_size=1, max_size=3)):
            rows.append(flow | told)
    if complete:
        # A row with 0 states that there was nothing, and makes the sales and purchases of both known.
        nothing = {"product_id": "P4", "year": 2018, "amount_krub": 0}
        for supplier, buyer in zip(everyone, everyone[1:] + everyone[:1], strict=True):
            rows.append(nothing | {"supplier_id": supplier, "buyer_id": buyer})
    return draw(st.permutations(rows))


@st.composite
def _ring(draw: Callable[..., Any], made: dict[str, Rows]) -> Rows:
    """Each of the crowd supplies the next one: 1 of 10 the first few, 2 of 10 the others."""
    ring = crowd_ids(made)
    low = draw(st.integers(0, 5))
    rows = []
    for place, (supplier, buyer) in enumerate(zip(ring, ring[1:] + ring[:1], strict=True)):
        flow = {"supplier_id": supplier, "buyer_id": buyer, "product_id": "P1", "year": 2018}
        rows.append(flow | {"amount_krub": 1 if place < low else 2})
    return rows


def _report() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "amount_krub": st.sampled_from(AMOUNTS),
            "reported_by": st.sampled_from(["supplier", "supplier", "buyer", "buyer", "ledger", None]),
        }
    )


@st.composite
def accounts(draw: Callable[..., Any], made: dict[str, Rows], complete: bool) -> Rows:
    rows = []
    for organisation in core_ids(made):
        for year in [2018] if complete else draw(st.sampled_from(ACCOUNT_YEARS)):
            figures = draw(_figures())
            if complete:
                figures |= draw(_stated())
            rows.append({"organisation_id": organisation, "year": year} | figures)
    for organisation in crowd_ids(made):
        even = {"output_krub": 10, "purchases_krub": 10, "jobs": 10, "high_productivity_jobs": 5}
        rows.append({"organisation_id": organisation, "year": 2018} | even)
    return rows


def _figures() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "output_krub": st.sampled_from(WHOLES),
            "purchases_krub": st.sampled_from(PURCHASES),
            "purchases_complete": st.sampled_from(["yes", "yes", "no", None]),
            "exports_krub": st.sampled_from([0, 10, None]),
            "jobs": st.sampled_from([0, 10, 10, 20, 40, None]),
            "high_productivity_jobs": st.sampled_from([None, None, None, 0, 5, 10, 20]),
            "average_wage_rub": st.sampled_from(WAGES),
        }
    )


def _stated() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "output_krub": st.sampled_from([0, 10, 20, 40, 50, 100, 100, 200]),
            "purchases_krub": st.sampled_from([0, 10, 20, 50, 100, 100, None]),
            "purchases_complete": st.just("yes"),
            "jobs": st.sampled_from([0, 10, 20, 40]),
        }
    )


@st.composite
def wage_thresholds(draw: Callable[..., Any]) -> Rows:
    key = st.tuples(
        st.sampled_from([*REGIONS, None, None]),
        st.sampled_from(["small", "large", None, None]),
        st.sampled_from(["26", "26.1", "28", None, None]),
        st.sampled_from(YEARS),
    )
    return [
        {
            "region": region,
            "size": size,
            "okved": okved,
            "year": year,
            "threshold_rub": draw(st.sampled_from([30000, 40000, 50000])),
        }
        for region, size, okved, year in draw(st.lists(key, max_size=5, unique=True))
    ]
