"""Tables whose figures are already words, for a reader and not for a program: answers, parts, editions."""

from kust.documents.blocks import Column, Table
from kust.documents.content import Answer, EditionAnswers, Report
from kust.documents.figures import SYMBOLS, write, write_margin, write_threshold, write_value
from kust.i18n import say


def tabulate_answers(edition: EditionAnswers, lang: str) -> Table:
    heads = (
        ("column.requirement", "long", 40),
        ("verdict", "verdict", 21),
        ("value", "figure", 14),
        ("threshold", "figure", 20),
        ("margin", "figure", 13),
    )
    rows = []
    for answer in edition.answers:
        figure = answer.figure
        held = ("—", "—", "—")
        if figure.kind != "none":
            held = (write_value(figure, lang), write_threshold(figure, lang), write_margin(figure, lang))
        rows.append((answer.title, figure.verdict, *held))
    columns = tuple(Column(say(f"report.{code}", lang), kind, width) for code, kind, width in heads)
    return Table("glance", edition.title, columns, tuple(rows))


def tabulate_parts(answer: Answer, lang: str) -> Table:
    heads = (
        ("part_column", "long", 50),
        ("verdict", "verdict", 18),
        ("value", "figure", 14),
        ("threshold", "figure", 18),
    )
    columns = tuple(Column(say(f"report.{code}", lang), kind, width) for code, kind, width in heads)
    rows = tuple((p.title, p.verdict, write_value(p, lang), write_threshold(p, lang)) for p in answer.parts)
    return Table("parts", answer.title, columns, rows)


def tabulate_editions(report: Report) -> Table:
    """Put the answers under every edition side by side, each with its value in the same cell."""
    lang, comparison = report.lang, report.comparison
    columns = [Column(say("report.column.requirement", lang), "long", 26)]
    columns += [Column(edition, "long", 17) for edition in comparison.editions]
    rows = []
    for title, figures in zip(comparison.requirements, comparison.cells, strict=True):
        cells = []
        for figure in figures:
            if figure is None:
                cells.append("—")
                continue
            words = f"{SYMBOLS[figure.verdict]} {write(figure.verdict, 'verdict', lang)}"
            cells.append(words if figure.kind == "none" else f"{words}: {write_value(figure, lang)}")
        rows.append((title, *cells))
    pairs = zip(comparison.conforms, comparison.totals, strict=True)
    totals = (say("report.comparison_total", lang), *(f"{SYMBOLS[code]} {words}" for code, words in pairs))
    return Table(
        "comparison", say("report.section.comparison", lang), tuple(columns), tuple(rows), totals=(totals,)
    )
