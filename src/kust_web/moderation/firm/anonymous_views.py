"""The file of a cluster without names, as it is asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kust.data.schema import tables
from kust.i18n import say
from kust_web.moderation.firm.anonymous import KIND, to_rows
from kust_web.moderation.scope import find_row
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.registry import downloads
from kust_web.registry.downloads import Column, Sheet
from kust_web.registry.models import model_of
from kust_web.registry.snapshot import find_newest_change
from kust_web.ui.language import current
from kust_web.workbench import jobs
from kust_web.workbench.models import Job
from kust_web.workbench.seeing import is_crowded

_COLUMNS = {
    "section": "text", "code": "text", "role": "text", "size": "text", "okved": "text", "year": "count",
    "product_id": "text", "product": "text", "figure": "text", "firms": "count", "value": "number",
    "hidden": "text",
}  # fmt: skip


@require_GET
@allowed("cluster.see")
def give_anonymous(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Give the cluster without names as a CSV file; while it is worked out, say so."""
    cluster = find_row("clusters", cluster_id=cluster_id)
    parameters = {"on": timezone.localdate().isoformat(), "change": find_newest_change(cluster_id)}
    asked: dict[str, Any] = {"cluster": cluster_id, "parameters": parameters}
    job = jobs.find(KIND, **asked)
    if job is None and is_crowded(request.user):
        context = {"cluster": cluster, "crowded": True}
        response = render(request, "firm/anonymous.html", context, status=503)
        response["Retry-After"] = "30"
        return response
    job = job or jobs.ask(KIND, **asked, user=request.user)
    if job.state != Job.DONE or request.headers.get("HX-Request"):
        status = 200 if job.state == Job.DONE else 202
        return render(request, "firm/anonymous.html", {"cluster": cluster, "job": job}, status=status)
    note(request, "anonymous_export", cluster_id)
    return downloads.send(request, _sheet(cluster, job.answer), "csv")


def _sheet(cluster: Any, answer: dict[str, Any]) -> Sheet:
    lang = current()
    columns = [Column(name, say(f"firm.anonymous.{name}", lang), kind) for name, kind in _COLUMNS.items()]
    products = dict(
        model_of("products")
        .objects.filter(product_id__in={line.get("product_id") for line in answer["lines"]})
        .values_list("product_id", "name")
    )
    lines = [_word(line, products) for line in answer["lines"]]
    title = say("firm.anonymous_of", lang, name=cluster.name)
    return Sheet(f"kust-anonymous-{cluster.pk}", title, columns, to_rows(lines, list(_COLUMNS)))


def _word(line: dict[str, Any], products: dict[str, str]) -> dict[str, Any]:
    """Put the codes of a line into words; a sum that is hidden says so instead of being empty."""
    lang = current()
    worded = dict(line) | {"section": say(f"firm.section.{line['section']}", lang)}
    if line.get("figure"):
        worded["figure"] = say(f"firm.figure.{line['figure']}", lang)
    for table, column in (("memberships", "role"), ("organisations", "size")):
        codes = {code.code: code.title(lang) for code in tables()[table].column(column).codes}
        worded[column] = codes.get(line.get(column) or "", line.get(column))
    worded["product"] = products.get(line.get("product_id", ""))
    if line.get("is_hidden"):
        worded["hidden"] = say("firm.hidden", lang)
    return worded
