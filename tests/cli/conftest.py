"""The example that the commands are tried on."""

import pytest

from kust.examples import load


@pytest.fixture
def machines() -> str:
    return str(load("machine-building"))
