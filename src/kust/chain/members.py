"""Who counts: the members of each cluster on a day."""

from datetime import date

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.data.engines import Frame

FLAGS = (
    "makes_final_products",
    "uses_cluster_inputs",
    "exports",
    "is_founder",
    "in_governing_body",
    "cofinances",
    "not_yet_producing",
    "special_territory",
)


def find_members(dataset: Dataset, on: date) -> Frame:
    """List the membership rows that hold on a day: joined on or before it and not yet left.

    Parameters
    ----------
    dataset
        Uses ``memberships``.
    on
        The day asked about; the day of leaving is the first day out.

    Returns
    -------
    nw.DataFrame
        ``cluster_id``, ``organisation_id``, ``role``, ``education_level``, ``infrastructure_kind`` and the
        flags of :data:`FLAGS`; one row a membership row, so that objects of infrastructure can be counted.
    """
    joined, left = nw.col("joined_on"), nw.col("left_on")
    here = (joined.is_null() | (joined <= on)) & (left.is_null() | (left > on))
    kept = ("cluster_id", "organisation_id", "role", "education_level", "infrastructure_kind")
    return dataset.collect(dataset.table("memberships").filter(here).select(*kept, *FLAGS))


def merge_roles(members: Frame, roles: tuple[str, ...] | None = None) -> Frame:
    """Count an organisation once: its rows (of the given roles, or of all) become one.

    A flag that its rows answer both ways is unknown and ``<flag>_disputed``; one that some leave empty is what
    the others say.
    """
    native: pl.DataFrame = members.to_native()
    chosen = native if roles is None else native.filter(pl.col("role").is_in(roles))
    merged = chosen.group_by("cluster_id", "organisation_id").agg(_ENDS).select(_AGREED)
    return nw.from_native(merged.sort("cluster_id", "organisation_id"), eager_only=True)


# Made once: making an expression costs as much as asking it of a small table.
_ENDS = (pl.col(FLAGS).min().name.suffix("_least"), pl.col(FLAGS).max())
_DISPUTED = {flag: (pl.col(flag) != pl.col(f"{flag}_least")).fill_null(False) for flag in FLAGS}
_AGREED = (
    pl.col("cluster_id", "organisation_id"),
    *(pl.when(~both).then(pl.col(flag)).alias(flag) for flag, both in _DISPUTED.items()),
    *(both.alias(f"{flag}_disputed") for flag, both in _DISPUTED.items()),
)
