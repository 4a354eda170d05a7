"""A prepared dataset answers like the one it came from, appears whole or not at all, and never in place of another."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kust.chain.prepare import prepare
from kust.checks import Readings, check
from kust.checks.as_json import as_json
from kust.data import read_dataset
from kust.errors import UnreadableError, UsageError
from kust.examples import load

from ..engines.test_engines_agree import alike
from ..oracle.strategies import EDITIONS, ON, YEAR, joined, readings, write


@given(made=joined(), read_as=readings(), edition=st.sampled_from(EDITIONS))
@settings(
    max_examples=9, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_the_prepared_dataset_gives_the_same_answers(
    tmp_path_factory: pytest.TempPathFactory, made: Any, read_as: dict[str, Any], edition: str
) -> None:
    folder = tmp_path_factory.mktemp("dataset")
    write(made, folder / "raw") if (folder / "raw").mkdir() is None else None
    raw = read_dataset(folder / "raw").dataset
    prepare(raw, folder / "prepared")
    ready = read_dataset(folder / "prepared").dataset
    asked: dict[str, Any] = {"on": ON, "year": YEAR, "edition": edition, "readings": Readings(**read_as)}
    before, after = as_json(check(raw, **asked)), as_json(check(ready, **asked))
    assert ready.digest == raw.digest
    assert alike(before["clusters"], after["clusters"])


def test_a_folder_that_is_there_is_never_written_into(tmp_path: Path) -> None:
    dataset = read_dataset(load("machine-building")).dataset
    prepare(dataset, tmp_path / "ready")
    with pytest.raises(UsageError):
        prepare(dataset, tmp_path / "ready")
    assert [path.name for path in tmp_path.iterdir()] == ["ready"]


def test_a_prepared_dataset_whose_figures_are_gone_is_refused(tmp_path: Path) -> None:
    prepare(read_dataset(load("machine-building")).dataset, tmp_path / "ready")
    (tmp_path / "ready/figures/inside.parquet").unlink()
    with pytest.raises(UnreadableError):
        read_dataset(tmp_path / "ready")


def test_killed_midway_it_leaves_nothing_that_looks_finished(tmp_path: Path) -> None:
    source = load("machine-building")
    for delay in (0.3, 0.6, 0.9):
        target = tmp_path / f"ready-{delay}"
        command = [sys.executable, "-m", "kust", "prepare", str(source), str(target)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
        if target.exists():
            assert read_dataset(target).dataset.prepared


def test_of_two_writers_at_once_one_wins_and_the_result_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "ready"
    command = [sys.executable, "-m", "kust", "prepare", str(load("machine-building")), str(target)]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    codes = sorted(process.wait() for process in both)
    assert codes[0] == 0
    assert codes[1] in (0, 2)
    assert read_dataset(target).dataset.prepared
    assert [path.name for path in tmp_path.iterdir()] == ["ready"]
