"""Pages of a cluster's management: registering it, its passport, its documents, who has answered for the year."""

import hashlib
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kust.i18n import say
from kust_web.moderation.members.cluster_forms import ClusterForm, DocumentForm
from kust_web.moderation.members.passport import find_regions, register, save_passport
from kust_web.moderation.models import Confirmation, Paper, Return
from kust_web.moderation.naming import label_of
from kust_web.moderation.rights import members_of
from kust_web.moderation.scope import find_row, find_scope
from kust_web.moderation.telling import tell_confirmation
from kust_web.moderation.uploads.archive import plain_name
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.people.models import Duty
from kust_web.registry.changes import Edit, StaleError, write
from kust_web.registry.models import model_of
from kust_web.ui.language import current

# So many clusters of one person may wait for confirmation at once.
_UNCONFIRMED = 5
_PAPERS = (".pdf", ".docx", ".xlsx", ".odt", ".ods", ".jpg", ".jpeg", ".png", ".txt")


@allowed("signed_in")
def register_cluster(request: HttpRequest) -> HttpResponse:
    """Register a cluster: whoever does manages it; it stays unconfirmed until a reviewer confirms it."""
    form = ClusterForm(request.POST or None)
    mine = Duty.objects.filter(user=request.user, kind=Duty.MANAGER).values_list("cluster_id", flat=True)
    waiting = model_of("clusters").objects.filter(
        cluster_id__in=list(mine), confirmed_on=None, is_removed=False
    )
    is_full = waiting.count() >= _UNCONFIRMED
    if request.method == "POST" and form.is_valid() and not is_full:
        cluster_id = register(form, request.user)
        note(request, "duty_given", f"{request.user.email} manager {cluster_id}")
        return redirect("manage", cluster_id)
    status = 422 if form.is_bound else 200
    return render(request, "moderation/register.html", {"form": form, "is_full": is_full}, status=status)


