"""Measure everything in one run: `python -m bench [--sizes 1,5,20] [--repeat 3]`.

With the defaults it takes about half an hour and 3 GB of disk; 100 million rows are measured on request.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from bench import esri, harvest_forecast, programme, relatedness, remedies, report, siting, web
from bench.datasets import Datasets
from bench.errands import ROOT
from bench.measure import Figure, measure_errands, measure_question
from bench.stopwatch import FailedError

SIZES = "1,5,20"
# What is measured on its own: by its name in the JSON, what is being done, and how.
PARTS: dict[str, tuple[str, Callable[[argparse.Namespace], dict[str, Any]]]] = {
    "remedies": (
        "remedies: large models, and a batch of clusters",
        lambda given: remedies.describe(remedies.SEEDS, given.plain_limit, remedies.BATCH),
    ),
    "siting": (
        "siting: kust, spopt and the plain model, each within its limit",
        lambda given: siting.describe(given.peer_limit),
    ),
    "web": (
        "the registry: its pages, and many users at once",
        lambda given: web.measure(web.CLUSTERS, web.USERS, web.SECONDS),
    ),
    "harvest_forecast": (
        "forecast of crops: a large forest, and panels with a known truth",
        lambda given: harvest_forecast.describe(),
    ),
    "programme": ("documents of a large programme", lambda given: programme.describe()),
}


def main() -> None:
    """Read the command line, measure, write `docs/benchmarks.json` and `docs/benchmarks.md`."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default=SIZES, help="millions of supplies, joined by commas")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each contender; the best one counts")
    parser.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "kust-bench", help="place for data"
    )
    parser.add_argument("--keep", action="store_true", help="leave the data there for the next run")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument(
        "--prepare-up-to", type=float, default=20, help="millions of supplies that are also prepared"
    )
    parser.add_argument("--no-errands", action="store_true", help="only the questions")
    parser.add_argument("--no-networks", action="store_true", help="neither relatedness nor ESRI")
    for name in PARTS:
        word = name.replace("_", "-").removeprefix("harvest-")
        parser.add_argument(f"--no-{word}", dest=f"no_{name}", action="store_true")
        parser.add_argument(
            f"--only-{word}",
            dest="only",
            action="store_const",
            const=name,
            help="leave all other figures as they stand",
        )
    parser.add_argument(
        "--peer-limit", type=float, default=siting.LIMIT, help="seconds for each peer of siting"
    )
    parser.add_argument("--plain-limit", type=float, default=100.0, help="seconds for each model of remedies")
    parser.add_argument("--measure-nothing", action="store_true", help="write the page anew from the JSON")
    given = parser.parse_args()
    if given.measure_nothing:
        report.conclude_again(given.out)
        return
    said = f"python -m bench {' '.join(sys.argv[1:])}".strip()
    if given.only:
        report.put_in(
            given.out, given.only, report.part(_measure_part(given.only, given), said, date.today())
        )
        return
    load = os.getloadavg()[0]
    figures = _measure(given)
    networks = ([], []) if given.no_networks or given.no_errands else _measure_networks()
    loads = (load, os.getloadavg()[0])
    content = report.describe(figures, said, date.today(), loads, *networks)
    for name in PARTS:
        if not getattr(given, f"no_{name}"):
            content[name] = report.part(_measure_part(name, given), said, date.today())
    report.write(content, given.out)
    if not given.keep:
        shutil.rmtree(given.home)


def _measure(given: argparse.Namespace) -> list[Figure]:
    datasets, figures = Datasets(given.home), list[Figure]()
    if not given.no_errands:
        figures += measure_errands(datasets, given.repeat, _say)
    for rows in sorted(int(float(size) * 1_000_000) for size in given.sizes.split(",")):
        if not datasets.fits(rows):
            _say(f"{rows / 1e6:g}M left out: not enough room on the disk")
            continue
        prepare = rows <= given.prepare_up_to * 1_000_000
        figures += measure_question(datasets, rows, given.repeat, _say, prepare)
        if not given.keep:
            datasets.forget(rows)
    return figures


def _measure_networks() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Measure relatedness against the packages, and the spread of stops, each run in a process of its own."""
    _say("relatedness against the packages")
    runs = [asdict(run) for run in relatedness.measure(full=True)]
    stops: list[dict[str, Any]] = []
    for case in esri.CASES:
        _say(f"spread of stops: {case}")
        try:
            stops += [asdict(figure) for figure in esri.measure(case)]
        except FailedError as error:
            _say(f"failed: {error}")
    return runs, stops


def _measure_part(name: str, given: argparse.Namespace) -> dict[str, Any]:
    title, measure = PARTS[name]
    _say(title)
    return measure(given)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
