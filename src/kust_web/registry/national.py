"""The state of the whole country: worked out by one job on the snapshot of the registry, a few times a day.

Every change of any row would call for it anew, so that pages show the last answer, with its moment, and ask for a
new one only when that is older than ``WAIT``.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kust.data import Dataset
from kust.projects.effects import calc_effects
from kust_web.people.models import User
from kust_web.registry import snapshot
from kust_web.registry.figures import add_up_accounts, add_up_effects
from kust_web.registry.made_up import find_made_up, leave_out
from kust_web.registry.models import Change, Standing, model_of
from kust_web.registry.standings import judge
from kust_web.workbench import jobs
from kust_web.workbench.models import Job

KIND = "national"
WAIT = timedelta(minutes=10)
FORM = 2  # of the answer: an older one did not tell real clusters from made-up ones


@dataclass(frozen=True)
class State:
    """The last answer there is, and whether it is time for another."""

    finished_at: datetime | None
    is_due: bool
    answer: dict[str, Any] | None = None


@jobs.work(KIND, public=True, long=True)
def work_out(job: Job, tell: jobs.Say) -> dict[str, Any]:
    """Judge every cluster under every edition, and roll up what participants and projects report."""
    on = date.fromisoformat(job.parameters["on"])
    taken = snapshot.current()
    if not model_of("clusters").objects.exists():
        return {
            "on": on.isoformat(),
            "digest": taken.digest,
            "accounts": [],
            "effects": [],
            "with_made_up": {},
        }
    dataset = snapshot.open_snapshot(taken.digest)
    tell(0.2, "standings")
    standings = judge(dataset, on)
    tell(0.8, "figures")
    made_up = frozenset(find_made_up().values_list("cluster_id", flat=True))
    answer = {"on": on.isoformat(), "digest": taken.digest, **_add_up(leave_out(dataset, made_up), on)}
    answer["with_made_up"] = _add_up(dataset, on) if made_up else {}
    with transaction.atomic():
        Standing.objects.all().delete()
        Standing.objects.bulk_create(standings, batch_size=1000)
    return answer


def _add_up(dataset: Dataset, on: date) -> dict[str, Any]:
    return {
        "accounts": add_up_accounts(dataset, on),
        "effects": add_up_effects(dataset, calc_effects(dataset, on=on)) if dataset.has("projects") else [],
    }


def look(*, with_answer: bool = False) -> State:
    """Find the last answer, without asking for another."""
    done = Job.objects.filter(kind=KIND, state=Job.DONE, parameters__form=FORM)
    last = (done if with_answer else done.defer("answer")).first()
    if last is None:
        return State(None, True)
    old = timezone.now() - last.finished_at > WAIT
    is_due = old and last.parameters != _question()
    return State(last.finished_at, is_due, last.answer if with_answer else None)


def ask(user: User | None = None) -> Job:
    """Ask for the state of now; while one is being worked out, that one."""
    running = Job.objects.filter(kind=KIND, state__in=[Job.WAITING, Job.RUNNING]).first()
    return running or jobs.ask(KIND, parameters=_question(), user=user)


def _question() -> dict[str, Any]:
    newest = Change.objects.aggregate(newest=Max("id"))["newest"]
    return {"on": timezone.localdate().isoformat(), "change": newest, "form": FORM}
