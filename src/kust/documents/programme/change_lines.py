"""What changed since a version, in words: who and what an id is of at each end, and why it was changed."""

from collections.abc import Iterator, Mapping
from datetime import date

from kust.documents.change_words import name_of, name_things, tells_share, write_figure
from kust.documents.plans.words import title_of
from kust.documents.programme.table_lines import ChangeLine
from kust.documents.programme.tell import DASH, ProgrammeTeller
from kust.documents.roadmap.words import Teller as RoadmapTeller
from kust.i18n import say
from kust.programme.keeping.changes import Change, Value

# The words of these changes name the column already.
_NAMED_BY_WORDS = ("owner", "state", "dependency")
Names = Mapping[tuple[str, str], str]


def tell_changes(tell: ProgrammeTeller) -> Iterator[ChangeLine]:
    """Tell what changed since a version, and why."""
    found = tell.file.changes
    if found is None:
        return
    # What is in neither programme any longer is named by its own change.
    gone = {(one.thing, one.id): one.title for one in found.changes}
    now = gone | dict(name_things(tell.file.programme))
    old = tell.file.before
    then = now | (dict(name_things(old)) if old else {})
    for one in found.changes:
        yield ChangeLine(
            what=tell.t(f"kind.{one.thing}"),
            where=_named(one, tell.roadmap),
            change=_word_change(one, tell),
            before=_value(one, one.before, then, tell),
            after=_value(one, one.after, now, tell),
            reason=one.reason or "",
        )


def _named(one: Change, told: RoadmapTeller) -> str:
    if one.thing == "measure" and one.id in told.labels:
        return told.t("numbered", number=told.labels[one.id], title=one.title)
    return one.title


def _word_change(one: Change, tell: ProgrammeTeller) -> str:
    words = tell.t(f"change.{one.what}")
    if one.field is None or one.what in _NAMED_BY_WORDS:
        return words
    if one.key:
        year, _, source = one.key.partition(":")
        named = tell.first(
            (f"programme_roadmap.source.{source.partition(':')[0]}",), source.partition(":")[0]
        )
        key = f"{year}, {named}" if named and named != "?" else year
        return f"{tell.t(f'change.{one.field}')}: {key}"
    title = say(f"programme_versions.field.{one.field}", tell.lang)
    if one.what == "reason":
        return title
    # A base is no target.
    words = tell.t("change.changed") if one.what == "target" else words
    days = (
        "" if one.days is None else f" ({'+' if one.days > 0 else '−'}{abs(one.days)} {tell.t('days_short')})"
    )
    return f"{words}: {title}{days}"


def _table(one: Change) -> str:
    return "programmes" if one.thing == "programme" else f"{one.thing}s"


def _value(one: Change, value: Value, names: Names, tell: ProgrammeTeller) -> str:
    if value is None or value == ():
        return DASH if one.field else ""
    if isinstance(value, date):
        return tell.day(value)
    if isinstance(value, tuple):
        return "; ".join(_part(part, one, names, tell) for part in value)
    if isinstance(value, int | float):
        if one.field in ("base_year", "duration_days"):
            return tell.figure(float(value), "year" if one.field == "base_year" else "count")
        states = [state for state in (tell.file.programme, tell.file.before) if state]
        return write_figure(float(value), one, tell.lang, share=tells_share(one, *states))
    return _word_text(str(value), one, names, tell)


def _part(part: str, one: Change, names: Names, tell: ProgrammeTeller) -> str:
    """Name a part of a list: a measure by its number where it has one, else by its title."""
    name = name_of(part, one, names)
    if name is None:
        return part
    label = tell.roadmap.labels.get(part)
    return tell.roadmap.t("numbered", number=label, title=name) if label else name


def _word_text(text: str, one: Change, names: Names, tell: ProgrammeTeller) -> str:
    if one.field == "named":
        return say(f"programme_versions.named.{text}", tell.lang)
    if one.field in ("organisation_id", "project_id"):
        return tell.file.name(text)
    if one.field == "statement_id":
        statements = tell.file.agreement.statements
        return next((one.text for one in statements if one.statement_id == text), text)
    if one.field == "edition":
        return tell.edition(text)
    if one.field == "reference":
        known = {one.requirement.code for entry in tell.file.entries for one in entry.verdicts}
        return title_of(text, tell.lang) if text in known else tell.file.name(text)
    if one.field == "named_by_id":
        return _told_by(text, tell) or text
    return name_of(text, one, names) or tell.code(_table(one), one.field or "", text) or text


def _told_by(stakeholder: str, tell: ProgrammeTeller) -> str:
    """Name who named a problem, of one who does not allow it only the kind, at either end."""
    states = [state for state in (tell.file.programme, tell.file.before) if state]
    known = [who for one in states for who in one.stakeholders if who.stakeholder_id == stakeholder]
    if not known:
        return ""
    # Who has withdrawn the leave is not named by an older version either.
    return known[0].name if known[0].named else tell.code("stakeholders", "kind", known[0].kind)
