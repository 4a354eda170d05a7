"""Every exception of kust. Each carries a code and figures; ``i18n`` has the words."""

from collections.abc import Mapping
from datetime import date

from kust.i18n import default_language, say, word_day


class KustError(Exception):
    """Something that the user has to know about, worded by ``words/error.toml``."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def words(self, lang: str) -> str:
        """Say what is wrong, where, and how to mend it."""
        told = {name: _tell(value, lang) for name, value in self.values.items()}
        return say(f"error.{self.code}", lang, **told)

    def __str__(self) -> str:
        return self.words(default_language())


def _tell(value: object, lang: str) -> object:
    """Word a day; take a title, told as a text by language, in the language asked for."""
    if isinstance(value, date):
        return word_day(value, lang)
    return value[lang] if isinstance(value, Mapping) else value


class UnreadableError(KustError):
    """The source cannot be read at all: no such file, not a workbook, protected, truncated."""


class UsageError(KustError):
    """The question itself is wrong: an unknown cluster, edition, year or setting."""


class MissingEngineError(KustError):
    """The engine asked for is not installed."""
