"""A made-up forest of fifteen years, written once a run."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from kust.data.dataset import Dataset
from kust.data.read import read_dataset
from kust.harvest.made_up.synthetic import Truth, write_forest


@dataclass(frozen=True)
class Forest:
    folder: Path
    truth: Truth
    dataset: Dataset


@pytest.fixture(scope="session")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Forest:
    folder = tmp_path_factory.mktemp("forest")
    truth = write_forest(folder)
    return Forest(folder, truth, read_dataset(folder).dataset)
