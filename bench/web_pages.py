"""The pages that are measured: who asks for which, the large cluster before all others."""

from __future__ import annotations

from datetime import date, timedelta

from bench.web_registry import BIG, LAST

_PAST = (date.today() - timedelta(days=3)).isoformat()
_CLUSTER, _FIRM = f"/clusters/{BIG}", "/firms/W0010"
VISITOR = (
    "/",
    "/dashboard/",
    "/clusters/",
    "/clusters/?q=кластер",
    "/clusters/?page=30&sort=-participants",
    "/clusters/?sort=region",
    "/clusters/?as=csv",
    "/map/",
    f"/map/?cluster={BIG}",
    f"/compare/?cluster={BIG}&cluster=W0001",
    f"{_CLUSTER}/",
    f"{_CLUSTER}/?page=3",
    f"{_CLUSTER}/?as_of={_PAST}",
    f"{_CLUSTER}/summary/",
    f"{_CLUSTER}/verdicts/",
    f"{_CLUSTER}/chain/",
    f"{_CLUSTER}/extract/",
)
MANAGER = (
    f"{_CLUSTER}/verdicts/?edition=all",
    f"{_CLUSTER}/why/industrial.cooperation/",
    f"{_CLUSTER}/chain/",
    f"{_CLUSTER}/niches/",
    f"{_CLUSTER}/remedies/",
    f"{_CLUSTER}/what-if/",
    f"{_CLUSTER}/projects/",
    f"{_CLUSTER}/history/",
    f"{_CLUSTER}/history/{{change}}/?table=supplies&page=50",
    f"{_CLUSTER}/differences/",
    f"{_CLUSTER}/anonymous.csv",
    f"{_CLUSTER}/manage/members/",
    f"{_CLUSTER}/manage/people/",
    f"{_CLUSTER}/manage/progress/",
    f"{_CLUSTER}/returns/",
    f"{_CLUSTER}/uploads/",
    "/entry/",
    "/jobs/",
)
EDITOR = (
    f"{_FIRM}/",
    f"{_FIRM}/sides/",
    f"{_FIRM}/returns/{LAST}/",
    f"{_FIRM}/lookup/organisations/?q=зав",
    f"{_FIRM}/book/",
)
REVIEWER = ("/duplicates/", "/duplicates/pair/?left=W0010&right=W0011", "/review/")
KEY = (
    "/api/clusters",
    "/api/tables/supplies?size=100",
    "/api/tables/supplies?size=100&page=150",
    f"/api/clusters/{BIG}/verdicts",
    f"/api/package?cluster_id={BIG}",
)
PAGES = {"visitor": VISITOR, "manager": MANAGER, "editor": EDITOR, "reviewer": REVIEWER, "key": KEY}
# Of ten users at once: whoever looks, a manager or two, an editor, a reviewer, a program.
CROWD = (
    "visitor",
    "visitor",
    "visitor",
    "visitor",
    "visitor",
    "manager",
    "manager",
    "editor",
    "reviewer",
    "key",
)


def list_pages() -> list[tuple[str, str]]:
    """List who asks for which page."""
    from kust_web.registry.models import Change

    change = str(Change.objects.get(reason=f"figures of {LAST}").pk)
    return [(role, page.replace("{change}", change)) for role, pages in PAGES.items() for page in pages]
