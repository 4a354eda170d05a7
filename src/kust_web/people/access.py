"""Who may do what: the one place that decides it.

An action is something that a view lets people do with a cluster, a firm or the registry. What a person may not
do does not exist for it: the answer is 404, so that nobody learns by asking whose figures are here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from kust_web.people.models import Duty, User

Action = Literal[
    "public",  # what everybody sees
    "signed_in",  # one's own account
    "cluster.see",  # figures of a cluster's members, down to the rows
    "cluster.manage",  # its members, its files, accepting what firms hand in
    "cluster.review",  # confirming that it conforms
    "organisation.see",  # a firm's own figures
    "organisation.enter",  # typing or uploading them
    "registry.review",  # queues of the registry: duplicate firms
    "registry.manage",  # everything else
]
_OF_CLUSTER = {
    "cluster.see": {Duty.MANAGER, Duty.REVIEWER},
    "cluster.manage": {Duty.MANAGER},
    "cluster.review": {Duty.REVIEWER},
}
_OF_ORGANISATION = {
    "organisation.see": {Duty.PARTICIPANT, Duty.MANAGER, Duty.REVIEWER},
    "organisation.enter": {Duty.PARTICIPANT, Duty.MANAGER},
}


def may(
    user: User | AnonymousUser, action: Action, *, cluster: str | None = None, organisation: str | None = None
) -> bool:
    """Decide whether a person may do something to a cluster, to a firm or to the registry."""
    if action == "public":
        return True
    if not user.is_authenticated:
        return False
    duties = duties_of(user)
    if action == "signed_in" or any(duty.kind == Duty.ADMINISTRATOR for duty in duties):
        return True
    if action == "registry.review":
        return any(duty.kind == Duty.REVIEWER for duty in duties)
    if action in _OF_CLUSTER and cluster:
        return any(duty.kind in _OF_CLUSTER[action] and _reaches(duty, cluster) for duty in duties)
    if action in _OF_ORGANISATION and organisation:
        kinds = _OF_ORGANISATION[action]
        return any(duty.kind in kinds and _reaches_firm(duty, organisation) for duty in duties)
    return False


def duties_of(user: User | AnonymousUser) -> list[Duty]:
    """List the duties of a person, read once a request."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_duties"):
        user._duties = list(user.duties.all())
    return user._duties


def _reaches(duty: Duty, cluster: str) -> bool:
    if duty.kind == Duty.MANAGER:
        return duty.cluster_id == cluster
    if duty.kind == Duty.REVIEWER:
        return not duty.region or duty.region in _regions_of(cluster)
    return False


def _reaches_firm(duty: Duty, organisation: str) -> bool:
    if duty.kind == Duty.PARTICIPANT:
        return duty.organisation_id == organisation
    return any(_reaches(duty, cluster) for cluster in _clusters_of(organisation))


def _regions_of(cluster: str) -> set[str]:
    from kust_web.registry.models import model_of

    return set(
        model_of("cluster_regions")
        .objects.filter(cluster_id=cluster, is_removed=False)
        .values_list("region", flat=True)
    )


def _clusters_of(organisation: str) -> set[str]:
    """List the clusters of which a firm is a member today; one that left is seen no more."""
    from kust_web.registry.models import model_of

    today = timezone.localdate()
    memberships = model_of("memberships").objects.filter(organisation_id=organisation, is_removed=False)
    return set(memberships.exclude(left_on__lte=today).values_list("cluster_id", flat=True))


View = Callable[..., HttpResponse]


def allowed(action: Action) -> Callable[[View], View]:
    """Let a view be reached only by those who may; a visitor is first asked who it is.

    The cluster and the firm asked about are the parameters ``cluster_id`` and ``organisation_id`` of the address.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            target = {"cluster": kwargs.get("cluster_id"), "organisation": kwargs.get("organisation_id")}
            if may(request.user, action, **target):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated and action == "signed_in":
                return redirect_to_login(request.get_full_path())
            raise Http404

        guarded.action = action  # type: ignore[attr-defined]
        return guarded

    return decorate
