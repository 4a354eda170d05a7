"""Tests of what a database does its own way (types, locks, two writers, case) on PostgreSQL; backups too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .losing import lose_and_bring_back
from .throw_away import beside_postgresql, needs_postgresql

pytestmark = pytest.mark.lengthy

ROOT = Path(__file__).parents[3]
SUITES = [
    "tests/web/test_tables.py",
    "tests/web/core",
    "tests/web/people",
    "tests/web/api/test_schema.py",
    "tests/web/api/test_imports.py",
    "tests/web/moderation/test_duplicates.py",
    "tests/web/moderation/test_return_rivals.py",
    "tests/web/moderation/test_sides.py",
]
# Whether a migration is missing says the code alone: no database is asked.
OF_CODE = "--deselect tests/web/test_tables.py::test_no_migration_is_missing"
OPTIONS = f"-n0 -q -p no:cacheprovider -m 'not browser' {OF_CODE}"


@needs_postgresql
def test_the_registry_is_the_same_on_postgresql() -> None:
    script = f"exec {sys.executable} -m pytest {OPTIONS} {' '.join(SUITES)}"
    home = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "KUST_"))}
    ran = subprocess.run(beside_postgresql(script), cwd=ROOT, env=home, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-2000:]


@needs_postgresql
def test_what_was_backed_up_and_lost_comes_back_the_same_on_postgresql(tmp_path: Path) -> None:
    lose_and_bring_back(tmp_path, "postgresql")
