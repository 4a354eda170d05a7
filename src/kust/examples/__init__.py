"""Example datasets shipped with the package: a folder each, with ``about.toml`` beside the tables.

Imported by name only where examples are asked for; nothing else in the library needs them.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from kust.errors import UsageError

# From the widest to the most particular; the order in which `kust demo` lists them.
_NAMES = ("registry-2019", "composites", "machine-building", "wild-harvest")


@dataclass(frozen=True)
class Example:
    """What an example is, and the question that it is made for.

    ``on``, ``year``, ``edition`` and ``cluster`` are the arguments of the check that shows it best;
    ``edition`` is None where the day chooses it, ``cluster`` where the example is about many.
    ``source`` and ``certainty`` say where figures that are not made up come from and how far to trust them.
    """

    name: str
    title_ru: str
    title_en: str
    about_ru: str
    about_en: str
    on: date
    year: int
    made_up: bool
    edition: str | None = None
    cluster: str | None = None
    source_ru: str | None = None
    source_en: str | None = None
    certainty_ru: str | None = None
    certainty_en: str | None = None

    def title(self, lang: str) -> str:
        """Return the title in Russian (``ru``) or English (``en``)."""
        return self.title_ru if lang == "ru" else self.title_en

    def about(self, lang: str) -> str:
        """Return the description in Russian (``ru``) or English (``en``)."""
        return self.about_ru if lang == "ru" else self.about_en


def list_examples() -> list[Example]:
    """Describe every example.

    >>> [example.name for example in list_examples()]
    ['registry-2019', 'composites', 'machine-building', 'wild-harvest']
    """
    return [describe(name) for name in _NAMES]


def describe(name: str) -> Example:
    """Describe one example.

    Raises
    ------
    UsageError
        There is no example of this name.

    Examples
    --------
    >>> describe("machine-building").made_up
    True
    """
    return Example(name=name, **tomllib.loads((load(name) / "about.toml").read_text(encoding="utf-8")))


def load(name: str) -> Path:
    """Return the folder of an example, to be read like any dataset.

    Raises
    ------
    UsageError
        There is no example of this name.

    Examples
    --------
    >>> (load("registry-2019") / "clusters.csv").exists()
    True
    """
    if name not in _NAMES:
        raise UsageError("no_such_example", name=name, known=", ".join(_NAMES))
    return Path(str(files(__name__) / name))