@allowed("cluster.manage")
def manage(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show and save the passport; ask for confirmation."""
    scope = find_scope(cluster_id=cluster_id)
    if request.method == "POST" and request.POST.get("act") == "ask":
        _ask_confirmation(request, scope.cluster)
        return redirect("manage", cluster_id)
    cluster = scope.cluster
    special = cluster.specialised_organisation_id
    first = {
        "name": cluster.name,
        "kind": cluster.kind,
        "regions": find_regions(cluster_id),
        "specialised": label_of("organisations", find_row("organisations", organisation_id=special))
        if special
        else "",
    }
    form = ClusterForm(request.POST or None, initial=first)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            if save_passport(cluster, form, request.user, int(request.POST.get("seen") or 0)):
                messages.success(request, say("entry.saved", current()))
                return redirect("manage", cluster_id)
            form.add_error("specialised", say("entry.unknown_firm", current()))
        except StaleError as error:
            theirs = error.conflicts[0].row
    context = {
        "scope": scope,
        "form": form,
        "seen": theirs.change_id if theirs else cluster.change_id,
        "theirs": theirs,
        "confirmation": Confirmation.objects.filter(cluster_id=cluster_id).first(),
        "members": len(members_of(cluster_id)),
    }
    status = 409 if theirs else 422 if form.is_bound else 200
    return render(request, "moderation/manage.html", context, status=status)


def _ask_confirmation(request: HttpRequest, cluster: Any) -> None:
    with transaction.atomic():
        found, _ = Confirmation.objects.select_for_update().get_or_create(
            cluster_id=cluster.cluster_id, defaults={"state": ""}
        )
        if found.state != Confirmation.ASKED:
            found.step(Confirmation.ASKED, request.user)
            found.save()
            tell_confirmation(cluster, Confirmation.ASKED, request.user)


@allowed("cluster.manage")
def manage_papers(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """List the documents of a cluster; add one, with its file; take one out."""
    scope = find_scope(cluster_id=cluster_id)
    adding = request.POST if request.method == "POST" and "remove" not in request.POST else None
    files = request.FILES if adding is not None else None
    form = DocumentForm(scope.cluster.kind, find_regions(cluster_id), adding, files)
    if request.method == "POST":
        if adding is None:
            _remove_document(request, cluster_id)
            return redirect("manage-papers", cluster_id)
        if form.is_valid() and _add_document(request, cluster_id, form):
            return redirect("manage-papers", cluster_id)
    documents = list(
        model_of("documents")
        .objects.filter(cluster_id=cluster_id, is_removed=False)
        .order_by("requirement", "title")
    )
    papers = {paper.document_id: paper for paper in Paper.objects.filter(cluster_id=cluster_id)}
    titles = dict(form.fields["requirement"].choices)
    for document in documents:
        document.paper = papers.get(document.document_id)
        document.about = titles.get(document.requirement, document.requirement)
    context = {"scope": scope, "form": form, "documents": documents}
    return render(request, "moderation/papers.html", context, status=422 if form.is_bound else 200)


def _add_document(request: HttpRequest, cluster_id: str, form: DocumentForm) -> bool:
    cleaned, file = form.cleaned_data, form.cleaned_data["upload"]
    name = plain_name(file.name) if file else ""
    if file and (Path(name).suffix.lower() not in _PAPERS or file.size > settings.UPLOAD_BYTES):
        limit = settings.UPLOAD_BYTES // 2**20
        form.add_error("upload", say("entry.paper_refused", current(), limit=limit, kinds=" ".join(_PAPERS)))
        return False
    code = f"{cluster_id}-{secrets.token_hex(4)}"
    values: dict[str, Any] = {
        "document_id": code,
        "cluster_id": cluster_id,
        "requirement": cleaned["requirement"],
        "title": cleaned["title"],
        "dated_on": cleaned["dated_on"],
        "region": cleaned["region"] or None,
        "confirms": {"yes": True, "no": False}.get(cleaned["confirms"]),
        "note": cleaned["note"] or None,
        "file": name or None,
    }
    with transaction.atomic():
        write([Edit("documents", values)], user=request.user, kind="form", reason=cleaned["title"])
        if file:
            digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
            Paper.objects.create(
                cluster_id=cluster_id, document_id=code, file=file, name=name, sha256=digest, size=file.size,
                made_by=request.user,
            )  # fmt: skip
    return True


def _remove_document(request: HttpRequest, cluster_id: str) -> None:
    row = model_of("documents").objects.filter(
        cluster_id=cluster_id, document_id=request.POST.get("remove", ""), is_removed=False
    )
    if document := row.first():
        edit = Edit("documents", row_id=document.pk, seen=document.change_id, remove=True)
        write([edit], user=request.user, kind="form", reason=document.title)


@require_GET
@allowed("cluster.manage")
def give_paper(request: HttpRequest, cluster_id: str, paper_id: int) -> FileResponse:
    """Give the file of a document, never to be shown by the browser itself."""
    paper = Paper.objects.filter(cluster_id=cluster_id, pk=paper_id).first()
    if paper is None:
        raise Http404
    response = FileResponse(paper.file.open("rb"), as_attachment=True, filename=paper.name)
    response["Content-Type"] = "application/octet-stream"
    return response


@require_GET
@allowed("cluster.manage")
def show_progress(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Tell which firms have answered for a year, with a text to remind the others."""
    scope = find_scope(cluster_id=cluster_id)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 1990 <= int(asked) <= 2100 else timezone.localdate().year - 1
    members = members_of(cluster_id)
    firms = model_of("organisations").objects.filter(organisation_id__in=members).order_by("folded")
    returns = {
        one.organisation_id: one for one in Return.objects.filter(organisation_id__in=members, year=year)
    }
    told = _find_told(members, year)
    people = set(
        Duty.objects.filter(kind=Duty.PARTICIPANT, organisation_id__in=members).values_list(
            "organisation_id", flat=True
        )
    )
    rows = [
        {"firm": f, "one": returns.get(f.organisation_id), "told": f.organisation_id in told,
         "has_editor": f.organisation_id in people}
        for f in firms
    ]  # fmt: skip
    silent = [row["firm"].name for row in rows if not row["told"] and not _is_handed_in(row["one"])]
    link = request.build_absolute_uri("/entry/")
    reminder = say("entry.reminder", current(), cluster=scope.name, year=year, link=link) if silent else ""
    counts = {"all": len(rows), "answered": len(rows) - len(silent)}
    context = {
        "scope": scope,
        "year": year,
        "rows": rows,
        "silent": silent,
        "reminder": reminder,
        "counts": counts,
    }
    return render(request, "moderation/progress.html", context)


def _is_handed_in(one: Return | None) -> bool:
    return one is not None and one.state in (Return.SUBMITTED, Return.ACCEPTED)


def _find_told(members: set[str], year: int) -> set[str]:
    """Find the firms whose figures of a year are in the registry, whichever way they came."""
    told: set[str] = set()
    for table in ("accounts", "outputs"):
        rows = model_of(table).objects.filter(organisation_id__in=members, year=year, is_removed=False)
        told |= set(rows.values_list("organisation_id", flat=True))
    for side in ("supplier", "buyer"):
        rows = model_of("supplies").objects.filter(
            **{f"{side}_id__in": members}, year=year, reported_by=side, is_removed=False
        )
        told |= set(rows.values_list(f"{side}_id", flat=True))
    return told
