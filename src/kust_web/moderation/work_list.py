"""What waits for somebody, by each of its duties: returns, files, supplies, invitations, duplicates; and where."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from kust_web.moderation.duplicates.views import find_waiting
from kust_web.moderation.duplicates.works import KIND as DUPLICATES
from kust_web.moderation.members.joining import keep_answerable
from kust_web.moderation.models import Confirmation, Joining, Return, Upload
from kust_web.moderation.rights import members_of
from kust_web.moderation.sides.cluster import find_differences
from kust_web.moderation.sides.supplies import count_states
from kust_web.people.models import Duty, Invitation, User
from kust_web.registry.models import Change, model_of
from kust_web.registry.snapshot import find_newest_change
from kust_web.workbench.models import Job

_SHOWN = 10
_HOUR = 3600


@dataclass(frozen=True)
class Task:
    """Something that waits: the code of its words, how many, of which year, and the page where it is done."""

    code: str
    address: str
    count: int | None = None
    year: int | None = None
    name: str = ""


def list_work(user: User, duty: Duty) -> list[Task]:
    """List what waits for a person in one of its duties; where nothing waits, nothing is listed."""
    if duty.kind == Duty.PARTICIPANT:
        return [
            *_asked_of(duty.organisation_id),
            *find_tasks(duty.organisation_id, count_states(duty.organisation_id)),
        ]
    if duty.kind == Duty.MANAGER:
        return _of_cluster(duty.cluster_id)
    return _of_reviewer(user, duty)


def find_tasks(firm: str, supplies: Mapping[int, Mapping[str, int]]) -> list[Task]:
    """List what a firm has to do: its returns, its files, supplies to answer; these by year and state."""
    due = timezone.localdate().year - 1
    returns = {one.year: one for one in Return.objects.filter(organisation_id=firm)}
    known = returns.get(due)
    tasks = []
    if known is None or known.is_open:
        state = "none" if known is None else known.state
        tasks.append(Task(f"firm.task.return_{state}", reverse("return", args=[firm, due]), year=due))
    for one in returns.values():
        if one.state == Return.RETURNED and one.year != due:
            address = reverse("return", args=[firm, one.year])
            tasks.append(Task("firm.task.return_returned", address, year=one.year))
    waiting = Upload.objects.filter(organisation_id=firm, state__in=(Upload.READ, Upload.RETURNED))
    for upload in waiting.defer("findings")[:_SHOWN]:
        address = reverse("firm-upload", args=[firm, upload.pk])
        code = "entry.work.upload_errors" if upload.errors else "entry.work.upload_ready"
        tasks.append(Task(code, address, upload.errors or None, name=upload.name))
    for year in sorted(supplies, reverse=True):
        for state in ("waiting", "differs", "denied"):
            if count := supplies[year][state]:
                address = f"{reverse('sides', args=[firm])}?{urlencode({'year': year, 'state': state})}"
                tasks.append(Task(f"firm.task.supplies_{state}", address, count, year))
    return tasks


def _asked_of(firm: str) -> list[Task]:
    asked = Joining.objects.filter(state=Joining.ASKED, organisation_id=firm).count()
    return [Task("entry.work.joinings", reverse("entry"), asked)] if asked else []


def _of_cluster(cluster: str) -> list[Task]:
    members = members_of(cluster)
    told = Q(organisation_id__in=members, state="submitted")
    own = Upload.objects.filter(
        cluster_id=cluster, state__in=(Upload.READ, Upload.RETURNED, Upload.SUBMITTED)
    )
    invited = Invitation.objects.filter(accepted_by=None, until__gt=timezone.now()).filter(
        Q(kind=Duty.MANAGER, cluster_id=cluster) | Q(kind=Duty.PARTICIPANT, organisation_id__in=members)
    )
    counts = {
        ("returns", "manage-returns"): Return.objects.filter(told).count(),
        ("uploads", "manage-returns"): Upload.objects.filter(told).count(),
        ("own_uploads", "manage-uploads"): own.count(),
        ("returned", "manage-progress"): Return.objects.filter(
            organisation_id__in=members, state="returned"
        ).count(),
        ("differences", "differences"): _count_differences(cluster),
        ("joinings_open", "manage-members"): Joining.objects.filter(
            cluster_id=cluster, state=Joining.ASKED
        ).count(),
        ("invitations", "manage-people"): invited.count(),
        ("confirmation", "manage"): Confirmation.objects.filter(
            cluster_id=cluster, state=Confirmation.RETURNED
        ).count(),
    }
    return [
        Task(f"entry.work.{code}", reverse(page, args=[cluster]), count)
        for (code, page), count in counts.items()
        if count
    ]


def _count_differences(cluster: str) -> int:
    """Count the supplies of which the sides differ; counted anew when something of the cluster has changed."""
    newest = Change.objects.filter(pk=find_newest_change(cluster)).values_list("pk", "made_at").first()
    key = hashlib.sha256(f"{cluster} {newest}".encode()).hexdigest()
    found = cache.get_or_set(f"differences-{key}", lambda: len(find_differences(cluster)), _HOUR)
    return int(found or 0)


def _of_reviewer(user: User, duty: Duty) -> list[Task]:
    asked = Confirmation.objects.filter(state=Confirmation.ASKED)
    if duty.region:
        mine = model_of("cluster_regions").objects.filter(region=duty.region, is_removed=False)
        asked = asked.filter(cluster_id__in=mine.values("cluster_id"))
    questions = keep_answerable(user, Joining.objects.filter(state=Joining.ASKED)[:200])
    done = Job.objects.filter(kind=DUPLICATES, state=Job.DONE).first()
    pairs: list[Any] = find_waiting(user, done.answer["pairs"])[0] if done else []
    counts = {
        ("confirmations", "review"): asked.count(),
        ("joinings", "review"): len(questions),
        ("duplicates", "duplicates"): len(pairs),
    }
    return [
        Task(f"entry.work.{code}", reverse(page), count) for (code, page), count in counts.items() if count
    ]
