"""The work of writing documents of a programme: the working one, or a version that was published."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kust.checks.run import latest_year
from kust.data.dataset import Dataset
from kust.documents.programme.file import ProgrammeFile, with_changes
from kust.documents.programme.make import make_programme
from kust.documents.programme.package import make_package
from kust.documents.programme.trace import Options
from kust.documents.programme.write import write_package, write_programme
from kust.documents.roadmap.write import make_calendar
from kust.settings import SETTINGS_FILE
from kust_web.programme.models import PublishedVersion
from kust_web.programme.versions import programme_of
from kust_web.programme.works_programme import gather
from kust_web.registry.snapshot import open_snapshot
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job
from kust_web.workbench.saved import settings_of
from kust_web.workbench.saved_form import typed_of
from kust_web.workbench.saved_words import write_toml
from kust_web.workbench.works_documents import keep_file

PUBLIC_FORMS = ("docx", "pdf", "html", "xlsx")
FORMS = (*PUBLIC_FORMS, "pptx", "ics", "zip")


@work("programme_file", long=True)
def work_file(job: Job, tell: Say) -> dict[str, Any]:
    """Write a document of the working programme, or of a version on the figures that it was published with."""
    asked = job.parameters
    form, lang = asked["form"], asked["lang"]
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    name = f"kust-programme-{job.cluster_id}-{asked['on']}.{form}"
    if form == "zip":
        return {"files": {form: keep_file(job, name, lambda path: _pack(job, dataset, path))}}
    tell(0.3, "judging")
    file = _gather(job, dataset, lang)
    tell(0.7, "writing")
    if form == "ics":
        text = make_calendar(file.programme, file.roadmap, lang)
        return {"files": {form: keep_file(job, name, lambda path: _put(path, text))}}
    since = file.versions[0] if file.versions else None
    with _options(job, name, version=asked.get("version"), since=since) as options:
        content = make_programme(file, options)
    return {"files": {form: keep_file(job, name, lambda path: write_programme(content, path))}}


@contextmanager
def _options(job: Job, name: str, **more: int | None) -> Iterator[Options]:
    """Name the options of the command that makes the same file; settings as the file that the registry hands out."""
    asked = job.parameters
    told = {"edition": asked.get("edition"), **more, "lang": asked["lang"], "output": Path(name)}
    if not asked.get("settings"):
        yield told
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / SETTINGS_FILE
        _put(path, write_toml(typed_of(asked["settings"])))
        yield told | {"settings": path}


def _gather(job: Job, dataset: Dataset, lang: str) -> ProgrammeFile:
    """Gather what a document tells, with what changed since the version before."""
    number = job.parameters.get("version")
    known = PublishedVersion.objects.filter(cluster_id=job.cluster_id)
    version = known.get(number=number) if number else None
    before = known.filter(number__lt=number).first() if number else known.first()
    told = programme_of(version) if version else None
    file = gather(job, dataset, lang=lang, programme=told)
    if before is None:
        return file
    from kust.programme.keeping.changes import calc_changes

    earlier = programme_of(before)
    changes = calc_changes(earlier, file.programme)
    previous = known.filter(number__lt=before.number).first()
    # Published as it stands: what a reader wants to know is what that version changed.
    if not changes.changes and not number and previous is not None:
        before, number, earlier = previous, before.number, programme_of(previous)
        changes = calc_changes(earlier, file.programme)
    return with_changes(file, changes, before.number, number, before=earlier)


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _pack(job: Job, dataset: Dataset, path: Path) -> None:
    """Write the package for an application as an archive of documents."""
    asked = job.parameters
    on = date.fromisoformat(asked["on"])
    with _options(job, path.name) as options:
        parts = make_package(
            dataset,
            cluster=job.cluster_id,
            on=on,
            year=asked.get("year") or latest_year(dataset, on),
            edition=asked.get("edition"),
            settings=settings_of(asked),
            lang=asked["lang"],
            options=options,
        )
    write_package(parts, path)
