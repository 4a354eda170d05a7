"""The formulas of the financial model as a workbook writes them: one year of it, in one variant of its figures.

The names in the formulas are those of the cells of the sheet of inputs; the same rules stand in
``niches/model_flows.py``, and LibreOffice is asked by the tests whether both give the same.
"""

from collections.abc import Callable, Mapping

# Rows that all variants share stand on the sheet of the model only.
SHARED = ("year", "calendar_year", "works", "ramp", "demand")
VARIED = (
    "sold",
    "revenue",
    "variable_cost",
    "fixed_cost",
    "depreciation",
    "profit",
    "losses",
    "used",
    "tax",
    "capital",
    "working_capital",
    "investment",
    "cash",
    "factor",
    "discounted",
)
SUMMED = ("total", "discounted_total", "back", "discounted_back", "sign", "changes")
# What rounding leaves of a zero, as a share of the investment.
ROUNDING = "0.000000000001"
FACTORS = ("price", "volume", "investment", "variable_cost", "discount_rate")

Place = Callable[[str], str]


def shared_formulas(at: Place, before: Place | None, demand: str) -> dict[str, str]:
    """Word the rows of a year that do not depend on the variant; ``demand``: the input cell of the year."""
    return {
        "year": "=0" if before is None else f"={before('year')}+1",
        "calendar_year": f"=first_year+{at('year')}",
        "works": (
            f"=IF(AND({at('year')}>=build_years,{at('year')}<horizon_years),{at('year')}-build_years+1,0)"
        ),
        "ramp": f"=IF({at('works')}=0,0,INDEX(ramp_up,MIN({at('works')},ROWS(ramp_up))))",
        "demand": f"={demand}",
    }


def varied_formulas(at: Place, before: Place | None, factors: Mapping[str, str]) -> dict[str, str]:
    """Word the rows of a year of one variant; ``factors``: cells by which the figures are multiplied.

    A factor ``quantity`` is the cell of what is sold a year instead of what demand allows.
    """
    by = {name: f"*{factors[name]}" if name in factors else "" for name in FACTORS}
    able = f"capacity*{at('ramp')}"
    sold = f"MIN({able},{at('demand')}*share_won)"
    if "volume" in factors:
        sold = f"MIN({able},{factors['volume']}*{sold})"
    if "quantity" in factors:
        sold = f"MIN({able},{factors['quantity']})"
    carried = "0"
    if before is not None:
        carried = f"{before('losses')}-{before('used')}+MAX(-{before('profit')},0)"
    years = "MAX(build_years,1)"
    return {
        "sold": f"={sold}",
        "revenue": f"={at('sold')}*sale_price{by['price']}",
        "variable_cost": f"={at('sold')}*unit_cost{by['variable_cost']}",
        "fixed_cost": f"=IF({at('works')}>0,fixed_cost,0)",
        "depreciation": (
            f"=IF(AND({at('works')}>0,{at('works')}<=depreciation_years),"
            f"investment{by['investment']}/depreciation_years,0)"
        ),
        "profit": f"={at('revenue')}-{at('variable_cost')}-{at('fixed_cost')}-{at('depreciation')}",
        "losses": f"={carried}",
        "used": f"=MIN({at('losses')},loss_offset_share*MAX({at('profit')},0))",
        "tax": f"=profit_tax_rate*(MAX({at('profit')},0)-{at('used')})",
        "capital": f"=IF({at('year')}>=horizon_years-1,0,working_capital_share*{at('revenue')})",
        "working_capital": f"={at('capital')}" + ("" if before is None else f"-{before('capital')}"),
        "investment": f"=IF({at('year')}<{years},investment{by['investment']}/{years},0)",
        "cash": (
            f"={at('revenue')}-{at('variable_cost')}-{at('fixed_cost')}-{at('tax')}"
            f"-{at('investment')}-{at('working_capital')}"
        ),
        "factor": f"=1/(1+discount_rate{by['discount_rate']})^{at('year')}",
        "discounted": f"={at('cash')}*{at('factor')}",
    }


def summed_formulas(at: Place, before: Place | None) -> dict[str, str]:
    """Word the running totals of a year, when they are back at 0, and whether the flow changed its sign."""
    if before is None:
        sign = f"=IF(ABS({at('cash')})<={ROUNDING}*investment,0,SIGN({at('cash')}))"
        first = {"total": f"={at('cash')}", "discounted_total": f"={at('discounted')}"}
        return first | {"back": '=""', "discounted_back": '=""', "sign": sign, "changes": "=0"}
    rows = {}
    for total, flow, back in (
        ("total", "cash", "back"),
        ("discounted_total", "discounted", "discounted_back"),
    ):
        rows[total] = f"={before(total)}+{at(flow)}"
        rows[back] = (
            f'=IF(AND({before(total)}<0,{at(total)}>=0),{before("year")}-{before(total)}/{at(flow)},"")'
        )
    rows["sign"] = f"=IF(ABS({at('cash')})<={ROUNDING}*investment,{before('sign')},SIGN({at('cash')}))"
    turned = f"AND({before('sign')}<>0,{at('sign')}<>{before('sign')})"
    return rows | {"changes": f"=IF({turned},1,0)"}
