"""Who may see a job, and who may stop it."""

from django.contrib.auth.models import AnonymousUser

from kust_web.people.access import may
from kust_web.people.models import User
from kust_web.workbench.jobs import is_public
from kust_web.workbench.models import Job

# So many computations may somebody have under way at a time; visitors all together.
MOST_OF_VISITORS, MOST_OF_ONE = 20, 10

Person = User | AnonymousUser


def may_see(user: Person, job: Job) -> bool:
    """A job of a cluster is seen by those who see the cluster's figures, one of the whole registry by its asker."""
    if is_public(job.kind):
        return True
    if job.cluster_id:
        return may(user, "cluster.see", cluster=job.cluster_id)
    return (user.is_authenticated and job.asked_by_id == user.pk) or may(user, "registry.manage")


def may_cancel(user: Person, job: Job) -> bool:
    """Stopped by who asked; one that a visitor asked, or that runs on, by the manager of the cluster."""
    if not user.is_authenticated or not job.is_open:
        return False
    if job.asked_by_id == user.pk:
        return True
    return bool(job.cluster_id) and may(user, "cluster.manage", cluster=job.cluster_id)


def is_crowded(user: Person) -> bool:
    """Tell whether somebody has asked for so much already that it has to wait."""
    under_way = Job.objects.filter(state__in=[Job.WAITING, Job.RUNNING])
    if user.is_authenticated:
        return under_way.filter(asked_by=user).count() >= MOST_OF_ONE
    return under_way.filter(asked_by=None).count() >= MOST_OF_VISITORS
