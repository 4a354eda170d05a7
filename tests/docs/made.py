"""The parts of docs/ that are made from the code's own tables: `python -m tests.docs.made` writes them anew.

Such a part stands between `<!-- made: … -->` and `<!-- end of made -->`; a test holds it equal.
"""

import re
from collections.abc import Callable
from pathlib import Path

from kust.data.describe import meaning, unit
from kust.data.guide import purpose_of
from kust.data.purposes import ANSWERS, BOOKS, places
from kust.data.schema import Column, Table, tables
from kust.i18n import say
from kust.law import Edition, Requirement, editions, parameters

from .severities import finding_words, severities

DOCS = Path(__file__).parents[2] / "docs"
_PART = re.compile(r"(<!-- made: ([a-z ]+?)(?: of ([\w.]+))? -->\n).*?(<!-- end of made -->)", re.DOTALL)


def make(text: str) -> str:
    """A page with its made parts written anew."""
    return _PART.sub(lambda part: f"{part[1]}{_MAKERS[part[2]](part[3] or '')}\n{part[4]}", text)


def _table(headings: str, rows: list[list[str]]) -> str:
    names = headings.split("|")
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _threshold(rule: Requirement) -> str:
    if rule.threshold is None:
        return "a document"
    return f"{'≤' if rule.comparison == '<=' else '≥'} {rule.threshold:g}"


def _editions(code: str) -> str:
    """The editions that have a requirement: threshold, further figures, evidence, source."""
    rows = []
    for edition in editions().values():
        for rule in edition.requirements:
            if rule.code == code:
                figures = [f"`{name}` {_figure(f.value)} ({f.evidence})" for name, f in rule.figures.items()]
                clause = f"; {rule.basis.clause['en']}" if rule.basis.clause else ""
                rows.append(
                    [
                        edition.code,
                        _threshold(rule),
                        rule.of_whom,
                        "; ".join(figures) or "–",
                        rule.basis.evidence,
                        (rule.basis.source + clause).replace("*", "\\*"),
                    ]
                )
    words = parameters(code)
    titles = f"{words['title']['en']} · «{words['title']['ru']}» · `{code}`"
    return f"{titles}\n\n" + _table("edition|asks|of whom|further figures|evidence|source", rows)


def _figure(value: float | bool) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"{value:g}"


def _requirements(_: str) -> str:
    """All requirements by editions, each with its page."""
    known = editions()
    codes = dict.fromkeys(rule.code for edition in known.values() for rule in edition.requirements)
    rows = [
        [f"[{code}]({code.replace('.', '/')}.md)", parameters(code)["title"]["en"]]
        + [_asked(edition, code) for edition in known.values()]
        for code in sorted(codes)
    ]
    return _table("requirement|in words|" + "|".join(known), rows)


def _asked(edition: Edition, code: str) -> str:
    return next((_threshold(rule) for rule in edition.requirements if rule.code == code), "")


def _not_found(_: str) -> str:
    """What is not known of each edition."""
    rows = [
        [edition.code, edition.status, edition.coverage, "; ".join(item["en"] for item in edition.not_found)]
        for edition in editions().values()
    ]
    return _table("edition|status|coverage|not found in any source", rows)


def _tables(_: str) -> str:
    """The tables in the order of filling in."""
    rows = []
    for name, place in places().items():
        table = tables()[name]
        key = " + ".join(f"`{column}`" for column in table.identified_by) or "–"
        needs = [say(f"template.guide.need.{need}", "en") for need in (place.industrial, place.innovation)]
        other = ", ".join(
            code if answer.need(name) == "needed" else f"({code})"
            for code, answer in ANSWERS.items()
            if code not in BOOKS["check"] and answer.need(name) != "no"
        )
        words = [table.title_ru, purpose_of(name, "en"), key]
        rows.append([f"[`{name}`](tables.md#{name})", *words, *needs, other or "–"])
    heading = (
        "table|sheet|what it holds|a row is identified by|industrial|innovation|other answers (better with)"
    )
    return _table(heading, rows)


def _columns(_: str) -> str:
    """Every column of every table."""
    return "\n\n".join(_columns_of(tables()[name]) for name in places())


def _columns_of(table: Table) -> str:
    rows = [
        [f"`{c.name}`{' *' if c.required else ''}", c.title_ru, c.title_en, _kind(c), _means(c)]
        for c in table.columns
    ]
    same = {"error": "The same identified row twice is an error."}.get(table.same_key_twice, "")
    heading = f"## {table.name}\n\n{table.title_ru} · {table.title_en}. {purpose_of(table.name, 'en')}. {same}".rstrip()
    return f"{heading}\n\n" + _table("column|Russian title|English title|type, unit|meaning", rows)


def _kind(column: Column) -> str:
    if column.refers_to:
        return f"→ `{column.refers_to}`"
    return f"{column.type}, {unit(column, 'en')}" if column.unit else column.type


def _means(column: Column) -> str:
    codes = ", ".join(f"`{code.code}` ({code.title_ru})" for code in column.codes if column.type != "boolean")
    return ". ".join(filter(None, (meaning(column, "en").rstrip("."), codes)))


def _findings(_: str) -> str:
    """Every finding with its severity, meaning and mending; a figure of the message stands by its name."""
    rows = []
    for code, severity in severities().items():
        words = finding_words()[code]
        rows.append(
            [f"`{code}`", severity, *(re.sub(r"{(\w+)}", r"*\1*", words[key]) for key in ("en", "mend_en"))]
        )
    return _table("code|severity|what is wrong|how to mend it", rows)


_MAKERS: dict[str, Callable[[str], str]] = {
    "editions": _editions,
    "requirements": _requirements,
    "not found": _not_found,
    "tables": _tables,
    "columns": _columns,
    "findings": _findings,
}


def main() -> None:
    """Write the made parts of every page anew."""
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text("utf-8")
        if (written := make(text)) != text:
            page.write_text(written, "utf-8")


if __name__ == "__main__":
    main()
