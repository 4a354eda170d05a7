"""The report on one cluster as content: what the renderers draw as a page, a workbook or a text document."""

from collections.abc import Sequence
from datetime import date

from kust.checks import Readings, check
from kust.checks.result import ClusterVerdicts
from kust.data.dataset import Dataset
from kust.documents.annexes import list_annexes
from kust.documents.asks import list_asks
from kust.documents.cluster import Cluster, find_row, gather
from kust.documents.comparison import compare_editions
from kust.documents.content import Report
from kust.documents.declared import list_declared
from kust.documents.figures import write_day
from kust.documents.passport import describe_cluster, describe_sources
from kust.documents.supplies import describe_supplies
from kust.documents.verdicts import word_edition
from kust.i18n import say


def make_report(
    dataset: Dataset,
    *,
    cluster: str,
    on: date,
    year: int | None = None,
    edition: str | None = None,
    readings: Readings | None = None,
    lang: str = "ru",
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
        How the open words of the rules are read.
    lang
        ``ru`` or ``en``.

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
    chosen = readings or Readings()
    asked = check(dataset, on=on, year=year, edition=edition, clusters=[cluster], readings=chosen)
    entries = asked.clusters
    kind = next((entry.edition.kind for entry in entries if entry.edition), "industrial")
    data = gather(dataset, find_row(dataset, cluster), kind, on, asked.years[-1], chosen, lang)
    supplies = describe_supplies(data)
    return Report(
        lang=lang,
        title=data.name,
        subtitle=say("report.subtitle", lang, day=write_day(on, lang), year=data.year),
        passport=describe_cluster(data),
        editions=tuple(word_edition(entry, data.names, lang) for entry in entries),
        supplies=supplies,
        asks=list_asks(data, entries),
        comparison=compare_editions(_every_edition(data, entries), lang),
        declared=list_declared(data),
        annexes=list_annexes(data, supplies),
        sources=describe_sources(dataset, asked, entries, lang),
    )


def _every_edition(data: Cluster, asked: Sequence[ClusterVerdicts]) -> list[ClusterVerdicts]:
    """Judge the cluster under every edition of its kind, and keep one of another kind that was asked for."""
    ids = [str(data.row["cluster_id"])]
    result = check(
        data.dataset, on=data.on, year=data.year, edition="all", clusters=ids, readings=data.readings
    )
    every = list(result.clusters)
    codes = {entry.edition.code for entry in every if entry.edition}
    return every + [entry for entry in asked if entry.edition and entry.edition.code not in codes]
