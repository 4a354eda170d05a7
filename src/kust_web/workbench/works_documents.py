"""The work of writing documents: the report on a cluster, the extract of its entry; files lie under ``MEDIA_ROOT``."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from kust.documents.write import write_report
from kust.i18n import LANGUAGES
from kust_web.registry import snapshot
from kust_web.registry.models import Snapshot
from kust_web.registry.snapshot import open_snapshot
from kust_web.workbench.extract import find_entry, print_extract
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job
from kust_web.workbench.saved import settings_of

FORMS = ("html", "xlsx", "docx")


@work("report", long=True)
def work_report(job: Job, tell: Say) -> dict[str, Any]:
    asked = job.parameters
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    tell(0.2, "judging")

    def write(path: Path) -> None:
        write_report(
            dataset,
            path,
            cluster=job.cluster_id,
            on=date.fromisoformat(asked["on"]),
            year=asked.get("year"),
            edition=asked.get("edition"),
            lang=asked["lang"],
            settings=settings_of(asked),
        )

    name = f"kust-{job.cluster_id}-{asked['on']}.{asked['form']}"
    return {"files": {asked["form"]: keep_file(job, name, write)}}


@work("extract", public=True)
def work_extract(job: Job, tell: Say) -> dict[str, Any]:
    """Put the entry of a cluster together as the registry held it at the end of a day."""
    on = date.fromisoformat(job.parameters["on"])
    tell(0.1, "snapshot")
    past = None if job.digest else take_past(job.cluster_id, on)
    digest = past.digest if past else job.digest
    tell(0.5, "writing")
    # Before the registry knew of the cluster its snapshot holds nothing that could be opened.
    is_blank = past is not None and past.rows == 0
    entry = None if is_blank else find_entry(open_snapshot(digest), job.cluster_id, on)
    answer: dict[str, Any] = {"digest": digest, "number": f"{job.cluster_id}-{job.pk:06d}", "entry": entry}
    answer["files"] = {}
    if entry is not None:
        for lang in LANGUAGES:
            tell(0.7, "writing")
            paper = print_extract(answer, on, lang)
            name = f"kust-extract-{answer['number']}-{lang}.pdf"
            answer["files"][f"pdf-{lang}"] = keep_file(job, name, lambda path, of=paper: _write(path, of))
    return answer


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def take_past(cluster: str, on: date) -> Snapshot:
    """Take the snapshot of what the registry held at the end of a day."""
    end = timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))
    known = Snapshot.objects.filter(cluster_id=cluster, as_of=end).first()
    if known is not None and snapshot.folder_of(known.digest).exists():
        return known
    return snapshot.take(cluster, as_of=end)


def keep_file(job: Job, name: str, write: Callable[[Path], None]) -> dict[str, Any]:
    """Let a file be written, and tell where it lies, how it is called and how large it is."""
    safe = "".join(sign if sign.isalnum() or sign in "-._" else "-" for sign in name)
    place = Path("jobs") / f"{job.pk}" / safe
    path = Path(settings.MEDIA_ROOT) / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    write(path)
    return {"place": str(place), "name": safe, "bytes": path.stat().st_size}
