"""Who is measured on the questions: each one imports what it needs first, then answers from a folder."""

from __future__ import annotations

import pkgutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bench.question import EDITION, LEAST_KRUB, ON, YEAR

Stages = dict[str, float]
Answer = Callable[[Path], Stages]
BARE_COLUMNS = ["supplier_id", "buyer_id", "product_id", "year", "amount_krub"]
BARE_OF_SCAN = [*BARE_COLUMNS, "origin_country", "quantity", "reported_by"]
# What `kust.checks.run` calls on the way to the verdicts; the rest of its time is judging.
STAGES = ("find_members", "calc_trade", "calc_accounts", "calc_participants")
# What `kust.niches.scan` calls; the rest is next to nothing.
SCAN_STAGES = ("find_codes", "sum_purchases", "count_makers", "tell_cells", "tell_country", "rank_cells")


@dataclass(frozen=True)
class Contender:
    """One way to answer, on the raw or on the prepared dataset; `load` imports and returns what is timed."""

    title: str
    load: Callable[[], Answer]
    prepared: bool = False


def _by_hand(tool: str) -> Callable[[], Answer]:
    def load() -> Answer:
        program = import_module(f"bench.by_hand.with_{tool}")

        def answer(folder: Path) -> Stages:
            program.run(folder, ON, YEAR)
            return {}

        return answer

    return load


def _kust(engine: str) -> Callable[[], Answer]:
    def load() -> Answer:
        data, checks = import_module("kust.data"), import_module("kust.checks")
        for package in ("polars", "pyarrow", engine, *_modules_below("kust.checks")):
            import_module(package)

        def answer(folder: Path) -> Stages:
            started = time.perf_counter()
            dataset = data.read_dataset(folder, engine=engine).dataset
            opened = time.perf_counter()
            checks.check(dataset, on=ON, year=YEAR, edition=EDITION, alternatives=False)
            return {"read_dataset": opened - started, "check": time.perf_counter() - opened}

        return answer

    return load


def _scan_by_hand(tool: str) -> Callable[[], Answer]:
    def load() -> Answer:
        program = import_module(f"bench.by_hand.niches_with_{tool}")

        def answer(folder: Path) -> Stages:
            program.run(folder, YEAR, LEAST_KRUB)
            return {}

        return answer

    return load


def _scan(engine: str) -> Callable[[], Answer]:
    def load() -> Answer:
        data, scan = import_module("kust.data"), import_module("kust.niches.scan")
        for package in ("polars", "pyarrow", engine):
            import_module(package)

        def answer(folder: Path) -> Stages:
            started = time.perf_counter()
            dataset = data.read_dataset(folder, engine=engine).dataset
            opened = time.perf_counter()
            scan.scan_niches(dataset, year=YEAR, min_amount_krub=LEAST_KRUB)
            return {"read_dataset": opened - started, "scan": time.perf_counter() - opened}

        return answer

    return load


def _modules_below(package: str) -> list[str]:
    return [found.name for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}.")]


def _taken_apart(
    whole: Callable[[], Answer], module: str, stages: tuple[str, ...], rest: str
) -> Callable[[], Answer]:
    """As the whole, with a clock around each step that a module calls."""

    def load() -> Answer:
        answer, run = whole(), import_module(module)
        spent: Stages = {}
        for name in stages:
            setattr(run, name, _clocked(name, getattr(run, name), spent))

        def apart(folder: Path) -> Stages:
            told = answer(folder)
            opened = told.pop("read_dataset")
            return {"read_dataset": opened, **spent, rest: sum(told.values()) - sum(spent.values())}

        return apart

    return load


def _clocked(name: str, step: Callable[..., object], spent: Stages) -> Callable[..., object]:
    def clocked(*args: object, **kwargs: object) -> object:
        started = time.perf_counter()
        try:
            return step(*args, **kwargs)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - started

    return clocked


def _decode_with_polars(columns: list[str]) -> Callable[[], Answer]:
    def load() -> Answer:
        import polars as pl

        def answer(folder: Path) -> Stages:
            pl.read_parquet(folder / "supplies.parquet", columns=columns)
            return {}

        return answer

    return load


def _decode_with_pyarrow(columns: list[str]) -> Callable[[], Answer]:
    def load() -> Answer:
        import pyarrow.parquet as pq

        def answer(folder: Path) -> Stages:
            pq.read_table(folder / "supplies.parquet", columns=columns)
            return {}

        return answer

    return load


CONTENDERS: dict[str, Contender] = {
    "bare_polars": Contender("five columns decoded, Polars", _decode_with_polars(BARE_COLUMNS)),
    "bare_pyarrow": Contender("five columns decoded, pyarrow", _decode_with_pyarrow(BARE_COLUMNS)),
    "hand_polars": Contender("by hand, Polars", _by_hand("polars")),
    "hand_duckdb": Contender("by hand, DuckDB SQL", _by_hand("duckdb")),
    "hand_pandas": Contender("by hand, pandas", _by_hand("pandas")),
    "kust_polars": Contender("kust on Polars, raw", _kust("polars")),
    "kust_duckdb": Contender("kust on DuckDB, raw", _kust("duckdb")),
    "kust_polars_prepared": Contender("kust on Polars, prepared", _kust("polars"), prepared=True),
    "kust_duckdb_prepared": Contender("kust on DuckDB, prepared", _kust("duckdb"), prepared=True),
}
SCANNERS: dict[str, Contender] = {
    "scan_bare_polars": Contender("eight columns decoded, Polars", _decode_with_polars(BARE_OF_SCAN)),
    "scan_bare_pyarrow": Contender("eight columns decoded, pyarrow", _decode_with_pyarrow(BARE_OF_SCAN)),
    "scan_hand_polars": Contender("scan by hand, Polars", _scan_by_hand("polars")),
    "scan_hand_duckdb": Contender("scan by hand, DuckDB SQL", _scan_by_hand("duckdb")),
    "scan_hand_pandas": Contender("scan by hand, pandas", _scan_by_hand("pandas")),
    "scan_kust_polars": Contender("kust scan on Polars", _scan("polars")),
    "scan_kust_duckdb": Contender("kust scan on DuckDB", _scan("duckdb")),
}
APART: dict[str, Contender] = {
    f"{name}_apart": Contender(
        contender.title,
        _taken_apart(_kust(name.split("_")[1]), "kust.checks.run", STAGES, "judging"),
        contender.prepared,
    )
    for name, contender in CONTENDERS.items()
    if name.startswith("kust")
} | {
    f"scan_kust_{engine}_apart": Contender(
        SCANNERS[f"scan_kust_{engine}"].title,
        _taken_apart(_scan(engine), "kust.niches.scan", SCAN_STAGES, "rest"),
    )
    for engine in ("polars", "duckdb")
}
EVERYONE = CONTENDERS | SCANNERS | APART
