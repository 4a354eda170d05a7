"""The sections of a yearly return: which columns of which table they ask for."""

from dataclasses import dataclass

from kust.data.schema import Column, tables


@dataclass(frozen=True)
class Section:
    """A part of a return; a row of it counts as answered where one of its ``figures`` is there."""

    code: str
    table: str
    asked: tuple[str, ...]
    figures: tuple[str, ...] = ()
    may_add: bool = True

    @property
    def columns(self) -> list[Column]:
        return [tables()[self.table].column(name) for name in self.asked]

    @property
    def partner(self) -> str:
        """The column that names the other side."""
        return {"sales": "buyer_id", "purchases": "supplier_id"}.get(self.code, "")


_FACTS = ("makes_final_products", "uses_cluster_inputs", "exports", "not_yet_producing", "special_territory")
_MONEY = (
    "revenue_krub", "output_krub", "purchases_krub", "purchases_complete", "exports_krub", "investment_krub",
    "federal_taxes_krub",
)  # fmt: skip
_JOBS = ("jobs", "high_productivity_jobs", "average_wage_rub")
_NEEDS = (
    "product_id", "quantity_min", "quantity_max", "amount_krub", "import_share", "cause", "required_characteristics",
    "foreign_suppliers",
)  # fmt: skip
SECTIONS = {
    section.code: section
    for section in (
        Section("facts", "memberships", _FACTS, _FACTS, may_add=False),
        Section("figures", "accounts", (*_MONEY, *_JOBS), (*_MONEY, *_JOBS), may_add=False),
        Section(
            "outputs", "outputs", ("product_id", "quantity", "amount_krub", "capacity"),
            ("quantity", "amount_krub", "capacity"),
        ),
        Section(
            "sales", "supplies", ("buyer_id", "product_id", "quantity", "amount_krub", "contract"),
            ("quantity", "amount_krub"),
        ),
        Section(
            "purchases", "supplies", ("supplier_id", "product_id", "origin_country", "quantity", "amount_krub"),
            ("quantity", "amount_krub"),
        ),
        Section("needs", "needs", _NEEDS, _NEEDS),
        Section("firms", "organisations", ("name", "inn", "country", "region"), ("name",)),
        Section("goods", "products", ("name", "okpd2", "unit"), ("name",)),
    )
}  # fmt: skip
# In this order the rows of a figure's form are grouped under their own headings.
FIGURE_GROUPS = (("money", _MONEY), ("jobs", _JOBS))
