"""Verdicts on pages: under one edition or all of them, down to the rows, worked out once more from the digest."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from kust.checks.result import ClusterVerdicts
from kust.checks.run import ALL_EDITIONS
from kust.documents.comparison import compare_editions
from kust.documents.content import EditionAnswers
from kust.documents.glances import tabulate_answers
from kust.documents.pictures import margins_of
from kust.documents.verdicts import word_edition
from kust.i18n import say
from kust.law import editions
from kust_web.people.access import allowed
from kust_web.workbench import jobs
from kust_web.workbench.explained import word_explanation
from kust_web.workbench.models import Job
from kust_web.workbench.pages import Page, open_page, send_json
from kust_web.workbench.reread import StoredNames, read_entries, without_firms
from kust_web.workbench.seeing import is_crowded
from kust_web.workbench.sending import send_csv


@require_GET
@allowed("public")
def show_verdicts(request: HttpRequest, cluster_id: str) -> HttpResponse:
    page = open_page(request, cluster_id)
    page.ask("check", page.question.parameters)
    document = page.answer
    if document is not None and not page.sees:
        document = without_firms(document)
    if page.wants("json"):
        return send_json(document, f"{cluster_id}-verdicts")
    context = _word(page, read_entries(document)) if document else {}
    if page.wants("csv"):
        tables = [tabulate_answers(one, page.lang) for one in context["told"]]
        return send_csv(
            tables, f"{cluster_id}-verdicts", [context["withheld"]] if context["withheld"] else []
        )
    return page.render("workbench/verdicts.html", **context)


def _word(page: Page, entries: list[ClusterVerdicts]) -> dict[str, Any]:
    """Word the verdicts as the report does; several editions are put side by side."""
    names = StoredNames(entries)
    told = [word_edition(entry, names, page.lang) for entry in entries]
    context: dict[str, Any] = {"told": told, "year": entries[0].year if entries else None}
    is_latest = page.chosen is None or not page.chosen.later
    withholds = any(one.figure.is_withheld for edition in told for one in edition.answers)
    context["withheld"] = say("report.remark.withheld", page.lang) if withholds else ""
    context["is_old"] = is_latest and bool(entries) and entries[0].year < page.question.on.year - 1
    if page.question.edition == ALL_EDITIONS:
        return context | {"comparison": _compare(entries, page.lang)}
    return context | {"editions_told": [(one, _with_margins(one, page.lang)) for one in told]}


def _compare(entries: list[ClusterVerdicts], lang: str) -> Any:
    found = compare_editions(entries, lang)
    codes = [entry.edition.code for entry in entries if entry.edition]
    heads = list(zip(codes, found.editions, found.periods, strict=True))
    rows = [
        (title, [(*head[:2], figure) for head, figure in zip(heads, figures, strict=True)])
        for title, figures in zip(found.requirements, found.cells, strict=True)
    ]
    totals = [
        (*head[:2], code, words)
        for head, code, words in zip(heads, found.conforms, found.totals, strict=True)
    ]
    return {"heads": heads, "rows": rows, "totals": totals}


def _with_margins(told: EditionAnswers, lang: str) -> list[tuple[Any, str]]:
    drawn = margins_of(told.answers, told.code, lang)
    return [(answer, drawn[answer.code]) for answer in told.answers]


@require_GET
@allowed("cluster.see")
def show_why(request: HttpRequest, cluster_id: str, requirement: str) -> HttpResponse:
    """Explain one verdict down to the rows that made it."""
    known = {rule.code for edition in editions().values() for rule in edition.requirements}
    if requirement not in known:
        raise Http404
    page = open_page(request, cluster_id)
    page.ask("explain", page.question.parameters | {"requirement": requirement})
    if page.wants("json"):
        return send_json(page.answer, f"{cluster_id}-{requirement}")
    context: dict[str, Any] = {"verdicts_address": page.address("verdicts")}
    if page.answer is not None:
        context["told"] = word_explanation(page.answer, page.lang)
    return page.render("workbench/why.html", **context)


@require_POST
@allowed("public")
def judge_again(request: HttpRequest, cluster_id: str, job_id: int) -> HttpResponse:
    """Work an answer out once more from its digest; what came out is shown beside it."""
    given = Job.objects.filter(pk=job_id, kind="check", cluster_id=cluster_id, state=Job.DONE).first()
    if given is None:
        raise Http404
    asked: dict[str, Any] = {
        "cluster": cluster_id,
        "digest": given.digest,
        "parameters": {"job": given.pk, "times": _times(given)},
    }
    job = jobs.find("recheck", **asked)
    if job is None and not is_crowded(request.user):
        job = jobs.ask("recheck", **asked, user=request.user)
    return redirect("verdicts-repeated", cluster_id, job.pk) if job else redirect("verdicts", cluster_id)


def _times(given: Job) -> int:
    """Count how often an answer was worked out again, so that each time is a job of its own."""
    again = Job.objects.filter(kind="recheck", cluster_id=given.cluster_id, parameters__job=given.pk)
    return again.exclude(state__in=[Job.WAITING, Job.RUNNING]).count()


@require_GET
@allowed("public")
def show_again(request: HttpRequest, cluster_id: str, job_id: int) -> HttpResponse:
    page = open_page(request, cluster_id)
    job = Job.objects.filter(pk=job_id, kind="recheck", cluster_id=cluster_id).first()
    if job is None:
        raise Http404
    page.show(job)
    given = Job.objects.filter(pk=job.parameters["job"]).defer("answer").first()
    return page.render("workbench/again.html", given=given)
