"""What was found in an upload that no field below mends: each with what to do instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kust.data.describe import allowed, example, meaning
from kust.data.schema import Column, tables
from kust.i18n import say
from kust_web.moderation.finding_words import Told, tell
from kust_web.moderation.models import Upload
from kust_web.moderation.uploads.reading import OF_WHOLE

_SHOWN = 50
# As many values of a column are named.
_VALUES = 12


@dataclass(frozen=True)
class Whole:
    """A finding in words, and the way out: ``file`` the file has to be mended, ``later`` its row is shown later."""

    told: Told
    way: str
    what_to_add: str = ""


def find_whole(upload: Upload, lang: str) -> tuple[list[Whole], int]:
    """List what no row of the page stands for, the first of them; and count what is left."""
    places = set(upload.rows.values_list("table", "file", "sheet", "row"))
    found = [
        one
        for one in upload.findings
        if one["severity"] != "notice" and (one["code"].startswith(OF_WHOLE) or _place(one) not in places)
    ]
    return [_word(one, lang) for one in found[:_SHOWN]], max(0, len(found) - _SHOWN)


def _place(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    return (finding["table"], finding["file"], finding["sheet"], finding["row"])


def _word(finding: Mapping[str, Any], lang: str) -> Whole:
    told = tell(finding, lang)
    of_whole = finding["code"].startswith(OF_WHOLE) or finding["row"] is None or not finding["table"]
    if finding["code"] == "more":
        return Whole(told, "later")
    column = _column_of(finding)
    add = _describe(column, lang) if finding["code"] == "column.missing" and column else ""
    return Whole(told, "file" if of_whole else "later", add)


def _column_of(finding: Mapping[str, Any]) -> Column | None:
    table = tables().get(finding["table"] or "")
    columns = table.columns if table else ()
    return next((column for column in columns if column.name == finding["column"]), None)


def _describe(column: Column, lang: str) -> str:
    """Say what the column that is to be added holds."""
    values = allowed(column, lang)[:_VALUES]
    parts = [
        meaning(column, lang),
        say("entry.upload.add_values", lang, values=", ".join(values)) if values else "",
        say("entry.upload.add_example", lang, example=example(column, lang))
        if not values and example(column, lang)
        else "",
    ]
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)
