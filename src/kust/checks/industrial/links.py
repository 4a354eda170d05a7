"""Each participant has a flow with at least so many others, either way; in 2023 each that already produces."""

import narwhals as nw

from kust.chain.participants import count_partners
from kust.checks.forms import EVERYONE, EachLinked, Group
from kust.checks.judge import MET, NOT_MET, UNKNOWN, all_of_each, verdict_of
from kust.checks.rule import Outcome, Readings, Subject
from kust.data.engines import Frame
from kust.law import Requirement

READINGS = ("participants",)
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> EachLinked:
    """Say of whom links are asked, and how many."""
    producing = Group("not_yet_producing", says=False)
    return EachLinked(rule.threshold or 0, producing if rule.is_so("only_those_that_produce") else EVERYONE)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge each participant by its partners; one whose sales or purchases are missing may have more of them."""
    asked = form(rule, subject.readings)
    threshold = asked.at_least
    enough, known = nw.col("partners") >= threshold, nw.col("sells") & nw.col("buys")
    value = nw.col("partners").cast(nw.Float64())
    participants = with_partners(subject)
    judged = participants.with_columns(
        group=asked.group.expression(), verdict=verdict_of(enough, enough | ~known), value=value
    ).filter(nw.coalesce("group", nw.lit(True)))
    shown = (
        nw.when(nw.col("group").is_null() & (nw.col("verdict") == NOT_MET))
        .then(UNKNOWN)
        .otherwise(nw.col("verdict"))
    )
    members = judged.select("cluster_id", "organisation_id", "value", shown.alias("verdict"))
    lacking = judged.filter(nw.col("verdict") != MET)
    missing = [
        subject.gaps(lacking.filter(~nw.col("sells")), "supplies", "supplier_id", yearly=True),
        subject.gaps(lacking.filter(~nw.col("buys")), "supplies", "buyer_id", yearly=True),
        subject.gaps(judged.filter(nw.col("group").is_null()), "memberships", "not_yet_producing"),
    ]
    return Outcome(
        all_of_each(subject.clusters, judged, threshold), members=((None, members),), missing=tuple(missing)
    )


def with_partners(subject: Subject) -> Frame:
    """Add to each participant the number of others that it trades with, as it sees it."""
    counts = count_partners(subject.inside)
    joined = subject.participants.join(counts, ["cluster_id", "organisation_id"], "left")
    return joined.with_columns(partners=nw.coalesce("partners", nw.lit(0)))
