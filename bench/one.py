"""Answer once and tell how long it took, imports apart: `python -m bench.one CONTENDER FOLDER`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.contenders import APART, CONTENDERS


def main(name: str, folder: str) -> None:
    """Print one JSON line: seconds of the answer and of its stages."""
    answer = (CONTENDERS | APART)[name].load()
    started = time.perf_counter()
    stages = answer(Path(folder))
    print(json.dumps({"seconds": time.perf_counter() - started, "stages": stages}))


if __name__ == "__main__":
    main(*sys.argv[1:])
