"""Share of each participant's output that other participants use; makers of final products are excepted.

share of i = Σ_{j≠i} s_ij / S_i
"""

import narwhals as nw

from kust.checks.forms import EachShare, Figures
from kust.checks.judge import all_of_each, judge_each
from kust.checks.rule import Outcome, Readings, Subject
from kust.checks.sides import NOT_FINAL_MAKERS, sales_gaps
from kust.law import Requirement

READINGS = ("participants",)
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> EachShare:
    """Say what is a share of what, of whom."""
    return EachShare(Figures("sold_inside_krub", "output_krub", NOT_FINAL_MAKERS), rule.threshold or 0)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge each participant that does not make final products by its own share."""
    each = form(rule, subject.readings)
    others = each.figures.group.expression()
    judged = judge_each(each.figures.of(subject.participants), each.at_least).with_columns(
        # Who may be a maker of final products is failed by nothing that is known.
        _shown=nw.when(nw.col("group").is_null() & (nw.col("verdict") == 0))
        .then(1)
        .otherwise(nw.col("verdict"))
    )
    within = judged.filter(nw.coalesce("group", nw.lit(True)))
    shown = within.select("cluster_id", "organisation_id", "value", nw.col("_shown").alias("verdict"))
    asked = subject.participants.filter(nw.coalesce(others, nw.lit(True)))
    unknown_group = subject.participants.filter(nw.col("makes_final_products").is_null())
    gaps = (*sales_gaps(subject, asked), subject.gaps(unknown_group, "memberships", "makes_final_products"))
    return Outcome(
        all_of_each(subject.clusters, judged, each.at_least), members=((None, shown),), missing=gaps
    )
