"""The questions about support measures as a workbook: a row each, a drop-down, by whose word and of which day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kust.data.form import ASKED, BOX, Form
from kust.data.own import ANSWERS_FORM, ANSWERS_MARK
from kust.data.target import target
from kust.i18n import say
from kust.support.questions import SupportQuestion

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

BOOK = ANSWERS_FORM
ANSWERS = ("yes", "no", "not_known")
ANSWER, SOURCE, DAY, PROJECT_ID, CODE = "answer", "source", "day", "project_id", "code"
_WIDTHS = {
    "project": 30,
    "measures": 34,
    "question": 56,
    ANSWER: 14,
    SOURCE: 40,
    DAY: 13,
    PROJECT_ID: 18,
    CODE: 26,
}
_HEADING_ROW = 3
_DAY_FORM = "dd\\.mm\\.yyyy"
_ANSWER_AT, _SOURCE_AT, _DAY_AT = (list(_WIDTHS).index(name) for name in (ANSWER, SOURCE, DAY))


def title_of(column: str, lang: str) -> str:
    """Return the heading of a column."""
    return say(f"support_questions.column.{column}", lang)


def list_projects_of(facts: Mapping[str, str]) -> set[tuple[str, str]]:
    """List the projects of the dataset that a workbook was made from, each with its cluster."""
    numbers = [name.removeprefix("project ") for name in facts if name.startswith("project ")]
    return {(facts.get(f"cluster {one}", ""), facts[f"project {one}"]) for one in numbers}


def write_questions(
    questions: Sequence[SupportQuestion],
    path: Path,
    lang: str,
    *,
    projects: Iterable[tuple[str, str]] = (),
) -> None:
    """Write the workbook; what is answered already stands in it.

    Parameters
    ----------
    projects
        Every project of the dataset, its cluster before it: by them the workbook is known to be about it.

    Raises
    ------
    UsageError
        The file is there: it may hold answers.
    """
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with target(path) as beside, xlsxwriter.Workbook(beside, plain) as workbook:
        title = say("support_questions.title", lang)
        workbook.set_properties({"title": title, "comments": "kust", "category": ANSWERS_MARK})
        form = Form(workbook, lang)
        sheet = workbook.add_worksheet(say("support_questions.sheet", lang))
        sheet.write_string(0, 0, title, form.style(bold=True, font_size=15))
        sheet.merge_range(
            1,
            0,
            1,
            _DAY_AT,
            say("support_questions.intro", lang),
            form.style(text_wrap=True, valign="top"),
        )
        sheet.set_row(1, 48)
        _write_heading(form, sheet)
        for row, one in enumerate(questions, start=_HEADING_ROW + 1):
            _write_question(form, sheet, row, one)
        form.lock(sheet, _HEADING_ROW)
        sheet.autofilter(_HEADING_ROW, 0, _HEADING_ROW + len(questions), len(_WIDTHS) - 1)
        facts = {"kust": BOOK}
        for number, (cluster, project) in enumerate(projects, start=1):
            facts |= {f"cluster {number}": cluster, f"project {number}": project}
        form.add_hidden(facts)


def _write_heading(form: Form, sheet: "Worksheet") -> None:
    style = form.style(bold=True, bg_color="#1F4E79", font_color="#FFFFFF", **BOX)
    for place, (name, width) in enumerate(_WIDTHS.items()):
        sheet.write_string(_HEADING_ROW, place, title_of(name, form.lang), style)
        sheet.set_column(place, place, width)
    sheet.set_row(_HEADING_ROW, 31)


def _write_question(form: Form, sheet: "Worksheet", row: int, one: SupportQuestion) -> None:
    lang = form.lang
    texts = [_say(one.measures, lang), _word(one, lang)]
    known = form.style(**BOX)
    for place, words in enumerate((one.project, *texts)):
        sheet.write_string(row, place, words, known)
    day = form.style(**BOX, bg_color=ASKED, locked=False, num_format=_DAY_FORM, align="left")
    _write_answer(form, sheet, row, one, day)
    text = form.style(**BOX, bg_color=ASKED, locked=False, num_format="@")
    told = one.source or one.not_known
    sheet.write(row, _SOURCE_AT, told.source if told else None, text)
    _write_day(sheet, row, _DAY_AT, told.day if told else None, day)
    sheet.data_validation(
        row, _DAY_AT, row, _DAY_AT, form.days(say("support_questions.day_error", form.lang))
    )
    grey = form.style(**BOX, font_color="#8C8C8C", num_format="@")
    sheet.write_string(row, _DAY_AT + 1, one.project_id, grey)
    sheet.write_string(row, _DAY_AT + 2, one.code, grey)
    widths = (_WIDTHS["project"], _WIDTHS["measures"], _WIDTHS["question"])
    lines = max(
        -(-len(words) // (width - 5)) for words, width in zip((one.project, *texts), widths, strict=True)
    )
    sheet.set_row(row, 15.5 * max(lines, 2))


def _write_answer(form: Form, sheet: "Worksheet", row: int, one: SupportQuestion, day: Any) -> None:
    lang = form.lang
    not_known = say("support_questions.answer.not_known", lang) if one.not_known else None
    if one.kind == "day":
        if not_known:
            sheet.write_string(row, _ANSWER_AT, not_known, day)
        else:
            _write_day(sheet, row, _ANSWER_AT, one.said if isinstance(one.said, date) else None, day)
        sheet.data_validation(
            row, _ANSWER_AT, row, _ANSWER_AT, form.days(say("support_questions.day_error", form.lang))
        )
        return
    style = form.style(**BOX, bg_color=ASKED, locked=False, num_format="@")
    said = say(f"support_questions.answer.{'yes' if one.said else 'no'}", lang)
    words = not_known if one.said is None else said
    sheet.write(row, _ANSWER_AT, words, style)
    known = [say(f"support_questions.answer.{code}", lang) for code in ANSWERS]
    sheet.data_validation(
        row, _ANSWER_AT, row, _ANSWER_AT, form.only(known, say("support_questions.answer_error", lang))
    )


def _write_day(sheet: "Worksheet", row: int, place: int, day: date | None, style: Any) -> None:
    if day is None:
        sheet.write_blank(row, place, None, style)
    else:
        sheet.write_datetime(row, place, day, style)


def _word(one: SupportQuestion, lang: str) -> str:
    if one.kind == "day":
        return say(f"support_questions.day.{one.code.rpartition('.')[2]}", lang)
    words = _say(one.texts, lang)
    return say("support_questions.unread", lang, text=words) if one.unread else words


def _say(words: Sequence[Mapping[str, str]], lang: str) -> str:
    return "; ".join(dict.fromkeys(one[lang] for one in words))
