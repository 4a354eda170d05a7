"""The second solver, in a process of its own: OR-Tools brings a HiGHS that cannot live beside ours in one process."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.lengthy

CASES = Path(__file__).with_name("against_cp_sat.py")


@pytest.mark.skipif(find_spec("ortools") is None, reason="OR-Tools is not installed")
def test_the_cheapest_cost_is_the_one_that_cp_sat_finds() -> None:
    asked = [sys.executable, "-m", "pytest", "-n0", "-p", "no:randomly", "-p", "no:cacheprovider", str(CASES)]
    ran = subprocess.run(asked, capture_output=True, text=True, cwd=CASES.parents[2], check=False)
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert "skipped" not in ran.stdout
