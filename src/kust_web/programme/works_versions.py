"""The work of telling a published version to everybody."""

from dataclasses import replace
from datetime import date
from typing import Any

from kust.documents.programme import tables as of
from kust.documents.programme.content import ProgrammeContent
from kust.documents.programme.file import ProgrammeFile, gather_programme
from kust.documents.programme.make import make_programme
from kust.documents.programme.tables import tabulate
from kust.documents.programme.write import write_programme
from kust.i18n import LANGUAGES
from kust.programme.measuring.indicators import calc_indicators
from kust_web.programme.models import PublishedVersion
from kust_web.programme.public import content_for_all, programme_for_all
from kust_web.programme.versions import programme_of
from kust_web.programme.withheld import Withheld, find_withheld, tell_why
from kust_web.programme.works_programme import list_drawings, without_drawings
from kust_web.registry.snapshot import open_snapshot
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job
from kust_web.workbench.packing import pack
from kust_web.workbench.works_documents import keep_file


def _gather(job: Job) -> tuple[ProgrammeFile, dict[str, Withheld]]:
    """Gather a version on the day and the figures that it was published with, and what of them is not told."""
    version = PublishedVersion.objects.get(pk=job.parameters["version"], cluster_id=job.cluster_id)
    dataset = open_snapshot(job.digest)
    on: date = version.on
    whole = programme_of(version)
    file = gather_programme(dataset, cluster=version.cluster_id, on=on, programme=programme_for_all(whole))
    known = calc_indicators(whole, dataset, on=on, year=file.year)
    return file, find_withheld(file.indicators, known)


@work("programme_version", public=True)
def work_version(job: Job, tell: Say) -> dict[str, Any]:
    """Tell a published version: what everybody sees of it."""
    tell(0.1, "reading")
    file, withheld = _gather(job)
    pages, drawings = {}, {}
    for lang in LANGUAGES:
        tell(0.7, "drawing")
        content = content_for_all(make_programme(replace(file, lang=lang)), withheld)
        drawings[lang] = dict(list_drawings(content))
        pages[lang] = {"content": pack(without_drawings(content)), "tables": pack(_tables(content))}
        pages[lang]["withheld"] = tell_why(content)
    return {"pages": pages, "drawings": drawings}


def _tables(content: ProgrammeContent) -> tuple[Any, ...]:
    made = (
        tabulate(of.INDICATORS, content.indicators, content.lang, years=content.years),
        tabulate(of.ROADMAP, content.roadmap, content.lang),
        tabulate(of.MILESTONES, content.milestones, content.lang),
        tabulate(
            of.BUDGET,
            content.budget,
            content.lang,
            years=content.budget_years,
            totals=[content.budget_total],
        ),
    )
    return tuple(one for one in made if one.rows)


@work("programme_version_file", public=True, long=True)
def work_version_file(job: Job, tell: Say) -> dict[str, Any]:
    """Write a document of a published version, as everybody may read it."""
    form, lang = job.parameters["form"], job.parameters["lang"]
    tell(0.1, "reading")
    file, withheld = _gather(job)
    tell(0.7, "writing")
    content = content_for_all(make_programme(replace(file, lang=lang)), withheld)
    name = f"kust-programme-{job.cluster_id}-{file.on.isoformat()}.{form}"
    return {"files": {form: keep_file(job, name, lambda path: write_programme(content, path))}}
