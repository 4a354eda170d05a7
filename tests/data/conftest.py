"""The templates that the tests of this package look at, written once."""

from pathlib import Path

import pytest

from kust.data.template import write_template


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The template of each language; a test that fills one in takes a copy."""
    folder = tmp_path_factory.mktemp("made")
    for lang in ("ru", "en"):
        write_template(folder / f"{lang}.xlsx", lang)
    return {lang: folder / f"{lang}.xlsx" for lang in ("ru", "en")}
