"""Answer once and tell how long it took, imports apart: `python -m bench.one CONTENDER FOLDER`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.contenders import EVERYONE


def main(name: str, folder: str) -> None:
    """Print one JSON line: wall and CPU seconds of the answer, and of its stages."""
    answer = EVERYONE[name].load()
    started, worked = time.perf_counter(), time.process_time()
    stages = answer(Path(folder))
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - worked
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "stages": stages}))


if __name__ == "__main__":
    main(*sys.argv[1:])
