"""The questions about support measures, written as a workbook to be answered in Excel."""

from pathlib import Path
from typing import TYPE_CHECKING

from kust.cli.options import Question
from kust.i18n import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kust.data.dataset import Dataset
    from kust.law.measures import Measure
    from kust.settings import Settings
    from kust.support.answer_book import AnswerRow, Key


def ask(
    data: "Dataset",
    path: Path,
    project: str | None,
    question: Question,
    settings: "Settings",
    own: "tuple[Measure, ...]",
    answers: "Mapping[Key, AnswerRow]",
) -> None:
    """Write the questions of a project, or of all, with every row of ``answers``; where there is none, say so."""
    from kust.checks import Readings
    from kust.cli.support import conforms_of
    from kust.cli.support_answers import folder_of
    from kust.cli.terminal import note, progress, write_json
    from kust.law.measures import shipped_measures
    from kust.support import calc_support
    from kust.support.carry_over import carry_over
    from kust.support.find_answers import ANSWERS_FILE, list_projects
    from kust.support.question_book import write_questions
    from kust.support.questions import list_questions

    projects = list_projects(data)
    every = sorted(one for _, one in projects)
    readings = Readings(**settings.readings.model_dump())
    with progress(question.lang):
        supports = [
            calc_support(
                data,
                one,
                on=question.on,
                conforms=conforms_of(data, one, question.on, readings),
                settings=settings.support,
                own=own,
                everybody=settings.readings.participants == "all",
            )
            for one in ([project] if project is not None else every)
        ]
    titles = dict(data.rows("projects").select("project_id", "title").collect().iter_rows())
    measures = (*shipped_measures(), *own)
    asked = carry_over(list_questions(supports, settings.support), answers, measures, titles)
    if asked:
        write_questions(asked, path, question.lang, projects=projects)
    if question.as_json:
        write_json({"output": str(path) if asked else None, "questions": len(asked)})
    elif not asked:
        note(say("support_questions.none", question.lang))
    else:
        count = sum(one.said is None and one.not_known is None for one in asked)
        note(say("cli.written", question.lang, path=path))
        note(say("support_questions.written", question.lang, count=len(asked), unanswered=count))
        beside = folder_of(data.path) / ANSWERS_FILE
        if path.resolve() != beside.resolve():
            note(say("support_questions.save_as", question.lang, path=beside))
