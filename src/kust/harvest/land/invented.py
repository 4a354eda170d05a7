"""Whether a forest is made up: its data say so beside the tables, or in names."""

import tomllib
from pathlib import Path

from kust.data.dataset import Dataset

MADE_UP = "(вымышленные данные)"
_MARKED = (("clusters", "name"), ("settlements", "name"), ("species", "name"))


def is_made_up(dataset: Dataset) -> bool:
    """Tell whether the data say that they are made up.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> is_made_up(read_dataset(load("wild-harvest")).dataset)
    True
    """
    about = Path(dataset.path) / "about.toml"
    if about.is_file():
        try:
            if tomllib.loads(about.read_text(encoding="utf-8")).get("made_up"):
                return True
        except (ValueError, OSError):
            pass
    return any(
        MADE_UP in (name or "")
        for table, column in _MARKED
        for name in dataset.rows(table).select(column).collect().to_series().to_list()
    )
