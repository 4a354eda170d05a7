"""Proposals on a page: asking for them, seeing each with its figure beside what stands, deciding about each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kust.i18n import plural, say
from kust_web.people.access import allowed
from kust_web.programme import deciding
from kust_web.programme.leads import lead_to
from kust_web.programme.owners import STANDS
from kust_web.registry.changes import DanglingError, StaleError
from kust_web.registry.models import model_of
from kust_web.ui.language import current as language
from kust_web.workbench.models import Job
from kust_web.workbench.packing import unpack
from kust_web.workbench.pages import Page, open_page


@require_http_methods(["GET", "POST"])
@allowed("cluster.manage")
def show_draft(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show what is proposed with the figure that asks for it; keep or drop what is ticked."""
    page = open_page(request, cluster_id)
    problem = ""
    if request.method == "POST":
        problem = _decide(request, cluster_id)
        if not problem:
            return redirect(request.get_full_path())
    page.ask("programme", page.question.parameters)
    proposals = deciding.find_proposals(cluster_id)
    figures = page.answer["pages"][page.lang]["problems"] if page.answer else {}
    context: dict[str, Any] = {
        "proposals": proposals,
        "told": _lay_out(page, proposals, figures),
        "standing": _standing(cluster_id),
        "problem": problem,
        "reason": " ".join(request.POST.get("reason", "").split())[:500],
        "waits": page.answer is None,
    }
    response = page.render("programme/draft.html", **context)
    if problem:
        response.status_code = 422
    return response


def _decide(request: HttpRequest, cluster_id: str) -> str:
    """Decide about what is ticked; return what stands against it, in words."""
    lang = language()
    reason = " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:500]
    act = request.POST.get("act")
    seen = {}
    for ticked in request.POST.getlist("row")[:2000]:
        table, _, numbers = ticked.partition(":")
        pk, _, change = numbers.partition(":")
        if table in deciding.DECIDED and pk.isdecimal() and change.isdecimal() and len(numbers) < 30:
            seen[table, int(pk)] = int(change)
    if not seen or act not in ("keep", "drop"):
        return say("programme.draft.none_ticked", lang)
    if not reason:
        return say("programme.reason_missing", lang)
    try:
        made = deciding.decide(cluster_id, seen, drop=act == "drop", user=request.user, reason=reason)
    except StaleError as error:
        return say("programme.draft.stale", lang, count=len(error.conflicts))
    if made is not None:
        count = sum(counts[1] for counts in made.written.values())
        noun = plural(count, lang, say("programme.forms.proposals", lang))
        messages.success(request, say(f"programme.draft.done_{act}", lang, count=count, noun=noun))
    return ""


def _lay_out(page: Page, proposals: deciding.Proposals, figures: dict[str, Any]) -> dict[str, Any]:
    """Put measures under the problems that they answer, each problem with its figure."""
    rows = proposals.rows
    measures: dict[str | None, list[Any]] = {}
    for one in rows["measures"]:
        measures.setdefault(one.problem_id, []).append(one)
    known = model_of("problems").objects.filter(problem_id__in=[*filter(None, measures)], is_removed=False)
    problems = {one.problem_id: one for one in [*known, *rows["problems"]]}
    told = []
    for one in problems.values():
        figure = figures.get(one.problem_id)
        told.append(
            {
                "row": one,
                "measures": measures.pop(one.problem_id, []),
                "seen": unpack(figure["seen"]) if figure else None,
                "lead": lead_to(page, figure) if figure else "",
                "is_proposed": one.decision == "proposed",
            }
        )
    loose = [one for left in measures.values() for one in left]
    return {"problems": told, "loose": loose, "goals": rows["goals"], "indicators": rows["indicators"]}


def _standing(cluster_id: str) -> dict[str, Any]:
    """List what stands in the programme, to be seen beside."""

    def rows(table: str) -> Any:
        return (
            model_of(table).objects.filter(STANDS, cluster_id=cluster_id, is_removed=False).order_by("number")
        )

    return {table: list(rows(table)) for table in ("goals", "problems", "measures")}


@require_http_methods(["GET", "POST"])
@allowed("cluster.manage")
def propose(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Let a job propose from the figures; what it found is taken in as proposals when the manager says so."""
    page = open_page(request, cluster_id)
    page.ask("programme_draft", page.question.parameters | {"lang": page.lang})
    if request.method == "POST":
        return _take_in(request, page)
    context: dict[str, Any] = {}
    if page.answer is not None:
        draft = page.answer["draft"]["proposed"]
        figures = page.answer["figures"]
        context = {
            "draft": draft,
            "problems": [
                (one, figures.get(one["problem_id"], {}), lead_to(page, one)) for one in draft["problems"]
            ],
            "count": sum(len(draft[part]) for part in deciding.DECIDED),
        }
    return page.render("programme/propose.html", **context)


def _take_in(request: HttpRequest, page: Page) -> HttpResponse:
    if page.job is None or page.job.state != Job.DONE or str(page.job.pk) != request.POST.get("job"):
        return redirect(
            request.get_full_path()
        )  # the figures have changed since: the proposals are shown anew
    if not any(page.answer["rows"].values()):
        raise Http404
    lang, cluster = language(), page.cluster.cluster_id
    try:
        deciding.take_in(
            cluster, page.answer["rows"], user=request.user, reason=say("programme.draft.reason", lang)
        )
    except (StaleError, DanglingError):
        messages.warning(request, say("programme.draft.rivals", lang))
        return redirect(request.get_full_path())
    messages.success(request, say("programme.draft.taken_in", lang))
    return redirect(f"{reverse('programme-draft', args=[cluster])}?{request.GET.urlencode()}")
