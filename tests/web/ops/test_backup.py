"""Back up, drop, restore: the same digests, on both databases, through the commands; what is no backup is refused."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .installation import own_environment

ROOT = Path(__file__).parents[3]
DATABASES = [
    "sqlite",
    pytest.param(
        "postgresql",
        marks=pytest.mark.skipif(
            not shutil.which("pg_virtualenv"), reason="no pg_virtualenv: install Debian's postgresql"
        ),
    ),
]
WORDS = {"cut": "is cut short, damaged", "changed": "is damaged", "other": "made by kust 99.0, this is kust"}


def go_through(database: str, folder: Path) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Fill an installation, lose it, bring it back; lose it again, bring back what was backed up in full swing."""
    python, made = sys.executable, f"{sys.executable} -m tests.web.ops.backing_up"
    drop = "" if database == "sqlite" else "dropdb kust; createdb kust;"
    script = (
        "set -e; "
        + (
            "createdb kust; export KUST_DATABASE_URL=postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/kust; "
            if drop
            else ""
        )
        + f"KUST_HOME={folder}/first {made} fill {folder}; {drop} "
        + f"KUST_HOME={folder}/second {made} bring_back {folder}; {drop} "
        + f"KUST_HOME={folder}/third {python} -m kust_web restore {folder}/busy.tar.gz"
    )
    command = (
        ["sh", "-c", script]
        if database == "sqlite"
        else ["pg_virtualenv", "-o", "fsync=off", "sh", "-c", script]
    )
    home = own_environment(folder) | {"DJANGO_SETTINGS_MODULE": "kust_web.settings"}
    ran = subprocess.run(command, cwd=ROOT, env=home, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-5000:]
    fill, back = (json.loads((folder / f"{step}.json").read_text()) for step in ("fill", "bring_back"))
    return fill, back, ran.stdout


@pytest.mark.parametrize("database", DATABASES)
def test_what_was_backed_up_and_lost_comes_back_the_same(database: str, tmp_path: Path) -> None:
    fill, back, told = go_through(database, tmp_path)
    assert back["digest"] == fill["digest"]
    assert (back["snapshot"], back["kept"]) == (fill["snapshot"], fill["kept"])
    # In full swing: it was backed up between two writes, and its figures are proved to be those of that moment.
    assert fill["busy"] == 0
    assert fill["written"] > 5
    assert f"{tmp_path}/busy.tar.gz: sha256:" in told.splitlines()[-1]
    for name, words in WORDS.items():
        for tried, left in ((fill["tries"][name], fill["digest"]), (back["tries"][name], "")):
            assert words in tried["words"]
            assert tried["digest"] == left, f"{name}: refused, and yet something was written"
    assert "has people in it" in fill["tries"]["quiet"]["words"]
    assert fill["tries"]["quiet"]["digest"] == fill["digest"]
