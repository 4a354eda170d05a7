"""Versions of a programme on a terminal: which was kept where, and what changed between two, and why."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table
from kust.data.dataset import Dataset
from kust.documents.change_words import tells_share, write_figure
from kust.documents.cluster import label
from kust.i18n import say
from kust.programme.drafting.words import word_day
from kust.programme.keeping.changes import Change, Changes, Value
from kust.programme.keeping.versions import Version
from kust.programme.programme import Programme

_W = "programme_versions"


@dataclass(frozen=True)
class Compared:
    """Two states of a programme; ``after`` is None for the working one."""

    data: Dataset
    working: Programme
    before: Version
    after: Version | None
    changes: Changes


def present_version(kept: tuple[Version, Path], console: Console, lang: str) -> None:
    """Say which version was kept where, and what was left out of it."""
    version, path = kept
    told = say(f"{_W}.kept", lang, number=version.number, on=word_day(version.on, lang), path=path)
    console.print(told, markup=False, soft_wrap=True)
    if version.left_out:
        console.print(say(f"{_W}.left_out", lang, count=version.left_out))


def present(compared: Compared, console: Console, lang: str) -> None:
    """Print the table of changes, and what nobody has given a reason for."""
    changes = compared.changes
    console.print(f"\n[bold]{escape(compared.working.title or compared.working.cluster)}[/]")
    ends = (_end(compared.before, lang), _end(compared.after, lang))
    console.print(say(f"{_W}.between", lang, before=ends[0], after=ends[1]), markup=False)
    if not changes.changes:
        console.print(say(f"{_W}.same", lang))
        return
    names = _names(compared)
    table = new_table(
        *(say(f"{_W}.column.{name}", lang) for name in ("thing", "change", "before", "after", "reason"))
    )
    last: Change | None = None
    for one in changes.changes:
        same = last is not None and (one.thing, one.id) == (last.thing, last.id)
        told = same and last is not None and one.reason == last.reason
        last = one
        title = "" if same else f"{say(f'{_W}.thing.{one.thing}', lang)}: {one.title}"
        cells = (
            title,
            what_in_words(one, lang),
            *_cells(one, compared, names, lang),
            "" if told else one.reason or "–",
        )
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    if changes.findings:
        console.print(f"[bold]{say(f'{_W}.without_reason', lang)}[/]")
        for finding in changes.findings:
            same = finding.title == finding.id
            title = finding.title if same else f"{finding.title} ({finding.id})"
            words = say(f"{_W}.{finding.code}", lang, title=title)
            console.print(f"  • {words}", markup=False)


def _end(version: Version | None, lang: str) -> str:
    if version is None:
        return say(f"{_W}.now", lang)
    return say(
        f"{_W}.version", lang, number=version.number, on=word_day(version.on, lang), reason=version.reason
    )


def _names(compared: Compared) -> dict[str, str]:
    """Name stakeholders, measures, goals and problems of both ends by their ids."""
    found: dict[str, str] = {}
    states = (compared.before.programme, compared.after.programme if compared.after else compared.working)
    for one in states:
        found |= {s.stakeholder_id: s.name for s in one.stakeholders}
        found |= {m.measure_id: m.title for m in one.measures}
        found |= {g.goal_id: g.title for g in one.goals} | {p.problem_id: p.title for p in one.problems}
    return found


def what_in_words(change: Change, lang: str) -> str:
    """Say what kind of change it is."""
    if change.field is None:
        return say(f"{_W}.what.{change.what}", lang)
    words = say(f"{_W}.field.{change.field}", lang)
    if change.days:
        return say(f"{_W}.moved", lang, field=words, days=f"{change.days:+d}".replace("-", "−"))
    return f"{words} ({_key(change.key, lang)})" if change.key else words


def _key(key: str, lang: str) -> str:
    year, _, source = key.partition(":")
    if not source:
        return year
    source, _, measure = source.partition(":")
    known = ("own", "loan", "investor", "federal", "regional", "?")
    words = say(f"{_W}.source.{source if source != '?' else 'unknown'}", lang) if source in known else source
    return ", ".join(filter(None, (year, words, measure)))


def _cells(change: Change, compared: Compared, names: dict[str, str], lang: str) -> tuple[str, str]:
    if change.field is None:
        return "", ""
    share = tells_share(change, compared.before.programme, compared.working)
    before, after = (
        _word(value, change, names, lang, share=share) for value in (change.before, change.after)
    )
    return before, after


def _word(value: Value, change: Change, names: dict[str, str], lang: str, *, share: bool) -> str:
    if value is None or value == ():
        return "–"
    if isinstance(value, tuple):
        return "; ".join(names.get(one, one) for one in value)
    if isinstance(value, date):
        return word_day(value, lang)
    if isinstance(value, float):
        return write_figure(value, change, lang, share=share)
    if change.field == "state":
        return say(f"{_W}.state.{value}", lang)
    if change.field == "named":
        return say(f"{_W}.named.{value}", lang)
    if change.field == "kind":
        return label("stakeholders", "kind", str(value), lang)
    return names.get(str(value), str(value))
