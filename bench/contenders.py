"""Who is measured on the question: each one imports what it needs first, then answers from a folder."""

from __future__ import annotations

import pkgutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bench.question import EDITION, ON, YEAR

Stages = dict[str, float]
Answer = Callable[[Path], Stages]
BARE_COLUMNS = ["supplier_id", "buyer_id", "product_id", "year", "amount_krub"]
# What `kust.checks.run` calls on the way to the verdicts; the rest of its time is judging.
STAGES = ("find_members", "calc_trade", "calc_accounts", "calc_participants")


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


def _modules_below(package: str) -> list[str]:
    return [found.name for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}.")]


def _kust_taken_apart(engine: str) -> Callable[[], Answer]:
    """As `_kust`, with a clock around each step of the check."""

    def load() -> Answer:
        answer, run = _kust(engine)(), import_module("kust.checks.run")
        spent: Stages = {}
        for name in STAGES:
            setattr(run, name, _clocked(name, getattr(run, name), spent))

        def apart(folder: Path) -> Stages:
            whole = answer(folder)
            judging = whole["check"] - sum(spent.values())
            return {"read_dataset": whole["read_dataset"], **spent, "judging": judging}

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


def _decode_with_polars() -> Answer:
    import polars as pl

    def answer(folder: Path) -> Stages:
        pl.read_parquet(folder / "supplies.parquet", columns=BARE_COLUMNS)
        return {}

    return answer


def _decode_with_pyarrow() -> Answer:
    import pyarrow.parquet as pq

    def answer(folder: Path) -> Stages:
        pq.read_table(folder / "supplies.parquet", columns=BARE_COLUMNS)
        return {}

    return answer


CONTENDERS: dict[str, Contender] = {
    "bare_polars": Contender("five columns decoded, Polars", _decode_with_polars),
    "bare_pyarrow": Contender("five columns decoded, pyarrow", _decode_with_pyarrow),
    "hand_polars": Contender("by hand, Polars", _by_hand("polars")),
    "hand_duckdb": Contender("by hand, DuckDB SQL", _by_hand("duckdb")),
    "hand_pandas": Contender("by hand, pandas", _by_hand("pandas")),
    "kust_polars": Contender("kust on Polars, raw", _kust("polars")),
    "kust_duckdb": Contender("kust on DuckDB, raw", _kust("duckdb")),
    "kust_polars_prepared": Contender("kust on Polars, prepared", _kust("polars"), prepared=True),
    "kust_duckdb_prepared": Contender("kust on DuckDB, prepared", _kust("duckdb"), prepared=True),
}
APART: dict[str, Contender] = {
    f"{name}_apart": Contender(contender.title, _kust_taken_apart(name.split("_")[1]), contender.prepared)
    for name, contender in CONTENDERS.items()
    if name.startswith("kust")
}
