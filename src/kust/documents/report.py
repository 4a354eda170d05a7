"""The report on one cluster as content: what the renderers draw as a page, a workbook or a text document."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from kust.checks import Readings, check
from kust.checks.result import ClusterVerdicts
from kust.data.dataset import Dataset
from kust.documents.annexes import list_annexes
from kust.documents.asks import list_asks
from kust.documents.blocks import Section
from kust.documents.cluster import Cluster, find_row, gather
from kust.documents.comparison import compare_editions
from kust.documents.content import Report
from kust.documents.declared import list_declared
from kust.documents.figures import write_day
from kust.documents.passport import describe_cluster, describe_sources
from kust.documents.supplies import describe_supplies
from kust.documents.verdicts import word_edition
from kust.i18n import say
from kust.law import Edition
from kust.law.measures import Measure
from kust.settings import ReadingSettings, Settings


def make_report(
    dataset: Dataset,
    *,
    cluster: str,
    on: date,
    year: int | None = None,
    edition: str | None = None,
    readings: Readings | None = None,
    lang: str = "ru",
    settings: Settings | None = None,
    own: tuple[Measure, ...] = (),
    with_plan: bool = True,
) -> Report:
    """Put together everything that a report on one cluster says.

    Parameters
    ----------
    dataset
        The dataset; only the cluster asked about is judged.
    cluster
        Id of the cluster.
    on
        The day asked about: members and documents count as of this day.
    year
        Calendar year of the figures; by default the latest one not after the day that has figures.
    edition
        Code of an edition, or None for the one of the day (two for a cluster of both kinds).
    readings
        How the open words of the rules are read; by default those of the settings.
    lang
        ``ru`` or ``en``.
    settings
        Prices of steps, answers to conditions of measures, what projects earn.
    own
        Support measures of the user's own.
    with_plan
        Whether to seek the cheapest way to pass, the slowest part of a report.

    Returns
    -------
    Report
        Texts in the language, figures as figures: thousand roubles, shares 0..1, None where missing.

    Raises
    ------
    UsageError
        No such cluster or edition.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> report = make_report(dataset, cluster="VB", on=date(2019, 3, 1), year=2018, lang="en")
    >>> report.editions[0].glance.not_met, len(report.supplies.names)
    (2, 14)
    """
    wanted = settings or Settings()
    chosen = readings or Readings(**wanted.readings.model_dump())
    wanted = wanted.model_copy(update={"readings": ReadingSettings(**asdict(chosen))})
    asked = check(dataset, on=on, year=year, edition=edition, clusters=[cluster], readings=chosen)
    entries = asked.clusters
    kind = next((entry.edition.kind for entry in entries if entry.edition), "industrial")
    data = gather(dataset, find_row(dataset, cluster), kind, on, asked.years[-1], chosen, lang)
    supplies = describe_supplies(data)
    every = _every_edition(data, entries)
    return Report(
        lang=lang,
        title=data.name,
        subtitle=say("report.subtitle", lang, day=write_day(on, lang), year=data.year),
        passport=describe_cluster(data),
        editions=tuple(word_edition(entry, data.names, lang) for entry in entries),
        supplies=supplies,
        asks=list_asks(data, entries),
        comparison=compare_editions(every, lang),
        declared=list_declared(data),
        annexes=list_annexes(data, supplies),
        sources=describe_sources(dataset, asked, entries, lang),
        plan=_plan(data, entries, wanted) if with_plan else None,
        projects=_projects(data, every, wanted, own),
    )


def _plan(data: Cluster, entries: Sequence[ClusterVerdicts], settings: Settings) -> Section | None:
    """Seek the cheapest way to pass where some requirement is not met; other plans are left to the command for them."""
    unmet = [
        entry.edition.code
        for entry in entries
        if entry.edition and any(verdict.verdict == "not_met" for verdict in entry.verdicts)
    ]
    if not unmet:
        return None
    # The solver is heavy to import, and most clusters of a registry have no figures to seek with.
    from kust.documents.plans.section import make_plan_section
    from kust.remedies.find import find_remedies

    ids = [str(data.row["cluster_id"])]
    remedies = [
        one
        for code in unmet
        for one in find_remedies(
            data.dataset,
            on=data.on,
            year=data.year,
            edition=code,
            clusters=ids,
            settings=settings,
            whole=False,
        )
    ]
    return make_plan_section(remedies, data.lang)


def _projects(
    data: Cluster, every: Sequence[ClusterVerdicts], settings: Settings, own: tuple[Measure, ...]
) -> Section | None:
    """Tell the support and the effects of the cluster's projects, where it has any."""
    if not data.dataset.has("projects"):
        return None
    from kust.checks.conforming import tell_conforming
    from kust.documents.projects.file import gather_portfolio
    from kust.documents.projects.section import make_projects_section

    of_day = [one for one in every if one.edition and _holds(one.edition, data.on)]
    portfolio = gather_portfolio(
        data.dataset,
        str(data.row["cluster_id"]),
        on=data.on,
        year=data.year,
        conforms=tell_conforming(of_day),
        settings=settings,
        own=own,
        lang=data.lang,
    )
    return make_projects_section(portfolio, settings) if portfolio else None


def _holds(edition: Edition, on: date) -> bool:
    return edition.from_on <= on and (edition.until is None or on < edition.until)


def _every_edition(data: Cluster, asked: Sequence[ClusterVerdicts]) -> list[ClusterVerdicts]:
    """Judge the cluster under every edition of its kind, and keep one of another kind that was asked for."""
    ids = [str(data.row["cluster_id"])]
    result = check(
        data.dataset, on=data.on, year=data.year, edition="all", clusters=ids, readings=data.readings
    )
    every = list(result.clusters)
    codes = {entry.edition.code for entry in every if entry.edition}
    return every + [entry for entry in asked if entry.edition and entry.edition.code not in codes]
