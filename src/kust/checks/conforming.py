"""Whether clusters conform, as conditions of support measures and of projects ask."""

from collections.abc import Iterable

from kust.checks.result import ClusterVerdicts


def tell_conforming(entries: Iterable[ClusterVerdicts]) -> dict[str, str]:
    """Say by cluster whether it conforms to its industrial edition; of several editions the first counts.

    Rules of which only a part is known can fail a cluster but not pass it.
    """
    found: dict[str, str] = {}
    for one in entries:
        if one.edition is not None and one.edition.kind == "industrial":
            is_partial = one.conforms == "met" and one.edition.coverage == "partial"
            found.setdefault(one.cluster_id, "unknown" if is_partial else one.conforms)
    return found
