"""Open a file in LibreOffice and save it again, as a user would."""

import shutil
import subprocess
from pathlib import Path

import pytest

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"
)


def save_again(source: Path, folder: Path, form: str = "xlsx") -> Path:
    """Convert a file with a profile of its own, so that no two runs wait for each other."""
    folder.mkdir(exist_ok=True)
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", form]
    subprocess.run(
        [*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=300
    )
    return folder / f"{source.stem}.{form}"
