"""The work of looking through all firms for those that are known twice."""

from typing import Any

from django.db.models import Max

from kust_web.moderation.duplicates.find import Firm, find_pairs
from kust_web.registry.models import model_of
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job

KIND = "duplicates"
_COLUMNS = ("organisation_id", "name", "inn", "ogrn", "country", "region", "municipality", "okved")
MOST_PAIRS = 5000


def find_state() -> dict[str, Any]:
    """Name the state of the list of firms: the last change that wrote one of them."""
    return {"change": model_of("organisations").objects.aggregate(last=Max("change_id"))["last"] or 0}


@work(KIND, long=True)
def look_for_duplicates(job: Job, tell: Say) -> dict[str, Any]:
    """Find the pairs of firms that could be one; names are not kept in the answer."""
    tell(0.02, "reading")
    rows = model_of("organisations").objects.filter(is_removed=False).values_list(*_COLUMNS)
    firms = [Firm(*row) for row in rows.iterator(5000)]
    pairs = find_pairs(firms, lambda share: tell(0.05 + 0.9 * share, "comparing"))
    told = [[pair.left, pair.right, pair.score, pair.is_certain, pair.reasons] for pair in pairs[:MOST_PAIRS]]
    return {"firms": len(firms), "found": len(pairs), "pairs": told}
