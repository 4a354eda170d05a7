"""What in the data asks for something: verdicts, the cheapest plan, needs, niches, projects, support."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from kust.checks.rule import Readings
from kust.checks.run import check
from kust.data.dataset import Dataset
from kust.law.measures import Measure
from kust.programme.asking.needs import find_need_signs
from kust.programme.asking.projects import find_project_signs
from kust.programme.asking.requirements import find_requirement_signs, find_step_signs
from kust.programme.asking.sign import Sign, Signs
from kust.settings import Settings


def find_signs(
    dataset: Dataset,
    *,
    cluster: str,
    on: date,
    year: int,
    edition: str | None = None,
    also_editions: Iterable[str] = (),
    settings: Settings | None = None,
    own: tuple[Measure, ...] = (),
) -> Signs:
    """Find everything in the data of a cluster that asks for something, and what no longer does.

    Parameters
    ----------
    dataset
        Uses what :func:`kust.checks.check`, :func:`kust.remedies.find.find_remedies`,
        :func:`kust.niches.find.find_niches`, :func:`kust.projects.calc_effects` and
        :func:`kust.support.calc_support` use. Method: ``docs/methods/programme-draft.md``.
    cluster
        Id of a cluster.
    on
        The day of membership, documents and projects.
    year
        Calendar year of the figures.
    edition
        Code of an edition of the rules; None for those of the day.
    also_editions
        Further editions whose requirements to judge: those that problems of a programme name.
    settings
        Readings, thresholds, prices.
    own
        Support measures of the user's own.

    Returns
    -------
    Signs
        Requirements in the order of their edition, steps of the cheapest plan, needs, niches, projects, support
        measures of projects; each with its state. Money in thousand roubles, shares 0..1.

    Raises
    ------
    UsageError
        No such cluster or edition.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> signs = find_signs(dataset, cluster="VB", on=date(2019, 3, 1), year=2018)
    >>> [one.reference for one in signs.signs if one.kind == "requirement" and one.state == "asks"]
    ['industrial.cooperation', 'industrial.high_productivity_jobs']
    """
    chosen = settings or Settings()
    readings = Readings(**chosen.readings.model_dump())
    asked = dict.fromkeys((edition, *also_editions))
    entries = {
        entry.edition.code: entry
        for one in asked
        for entry in check(
            dataset, on=on, year=year, edition=one, clusters=[cluster], readings=readings, alternatives=False
        ).clusters
        if entry.edition is not None
    }
    name = dict(dataset.rows("clusters").select("cluster_id", "name").collect().iter_rows())[cluster]
    found: list[Sign] = [
        sign for code, entry in entries.items() for sign in find_requirement_signs(dataset, entry, code, on)
    ]
    plans: list[tuple[str, str]] = []
    for code in entries:
        status, steps = find_step_signs(
            dataset, cluster=cluster, on=on, year=year, edition=code, settings=chosen
        )
        plans.append((code, status))
        found += steps
    found += find_need_signs(dataset, cluster=cluster, on=on, year=year, settings=chosen)
    found += find_project_signs(
        dataset, cluster=cluster, on=on, settings=chosen, own=own, entries=tuple(entries.values())
    )
    return Signs(
        path=str(dataset.path),
        digest=dataset.digest,
        cluster_id=cluster,
        cluster=name,
        on=on,
        year=year,
        editions=tuple(entries),
        signs=tuple(found),
        plans=tuple(plans),
        members=find_member_ids(dataset, cluster, on),
    )


def find_member_ids(dataset: Dataset, cluster: str, on: date) -> frozenset[str]:
    """Return who is a member of a cluster on a day, in whatever role."""
    here = (pl.col("joined_on").is_null() | (pl.col("joined_on") <= on)) & (
        pl.col("left_on").is_null() | (pl.col("left_on") > on)
    )
    rows = dataset.rows("memberships").filter(here, cluster_id=cluster).select("organisation_id").collect()
    return frozenset(rows.to_series().drop_nulls().to_list())
