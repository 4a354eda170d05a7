"""The example that the command is tried on."""

import pytest

from kust.examples import load


@pytest.fixture
def machines() -> str:
    return str(load("machine-building"))
