"""Sections of a report that a page draws and a workbook or a text document writes as tables."""

from collections.abc import Iterator

from kust.documents.asks import group_letters
from kust.documents.blocks import Amount, Cell, Column, Table
from kust.documents.content import Answer, EditionAnswers, Figure, Group, Report
from kust.documents.figures import write
from kust.i18n import say

_SIGNS = {">=": "≥", "<=": "≤"}


def _columns(lang: str, *heads: tuple[str, str, int]) -> tuple[Column, ...]:
    return tuple(Column(say(f"report.column.{name}", lang), kind, width) for name, kind, width in heads)


def list_answers(report: Report) -> Table:
    """List every requirement and the parts of it, with figures, margins and evidence."""
    lang = report.lang
    columns = _columns(
        lang,
        ("edition", "long", 22),
        ("requirement", "long", 46),
        ("conforms", "verdict", 15),
        ("value", "amount", 12),
        ("comparison", "text", 5),
        ("threshold", "amount", 12),
        ("margin", "amount", 12),
        ("missing_count", "count", 12),
        ("remark", "long", 40),
        ("otherwise", "long", 44),
        ("evidence", "text", 18),
        ("source", "long", 50),
        ("act", "long", 40),
    )
    rows = (
        row
        for edition in report.editions
        for answer in edition.answers
        for row in _rows(edition, answer, lang)
    )
    return Table("answers", say("report.section.requirements", lang), columns, tuple(rows))


def _rows(edition: EditionAnswers, answer: Answer, lang: str) -> Iterator[tuple[Cell, ...]]:
    basis = answer.basis
    act = f"{basis.act}, {basis.clause}" if basis.clause else basis.act
    otherwise = "; ".join(word_otherwise(answer, lang))
    rest = (answer.missing, answer.remark, otherwise, basis.evidence_words, basis.source, act)
    yield (edition.title, answer.title, *_held(answer.figure), *rest)
    for part in answer.parts:
        yield (edition.title, f"{answer.title} — {part.title}", *_held(part), "", "", "", "", "", "")


def _held(figure: Figure) -> tuple[Cell, ...]:
    """Give verdict, value, comparison, threshold and margin; a rule that a document answers has no figures."""
    if figure.kind == "none":
        return (figure.verdict, "", "", "", "")
    margin = figure.margin if figure.verdict != "unknown" else None
    return (
        figure.verdict,
        Amount(figure.value, figure.kind),
        _SIGNS[figure.comparison],
        Amount(figure.threshold, figure.kind),
        "" if margin is None else Amount(margin, figure.kind),
    )


def word_otherwise(answer: Answer, lang: str) -> list[str]:
    """Say what other readings would give."""
    return [
        say(
            "report.otherwise_line",
            lang,
            reading=other.reading,
            verdict=write(other.verdict, "verdict", lang),
        )
        for other in answer.otherwise
    ]


def list_below(report: Report) -> Table:
    """List the participants below their threshold, and those without data, with their own figures."""
    lang = report.lang
    columns = _columns(
        lang,
        ("requirement", "long", 44),
        ("group", "long", 44),
        ("participant", "long", 44),
        ("own_value", "amount", 14),
        ("threshold", "amount", 12),
        ("state", "text", 16),
    )
    rows = tuple(
        (answer.title, *row)
        for edition in report.editions
        for answer in edition.answers
        for group in answer.groups
        for row in _members(group, lang)
    )
    return Table("below", say("report.workbook.below", lang), columns, rows)


def _members(group: Group, lang: str) -> Iterator[tuple[Cell, ...]]:
    threshold: Cell = Amount(group.threshold, group.kind) if group.kind != "flag" else ""
    for state, members in (("below", group.below), ("unknown", group.unknown)):
        title = group.title if state == "below" else group.title_unknown
        for one in members:
            yield (
                title,
                one.name,
                Amount(one.value, group.kind),
                threshold,
                say(f"report.state.{state}", lang),
            )


def tabulate_asks(report: Report, *, with_letters: bool) -> Table:
    """List whom to ask; with the letters, each organisation has its own row with all that it is asked for."""
    lang = report.lang
    columns = _columns(lang, ("whom", "long", 44), ("why", "long", 44), ("weight", "text", 16))
    letter = _columns(lang, ("what", "long", 64), ("letter", "long", 70)) if with_letters else ()
    groups = (
        [(ask,) for ask in report.asks]
        if with_letters
        else [group.asks for group in group_letters(report.asks)]
    )
    rows = []
    for asks in groups:
        first = asks[0]
        weight = say("report.decides_yes" if first.decides else "report.decides_no", lang)
        cells = ("; ".join(ask.name for ask in asks), "\n".join(first.requirements), weight)
        rows.append((*cells, "\n".join(first.items), first.letter) if with_letters else cells)
    return Table("asks", say("report.section.missing", lang), (*columns, *letter), tuple(rows))


def tabulate_comparison(report: Report) -> Table:
    """Put the answers under every edition side by side: for each a column of answers and one of values."""
    lang, comparison = report.lang, report.comparison
    columns = [Column(say("report.column.requirement", lang), "long", 40)]
    for edition in comparison.editions:
        value = say("report.column.value_in", lang, edition=edition)
        columns += [Column(edition, "verdict", 15), Column(value, "amount", 12)]
    rows = tuple(
        (title, *(cell for figure in figures for cell in _pair(figure)))
        for title, figures in zip(comparison.requirements, comparison.cells, strict=True)
    )
    pairs = zip(comparison.conforms, comparison.totals, strict=True)
    totals = (
        say("report.comparison_total", lang),
        *(cell for code, words in pairs for cell in (code, words)),
    )
    return Table("comparison", say("report.section.comparison", lang), tuple(columns), rows, totals=(totals,))


def _pair(figure: Figure | None) -> tuple[Cell, Cell]:
    if figure is None:
        return ("", "")
    return (figure.verdict, Amount(figure.value, figure.kind) if figure.kind != "none" else "")
