"""A real browser for the pages, opened once a module; a long and a small chain."""

from pathlib import Path

import pytest

from kust.chain.staged import Stages
from kust.data.dataset import Dataset

from ..chain.small import lay_out, write
from ..chromium import browser  # noqa: F401
from .long_chain import write_long_chain


@pytest.fixture(scope="module")
def long_chain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Stages]:
    dataset = write_long_chain(tmp_path_factory.mktemp("long"))
    return dataset, lay_out(dataset)


@pytest.fixture
def small_chain(tmp_path: Path) -> Dataset:
    """Ore → steel → car; tyres come from nobody who makes them, paint from a shop that is no member."""
    return write(
        tmp_path / "data",
        {"Mine": {"ore": 100}, "Works": {"steel": 300}, "Plant": {"car": 900}, "Shop": {"paint": 60}},
        [
            ("Mine", "Works", "ore", 100),
            ("Works", "Plant", "steel", 250),
            ("Dealer", "Plant", "tyre", 90),
            ("Shop", "Plant", "paint", 40),
        ],
        members=["Mine", "Works", "Plant"],
        products=["paint,2,", "tyre,2,"],
    )
