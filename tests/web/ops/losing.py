"""An installation is filled, backed up, lost and brought back, through the commands, on either database."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from .installation import own_environment
from .throw_away import beside_postgresql

ROOT = Path(__file__).parents[3]
WORDS = {"cut": "is cut short, damaged", "changed": "is damaged", "other": "made by kust 99.0, this is kust"}


def lose_and_bring_back(folder: Path, database: str) -> None:
    """See that what comes back is what was lost, and that what is no backup is refused and changes nothing."""
    fill, back, told = _go_through(folder, database)
    assert back["digest"] == fill["digest"]
    assert (back["snapshot"], back["kept"]) == (fill["snapshot"], fill["kept"])
    for name, words in WORDS.items():
        for tried, left in ((fill["tries"][name], fill["digest"]), (back["tries"][name], "")):
            assert words in tried["words"]
            assert tried["digest"] == left, f"{name}: refused, and yet something was written"
    assert "has people in it" in fill["tries"]["quiet"]["words"]
    assert fill["tries"]["quiet"]["digest"] == fill["digest"]
    # In full swing: its figures are proved to be those of one moment between two writes.
    assert (fill["busy"], fill["written"] > 5) == (0, True)
    backed_up, brought_back = re.findall(rf"{folder}/busy.tar.gz: (sha256:\w+)", told)
    assert backed_up == brought_back


def _go_through(folder: Path, database: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    made, home = f"{sys.executable} -m tests.web.ops.backing_up", f"KUST_HOME={folder}"
    is_sqlite = database == "sqlite"  # its database is lost with its folder
    drop = "" if is_sqlite else "psql -qc 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public' postgres; "
    script = (
        f"set -e; {home}/first {made} fill {folder}; "
        f"{drop}{home}/second {made} bring_back {folder}; "
        f"{drop}{home}/third {sys.executable} -m kust_web restore {folder}/busy.tar.gz"
    )
    command = ["sh", "-c", script] if is_sqlite else beside_postgresql(script)
    settings = own_environment(folder) | {"DJANGO_SETTINGS_MODULE": "kust_web.settings"}
    ran = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-5000:]
    fill, back = (json.loads((folder / f"{step}.json").read_text()) for step in ("fill", "bring_back"))
    return fill, back, ran.stdout
