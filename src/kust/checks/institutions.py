"""Educational organisations: counted where their level is known."""

import narwhals as nw

from kust.checks.judge import count_known
from kust.checks.rule import Subject
from kust.data.engines import Frame


def count_institutions(subject: Subject) -> tuple[Frame, Frame]:
    """Count organisations of higher or vocational education; an empty level is unknown and a gap."""
    schools = subject.members.filter(nw.col("role") == "education")
    schools = schools.group_by("cluster_id", "organisation_id").agg(nw.col("education_level").max())
    known = nw.when(~nw.col("education_level").is_null()).then(nw.lit(True)).otherwise(None)
    unsaid = schools.filter(nw.col("education_level").is_null())
    return count_known(subject.clusters, schools, known), subject.gaps(
        unsaid, "memberships", "education_level"
    )
