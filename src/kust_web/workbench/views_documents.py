"""Documents on pages: the report on a cluster, the extract of its entry."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kust.documents.blocks import Fact
from kust_web.people.access import allowed
from kust_web.workbench.extract import word_extract
from kust_web.workbench.pages import open_page, send_json
from kust_web.workbench.works_documents import FORMS


@require_GET
@allowed("cluster.see")
def show_report(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Offer the report in three forms; the one chosen is written by a job and kept."""
    page = open_page(request, cluster_id)
    form = request.GET.get("form")
    if form in FORMS:
        page.ask("report", page.question.parameters | {"form": form, "lang": page.lang})
    files = page.answer["files"] if page.answer else {}
    return page.render("workbench/report.html", form=form, forms=FORMS, file=files.get(form))


@require_GET
@allowed("public")
def show_extract(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show the entry of a cluster as the registry held it at the end of a day."""
    page = open_page(request, cluster_id)
    today = timezone.localdate()
    on = min(page.question.on, today)
    asked = {"on": on.isoformat()}
    if on < today:
        page.ask_of_past("extract", asked)
    else:
        page.ask("extract", asked)
    if page.wants("json"):
        answer = {key: value for key, value in page.answer.items() if key != "files"}
        return send_json(answer | asked, f"{cluster_id}-extract")
    context: dict[str, Any] = {"on": on, "today": today}
    if page.answer and page.answer["entry"]:
        told = word_extract(page.answer, on, page.lang)
        context |= {"told": told, "facts": [Fact(*one) for one in told["facts"]]}
        context["file"] = page.answer["files"].get(f"pdf-{page.lang}")
    return page.render("workbench/extract.html", **context)
