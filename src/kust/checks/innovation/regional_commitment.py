"""Each region of the cluster has committed itself to target values: a document says so, or indicator targets of it."""

import narwhals as nw

from kust.checks.documents import find_documents, judge_documents
from kust.checks.forms import Documented
from kust.checks.judge import MET, NOT_MET, UNKNOWN
from kust.checks.rule import Outcome, Readings, Subject
from kust.data.engines import Frame
from kust.law import Requirement

READINGS = ()
TABLES = ()


def form(_rule: Requirement, _readings: Readings) -> Documented:
    """Say that a document is asked of each region."""
    return Documented(each_region=True)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge each region by its own document, one for all regions, or its targets; then all of them together."""
    documents = find_documents(subject, rule.code)
    for_all = documents.filter(nw.col("region").is_null())
    places = subject.regions.select("cluster_id", "region").unique()
    spread = (
        for_all.drop("region").join(places, "cluster_id", "inner").select("cluster_id", "region", "confirms")
    )
    own = documents.filter(~nw.col("region").is_null())
    by_region = judge_documents(places, nw.concat([own, spread]), "cluster_id", "region")
    targets = subject.rows("indicator_targets").filter(~nw.col("region").is_null())
    targets = targets.select("cluster_id", "region").unique().with_columns(_target=nw.lit(True))
    by_region = by_region.join(targets, ["cluster_id", "region"], "left").with_columns(
        verdict=nw.when(nw.coalesce("_target", nw.lit(False))).then(MET).otherwise(nw.col("verdict"))
    )
    # A cluster whose regions are not listed can still be answered by a document for all of them.
    whole = _judge_whole(subject, for_all, documents, targets)
    joined = whole.join(
        by_region.group_by("cluster_id").agg(nw.col("verdict").min().alias("_own")), "cluster_id", "left"
    )
    judged = joined.select(
        "cluster_id",
        nw.coalesce("_own", "verdict").alias("verdict"),
        nw.lit(None).cast(nw.Float64()).alias("value"),
        nw.lit(None).cast(nw.Float64()).alias("threshold"),
    )
    open_ones = judged.filter(nw.col("verdict") == UNKNOWN)
    missing = [subject.gaps(open_ones, "documents", "requirement")]
    if not subject.dataset.has("cluster_regions"):
        missing.append(subject.gaps(open_ones, "cluster_regions", "region"))
    return Outcome(judged, missing=tuple(missing))


def _judge_whole(subject: Subject, for_all: Frame, documents: Frame, targets: Frame) -> Frame:
    """Judge by the documents for all regions; a denial is not certain where some region has confirmed."""
    whole = judge_documents(subject.clusters.select("cluster_id"), for_all, "cluster_id")
    confirming = nw.concat(
        [documents.filter(nw.col("confirms")).select("cluster_id"), targets.select("cluster_id")]
    )
    whole = whole.join(confirming.unique().with_columns(_some=nw.lit(True)), "cluster_id", "left")
    doubtful = (nw.col("verdict") == NOT_MET) & nw.coalesce("_some", nw.lit(False))
    return whole.with_columns(verdict=nw.when(doubtful).then(UNKNOWN).otherwise(nw.col("verdict")))
