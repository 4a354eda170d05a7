"""What a section on projects is made of: each project with its rows, its money, its support; the effects of all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.data.project_funding import read_budget_money
from kust.law.measures import Measure
from kust.projects import calc_effects
from kust.projects.result import Effects
from kust.settings import Settings
from kust.support import Support, calc_support

SOURCES = ("own", "loan", "investor", "federal", "regional")
_HOPED = ("planned", "requested")


@dataclass(frozen=True)
class Funding:
    """A row of ``project_funding``, as of the day asked about."""

    source: str
    measure: str | None
    year: int
    status: str
    status_on: date | None
    krub: float


@dataclass(frozen=True)
class YearMoney:
    """Money of a source in a year: ``firm`` is granted or paid, ``hoped`` is only planned or requested."""

    year: int
    source: str
    firm: float
    hoped: float


@dataclass(frozen=True)
class ProjectFile:
    """A project with everything that is said of it. ``participants``: name and part in the project."""

    support: Support
    row: Mapping[str, Any]
    participants: tuple[tuple[str, str], ...]
    funding: tuple[Funding, ...]
    money: tuple[YearMoney, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, organisation: str | None) -> str:
        """Return the name of an organisation."""
        return self.names.get(organisation, organisation) if organisation else ""

    @property
    def id(self) -> str:
        """Return its id."""
        return self.support.project_id

    @property
    def title(self) -> str:
        """Return its title."""
        return self.support.title


@dataclass(frozen=True)
class Portfolio:
    """The projects asked about and their effects, with the names of organisations and products."""

    lang: str
    on: date
    path: str
    digest: str
    files: tuple[ProjectFile, ...] = ()
    effects: Effects | None = None
    products: Mapping[str, str] = field(default_factory=dict)
    clusters: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def titles(self) -> dict[str, str]:
        """Return the titles of projects by id."""
        told = dict(self.effects.projects) if self.effects else {}
        return told | {one.id: one.title for one in self.files}


def gather_portfolio(
    dataset: Dataset,
    cluster: str,
    *,
    on: date,
    year: int,
    conforms: Mapping[str, str],
    settings: Settings,
    own: tuple[Measure, ...],
    lang: str,
) -> Portfolio | None:
    """Put together the support and the effects of all projects of a cluster; None where it has no project.

    Parameters
    ----------
    dataset
        Uses the tables of projects; see :func:`calc_support` and :func:`calc_effects`.
    cluster
        Its id.
    on, year
        Day asked about; year of the supplies for the second round.
    conforms
        From :func:`kust.checks.conforming.tell_conforming`.
    settings, own
        The user's settings and own measures.
    lang
        ``ru`` or ``en``.
    """
    rows = dataset.rows("projects").filter(cluster_id=cluster).select("project_id").sort("project_id")
    ids = rows.collect().to_series().to_list()
    if not ids:
        return None
    supports = [
        calc_support(
            dataset,
            one,
            on=on,
            conforms=conforms,
            settings=settings.support,
            own=own,
            everybody=settings.readings.participants == "all",
        )
        for one in ids
    ]
    effects = calc_effects(dataset, on=on, year=year, cluster=cluster, settings=settings)
    return make_portfolio(dataset, supports, effects, on=on, lang=lang)


def make_portfolio(
    dataset: Dataset, supports: Sequence[Support], effects: Effects | None, *, on: date, lang: str
) -> Portfolio:
    """Put results together with the rows and names that a document tells besides."""
    names = _names(dataset, "organisations", "organisation_id")
    return Portfolio(
        lang=lang,
        on=on,
        path=dataset.path.name,
        digest=dataset.digest,
        files=tuple(_file(dataset, one, names) for one in supports),
        effects=effects,
        products=_names(dataset, "products", "product_id"),
        clusters=_names(dataset, "clusters", "cluster_id"),
        units=_names(dataset, "products", "product_id", "unit"),
    )


def _names(dataset: Dataset, table: str, key: str, column: str = "name") -> dict[str, str]:
    return dict(dataset.rows(table).select(key, column).collect().iter_rows())


def _file(dataset: Dataset, support: Support, names: Mapping[str, str]) -> ProjectFile:
    project = support.project_id
    row = dataset.rows("projects").filter(project_id=project).collect().row(0, named=True)
    members = dataset.rows("project_participants").filter(project_id=project)
    told = members.select("organisation_id", "part").sort("organisation_id").collect()
    participants = tuple((names.get(who, who), part or "") for who, part in told.iter_rows())
    return ProjectFile(
        support,
        row,
        tuple(sorted(participants, key=lambda one: (one[1] != "initiator", one[0]))),
        read_funding_rows(dataset, project, support.on),
        add_up_money(dataset, project, support.on),
        names,
    )


def read_funding_rows(dataset: Dataset, project: str, on: date) -> tuple[Funding, ...]:
    """Read the history of a project's money up to a day."""
    rows = (
        dataset.rows("project_funding")
        .filter(pl.col("status_on").is_null() | (pl.col("status_on") <= on), project_id=project)
        .sort("year", "source", "measure", "status_on", "funding_id", nulls_last=False)
        .collect()
    )
    names = ("source", "measure", "year", "status", "status_on", "amount_krub")
    return tuple(Funding(*(row[name] for name in names)) for row in rows.iter_rows(named=True))


def add_up_money(dataset: Dataset, project: str, on: date) -> tuple[YearMoney, ...]:
    """Add up the money of each source and year: what is decided, and where nothing is, what is only wanted.

    A line (source, measure, year) on which somebody has decided, a denial too, has no wanted money left.
    """
    decided = read_budget_money(dataset, on, SOURCES)
    wanted: dict[tuple[str, str | None, int], list[Funding]] = defaultdict(list)
    for one in read_funding_rows(dataset, project, on):
        if one.status in _HOPED:
            wanted[one.source, one.measure, one.year].append(one)
    sums: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    settled = set()
    for line, money in decided.items():
        if line.project_id == project and money.promised is not None:
            settled.add((line.source, line.measure, line.year))
            sums[line.year, line.source][0] += money.promised
    for key, rows in wanted.items():
        if key not in settled:
            last = rows[-1].status_on
            sums[key[2], key[0]][1] += sum(one.krub for one in rows if one.status_on == last)
    ordered = sorted(sums.items(), key=lambda item: (item[0][0], _place(item[0][1])))
    return tuple(YearMoney(*key, *both) for key, both in ordered if any(both))


def _place(source: str) -> int:
    return SOURCES.index(source) if source in SOURCES else len(SOURCES)
