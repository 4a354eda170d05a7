"""Flows of one year, matched from the reports of both sides, and the yearly figures they are divided by."""

from collections import defaultdict
from math import fsum

from .rows import Row, Tables, number, of_year, text, truth

SUPPLIER_FIRST = ("supplier", "buyer", "ledger")
BUYER_FIRST = ("buyer", "supplier", "ledger")


class Flows:
    """What every organisation sold and bought in the year, as each of the two sides tells it."""

    def __init__(self, tables: Tables, year: int) -> None:
        self.reports: dict[tuple[str, str, str], dict[str, list[float]]] = defaultdict(dict)
        self.suppliers_named: set[str] = set()
        self.buyers_named: set[str] = set()
        for row in of_year(tables.get("supplies", []), year):
            self._take(row)

    def _take(self, row: Row) -> None:
        supplier, buyer = row["supplier_id"], row["buyer_id"]
        self.suppliers_named.add(supplier)
        self.buyers_named.add(buyer)
        reporter = text(row, "reported_by") or "ledger"
        amount = number(row, "amount_krub")
        assert amount is not None, "the amount of a supply is required"
        self.reports[supplier, buyer, row["product_id"]].setdefault(reporter, []).append(amount)

    def sold(self, supplier: str, buyer: str) -> float:
        """s: the supplier's report of each flow first."""
        return self._between(supplier, buyer, SUPPLIER_FIRST)

    def bought(self, buyer: str, supplier: str) -> float:
        """p: the buyer's report of each flow first."""
        return self._between(supplier, buyer, BUYER_FIRST)

    def _between(self, supplier: str, buyer: str, order: tuple[str, ...]) -> float:
        amounts = []
        for (one, other, _product), told in self.reports.items():
            if (one, other) == (supplier, buyer):
                reporter = next(reporter for reporter in order if reporter in told)
                amounts.append(fsum(told[reporter]))
        return fsum(amounts)

    def sold_to(self, supplier: str, buyers: set[str]) -> float | None:
        """Sales to the others of a group; missing where no row of the year names the supplier."""
        if supplier not in self.suppliers_named:
            return None
        return fsum(self.sold(supplier, buyer) for buyer in sorted(buyers) if buyer != supplier)

    def bought_from(self, buyer: str, suppliers: set[str]) -> float | None:
        """Purchases from the others of a group; missing where no row of the year names the buyer."""
        if buyer not in self.buyers_named:
            return None
        return fsum(self.bought(buyer, supplier) for supplier in sorted(suppliers) if supplier != buyer)


def account_of(tables: Tables, organisation: str, year: int) -> Row:
    for row in of_year(tables.get("accounts", []), year):
        if row["organisation_id"] == organisation:
            return row
    return {}


def output_of(tables: Tables, organisation: str, year: int) -> float | None:
    """S: stated, else the sum of the outputs if every one of them has an amount."""
    stated = number(account_of(tables, organisation, year), "output_krub")
    if stated is not None:
        return stated
    amounts = []
    for row in of_year(tables.get("outputs", []), year):
        if row["organisation_id"] == organisation:
            amounts.append(number(row, "amount_krub"))
    known = [amount for amount in amounts if amount is not None]
    return fsum(known) if amounts and len(known) == len(amounts) else None


def purchases_of(tables: Tables, flows: Flows, organisation: str, year: int) -> float | None:
    """P: stated, else what was bought from anyone else, where the list is said to be complete."""
    account = account_of(tables, organisation, year)
    stated = number(account, "purchases_krub")
    if stated is not None:
        return stated
    if truth(account, "purchases_complete") is not True:
        return None
    return flows.bought_from(organisation, flows.suppliers_named)
