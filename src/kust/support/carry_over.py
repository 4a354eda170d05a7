"""Earlier answers in a new workbook: none is lost, also of what is no longer asked, nor that somebody does not know."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kust.law.measures import Measure
from kust.support.answer_book import AnswerRow, Key
from kust.support.conditions import list_answers
from kust.support.questions import NotKnown, SupportQuestion
from kust.support.terms import WITHIN_TERM


def carry_over(
    asked: Iterable[SupportQuestion],
    answers: Mapping[Key, AnswerRow],
    measures: Iterable[Measure],
    titles: Mapping[str, str],
) -> tuple[SupportQuestion, ...]:
    """Join the questions with the rows of the workbook that was filled in before.

    Parameters
    ----------
    asked
        As :func:`kust.support.questions.list_questions` gives them, with what the settings say.
    answers
        Rows of the earlier workbook, by project and code.
    measures
        Every measure.
    titles
        Titles of the projects by their ids.

    Returns
    -------
    tuple of SupportQuestion
        By project: those asked, then those that were answered and are asked no longer.
    """
    rows, told = dict(answers), tuple(measures)
    found = [_with_row(one, rows.pop((one.project_id, one.code), None)) for one in asked]
    found += [_with_row(_question(key, told, titles), row) for key, row in rows.items()]
    return tuple(sorted(found, key=lambda one: one.project_id))


def _with_row(question: SupportQuestion, row: AnswerRow | None) -> SupportQuestion:
    if row is None:
        return question
    if row.said is None:
        return replace(question, not_known=NotKnown(row.text, row.day))
    return replace(question, said=row.said, source=row.source or question.source)


def _question(key: Key, measures: tuple[Measure, ...], titles: Mapping[str, str]) -> SupportQuestion:
    project, code = key
    of_day, is_day = code.rpartition(".")[0], "." in code
    hanging = [one for one in measures if (one.code == of_day if is_day else code in list_answers(one))]
    asking = [one for measure in hanging for one in measure.conditions if one.code == code and not is_day]
    texts = [one.text for one in asking]
    if code == WITHIN_TERM:
        texts += [measure.term.text for measure in hanging if measure.term is not None]
    return SupportQuestion(
        project_id=project,
        project=titles.get(project, project),
        code=code,
        kind="day" if is_day else "yes",
        measures=tuple(one.title.model_dump() for one in hanging),
        texts=tuple({one.ru: one.model_dump() for one in texts}.values()),
        unread=any(one.kind == "unread" for one in asking),
    )
