"""The spatial development strategy and the territorial planning schemes are taken into account: a document says so."""

import narwhals as nw

from kust.checks.documents import find_documents, judge_documents
from kust.checks.forms import Documented
from kust.checks.judge import UNKNOWN
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ()


def form(_rule: Requirement, _readings: Readings) -> Documented:
    """Say that one document is asked."""
    return Documented()


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge by the documents of the cluster that count on the day."""
    documents = find_documents(subject, rule.code)
    judged = judge_documents(subject.clusters.select("cluster_id"), documents, "cluster_id").with_columns(
        value=nw.lit(None).cast(nw.Float64()), threshold=nw.lit(None).cast(nw.Float64())
    )
    unsaid = subject.gaps(judged.filter(nw.col("verdict") == UNKNOWN), "documents", "requirement")
    return Outcome(judged, missing=(unsaid,))
