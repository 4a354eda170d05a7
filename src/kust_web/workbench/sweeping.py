"""What those leave behind who are killed in the middle: folders half written, and rows of the queue long finished."""

import os
import shutil
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

# The beginnings of the names of folders that are made for a while: of snapshots, backups, uploads and books.
_HERE = (".taking-", ".backup-", ".restore-")
_ELSEWHERE = ("kust-upload-", "kust-book-")
# So old is nothing that somebody still works on.
LEFT_AFTER = 6 * 3600  # seconds
QUEUE_KEPT = 7  # days


def sweep() -> int:
    """Remove the folders that nobody has touched for hours; tell how many."""
    places = [(Path(settings.SNAPSHOTS), _HERE), (Path(settings.HOME), _HERE)]
    places.append((Path(tempfile.gettempdir()), _ELSEWHERE))
    count = 0
    for place, beginnings in places:
        for folder in place.iterdir() if place.is_dir() else ():
            if folder.name.startswith(beginnings) and _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)
                count += 1
    return count


def _is_left(folder: Path) -> bool:
    try:
        told = folder.lstat()
        newest = max((one.lstat().st_mtime for one in folder.rglob("*")), default=0.0)
    except OSError:
        return False  # somebody removes it in this moment
    is_ours = told.st_uid == os.getuid() and folder.is_dir() and not folder.is_symlink()
    return is_ours and time.time() - max(told.st_mtime, newest) > LEFT_AFTER


def prune_queue() -> None:
    """Remove the finished rows of the queue; the jobs themselves, with their answers, are kept longer."""
    call_command("prune_db_task_results", queue_name="*", min_age_days=QUEUE_KEPT, verbosity=0)
