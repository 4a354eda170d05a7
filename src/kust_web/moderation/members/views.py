"""Pages of a cluster's participants: who is in since when, new firms, firms that are asked, who left."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kust.i18n import say
from kust_web.moderation.members.cluster_forms import FirmForm, MembershipForm
from kust_web.moderation.members.joining import answer, join, make_firm, may_answer
from kust_web.moderation.models import Joining
from kust_web.moderation.naming import label_of, resolve
from kust_web.moderation.scope import find_scope
from kust_web.people.access import allowed
from kust_web.registry.changes import Edit, StaleError, write
from kust_web.registry.models import model_of
from kust_web.ui.language import current

_PAGE = 50


@allowed("cluster.manage")
def manage_members(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """List the members with their days; add a firm of the registry, or one that is not in it yet."""
    act = request.POST.get("act", "")
    member = MembershipForm(request.POST if act else None, prefix="m")
    firm = FirmForm(request.POST if act in ("new", "new_anyway") else None, prefix="f")
    same: list[Any] = []
    if act == "join" and member.is_valid() and _join(request, cluster_id, member):
        return redirect("manage-members", cluster_id)
    if act in ("new", "new_anyway") and firm.is_valid() and member.is_valid():
        same = firm.find_same() if act == "new" else []
        if not same:
            make_firm(cluster_id, firm.cleaned_data, member.values(), request.user)
            messages.success(request, say("entry.members.added", current(), name=firm.cleaned_data["name"]))
            return redirect("manage-members", cluster_id)
    rows = model_of("memberships").objects.filter(cluster_id=cluster_id, is_removed=False)
    page = Paginator(
        rows.select_related("organisation").order_by("organisation__folded", "pk"), _PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "scope": find_scope(cluster_id=cluster_id),
        "page": page,
        "member": member,
        "firm": firm,
        "same": [(label_of("organisations", row), row) for row in same],
        "asked": _asked(cluster_id),
        "found": request.POST.get("organisation", request.GET.get("organisation", "")),
        "act": act,
    }
    return render(request, "moderation/members.html", context, status=422 if act else 200)


def _asked(cluster_id: str) -> list[Joining]:
    asked = list(
        Joining.objects.filter(cluster_id=cluster_id).exclude(state=Joining.AGREED).order_by("-pk")[:20]
    )
    return with_names(asked)


def with_names(joinings: list[Joining]) -> list[Joining]:
    """Put the names of firm and cluster beside their codes."""
    firms = model_of("organisations").objects.filter(
        organisation_id__in={one.organisation_id for one in joinings}
    )
    clusters = model_of("clusters").objects.filter(cluster_id__in={one.cluster_id for one in joinings})
    names = {firm.organisation_id: firm.name for firm in firms}
    titles = {cluster.cluster_id: cluster.name for cluster in clusters}
    for one in joinings:
        one.firm_name = names.get(one.organisation_id, one.organisation_id)
        one.cluster_name = titles.get(one.cluster_id, one.cluster_id)
    return joinings


def _join(request: HttpRequest, cluster_id: str, member: MembershipForm) -> bool:
    typed = request.POST.get("organisation", "")
    code = resolve("organisations", [typed]).get(typed)
    if not code:
        member.add_error(None, say("entry.unknown_firm", current()))
        return False
    done = join(cluster_id, code, member.values(), request.user)
    asked = isinstance(done, Joining)
    messages.success(
        request, say("entry.members.asked" if asked else "entry.members.added", current(), name=typed)
    )
    return True


@allowed("cluster.manage")
def edit_member(request: HttpRequest, cluster_id: str, row_id: int) -> HttpResponse:
    """Change a membership: role and days, leaving among them; or take it out as never having been."""
    scope = find_scope(cluster_id=cluster_id)
    rows = model_of("memberships").objects.select_related("organisation")
    row = rows.filter(cluster_id=cluster_id, pk=row_id, is_removed=False).first()
    if row is None:
        raise Http404
    names = ("role", "education_level", "infrastructure_kind", "joined_on", "left_on")
    form = MembershipForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    theirs = None
    if request.method == "POST" and (form.is_valid() or "remove" in request.POST):
        seen = request.POST.get("seen", "")
        remove = "remove" in request.POST
        edit = Edit(
            "memberships", {} if remove else form.values(), row_id=row.pk, seen=int(seen) if seen.isdecimal() else 0,
            remove=remove,
        )  # fmt: skip
        try:
            write([edit], user=request.user, kind="form", reason=row.organisation_id)
            return redirect("manage-members", cluster_id)
        except StaleError as error:
            theirs = error.conflicts[0].row
    context = {"scope": scope, "row": row, "form": form, "theirs": theirs, "seen": (theirs or row).change_id}
    return render(
        request, "moderation/member.html", context, status=409 if theirs else 422 if form.is_bound else 200
    )


@require_POST
@allowed("signed_in")
def answer_joining(request: HttpRequest, joining_id: int) -> HttpResponse:
    """Agree to be a member of a cluster, or decline; only whom it is asked of sees that there is a question."""
    joining = Joining.objects.filter(pk=joining_id).first()
    if joining is None or not may_answer(request.user, joining):
        raise Http404
    answer(joining, request.user, agrees=request.POST.get("act") == "agree")
    return redirect("entry")
