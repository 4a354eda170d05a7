"""Write the figures down: `docs/benchmarks.json`, and `docs/benchmarks.md` made from it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import question
from bench.errands import ROOT
from bench.measure import Figure
from bench.targets import judge, slopes_of

TEMPLATE = Path(__file__).with_name("benchmarks.md.jinja")
PACKAGES = ("narwhals", "polars", "duckdb", "pandas", "pyarrow", "numpy", "fastexcel")


def describe(
    figures: list[Figure],
    command: str,
    today: date,
    load: tuple[float, float],
    relatedness: Sequence[Mapping[str, Any]] = (),
    esri: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Put together everything that the documents say; `load` is that of the machine before and after.

    `relatedness` and `esri`: runs as `bench.relatedness` and `bench.esri` tell them.
    """
    return {
        "date": today.isoformat(),
        "command": command,
        "commit": _commit(),
        "machine": {
            "cores": len(os.sched_getaffinity(0)),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
            "system": f"{platform.system()} {platform.machine()}",
            "load": load,
        },
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "question": {
            "edition": question.EDITION,
            "on": question.ON.isoformat(),
            "year": question.YEAR,
            "least_krub": question.LEAST_KRUB,
        },
        **_conclusions(figures, relatedness, esri),
    }


def _conclusions(
    figures: list[Figure], relatedness: Sequence[Mapping[str, Any]], esri: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "targets": [asdict(target) | {"met": target.met} for target in judge(figures, relatedness)],
        "slopes": [asdict(slope) for slope in slopes_of(figures)],
        "figures": [asdict(figure) for figure in figures],
        "relatedness": list(relatedness),
        "esri": list(esri),
    }


def conclude_again(folder: Path) -> None:
    """Write both documents anew from the figures that stand in the JSON."""
    content = json.loads((folder / "benchmarks.json").read_text(encoding="utf-8"))
    figures = [Figure(**figure) for figure in content["figures"]]
    write(content | _conclusions(figures, content.get("relatedness", ()), content.get("esri", ())), folder)


def part(measured: Mapping[str, Any], command: str, today: date) -> dict[str, Any]:
    """Say of a part that is measured on its own when, how and from which commit."""
    python = {"python": platform.python_version()} | measured["versions"]
    told = {"date": today.isoformat(), "command": command, "commit": _commit()}
    return told | dict(measured) | {"versions": python}


def put_in(folder: Path, name: str, measured: Mapping[str, Any]) -> None:
    """Put the figures of one part into both documents; all others stay as they are."""
    content = json.loads((folder / "benchmarks.json").read_text(encoding="utf-8"))
    write(content | {name: measured}, folder)


def _commit() -> str:
    """Name the commit; a plus stands for changes that are not in it."""

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout.strip()

    changed = "+" if git("status", "--porcelain", "--", "src", "bench") else ""
    return (git("rev-parse", "--short=12", "--verify", "--quiet", "HEAD") or "none yet") + changed


def write(content: dict[str, Any], folder: Path) -> None:
    """Write both documents into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / "benchmarks.json").write_text(text + "\n", encoding="utf-8")
    (folder / "benchmarks.md").write_text(render(content), encoding="utf-8")


def render(content: dict[str, Any]) -> str:
    """Render the page from what stands in the JSON."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, autoescape=True
    )
    environment.filters |= {"number": _number, "millions": lambda rows: f"{rows / 1e6:g} M" if rows else ""}
    by_size: dict[int, list[dict[str, Any]]] = {}
    for figure in content["figures"]:
        by_size.setdefault(figure["rows"], []).append(figure)
    asked = {
        rows: figures
        for rows, figures in sorted(by_size.items())
        if any(f["figure"] == "hand_polars" for f in figures)
    }
    return (
        environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(**content, by_size=asked) + "\n"
    )


def _number(value: float | None) -> str:
    """Three significant digits, no exponent; a dash for what was not measured."""
    if value is None:
        return "–"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
