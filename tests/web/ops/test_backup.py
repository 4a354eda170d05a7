"""Back up, drop, restore: the same digests; on PostgreSQL in `test_postgresql.py`."""

from pathlib import Path

import pytest

from .losing import lose_and_bring_back

pytestmark = pytest.mark.lengthy


def test_what_was_backed_up_and_lost_comes_back_the_same(tmp_path: Path) -> None:
    lose_and_bring_back(tmp_path, "sqlite")
