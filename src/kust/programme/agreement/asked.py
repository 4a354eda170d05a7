"""Who is asked about the vision: everybody listed but those whom only a draft brought in."""

from collections.abc import Collection

from kust.programme.drafting.ids import plain_id
from kust.programme.programme import Programme, Stakeholder


def list_asked(programme: Programme, heard: Collection[str] = ()) -> tuple[Stakeholder, ...]:
    """List the stakeholders whose agreement counts.

    A draft lists the owners that it proposes. Until a person takes up one of their measures, says that they may be
    named, or has an answer of theirs, they are proposed as well: what has been agreed stays so.

    Parameters
    ----------
    heard
        Ids of those who have answered.

    Returns
    -------
    tuple of Stakeholder
        In the order of the programme.
    """
    owners = {one.owner_id for one in programme.measures if one.stands}
    told = {one.named_by_id for one in programme.problems if one.stands}
    taken_up = {*owners, *told, *heard}
    return tuple(
        one
        for one in programme.stakeholders
        if one.named or one.stakeholder_id in taken_up or not _is_drafted(one, programme.cluster_id)
    )


def _is_drafted(one: Stakeholder, cluster: str) -> bool:
    """Tell whether the id is that which a draft gives; where it was taken, a number stands behind."""
    if one.organisation_id is None:
        return False
    drafted = plain_id("stakeholder", cluster, one.organisation_id)
    return one.stakeholder_id == drafted or one.stakeholder_id.startswith(f"{drafted}-")
