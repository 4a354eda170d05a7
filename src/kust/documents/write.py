"""Write a report to a file: the ending of its name chooses page, workbook or text document."""

import os
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

from kust.checks import Readings
from kust.data.dataset import Dataset
from kust.data.own import is_own
from kust.documents.content import Overview, Report
from kust.documents.overview import make_overview
from kust.documents.report import make_report
from kust.errors import UnreadableError, UsageError
from kust.law.measures import Measure
from kust.settings import Settings

# Each module has ``write_report(report, path)`` and ``write_overview(overview, path)``.
_RENDERERS = {".html": "html", ".htm": "html", ".xlsx": "xlsx", ".docx": "docx"}


def write_report(
    dataset: Dataset,
    path: Path,
    *,
    on: date,
    cluster: str | None = None,
    year: int | None = None,
    edition: str | None = None,
    readings: Readings | None = None,
    lang: str = "ru",
    settings: Settings | None = None,
    own: tuple[Measure, ...] = (),
    with_plan: bool = True,
) -> None:
    """Write the report on a cluster; without one, on the only cluster or as an overview of all.

    The file appears whole or not at all: it is written beside its place under another name and then renamed.
    ``settings``, ``own`` and ``with_plan`` as in :func:`make_report`.

    Raises
    ------
    UsageError
        The ending is none of .html, .xlsx, .docx; there is no such cluster or edition; the file is there and is
        not a report of kust.
    UnreadableError
        Nothing can be written there.
    """
    path = Path(path)
    if path.exists() and not is_own(path):
        raise UsageError("target_exists", path=path)
    name = _RENDERERS.get(path.suffix.lower())
    if name is None:
        raise UsageError("report_suffix", path=path)
    content = make_content(dataset, cluster, on, year, edition, readings, lang, settings, own, with_plan)
    renderer = import_module(f"kust.documents.{name}")
    write = renderer.write_report if isinstance(content, Report) else renderer.write_overview
    replace_whole(path, lambda beside: write(content, beside))


def make_content(
    dataset: Dataset,
    cluster: str | None,
    on: date,
    year: int | None,
    edition: str | None,
    readings: Readings | None,
    lang: str,
    settings: Settings | None = None,
    own: tuple[Measure, ...] = (),
    with_plan: bool = True,
) -> Report | Overview:
    """Make the content: of the cluster asked for, of the only one, or of all."""
    if cluster is None:
        ids = dataset.rows("clusters").select("cluster_id").collect().to_series().to_list()
        if len(ids) != 1:
            return make_overview(dataset, on=on, year=year, edition=edition, readings=readings, lang=lang)
        cluster = ids[0]
    return make_report(
        dataset,
        cluster=cluster,
        on=on,
        year=year,
        edition=edition,
        readings=readings,
        lang=lang,
        settings=settings,
        own=own,
        with_plan=with_plan,
    )


def replace_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let a file be written beside its place, then put it there in one step, over an older one too."""
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.touch()
        write(beside)
        beside.replace(path)
    except OSError as error:
        raise UnreadableError("not_writable", path=path, reason=error.strerror or error) from error
    finally:
        if beside.exists():
            beside.unlink()
