"""Requirements that a document answers."""

from collections.abc import Iterator

import narwhals as nw
import polars as pl

from kust.checks.judge import MET, NOT_MET, UNKNOWN
from kust.checks.rule import Subject
from kust.data.dataset import Dataset
from kust.data.engines import Frame
from kust.data.findings import Finding
from kust.data.rules_keys import report
from kust.law import editions


def find_unknown_requirements(dataset: Dataset) -> Iterator[Finding]:
    """Find documents about something that no edition asks."""
    known = {rule.code for edition in editions().values() for rule in edition.requirements}
    if dataset.has("documents"):
        unknown = dataset.rows("documents").filter(~pl.col("requirement").is_in(sorted(known)))
        yield from report(unknown, "code.requirement", "error", "documents", "requirement")


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
