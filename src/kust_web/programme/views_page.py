"""The programme of a cluster: the working one for those who see its figures, the published one for all."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kust.documents.programme import tables as fields
from kust.documents.programme.content import ProgrammeContent
from kust.documents.programme.tables import tabulate
from kust_web.people.access import allowed
from kust_web.programme.leads import lead_to
from kust_web.programme.owners import list_duties_of
from kust_web.programme.views_public import show_public
from kust_web.programme.works_files import FORMS
from kust_web.registry.models import model_of
from kust_web.workbench.packing import unpack
from kust_web.workbench.pages import Page, open_page, send_json
from kust_web.workbench.seeing import may_see
from kust_web.workbench.sending import send_tables, send_text
from kust_web.workbench.views_jobs import find_job

PARTS = ("goals", "roadmap", "indicators", "budget", "vision", "documents")


@require_GET
@allowed("public")
def show_programme(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show a part of the working programme; visitors and participants see what was published last."""
    page = open_page(request, cluster_id)
    if not page.sees:
        return show_public(request, page.cluster, duties=list_duties_of(request.user, cluster_id))
    page.ask("programme", page.question.parameters)
    if page.wants("json"):
        return send_json(page.answer["roadmap"], f"{cluster_id}-roadmap")
    asked = request.GET.get("part", "")
    context: dict[str, Any] = {"part": asked if asked in PARTS else PARTS[0], "parts": PARTS, "forms": FORMS}
    if page.answer is None:
        return page.render("programme/page.html", **context)
    content: ProgrammeContent = unpack(page.answer["pages"][page.lang]["content"])
    context |= {
        "content": content,
        "is_empty": page.answer["is_empty"],
        "proposals": page.answer["proposals"],
    }
    tables = _tables(context["part"], content)
    if page.wants("xlsx") and tables:
        return send_tables(tables, content.title, page.question.on, f"{cluster_id}-programme")
    context |= {"tables": tables, "drawings": page.answer["drawings"][page.lang]}
    context["late"] = [line for line in content.roadmap if line.state.code == "not_met"]
    if context["part"] == "goals":
        context["goals"] = [(goal, _problems(page, goal.problems)) for goal in content.goals]
    return page.render("programme/page.html", **context)


def _problems(page: Page, problems: Any) -> list[tuple[Any, str]]:
    """Put beside each problem the address of the page that shows its figure."""
    told = page.answer["pages"][page.lang]["problems"].values()
    by_number = {one["number"]: one for one in told if one["number"]}
    return [
        (one, lead_to(page, by_number[one.number]) if one.number in by_number else "") for one in problems
    ]


def _tables(part: str, content: ProgrammeContent) -> list[Any]:
    """Lay a part out in tables."""
    lang = content.lang
    if part == "roadmap":
        made = [
            tabulate(fields.ROADMAP, content.roadmap, lang),
            tabulate(fields.MILESTONES, content.milestones, lang),
            tabulate(fields.LOADS, content.loads, lang),
            tabulate(fields.RISKS, content.risks, lang),
        ]
    elif part == "indicators":
        made = [tabulate(fields.INDICATORS, content.indicators, lang, years=content.years)]
    elif part == "budget":
        budget = tabulate(
            fields.BUDGET, content.budget, lang, years=content.budget_years, totals=[content.budget_total]
        )
        made = [budget, tabulate(fields.COVERED, content.covered, lang)]
    elif part == "vision":
        made = [tabulate(fields.STATEMENTS, content.statements, lang)]
    else:
        made = []
    return [one for one in made if one.rows]


@require_GET
@allowed("public")
def show_drawing(request: HttpRequest, cluster_id: str, job_id: int, lang: str, name: str) -> HttpResponse:
    """Give a drawing that a job has made, as a picture of its own."""
    job = find_job(request, job_id)
    known = job.answer.get("drawings", {}).get(lang, {}) if isinstance(job.answer, dict) else {}
    if job.cluster_id != cluster_id or not may_see(request.user, job) or name not in known:
        raise Http404
    response = send_text(known[name]["svg"], f"{cluster_id}-{name}.svg", "image/svg+xml")
    response.headers["Content-Disposition"] = "inline"
    # Of a job of the same number the drawing is always the same.
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def find_programme(cluster_id: str) -> Any:
    """Find the head of a cluster's working programme; None where it has none yet."""
    return model_of("programmes").objects.filter(cluster_id=cluster_id, is_removed=False).first()
