"""What an upload is refused for before the library looks at it: worded in ``words/entry.toml``."""

from kust.errors import KustError
from kust.i18n import say


class RefusedError(KustError):
    """A file that is not taken: too large, a trap, with macros, of no kind that is read here."""

    def words(self, lang: str) -> str:
        return say(f"entry.refused.{self.code}", lang, **self.values)


def word_problem(problem: dict[str, object], lang: str) -> str:
    """Word what was remembered of an error: its code and values."""
    values = dict(problem.get("values") or {})
    kind = RefusedError if problem.get("own") else KustError
    return kind(str(problem["code"]), **values).words(lang)


def remember(error: KustError, name: str) -> dict[str, object]:
    """Bring an error into JSON; a path of the server becomes the name of the file."""
    values = {
        key: value if isinstance(value, int | float) else str(value) for key, value in error.values.items()
    }
    for key in ("path", "other"):
        if key in values:
            values[key] = str(values[key]).replace("\\", "/").rsplit("/", 1)[-1] if key == "other" else name
    return {"code": error.code, "values": values, "own": isinstance(error, RefusedError)}
