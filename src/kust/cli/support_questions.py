"""The questions about support measures, written as a workbook to be answered in Excel."""

from pathlib import Path
from typing import TYPE_CHECKING

from kust.cli.options import Question
from kust.i18n import say

if TYPE_CHECKING:
    from kust.data.dataset import Dataset
    from kust.law.measures import Measure
    from kust.settings import Settings


def ask(
    data: "Dataset",
    path: Path,
    project: str | None,
    question: Question,
    settings: "Settings",
    own: "tuple[Measure, ...]",
) -> None:
    """Write the questions of a project, or of all; where there is none, say so and write nothing."""
    from kust.checks import Readings
    from kust.cli.support import conforms_of
    from kust.cli.terminal import note, progress, write_json
    from kust.support import calc_support
    from kust.support.question_book import write_questions
    from kust.support.questions import list_questions

    every = sorted(data.rows("projects").select("project_id").collect().to_series().to_list())
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
    asked = list_questions(supports, settings.support)
    if asked:
        write_questions(asked, path, question.lang)
    if question.as_json:
        write_json({"output": str(path) if asked else None, "questions": len(asked)})
    elif not asked:
        note(say("support_questions.none", question.lang))
    else:
        count = sum(one.said is None for one in asked)
        note(say("cli.written", question.lang, path=path))
        note(say("support_questions.written", question.lang, count=len(asked), unanswered=count))
