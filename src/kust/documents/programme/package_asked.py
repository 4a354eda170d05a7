"""What the package for an application is made from: the cluster, its verdicts, its projects."""

from dataclasses import dataclass
from datetime import date

from kust.checks.conforming import tell_conforming
from kust.checks.result import CheckResult, ClusterVerdicts
from kust.checks.rule import Readings
from kust.checks.run import check, latest_year
from kust.data.dataset import Dataset
from kust.data.schema import tables
from kust.documents.cluster import Cluster, find_row, gather
from kust.documents.projects.file import Portfolio, ProjectFile, gather_portfolio
from kust.i18n import say
from kust.law.measures import Measure
from kust.settings import Settings


@dataclass(frozen=True)
class Asked:
    """What the package is about; ``manager``: the specialised organisation by name, else who it is in words."""

    dataset: Dataset
    cluster: Cluster
    result: CheckResult
    portfolio: Portfolio | None
    settings: Settings
    lang: str

    @property
    def on(self) -> date:
        return self.cluster.on

    @property
    def entries(self) -> tuple[ClusterVerdicts, ...]:
        return tuple(self.result.clusters)

    @property
    def files(self) -> tuple[ProjectFile, ...]:
        return self.portfolio.files if self.portfolio else ()

    @property
    def manager(self) -> str:
        found = self.cluster.row["specialised_organisation_id"]
        return self.cluster.names.of(found) if found else say("report.ask.manager", self.lang)

    def t(self, code: str, **values: object) -> str:
        return say(f"programme_document.{code}", self.lang, **values)

    def name_sheets(self, *names: str) -> str:
        """Name the sheets of the data that have rows."""
        there = [tables()[name].title(self.lang) for name in names if self.dataset.has(name)]
        return ", ".join(self.t("package.sheet", title=title) for title in there)


def ask(
    dataset: Dataset,
    cluster: str,
    *,
    on: date,
    year: int | None,
    edition: str | None,
    lang: str,
    settings: Settings,
    own: tuple[Measure, ...],
) -> Asked:
    """Run the analyses that the package tells of.

    Raises
    ------
    UsageError
        No such cluster or edition.
    """
    of_year = year if year is not None else latest_year(dataset, on)
    readings = Readings(**settings.readings.model_dump())
    result = check(
        dataset,
        on=on,
        year=of_year,
        edition=edition,
        clusters=[cluster],
        readings=readings,
        alternatives=False,
    )
    entries = result.clusters
    kind = next((one.edition.kind for one in entries if one.edition), "industrial")
    told = gather(dataset, find_row(dataset, cluster), kind, on, of_year, readings, lang)
    portfolio = gather_portfolio(
        dataset,
        cluster,
        on=on,
        year=of_year,
        conforms=tell_conforming(entries),
        settings=settings,
        own=own,
        lang=lang,
    )
    return Asked(dataset, told, result, portfolio, settings, lang)
