"""A firm's own page: passport, shares, what its figures are used for, whom it could trade with, what is to do."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from kust.data.schema import tables
from kust.documents.verdicts import title_of_edition
from kust.i18n import unit_name
from kust.law import editions
from kust_web.moderation.firm.words import describe_use, make_sheet, title_of_requirement
from kust_web.moderation.firm.works import KIND
from kust_web.moderation.scope import find_row
from kust_web.moderation.sides.supplies import OPEN, count_states, find_years
from kust_web.moderation.work_list import find_tasks
from kust_web.people.access import allowed, duties_of, may
from kust_web.people.models import Duty
from kust_web.registry import downloads
from kust_web.registry.models import model_of
from kust_web.registry.snapshot import find_newest_change
from kust_web.registry.years import Choice
from kust_web.ui.language import current
from kust_web.workbench import jobs
from kust_web.workbench.models import Job
from kust_web.workbench.question import FIRST_YEAR, LAST_YEAR
from kust_web.workbench.seeing import is_crowded


@require_GET
@allowed("organisation.see")
def show_firm(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """Show a firm as it sees itself; what takes time is a job whose answer comes into the page."""
    firm = find_row("organisations", organisation_id=organisation_id)
    clusters = find_clusters(request, organisation_id)
    cluster = _choose(request, clusters)
    year = _read_year(request)
    job = ask(request, organisation_id, cluster.cluster_id, year) if cluster else None
    answer = job.answer if job is not None and job.state == Job.DONE else None
    form = downloads.asked_format(request)
    if form and answer:
        return downloads.send(request, make_sheet(firm, answer), form)
    years = find_years(organisation_id)
    states = count_states(organisation_id)
    open_supplies = states.get(years[0], {}) if years else {}
    context = {
        "firm": firm,
        "facts": _facts(firm),
        "clusters": clusters,
        "cluster": cluster,
        "roles": _roles(organisation_id, cluster),
        "job": job,
        "crowded": cluster is not None and job is None,
        "year": year,
        "answer": answer,
        "said": _describe(answer) if answer else None,
        "chosen": Choice(**answer["chosen"]) if answer and answer.get("chosen") else None,
        "may_enter": may(request.user, "organisation.enter", organisation=organisation_id),
        "tasks": find_tasks(organisation_id, states),
        "supplies": [(state, open_supplies[state]) for state in OPEN if open_supplies.get(state)],
        "supplies_year": years[0] if years else None,
    }
    response = render(request, "firm/firm.html", context, status=503 if context["crowded"] else 200)
    if context["crowded"]:
        response.headers["Retry-After"] = "30"
    return response


def find_clusters(request: HttpRequest, firm: str) -> list[Any]:
    """List the clusters of a firm that the reader may look at: all for the firm itself, else one's own."""
    today = timezone.localdate()
    rows = model_of("memberships").objects.filter(organisation_id=firm, is_removed=False)
    ids = set(rows.exclude(left_on__lte=today).values_list("cluster_id", flat=True))
    found = model_of("clusters").objects.filter(cluster_id__in=ids, is_removed=False).order_by("folded")
    own = any(
        duty.kind == Duty.PARTICIPANT and duty.organisation_id == firm for duty in duties_of(request.user)
    )
    return [one for one in found if own or may(request.user, "cluster.see", cluster=one.cluster_id)]


def _choose(request: HttpRequest, clusters: list[Any]) -> Any:
    asked = request.GET.get("cluster")
    if not asked:
        return clusters[0] if clusters else None
    found = next((one for one in clusters if one.cluster_id == asked), None)
    if found is None:
        raise Http404
    return found


def _read_year(request: HttpRequest) -> int | None:
    asked = request.GET.get("year") or request.POST.get("year") or ""
    known = asked.isascii() and asked.isdecimal() and FIRST_YEAR <= int(asked) <= LAST_YEAR
    return int(asked) if known else None


def ask(request: HttpRequest, firm: str, cluster: str, year: int | None) -> Job | None:
    """Find or start the job that describes a firm in a cluster; None where the reader has too many under way."""
    parameters = {
        "organisation": firm,
        "on": timezone.localdate().isoformat(),
        "change": find_newest_change(cluster),
        "year": year,
    }
    found = jobs.find(KIND, cluster=cluster, parameters=parameters)
    # One that failed or was stopped is not started anew by looking at it.
    if found is not None:
        return found
    if is_crowded(request.user):
        return None
    return jobs.ask(KIND, cluster=cluster, parameters=parameters, user=request.user)


@require_POST
@allowed("organisation.see")
def act_on_work(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """Stop the computation behind the page, or start it again."""
    cluster = request.POST.get("cluster", "")
    if cluster not in {one.cluster_id for one in find_clusters(request, organisation_id)}:
        raise Http404
    year = _read_year(request)
    job = ask(request, organisation_id, cluster, year)
    act = request.POST.get("act") if job is not None else None
    if act == "stop" and job.is_open:
        jobs.cancel(job)
    elif act == "again" and job.state in (Job.FAILED, Job.CANCELLED) and not is_crowded(request.user):
        jobs.ask_again(job, request.user)
    asked = {"cluster": cluster, **({"year": year} if year else {})}
    return redirect(f"{reverse('firm', args=[organisation_id])}?{urlencode(asked)}")


def _facts(firm: Any) -> list[tuple[str, str, str]]:
    """List what the passport holds: the title of each column and the code of what stands there."""
    names = ("inn", "ogrn", "region", "municipality", "okved", "size")
    titles = {column.name: column.title(current()) for column in tables()["organisations"].columns}
    return [(titles[name], name, getattr(firm, name)) for name in names if getattr(firm, name)]


def _roles(firm: str, cluster: Any) -> list[Any]:
    if cluster is None:
        return []
    rows = model_of("memberships").objects.filter(
        organisation_id=firm, cluster_id=cluster.cluster_id, is_removed=False
    )
    return list(rows.exclude(left_on__lte=timezone.localdate()))


def _describe(answer: dict[str, Any]) -> dict[str, Any]:
    """Put into words what the job has told in codes."""
    lang = current()
    return {
        "uses": _group_uses(answer["uses"]),
        "gaps": [_describe_gap(gap) for gap in answer["gaps"]],
        "findings": [(one["severity"], one[lang]) for one in answer["findings"]],
        "sellers": [{**one, "unit_name": unit_name(one["unit"], lang)} for one in answer["trade"]["sellers"]],
        "buyers": [{**one, "unit_name": unit_name(one["unit"], lang)} for one in answer["trade"]["buyers"]],
        "years": answer["years"],
        "last": answer["years"][-1] if answer["years"] else None,
    }


def _group_uses(uses: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for use in uses:
        grouped.setdefault(use["edition"] or "", []).append(describe_use(use))
    known = editions()
    return [
        (title_of_edition(known[code], current()) if code in known else "", rows)
        for code, rows in grouped.items()
    ]


def _describe_gap(gap: dict[str, Any]) -> dict[str, Any]:
    table = tables()[gap["table"]]
    known = {column.name for column in table.columns}
    column = (
        table.column(gap["column"]).title(current()) if gap["column"] in known else table.title(current())
    )
    titles = [title_of_requirement(code) for code in gap["requirements"]]
    return {"column": column, "year": gap["year"], "requirements": titles}
