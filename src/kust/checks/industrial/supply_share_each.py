"""Share of each participant's output that other participants use; makers of final products are excepted.

share of i = Σ_{j≠i} s_ij / S_i
"""

import narwhals as nw

from kust.checks.judge import all_of_each, judge_each
from kust.checks.rule import Outcome, Subject, shares_of
from kust.checks.sides import sales_gaps
from kust.law import Requirement

READINGS = ("participants",)
TABLES = ("memberships",)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge each participant that does not make final products by its own share."""
    threshold = rule.threshold or 0
    others = ~nw.col("makes_final_products")
    members = shares_of(subject.participants, "sold_inside_krub", "output_krub", others)
    judged = judge_each(members, threshold).with_columns(
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
    return Outcome(all_of_each(subject.clusters, judged, threshold), members=((None, shown),), missing=gaps)
