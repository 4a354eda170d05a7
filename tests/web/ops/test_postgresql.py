"""The same tests of tables, changes, returns and the interface on PostgreSQL, in a throw-away cluster."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SUITES = [
    "tests/web/test_tables.py",
    "tests/web/core",
    "tests/web/people",
    "tests/web/api",
    "tests/web/moderation",
]


@pytest.mark.skipif(not shutil.which("pg_virtualenv"), reason="no pg_virtualenv: install Debian's postgresql")
def test_the_registry_is_the_same_on_postgresql() -> None:
    script = (
        'export KUST_DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"; '
        f"exec {sys.executable} -m pytest -n0 -q -p no:cacheprovider -m 'not browser' {' '.join(SUITES)}"
    )
    home = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "KUST_"))}
    ran = subprocess.run(
        ["pg_virtualenv", "-o", "fsync=off", "sh", "-c", script],
        cwd=ROOT,
        env=home,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-2000:]
