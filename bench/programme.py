"""Measure the documents of a large programme: `python -m bench.programme [--measures 300]`.

A made-up programme is put beside the figures of the machine-building example; each document is written by the command
line in a process of its own, so that starting, checking and all analyses count.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.errands import KUST
from bench.stopwatch import time_command
from kust.examples import load

FORMS = ("docx", "html", "pdf", "xlsx", "pptx")
PACKAGES = ("docxtpl", "python-pptx", "typst", "xlsxwriter", "polars")
TRIES = 3
TARGET_SECONDS = 10.0
ON, YEAR, CLUSTER = "2019-03-01", "2018", "VB"
_SHOWN = ("requirement", "niche", "project", "challenge")
_REFERENCES = {
    "requirement": "industrial.cooperation",
    "niche": "P308",
    "project": "joint-hydraulics",
    "challenge": "",
}


def make_large(folder: Path, *, measures: int = 300, owners: int = 40, indicators: int = 60) -> Path:
    """Copy the example and give it a programme of this size; (made-up data)."""
    shutil.copytree(load("machine-building"), folder)
    people = [f"S{number:03d}" for number in range(owners)]
    goals = [f"G{number:02d}" for number in range(10)]
    problems = [f"P{number:03d}" for number in range(measures // 5)]
    names = [f"Показатель {number} (вымышленные данные)" for number in range(indicators)]
    _write(
        folder / "stakeholders.csv",
        (
            {"stakeholder_id": one, "cluster_id": CLUSTER, "name": f"Ответственный {one}", "kind": "other"}
            for one in people
        ),
    )
    _write(
        folder / "goals.csv",
        (
            {"goal_id": one, "cluster_id": CLUSTER, "number": n, "title": f"Цель {n}"}
            for n, one in enumerate(goals, 1)
        ),
    )
    _write(folder / "problems.csv", (_problem(n, one, goals) for n, one in enumerate(problems)))
    _write(folder / "measures.csv", (_measure(n, goals, problems, people, names) for n in range(measures)))
    _write(
        folder / "measure_costs.csv",
        (
            {
                "measure_id": f"M{n:03d}",
                "year": 2019 + k,
                "source": "own",
                "basis": "plan",
                "amount_krub": 100 + n,
            }
            for n in range(measures)
            for k in range(2)
        ),
    )
    _write(
        folder / "indicators.csv",
        (
            {
                "cluster_id": CLUSTER,
                "indicator": one,
                "goal_id": goals[n % 10],
                "unit": "ед.",
                "base_year": 2017,
                "base": n,
            }
            for n, one in enumerate(names)
        ),
    )
    _write(
        folder / "indicator_targets.csv",
        (
            {"cluster_id": CLUSTER, "indicator": one, "year": year, "target": n + year - 2017}
            for n, one in enumerate(names)
            for year in range(2018, 2022)
        ),
    )
    _write(
        folder / "milestones.csv",
        (
            {
                "milestone_id": f"K{n}",
                "cluster_id": CLUSTER,
                "measure_id": f"M{n * 10:03d}",
                "title": f"Веха {n}",
                "due_on": "2019-12-01",
            }
            for n in range(measures // 10)
        ),
    )
    for name in ("statements", "positions"):
        (folder / f"{name}.csv").unlink()
    return folder


def _problem(number: int, name: str, goals: list[str]) -> dict[str, Any]:
    kind = _SHOWN[number % len(_SHOWN)]
    return {
        "problem_id": name,
        "cluster_id": CLUSTER,
        "goal_id": goals[number % len(goals)],
        "number": number + 1,
        "title": f"Проблема {number + 1}: узкое место, которое показывают данные",
        "shown_by": kind,
        "reference": _REFERENCES[kind],
    }


def _measure(
    number: int, goals: list[str], problems: list[str], people: list[str], names: list[str]
) -> dict[str, Any]:
    starts = date(2018, 10, 1) + timedelta(days=7 * (number % 100))
    return {
        "measure_id": f"M{number:03d}",
        "cluster_id": CLUSTER,
        "goal_id": goals[number % len(problems) % len(goals)],
        "problem_id": problems[number % len(problems)],
        "number": number + 1,
        "title": f"Мероприятие {number + 1}: договориться, подготовить и выполнить работу вместе",
        "owner_id": people[number % len(people)],
        "load": 0.05,
        "starts_on": starts.isoformat(),
        "ends_on": (starts + timedelta(days=120)).isoformat(),
        "depends_on": f"M{number - 1:03d}" if number % 3 else "",
        "indicators": names[number % len(names)],
        "state": "planned",
    }


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, listed[0].keys())
        writer.writeheader()
        writer.writerows(listed)


def describe(measures: int = 300, owners: int = 40, indicators: int = 60) -> dict[str, Any]:
    """Write each form and tell what it took, within the seconds that a document may take."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        dataset = make_large(Path(place) / "data", measures=measures, owners=owners, indicators=indicators)
        forms = [_write_form(form, dataset, Path(place)) for form in FORMS]
    return {
        "cores": len(os.sched_getaffinity(0)),
        "versions": {name: version(name) for name in PACKAGES},
        "measures": measures,
        "owners": owners,
        "indicators": indicators,
        "target_seconds": TARGET_SECONDS,
        "forms": forms,
        "load": (load, os.getloadavg()[0]),
    }


def _write_form(form: str, dataset: Path, place: Path) -> dict[str, Any]:
    target = place / f"programme.{form}"
    asked = ["--on", ON, "--year", YEAR, "-o", str(target)]
    # The first run of a day reads the program from the disk: the best one counts, as everywhere here.
    tries = [time_command([KUST, "programme", "document", str(dataset), *asked], place) for _ in range(TRIES)]
    taken = min(tries, key=lambda one: one.process_seconds)
    return {
        "form": form,
        "seconds": taken.process_seconds,
        "cpu_seconds": taken.cpu_seconds,
        "peak_gib": taken.peak_gib,
        "kib": target.stat().st_size / 1024,
        "reached": taken.process_seconds < TARGET_SECONDS,
    }


def main() -> None:
    """Print what was measured as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.programme", description=__doc__.split("\n")[0])
    parser.add_argument("--measures", type=int, default=300)
    print(json.dumps(describe(parser.parse_args().measures), indent=1))


if __name__ == "__main__":
    main()
