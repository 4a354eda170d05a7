"""What is measured once, apart from the question: checking data, starting up, the demo."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
KUST = str(Path(sys.executable).parent / "kust")


@dataclass(frozen=True)
class Errand:
    """A command of the user, on a dataset of `rows` supplies in some form (none: no dataset at all)."""

    title: str
    command: Callable[[Path], list[str]]
    shown: str
    rows: int = 0
    form: str = ""


def _validate(dataset: Path) -> list[str]:
    return [KUST, "validate", str(dataset)]


ERRANDS: dict[str, Errand] = {
    "validate_parquet": Errand(
        "kust validate, Parquet", _validate, "kust validate DATASET", rows=1_000_000, form="parquet"
    ),
    "validate_csv": Errand(
        "kust validate, CSV", _validate, "kust validate DATASET", rows=1_000_000, form="csv"
    ),
    "validate_workbook": Errand(
        "kust validate, workbook", _validate, "kust validate DATASET.xlsx", rows=200_000, form="xlsx"
    ),
    "help": Errand("kust --help", lambda _: [KUST, "--help"], "kust --help"),
    "demo": Errand("make demo, second run", lambda _: ["make", "-s", "-C", str(ROOT), "demo"], "make demo"),
}
