"""Measure everything in one run: `python -m bench [--sizes 1,5,20] [--repeat 3]`.

With the defaults it takes about half an hour and 3 GB of disk; 100 million rows are measured on request.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from bench import esri, harvest_forecast, relatedness, remedies, report, siting, web
from bench.datasets import Datasets
from bench.errands import ROOT
from bench.measure import Figure, measure_errands, measure_question
from bench.stopwatch import FailedError

SIZES = "1,5,20"


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
    parser.add_argument("--no-remedies", action="store_true", help="no remedies")
    parser.add_argument("--only-remedies", action="store_true", help="leave all other figures as they stand")
    parser.add_argument("--no-siting", action="store_true", help="no siting of stations")
    parser.add_argument("--only-siting", action="store_true", help="leave all other figures as they stand")
    parser.add_argument(
        "--peer-limit", type=float, default=siting.LIMIT, help="seconds for each peer of siting"
    )
    parser.add_argument("--no-web", action="store_true", help="no registry")
    parser.add_argument("--only-web", action="store_true", help="leave all other figures as they stand")
    parser.add_argument("--no-forecast", action="store_true", help="no forecast of crops")
    parser.add_argument("--only-forecast", action="store_true", help="leave all other figures as they stand")
    parser.add_argument("--plain-limit", type=float, default=100.0, help="seconds for each model of remedies")
    parser.add_argument("--measure-nothing", action="store_true", help="write the page anew from the JSON")
    given = parser.parse_args()
    if given.measure_nothing:
        report.conclude_again(given.out)
        return
    if given.only_remedies:
        said = f"python -m bench --only-remedies --plain-limit {given.plain_limit:g}"
        report.put_in(given.out, "remedies", report.part(_measure_remedies(given), said, date.today()))
        return
    if given.only_siting:
        said = f"python -m bench --only-siting --peer-limit {given.peer_limit:g}"
        report.put_in(given.out, "siting", report.part(_measure_siting(given), said, date.today()))
        return
    if given.only_web:
        report.put_in(
            given.out, "web", report.part(_measure_web(), "python -m bench --only-web", date.today())
        )
        return
    if given.only_forecast:
        said = "python -m bench --only-forecast"
        report.put_in(given.out, "harvest_forecast", report.part(_measure_forecast(), said, date.today()))
        return
    load = os.getloadavg()[0]
    figures = _measure(given)
    networks = ([], []) if given.no_networks or given.no_errands else _measure_networks()
    said = f"python -m bench --sizes {given.sizes} --repeat {given.repeat}"
    loads = (load, os.getloadavg()[0])
    content = report.describe(figures, said, date.today(), loads, *networks)
    if not given.no_remedies:
        content["remedies"] = report.part(_measure_remedies(given), said, date.today())
    if not given.no_siting:
        content["siting"] = report.part(_measure_siting(given), said, date.today())
    if not given.no_web:
        content["web"] = report.part(_measure_web(), said, date.today())
    if not given.no_forecast:
        content["harvest_forecast"] = report.part(_measure_forecast(), said, date.today())
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


def _measure_remedies(given: argparse.Namespace) -> dict[str, Any]:
    _say("remedies: large models, and a batch of clusters")
    return remedies.describe(remedies.SEEDS, given.plain_limit, remedies.BATCH)


def _measure_siting(given: argparse.Namespace) -> dict[str, Any]:
    _say("siting: kust, spopt and the plain model, each within its limit")
    return siting.describe(given.peer_limit)


def _measure_web() -> dict[str, Any]:
    _say("the registry: its pages, and many users at once")
    return web.measure(web.CLUSTERS, web.USERS, web.SECONDS)


def _measure_forecast() -> dict[str, Any]:
    _say("forecast of crops: a large forest, and panels with a known truth")
    return harvest_forecast.describe()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
