"""The small workbook that one firm has to fill in, with what the dataset knows about it written down."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kust.data.dataset import Dataset
from kust.data.firm import Firm, Row, find_firm
from kust.data.form import Form, codes_of, filled_range
from kust.data.guide import prepare_guide, write_paragraph, write_title
from kust.data.inquiry import Inquiry
from kust.data.schema import Table, regions, tables
from kust.data.target import target
from kust.i18n import say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# In the order of their sheets: what is asked for first, what is for reference last.
_SHEETS = ("accounts", "supplies", "outputs", "memberships", "organisations", "products")
_NOT_ASKED = ("year", "role", "education_level", "infrastructure_kind", "joined_on", "left_on")
_KNOWN_ALREADY = ("name", "country", "reported_by", "origin_country", "contract")
_TO_FILL, _TO_READ = "#FFC000", "#A6A6A6"


def write_firm_workbook(
    dataset: Dataset, organisation_id: str, path: Path, *, cluster: str | None = None, year: int, lang: str
) -> None:
    """Write the workbook that one firm fills in for a year.

    It holds the firm's card, membership, products, outputs, supplies (sold and bought) and figures of
    the year, a list of partners for the drop-downs, and a hidden sheet that tells ``collect`` whose it is.
    A supply known from another year or from the other side stands there without an amount.

    Parameters
    ----------
    cluster
        The cluster that asks; None takes all clusters of the firm.
    year
        The year asked about.

    Raises
    ------
    UsageError
        Unknown organisation or cluster, or the target exists.
    """
    import xlsxwriter

    firm = find_firm(dataset, organisation_id, cluster, year)
    with target(path) as temporary, xlsxwriter.Workbook(temporary) as workbook:
        workbook.set_properties({"title": say("template.firm.title", lang, year=year), "author": firm.name})
        form = Form(workbook, lang)
        _write_guide(form, workbook.add_worksheet(say("template.guide.sheet", lang)), firm)
        for name in _sheets_of(firm):
            table = tables()[name]
            asked = () if name == "products" else _asked(table)
            hint = _hint(firm, name, lang) if name in ("supplies", "outputs") and firm.rows[name] else None
            colour = _TO_READ if name == "products" else _TO_FILL
            rows = firm.rows[name]
            form.add_table(table, _references(form, firm, table), rows, colour=colour, asked=asked, hint=hint)
        _write_partners(form, workbook.add_worksheet(say("template.firm.partners", lang)), firm)
        form.add_hidden(Inquiry(organisation_id, firm.cluster_id, year, dataset.digest).facts())


def _sheets_of(firm: Firm) -> Sequence[str]:
    return [name for name in _SHEETS if firm.rows[name] or name in ("supplies", "outputs", "products")]


def _asked(table: Table) -> tuple[str, ...]:
    """Return the columns that the firm has to answer: all but keys and what the cluster knows itself."""
    given = {*table.identified_by, *_NOT_ASKED, *_KNOWN_ALREADY}
    return tuple(c.name for c in table.columns if not c.refers_to and c.name not in given)


def _references(form: Form, firm: Firm, table: Table) -> Mapping[str, str]:
    partners = filled_range(say("template.firm.partners", form.lang), "A")
    found = {}
    for column in table.columns:
        if column.refers_to == "organisations":
            found[column.name] = partners
        elif column.refers_to == "products":
            found[column.name] = codes_of(tables()["products"], form.lang)
        elif column.refers_to == "clusters":
            found[column.name] = form.list_range(
                "clusters", tuple(row["cluster_id"] for row in firm.rows["memberships"])
            )
    return found


def _hint(firm: Firm, name: str, lang: str) -> tuple[str, list[str]]:
    """Put names beside the codes of the rows that are written down already."""
    cells = [_names(firm, row, lang) for row in firm.rows[name]]
    return say("template.firm.hint", lang), cells


def _names(firm: Firm, row: Row, lang: str) -> str:
    product = _name_of(firm.product_names, row["product_id"])
    if "supplier_id" not in row:
        return product
    sold = row["supplier_id"] == firm.organisation_id
    partner = _name_of(firm.organisation_names, row["buyer_id"] if sold else row["supplier_id"])
    return say(f"template.firm.{'sale' if sold else 'purchase'}", lang, partner=partner, product=product)


def _name_of(names: Mapping[str, str], code: str) -> str:
    return names.get(code, code)


def _write_guide(form: Form, sheet: "Worksheet", firm: Firm) -> None:
    lang = form.lang
    titles = {name: tables()[name].title(lang) for name in _SHEETS}
    titles["partners"] = say("template.firm.partners", lang)
    reported_by = tables()["supplies"].column("reported_by")
    words = {
        code.code: f"«{code.title(lang)}»" if lang == "ru" else f"“{code.title(lang)}”"
        for code in reported_by.codes
    }
    words |= {"reported_by": reported_by.title(lang), "year": str(firm.year)}
    prepare_guide(sheet)
    sheet.write_string(
        0, 0, say("template.firm.title", lang, year=firm.year), form.style(bold=True, font_size=16)
    )
    row = 1
    for line in (*_headlines(firm, lang), say("template.firm.intro", lang)):
        write_paragraph(form, sheet, row, line)
        row += 1
    write_title(form, sheet, row + 1, say("template.guide.rules", lang))
    row += 2
    for rule in ("zero", "money", "partners"):
        write_paragraph(
            form, sheet, row, "•  " + say(f"template.firm.rule.{rule}", lang, year=firm.year, **titles)
        )
        row += 1
    write_title(form, sheet, row + 1, say("template.firm.steps", lang))
    row += 2
    link = form.style(font_color="#0563C1", underline=1, valign="top")
    text = form.style(text_wrap=True, valign="top")
    for number, name in enumerate((*_sheets_of(firm), "partners"), start=1):
        step = say(f"template.firm.step.{name}", lang, **words)
        sheet.write_number(row, 0, number, text)
        sheet.write_url(row, 1, f"internal:'{titles[name]}'!A1", link, titles[name])
        sheet.merge_range(row, 2, row, 4, step, text)
        sheet.set_row(row, 15.5 * (1 + len(step) // 105))
        row += 1


def _headlines(firm: Firm, lang: str) -> list[str]:
    """Say who is asked, by whom and for what."""
    lines = [say("template.firm.organisation", lang, name=firm.name, organisation_id=firm.organisation_id)]
    if firm.asked_by:
        lines.append(say("template.firm.asked_by", lang, asker=firm.asked_by))
    if firm.cluster_name:
        lines.append(say("template.firm.cluster", lang, cluster=firm.cluster_name))
    return lines


def _write_partners(form: Form, sheet: "Worksheet", firm: Firm) -> None:
    """List codes and names of partners, the firm itself first; the drop-downs take their codes from here."""
    lang = form.lang
    heading = form.style(bold=True, bg_color="#DCE6F1", border=1, border_color="#BFBFBF")
    for column, (name, width) in enumerate((("code", 18), ("name", 60), ("inn", 16), ("place", 36))):
        sheet.write_string(0, column, say(f"template.firm.partner.{name}", lang), heading)
        sheet.set_column(column, column, width, form.style(num_format="@"))
    for number, row in enumerate(firm.partners, start=1):
        region = regions().get(row["region"] or "", (row["region"], row["region"]))[0 if lang == "ru" else 1]
        place = ", ".join(filter(None, (row["country"], region)))
        for column, cell in enumerate((row["organisation_id"], row["name"], row["inn"], place)):
            sheet.write_string(number, column, cell or "", form.style(num_format="@"))
    sheet.set_tab_color(_TO_READ)
    sheet.freeze_panes(1, 0)
