"""Level of cooperation: either side is enough, each with a limit on how many may be below their own share.

Supply side: aggregate supply share of the participants, and at most so many of them supply less than their own share.
Purchase side: aggregate purchase share of the makers of final products, and at most so many of them buy less.
"""

import narwhals as nw

from kust.checks.forms import AllOf, AnyOf, Below, Share
from kust.checks.judge import MET, judge_each, judge_share_below, judge_shares
from kust.checks.rule import Outcome, Readings, Subject
from kust.checks.sides import PURCHASE_SIDE, purchase_gaps, sales_gaps, supply_figures
from kust.data.engines import Frame
from kust.law import Requirement

READINGS = ("participants", "final_makers_in_supply_side")
TABLES = ("memberships",)


def form(rule: Requirement, readings: Readings) -> AnyOf:
    """Say what each side asks: the share of the whole, and how many may be below their own."""
    return AnyOf(tuple(AllOf(side) for side in _sides(rule, readings).values()))


def _sides(rule: Requirement, readings: Readings) -> dict[str, tuple[Share, Below]]:
    own, at_most = rule.figure("own_share"), rule.figure("below_at_most")
    figures = {"supply_side": supply_figures(readings), "purchase_side": PURCHASE_SIDE}
    return {
        name: (Share(side, rule.threshold or 0), Below(side, own, at_most)) for name, side in figures.items()
    }


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge both sides and join them: «and» within a side, «or» between the sides."""
    parts: list[tuple[str, str, Frame]] = []
    members: list[tuple[str | None, Frame]] = []
    for name, (share, below) in _sides(rule, subject.readings).items():
        side = share.figures.of(subject.participants)
        each = judge_each(side, below.own)
        parts.append((name, ">=", judge_shares(subject.clusters, side, share.at_least)))
        parts.append((f"{name}_below", "<=", judge_share_below(subject.clusters, each, below.at_most)))
        within = each.filter(nw.coalesce("group", nw.lit(True)))
        members.append((name, within.select("cluster_id", "organisation_id", "value", "verdict")))
    told = (
        subject.participants
        if subject.readings.final_makers_in_supply_side
        else subject.participants.filter(nw.coalesce(~nw.col("makes_final_products"), nw.lit(True)))
    )
    missing = (*sales_gaps(subject, told), *purchase_gaps(subject))
    return Outcome(_join_sides(parts), tuple(parts), tuple(members), missing)


def _join_sides(parts: list[tuple[str, str, Frame]]) -> Frame:
    """Join the sides; shown are the figures of the side that is met, supply first, else of the larger known share."""
    frames = [
        frame.select("cluster_id", nw.col("verdict", "value", "threshold").name.prefix(f"{name}_"))
        for name, _, frame in parts
    ]
    joined = frames[0]
    for frame in frames[1:]:
        joined = joined.join(frame, "cluster_id", "left")
    supply = nw.min_horizontal("supply_side_verdict", "supply_side_below_verdict")
    purchase = nw.min_horizontal("purchase_side_verdict", "purchase_side_below_verdict")
    ours, theirs = nw.col("supply_side_value"), nw.col("purchase_side_value")
    larger = ~theirs.is_null() & (ours.is_null() | nw.coalesce(theirs > ours, nw.lit(False)))
    shows_purchase = nw.when(supply == MET).then(nw.lit(False)).otherwise((purchase == MET) | larger)
    shown = nw.when(shows_purchase)
    return joined.with_columns(shows_purchase=shows_purchase).select(
        "cluster_id",
        nw.max_horizontal(supply, purchase).alias("verdict"),
        shown.then(theirs).otherwise(ours).alias("value"),
        shown.then(nw.col("purchase_side_threshold"))
        .otherwise(nw.col("supply_side_threshold"))
        .alias("threshold"),
        nw.when(shows_purchase)
        .then(nw.lit("purchase_side"))
        .otherwise(nw.lit("supply_side"))
        .alias("shown_part"),
    )
