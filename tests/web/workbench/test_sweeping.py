"""What a killed worker leaves behind goes away; what somebody works on stays."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from kust_web import settings as production
from kust_web.workbench import sweeping


def make(place: Path, name: str, hours: float, inside: float | None = None) -> Path:
    """Make a folder last touched so many hours ago, with a file touched `inside` hours ago."""
    folder = place / name
    folder.mkdir(parents=True)
    if inside is not None:
        (folder / "part").write_text("x")
        os.utime(folder / "part", (time.time() - 3600 * inside,) * 2)
    os.utime(folder, (time.time() - 3600 * hours,) * 2)
    return folder


def test_folders_that_nobody_has_touched_for_hours_are_removed(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SNAPSHOTS, settings.HOME = tmp_path / "snapshots", tmp_path / "home"
    monkeypatch.setattr(sweeping.tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    gone = [
        make(settings.SNAPSHOTS, ".taking-1", 7, inside=7),
        make(settings.HOME, ".restore-1", 7),
        make(tmp_path / "tmp", "kust-upload-1", 7),
    ]
    kept = [
        make(settings.SNAPSHOTS, ".taking-2", 0),
        make(settings.SNAPSHOTS, ".taking-3", 7, inside=1),
        make(settings.SNAPSHOTS, "ab", 7),
        make(tmp_path / "tmp", "somebody-elses", 7),
    ]
    assert sweeping.sweep() == 3
    assert [one.exists() for one in gone] == [False] * 3
    assert all(one.exists() for one in kept)


@pytest.mark.django_db
def test_rows_of_the_queue_that_are_long_finished_are_removed(settings: Any) -> None:
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = production.TASKS
    now = timezone.now()
    for days, status in ((8, "SUCCESSFUL"), (8, "FAILED"), (6, "SUCCESSFUL"), (None, "READY")):
        DBTaskResult.objects.create(
            task_path="kust_web.workbench.jobs.run_job",
            args_kwargs={"args": [1], "kwargs": {}},
            queue_name="long",
            backend_name="default",
            status=TaskResultStatus[status],
            finished_at=now - timedelta(days=days) if days else None,
        )
    sweeping.prune_queue()
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]
