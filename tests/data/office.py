"""Open a file in LibreOffice and save it again, as a user would."""

import atexit
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"
)


def save_again(source: Path, folder: Path, form: str = "xlsx") -> Path:
    """Convert a file."""
    return save_all_again([source], folder, form)[0]


def save_all_again(sources: Sequence[Path], folder: Path, form: str = "xlsx") -> list[Path]:
    """Convert several files in one start of LibreOffice, which takes longer than the converting."""
    folder.mkdir(exist_ok=True)
    command = ["soffice", f"-env:UserInstallation={_profile()}", "--headless", "--convert-to", form]
    subprocess.run(
        [*command, "--outdir", str(folder), *map(str, sources)], check=True, capture_output=True, timeout=300
    )
    return [folder / f"{source.stem}.{form}" for source in sources]


@cache
def _profile() -> str:
    """Make a profile for this process, so that no two runs wait for each other; it goes when the process ends."""
    folder = TemporaryDirectory(prefix="kust-office-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return Path(folder.name).as_uri()
