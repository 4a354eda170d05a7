"""Fields of the forms of a programme: what one types, chooses from the programme's own rows, or finds by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kust.data.schema import Column, Table, tables
from kust.documents.verdicts import title_of_edition
from kust.i18n import say
from kust.law import editions
from kust.law.loader import parameters
from kust_web.moderation.cells import cells_of
from kust_web.moderation.finding_words import Told, tell
from kust_web.moderation.naming import label_of
from kust_web.moderation.shared.rows import Typed
from kust_web.registry.models import model_of
from kust_web.ui.language import current

# In the order in which a programme is written; beside each what its rows are called in the address.
TABLES = (
    "programmes",
    "goals",
    "problems",
    "measures",
    "indicators",
    "milestones",
    "stakeholders",
    "statements",
)
# Lines that stand in the form of a row: by what they name it, and the columns that one types.
LINES = {
    "measures": (
        "measure_costs",
        "measure_id",
        ("year", "source", "basis", "amount_krub", "support_measure"),
    ),
    "indicators": ("indicator_targets", "indicator", ("year", "region", "target", "actual")),
}
# Whether its name may be told is the stakeholder's own to say.
_SETS_ITSELF = ("cluster_id", "decision", "reason", "named")
_LONG = ("description", "vision", "text", "blocked_by")
_LISTS = {"depends_on": "measures", "indicators": "indicators"}
_CHOSEN = {"numerator": "indicators", "denominator": "indicators"}
_TITLES = {
    "goals": "title",
    "problems": "title",
    "measures": "title",
    "statements": "text",
    "projects": "title",
    "indicators": "indicator",
}
FILLED = (
    "output", "supplies_inside", "purchases", "purchases_inside", "jobs", "high_productivity_jobs", "participants",
    "project_investment", "project_extra_budget_investment", "project_cooperation_growth", "project_jobs",
    "project_high_productivity_jobs", "project_exports", "project_federal_taxes",
)  # fmt: skip
Choices = list[tuple[str, str]]


@dataclass
class Field:
    """A cell of a form. ``widget``: text, long, choice, many, day, number or firm."""

    column: Column
    widget: str
    text: str = ""
    choices: Choices = field(default_factory=list)
    is_fixed: bool = False
    told: list[Told] = field(default_factory=list)
    theirs: str | None = None

    @property
    def chosen(self) -> set[str]:
        return {part.strip() for part in self.text.split(";") if part.strip()}

    @property
    def chosen_words(self) -> str:
        """Write what is chosen of several by its titles."""
        return "; ".join(title for code, title in self.choices if code in self.chosen) or self.text

    @property
    def words(self) -> str:
        """Write what stands there; of a choice its words."""
        return dict(self.choices).get(self.text, self.text)


def columns_of(table: str) -> list[Column]:
    """List the columns that a form of a table shows: ids of its own are given by the registry."""
    whole = tables()[table]
    own = whole.identified_by[0] if len(whole.identified_by) == 1 else ""
    return [column for column in whole.columns if column.name not in (*_SETS_ITSELF, own)]


def make_fields(table: str, cluster: str, cells: Mapping[str, str], *, row: Any = None) -> list[Field]:
    """Make the fields of a row's form."""
    known: dict[str, Choices] = {}
    whole, made = tables()[table], []
    for column in columns_of(table):
        widget, choices = _widget(table, column, cluster, known)
        fixed = row is not None and column.name in whole.identified_by
        made.append(Field(column, widget, cells.get(column.name, ""), choices, fixed))
    return made


def _widget(table: str, column: Column, cluster: str, known: dict[str, Choices]) -> tuple[str, Choices]:
    target = _CHOSEN.get(column.name) if table == "indicators" else None
    if table == "measures" and column.name in _LISTS:
        return "many", _choices(_LISTS[column.name], cluster, known)
    if column.refers_to == "organisations":
        return "firm", []
    if target or column.refers_to:
        return "choice", _choices(target or column.refers_to or "", cluster, known)
    if column.name == "filled_from":
        return "choice", [(code, say(f"programme.filled.{code}", current())) for code in FILLED]
    if column.name == "edition":
        return "choice", [(code, title_of_edition(one, current())) for code, one in editions().items()]
    if column.name == "reference":
        return "text", _requirements()
    if column.codes:
        return "choice", [(code.code, code.title(current())) for code in column.codes]
    if column.type == "boolean":
        return "choice", [(code, say(f"report.{code}", current())) for code in ("yes", "no")]
    if column.name in _LONG:
        return "long", []
    return {"date": "day", "integer": "number", "number": "number"}.get(column.type, "text"), []


def _requirements() -> Choices:
    """Suggest the codes of requirements with their titles; products and projects have codes of their own."""
    codes = dict.fromkeys(rule.code for one in editions().values() for rule in one.requirements)
    return [(code, parameters(code)["title"][current()]) for code in codes]


def _choices(table: str, cluster: str, known: dict[str, Choices]) -> Choices:
    """List rows of the cluster by their titles; read once a form."""
    if table not in known:
        rows = model_of(table).objects.filter(cluster_id=cluster, is_removed=False)
        if table == "stakeholders":
            known[table] = sorted(name_stakeholders(rows).items(), key=lambda one: one[1])
        else:
            title, key = _TITLES[table], tables()[table].identified_by[-1]
            numbered = any(column.name == "number" for column in tables()[table].columns)
            order = ("number", key) if numbered else (key,)
            known[table] = [(getattr(row, key), _title(row, title)) for row in rows.order_by(*order)]
    return known[table]


def _title(row: Any, name: str) -> str:
    """Write the title of a row behind its number, where it has one."""
    number = getattr(row, "number", None)
    return f"{number}. {getattr(row, name)}" if number else str(getattr(row, name))


def name_stakeholders(rows: Iterable[Any]) -> dict[str, str]:
    """Name stakeholders: by their own name, else by that of the organisation that they are."""
    listed = list(rows)
    ids = {one.organisation_id for one in listed if one.organisation_id and not one.name}
    firms = model_of("organisations").objects.filter(organisation_id__in=ids)
    names = dict(firms.values_list("organisation_id", "name"))
    return {
        one.stakeholder_id: one.name or names.get(one.organisation_id) or one.stakeholder_id for one in listed
    }


def label_firms(cells: dict[str, str]) -> dict[str, str]:
    """Write an organisation's code as the list offers it: name and code."""
    code = cells.get("organisation_id")
    row = model_of("organisations").objects.filter(organisation_id=code).first() if code else None
    return cells | {"organisation_id": label_of("organisations", row)} if row is not None else cells


def add_findings(fields: Iterable[Field], typed: Typed) -> list[Told]:
    """Put beside each field what was found about it; return what was found about the row as a whole."""
    found = [one for one in typed.findings if one.severity != "notice"]
    names = set()
    for one in fields:
        names.add(one.column.name)
        one.told = [tell(finding, current()) for finding in found if finding.column == one.column.name]
    return [tell(finding, current()) for finding in found if finding.column not in names]


def add_theirs(fields: Iterable[Field], table: Table, row: Any) -> None:
    """Put beside each field what somebody else wrote there in the meantime."""
    theirs = label_firms(cells_of(table.name, row))
    for one in fields:
        if theirs[one.column.name] != one.text:
            one.theirs = dict(one.choices).get(theirs[one.column.name], theirs[one.column.name])
