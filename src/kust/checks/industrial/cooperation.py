"""Level of cooperation: either side is enough, each with a limit on how many may be below their own share.

Supply side: aggregate supply share of the participants, and at most so many of them supply less than their own share.
Purchase side: aggregate purchase share of the makers of final products, and at most so many of them buy less.
"""

import narwhals as nw
import polars as pl

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
        frame.to_native().select(
            "cluster_id", pl.col("verdict", "value", "threshold").name.prefix(f"{name}_")
        )
        for name, _, frame in parts
    ]
    joined: pl.DataFrame = frames[0]
    for frame in frames[1:]:
        joined = joined.join(frame, on="cluster_id", how="left")
    return nw.from_native(joined.select("cluster_id", *_JOINED), eager_only=True)


_SUPPLY = pl.min_horizontal("supply_side_verdict", "supply_side_below_verdict")
_PURCHASE = pl.min_horizontal("purchase_side_verdict", "purchase_side_below_verdict")
_OURS, _THEIRS = pl.col("supply_side_value"), pl.col("purchase_side_value")
_IS_LARGER = _THEIRS.is_not_null() & (_OURS.is_null() | pl.coalesce(_THEIRS > _OURS, pl.lit(False)))
_SHOWS_PURCHASE = pl.when(_SUPPLY == MET).then(pl.lit(False)).otherwise((_PURCHASE == MET) | _IS_LARGER)
_SHOWN = pl.when(_SHOWS_PURCHASE)
_JOINED = (
    pl.max_horizontal(_SUPPLY, _PURCHASE).alias("verdict"),
    _SHOWN.then(_THEIRS).otherwise(_OURS).alias("value"),
    _SHOWN.then(pl.col("purchase_side_threshold"))
    .otherwise(pl.col("supply_side_threshold"))
    .alias("threshold"),
    _SHOWN.then(pl.lit("purchase_side")).otherwise(pl.lit("supply_side")).alias("shown_part"),
)
