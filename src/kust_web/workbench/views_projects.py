"""Projects of a cluster: what each support measure could give, what they promise, what is due."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kust.documents.blocks import Block, Document, Heading
from kust_web.people.access import allowed
from kust_web.workbench.packing import unpack
from kust_web.workbench.pages import Page, open_page, send_json
from kust_web.workbench.sending import send_csv, send_document, send_text


@require_GET
@allowed("cluster.see")
def show_projects(request: HttpRequest, cluster_id: str) -> HttpResponse:
    page = open_page(request, cluster_id)
    page.ask("projects", page.question.of_year)
    if page.answer is None:
        return page.render("workbench/projects.html")
    if page.wants("json"):
        kept = {name: page.answer[name] for name in ("support", "effects")}
        return send_json(kept, f"{cluster_id}-projects")
    if not page.answer["projects"]:
        return page.render("workbench/projects.html", projects=[])
    if page.wants("ics"):
        calendar = page.answer["calendars"][page.lang].get(request.GET.get("project", ""))
        if calendar is None:
            raise Http404
        return send_text(calendar, f"{cluster_id}-calendar.ics", "text/calendar")
    document: Document = unpack(page.answer["pages"][page.lang])
    if page.wants("csv"):
        return send_csv(document.sections[0].sheets, f"{cluster_id}-projects")
    if page.wants("xlsx"):
        return send_document(document, "xlsx", f"{cluster_id}-projects")
    return page.render("workbench/projects.html", **_context(request, page, document))


def _context(request: HttpRequest, page: Page, document: Document) -> dict[str, Any]:
    projects, chosen = page.answer["projects"], request.GET.get("project")
    first, of_project = split(document.sections[0].blocks, [title for _, title in projects])
    told = [
        (id_, title, blocks)
        for (id_, title), blocks in zip(projects, of_project, strict=True)
        if chosen in (None, "", id_)
    ]
    beside = unpack(page.answer["beside"][page.lang])
    return {"projects": projects, "beside": beside, "first": first, "told": told, "chosen": chosen}


def split(blocks: tuple[Block, ...], titles: list[str]) -> tuple[tuple[Block, ...], list[tuple[Block, ...]]]:
    """Split a section into what is said of all projects and what of each, which begins with its title."""
    starts: list[int] = []
    for title in titles:
        after = starts[-1] + 1 if starts else 0
        headed = (place for place, one in enumerate(blocks) if place >= after and _heads(one, title))
        # A single project has no heading of its own where nothing is said of all of them.
        starts.append(next(headed, after))
    ends = [*starts[1:], len(blocks)]
    of_each = [blocks[start:end] for start, end in zip(starts, ends, strict=True)]
    return blocks[: starts[0]], [
        of[1:] if _heads(of[0], title) else of for of, title in zip(of_each, titles, strict=True)
    ]


def _heads(block: Block, title: str) -> bool:
    return isinstance(block, Heading) and block.words == title
