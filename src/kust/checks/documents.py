"""Requirements that a document answers."""

import narwhals as nw

from kust.checks.judge import MET, NOT_MET, UNKNOWN
from kust.checks.rule import Subject
from kust.data.engines import Frame


def find_documents(subject: Subject, requirement: str) -> Frame:
    """List the documents about a requirement that count on the day, with whether they confirm it.

    A document dated after the day does not count; an empty day counts on every day; an empty ``confirms`` is yes.
    """
    dated = nw.col("dated_on")
    documents = subject.dataset.table("documents").filter(nw.col("requirement") == requirement)
    documents = documents.filter(dated.is_null() | (dated <= subject.on))
    chosen = documents.select(
        "cluster_id", "region", nw.coalesce(nw.col("confirms"), nw.lit(True)).alias("confirms")
    )
    return chosen.collect(backend="polars")


def judge_documents(places: Frame, documents: Frame, *keys: str) -> Frame:
    """Judge each place by its documents: met by one that confirms, not met by one that denies, else unknown."""
    said = documents.group_by(*keys).agg(nw.col("confirms").max())
    joined = places.join(said, list(keys), "left")
    confirms = nw.col("confirms")
    verdict = nw.when(confirms).then(MET).otherwise(nw.when(~confirms).then(NOT_MET).otherwise(UNKNOWN))
    return joined.select(*keys, verdict.alias("verdict"))
