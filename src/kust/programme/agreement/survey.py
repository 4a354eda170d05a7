"""The survey about the shared vision: a workbook with the statements for one stakeholder, or for whoever answers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw

from kust.data.dataset import Dataset
from kust.data.form import ASKED, BOX, KNOWN, Form
from kust.data.schema import tables
from kust.data.target import target
from kust.errors import UsageError
from kust.i18n import say
from kust.programme.agreement.asked import list_asked
from kust.programme.agreement.survey_inquiry import SurveyInquiry, digest_of
from kust.programme.programme import Programme, Stakeholder
from kust.programme.read import read_programme

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = {"area": 18, "text": 62, "agreement": 14, "comment": 46, "statement_id": 12}
_WHO_ROW, _DAY_ROW, _HEADING_ROW = 3, 4, 6
_UNSAFE = re.compile(r"[^\w.-]")


@dataclass(frozen=True)
class Survey:
    """What is asked: ``statements`` hold ``statement_id``, ``area`` and ``text``."""

    programme: Programme
    statements: tuple[dict[str, Any], ...]

    def inquiry(self, who: Stakeholder | None) -> SurveyInquiry:
        texts = {row["statement_id"]: digest_of(row["text"]) for row in self.statements}
        return SurveyInquiry(self.programme.cluster_id, who.stakeholder_id if who else None, texts)


def write_survey(
    dataset: Dataset, path: Path, *, cluster: str, stakeholder: str | None = None, lang: str
) -> tuple[Path, ...]:
    """Write the survey of a cluster.

    A workbook holds a line a statement with a drop-down 1–5 and a comment, and a hidden sheet that tells
    :func:`kust.programme.agreement.survey_collect.collect_survey` whose it is. Weights are not in it.

    Parameters
    ----------
    path
        A folder for a workbook each; or an ``.xlsx`` file for the stakeholder named, else one for all, in which
        whoever answers chooses its own name. Neither may exist yet.
    stakeholder
        Id of the only one asked.

    Returns
    -------
    tuple of Path
        The workbooks.

    Raises
    ------
    UsageError
        Unknown cluster or stakeholder, nobody or nothing to ask about, or the target exists.
    """
    survey = _read_survey(dataset, cluster)
    chosen = _choose(survey.programme, stakeholder)
    if path.suffix.lower() == ".xlsx":
        with target(path) as temporary:
            _write_book(survey, chosen[0] if stakeholder else None, temporary, lang)
        return (path,)
    if path.suffix:
        raise UsageError("unknown_form", path=path, known=".xlsx")
    names = _name_files(chosen)
    with target(path) as temporary:
        temporary.mkdir()
        for one, name in zip(chosen, names, strict=True):
            _write_book(survey, one, temporary / name, lang)
    return tuple(path / name for name in names)


def _read_survey(dataset: Dataset, cluster: str) -> Survey:
    programme = read_programme(dataset, cluster)
    rows = dataset.table("statements").filter(nw.col("cluster_id") == cluster).sort("statement_id")
    statements = dataset.collect(rows).rows(named=True)
    if not list_asked(programme):
        raise UsageError("survey_nobody", cluster=programme.cluster)
    if not statements:
        raise UsageError("survey_nothing", cluster=programme.cluster)
    return Survey(programme, tuple(statements))


def _choose(programme: Programme, stakeholder: str | None) -> tuple[Stakeholder, ...]:
    if stakeholder is None:
        return list_asked(programme)
    chosen = tuple(one for one in programme.stakeholders if one.stakeholder_id == stakeholder)
    if not chosen:
        known = ", ".join(one.stakeholder_id for one in programme.stakeholders[:20])
        raise UsageError("unknown_stakeholder", stakeholder=stakeholder, known=known)
    return chosen


def _name_files(chosen: Iterable[Stakeholder]) -> list[str]:
    """Name a workbook by the id; ids that no file can bear get a number as well."""
    names: list[str] = []
    for place, one in enumerate(chosen, start=1):
        name = _UNSAFE.sub("_", one.stakeholder_id).lstrip(".")
        clean = name == one.stakeholder_id and name.casefold() not in {old[:-5].casefold() for old in names}
        names.append(f"{name}.xlsx" if clean else f"{name}-{place}.xlsx")
    return names


def name_with_id(one: Stakeholder) -> str:
    """Write how a stakeholder stands in the drop-down."""
    return f"{one.name} ({one.stakeholder_id})"


def _write_book(survey: Survey, who: Stakeholder | None, path: Path, lang: str) -> None:
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, plain) as workbook:
        title = say("programme_vision.survey.title", lang)
        workbook.set_properties({"title": title, "comments": "kust"})
        form = Form(workbook, lang)
        sheet = workbook.add_worksheet(tables()["positions"].title(lang))
        _write_head(form, sheet, survey, who)
        _write_heading(form, sheet)
        _write_statements(form, sheet, survey.statements)
        form.lock(sheet, _HEADING_ROW)
        form.add_hidden(survey.inquiry(who).facts())


def _write_head(form: Form, sheet: "Worksheet", survey: Survey, who: Stakeholder | None) -> None:
    """Write what this is, who answers and when."""
    lang, title = form.lang, say("programme_vision.survey.title", form.lang)
    sheet.write_string(0, 0, title, form.style(bold=True, font_size=15))
    sheet.merge_range(1, 0, 1, 4, survey.programme.cluster, form.style(font_color="#595959"))
    intro = say("programme_vision.survey.intro", lang)
    sheet.merge_range(2, 0, 2, 4, intro, form.style(text_wrap=True, valign="top"))
    sheet.set_row(2, 15.5 * (1 + len(intro) // 130))
    label = form.style(bold=True, valign="top")
    sheet.write_string(_WHO_ROW, 0, say("programme_vision.survey.who", lang), label)
    sheet.write_string(_DAY_ROW, 0, say("programme_vision.survey.day", lang), label)
    day = form.style(**BOX, bg_color=ASKED, locked=False, num_format="dd\\.mm\\.yyyy", align="left")
    sheet.write_blank(_DAY_ROW, 1, None, day)
    if who:
        sheet.write_string(_WHO_ROW, 1, who.name, form.style(**BOX, bg_color=KNOWN))
        return
    names = tuple(name_with_id(one) for one in list_asked(survey.programme))
    sheet.write_blank(_WHO_ROW, 1, None, form.style(**BOX, bg_color=ASKED, locked=False))
    sheet.data_validation(
        _WHO_ROW,
        1,
        _WHO_ROW,
        1,
        form.only(form.list_range("stakeholders", names), say("programme_vision.survey.who_error", lang)),
    )


def _write_heading(form: Form, sheet: "Worksheet") -> None:
    """Write the headings; those of the contract are what the reader finds the columns by."""
    of = {"area": "statements", "text": "statements"}
    style = form.style(bold=True, bg_color="#1F4E79", font_color="#FFFFFF", **BOX)
    for place, (name, width) in enumerate(_WIDTHS.items()):
        column = tables()[of.get(name, "positions")].column(name)
        sheet.write_string(_HEADING_ROW, place, column.title(form.lang), style)
        sheet.set_column(place, place, width)
    sheet.set_row(_HEADING_ROW, 31)


def _write_statements(form: Form, sheet: "Worksheet", statements: Sequence[dict[str, Any]]) -> None:
    text = form.style(**BOX)
    grey = form.style(**BOX, font_color="#8C8C8C", num_format="@")
    asked = form.style(**BOX, bg_color=ASKED, locked=False, align="center")
    comment = form.style(**BOX, bg_color=ASKED, locked=False, num_format="@")
    for row, one in enumerate(statements, start=_HEADING_ROW + 1):
        sheet.write_string(row, 0, one["area"] or "", text)
        sheet.write_string(row, 1, one["text"], text)
        sheet.write_blank(row, 2, None, asked)
        sheet.write_blank(row, 3, None, comment)
        sheet.write_string(row, 4, one["statement_id"], grey)
        lines = max(-(-len(one["text"]) // 56), -(-len(one["area"] or "") // 15), 2)
        sheet.set_row(row, 15.5 * lines)
    rule = form.only(["1", "2", "3", "4", "5"], say("programme_vision.survey.scale_error", form.lang))
    sheet.data_validation(_HEADING_ROW + 1, 2, _HEADING_ROW + len(statements), 2, rule)
