"""Make the supplies of the two made-up examples from lists of who sells what to whom.

Every other table of the examples is written by hand; this one repeats each flow for both sides and each year.
A line of FLOWS reads: supplier buyer product quantity-of-each-year options. Options: `buyer-says=0.92` (the
buyer reports that part of it), `only=supplier|buyer|ledger`, `two-contracts`, `from=CN` (made there),
`price=45`. A quantity of 0 states that there was no such supply, `-` states nothing.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "src" / "kust" / "examples"

MACHINE_PRICES = """
P101 95   P102 150  P103 140  P104 130  P105 105  P106 85   P107 52   P108 70   P109 190  P110 640
P201 4.2  P202 1.8  P203 28   P204 3.6  P205 16   P206 1.2  P207 0.09 P208 9.5  P209 1.5  P210 0.7
P211 2.8  P212 7    P213 2.4  P214 2.6  P215 160  P301 215  P302 265  P303 245  P304 118  P305 39
P306 92   P307 430  P308 42   P309 27   P310 13   P401 3400 P402 3900 P403 3300 P404 1500 P405 4100
"""
MACHINE_FLOWS = """
M01 M04 P101 650 600 two-contracts
M01 M06 P101 160 150
M01 M09 P101 300 270
M01 M09 P102 300 280 buyer-says=0.92
M01 M12 P101 230 210
M01 M11 P102 60 60
M01 M05 P102 100 95
M02 M04 P103 380 350
M02 M04 P104 150 140
M02 M05 P103 330 310
M02 M06 P103 100 95
M02 M09 P104 110 100
M02 M12 P104 60 55 only=ledger
M03 M11 P105 430 400 two-contracts
M03 M11 P106 260 240
M03 M10 P105 250 235
M03 M10 P106 120 110
M03 M12 P105 50 45
M03 M06 P106 60 55
M03 M09 P105 60 55
M03 M13 P105 130 125
M04 M09 P203 1700 1550
M04 M09 P201 5700 5200
M04 M09 P204 3400 3100
M04 M06 P201 3000 2800
M04 M12 P204 1500 1400 only=supplier
M04 M13 P204 1400 1350
M05 M09 P202 34000 31000
M05 M04 P202 8000 7600
M06 M13 P306 430 415
M06 M13 P205 500 480
M06 M14 P205 1650 1600 buyer-says=1.1
M07 M06 P207 150000 140000
M07 M06 P206 9000 8500
M07 M12 P207 60000 56000 only=ledger
M07 M10 P207 30000 28000
M07 M09 P207 40000 38000
M08 M10 P208 1050 1000 only=buyer
M08 M13 P208 430 415
M08 M13 P310 180 170
M08 M14 P208 300 280
M09 M13 P301 290 275
M09 M14 P301 170 160
M10 M13 P303 45 38
M10 M14 P303 32 -
M11 M13 P304 230 220 buyer-says=0.9
M11 M14 P304 120 110
M12 M09 P305 900 820
M12 M13 P305 90 85
M12 M14 P305 100 95
M13 M14 P401 4 4
M14 M13 P404 0 0 only=supplier
F01 M06 P308 700 660 price=44
F01 M13 P308 340 330 price=44
F01 M14 P308 240 230 price=44
F02 M06 P308 180 170 price=36
F02 M13 P308 80 75 price=36
F02 M14 P308 50 45 price=36
D04 M06 P308 20 20
D04 M13 P308 30 30
D04 M14 P308 30 25
D03 M09 P209 11000 10100 from=CN
D03 M04 P209 3000 2800 from=CN
D03 M13 P209 900 880 from=CN
D03 M14 P209 2500 2350 from=CN price=1.6
D05 M09 P209 2800 2600
D05 M04 P209 1000 950
D05 M13 P209 300 290
F03 M13 P309 285 275 price=28
F03 M14 P309 190 180 price=28
F03 M08 P309 165 160 price=28
D06 M13 P309 145 140
D06 M14 P309 100 95
D06 M08 P309 95 90
F01 M06 P213 90 85
F01 M13 P213 40 38
F03 M14 P205 1500 1400 price=17.5
D01 M03 P107 2250 2100
D01 M10 P107 900 850
D02 M02 P108 1700 1600
D02 M05 P108 400 380
D02 M06 P108 700 660
D07 M13 P307 430 415
D07 M14 P307 177 170
C01 M13 P301 570 550 price=212
C01 M13 P302 430 415 price=262
C02 M11 P215 60 55
C02 M13 P215 90 85
M15 M11 P215 30 28
M15 M13 P215 40 38
D08 M13 P303 385 377 price=248
D08 M10 P214 6000 5600
D09 M07 P109 230 215
D09 M08 P110 72 68
M13 B01 P401 60 55
M13 B02 P401 180 172
M13 B02 P402 50 48
M14 B02 P403 90 86
M06 B01 P205 1500 1450
M09 B02 P302 470 450
"""

HARVEST_PRICES = """
P01 0.13 P02 0.095 P03 0.17 P04 0.11 P05 0.14 P06 0.16 P07 0.09 P11 0.19 P12 0.26 P13 0.95
P21 0.38 P22 0.52  P23 0.62 P24 1.1  P31 0.011 P32 0.036
"""
HARVEST_FLOWS = """
W01 W07 P01 30000
W01 W07 P02 60000
W01 W10 P02 8000
W02 W08 P06 90000
W03 W07 P01 25000
W03 W05 P04 15000
W03 W05 P05 10000 only=buyer
W04 W06 P04 14000
W04 W07 P03 15000
W04 W09 P07 22000
W05 W10 P12 11000
W06 W10 P12 8000
W07 W10 P11 38000 buyer-says=1.06
W07 W11 P11 6000
W07 W12 P11 9000
W07 B01 P11 30000
W08 W11 P13 5000
W08 W12 P13 3000
W08 B01 P13 8000
W09 W12 P24 2500
W10 W12 P21 30000
W10 W12 P22 14000
W10 B02 P21 32000
W11 W12 P23 15000
S01 W10 P31 260000
S02 W10 P32 52000
S02 W11 P32 9000
"""


@dataclass(frozen=True)
class Example:
    """The lists that the supplies of one example are made from."""

    name: str
    years: tuple[int, ...]
    growth: float
    members: str
    prices: str
    flows: str


MADE_UP = (
    Example("machine-building", (2018, 2017), 1.05, "M", MACHINE_PRICES, MACHINE_FLOWS),
    Example("wild-harvest", (2019,), 1.0, "W", HARVEST_PRICES, HARVEST_FLOWS),
)

SUPPLIES = (
    *("supplier_id", "buyer_id", "product_id", "origin_country", "year"),
    *("quantity", "amount_krub", "reported_by", "contract"),
)


def _number(value: float) -> str:
    """Write a figure to a tenth, a whole one without a decimal point."""
    return f"{value:.1f}".removesuffix(".0")


def _prices(example: Example, back: int) -> dict[str, float]:
    """Return the price of each product `back` years before the latest."""
    words = example.prices.split()
    return {
        code: float(price) / example.growth**back for code, price in zip(words[::2], words[1::2], strict=True)
    }


def _reports(
    supplier: str, buyer: str, members: str, options: dict[str, str]
) -> Iterator[tuple[str, float, str]]:
    """Yield who reports a flow, what part of it, by which contract: each member of the two, unless `only`."""
    ends = {"supplier": supplier, "buyer": buyer}
    told = [options["only"]] if "only" in options else [s for s in ends if ends[s].startswith(members)]
    for side in told:
        if side == "supplier" and "two-contracts" in options:
            yield side, 0.6, f"{supplier}-{buyer}/1"
            yield side, 0.4, f"{supplier}-{buyer}/2"
        else:
            yield side, float(options.get("buyer-says", 1)) if side == "buyer" else 1.0, ""


def make_supplies(example: Example) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `supplies`: the years in order, each flow as often as it is reported."""
    for back, year in reversed(list(enumerate(example.years))):
        prices = _prices(example, back)
        for line in example.flows.strip().splitlines():
            supplier, buyer, product, *rest = line.split()
            options = dict(option.partition("=")[::2] for option in rest[len(example.years) :])
            if rest[back] == "-":
                continue
            price = float(options.get("price", 0)) / example.growth**back or prices[product]
            for side, part, contract in _reports(supplier, buyer, example.members, options):
                units = float(rest[back]) * part
                figures = (str(year), _number(units), _number(units * price))
                yield supplier, buyer, product, options.get("from", ""), *figures, side, contract


def write_examples(folder: Path = EXAMPLES) -> None:
    """Write the supplies of each example below the folder."""
    for example in MADE_UP:
        target = folder / example.name / "supplies.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([SUPPLIES, *make_supplies(example)])


if __name__ == "__main__":
    write_examples()
