"""The two sides of cooperation: what participants sell to one another, and what they buy from one another.

Aggregate supply share Σ_i Σ_{j≠i} s_ij / Σ_i S_i, aggregate purchase share Σ_{j∈F} Σ_{i≠j} p_ji / Σ_{j∈F} P_j.
"""

import narwhals as nw

from kust.checks.forms import EVERYONE, Figures, Group
from kust.checks.rule import Readings, Subject
from kust.data.engines import Frame

NOT_FINAL_MAKERS = Group("makes_final_products", says=False)
# Makers of final products with what they bought inside (x) and all their purchases (y).
PURCHASE_SIDE = Figures("bought_inside_krub", "purchases_krub", Group("makes_final_products"))


def supply_figures(readings: Readings) -> Figures:
    """Participants with what they sold inside (x) and their output (y), by the reading with or without final makers."""
    group = EVERYONE if readings.final_makers_in_supply_side else NOT_FINAL_MAKERS
    return Figures("sold_inside_krub", "output_krub", group)


def sales_gaps(subject: Subject, participants: Frame) -> tuple[Frame, ...]:
    """Name who has not told its sales or its output."""
    sales = participants.filter(nw.col("sold_inside_krub").is_null())
    output = participants.filter(nw.col("output_krub").is_null())
    return (
        subject.gaps(sales, "supplies", "supplier_id", yearly=True),
        subject.gaps(output, "accounts", "output_krub", yearly=True),
    )


def purchase_gaps(subject: Subject) -> tuple[Frame, ...]:
    """Name the makers of final products, and those that may be, who have not told their purchases."""
    makers = subject.participants.filter(nw.coalesce("makes_final_products", nw.lit(True)))
    bought = makers.filter(nw.col("bought_inside_krub").is_null())
    purchases = makers.filter(nw.col("purchases_krub").is_null())
    unknown = makers.filter(nw.col("makes_final_products").is_null())
    return (
        subject.gaps(bought, "supplies", "buyer_id", yearly=True),
        subject.gaps(purchases, "accounts", "purchases_krub", yearly=True),
        subject.gaps(unknown, "memberships", "makes_final_products"),
    )
