"""The cheapest way to pass, for one cluster or for all of them."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from time import perf_counter

from kust.checks.rule import Readings
from kust.checks.run import latest_year
from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.law import Edition, Requirement, editions_for, find_edition
from kust.remedies.conflict import Conflict
from kust.remedies.judged import judge
from kust.remedies.options import Wishes
from kust.remedies.plan import Effort, Plan, PriceOfOne, Remedy
from kust.remedies.search import Search, find_conflict, timed
from kust.remedies.seek import (
    Draft,
    confirm_all,
    draft_plan,
    figures_of,
    find_different,
    price_each,
    stay,
)
from kust.remedies.slices import cut
from kust.remedies.standing import read_situations
from kust.settings import Settings

# So many clusters are judged together; more would only need more memory.
_TOGETHER = 50


def find_remedies(
    dataset: Dataset,
    *,
    on: date,
    year: int | None = None,
    edition: str | None = None,
    clusters: Iterable[str] | None = None,
    settings: Settings | None = None,
    moved_from: str | None = None,
    whole: bool = True,
    progress: Callable[[str], None] = lambda name: None,
) -> Iterator[Remedy]:
    """Seek for each cluster the cheapest set of changes that makes it meet every requirement of an edition.

    Parameters
    ----------
    dataset
        One cluster or thousands, on any engine.
    on
        The day from which a plan holds: who joins is in from this day, documents bear its date.
    year
        Year of the figures; by default the latest one not after the day.
    edition
        Code of an edition, or None for the one of the day.
    clusters
        Ids; by default all.
    settings
        Readings, prices, what is forbidden and forced.
    moved_from
        Code of the edition that the cluster comes from, for the comparison of requirements.
    whole
        Whether to seek different plans and the price of each requirement as well.
    progress
        Called with the id of each cluster when its plan is found, in batches of several clusters.

    Yields
    ------
    Remedy
        One a cluster and edition, in order of cluster.

    Raises
    ------
    UsageError
        No such cluster or edition, or no edition holds for a cluster that was asked about.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> (remedy,) = find_remedies(dataset, on=date(2019, 3, 1), year=2018, edition="779-2018", whole=False)
    >>> remedy.status, [step.kind for step in remedy.plan.steps]
    ('optimal', ['admit', 'raise_supply'])
    """
    chosen = settings or Settings()
    readings, wishes = Readings(**chosen.readings.model_dump()), Wishes(chosen.remedies, chosen.remedy_prices)
    asked = _choose(dataset, clusters, edition, on)
    before = find_edition(moved_from) if moved_from else None
    of_year = latest_year(dataset, on) if year is None else year
    names: dict[str, str] = {}
    for start in range(0, len(asked), _TOGETHER):
        some = asked[start : start + _TOGETHER]
        searches = _start(dataset, some, on, of_year, readings, wishes, names)
        sought = _seek_all(searches, progress) if len(searches) > 1 else [_seek(one) for one in searches]
        plans = iter(confirm_all([one.draft for one in sought if one.draft]))
        for one, (_, name, _) in zip(sought, some, strict=True):
            yield _remedy(one, next(plans) if one.draft else None, name, before, whole=whole)


def _start(
    dataset: Dataset,
    asked: Sequence[tuple[str, str, Edition]],
    on: date,
    year: int,
    readings: Readings,
    wishes: Wishes,
    names: dict[str, str],
) -> list[Search]:
    """Work out how some clusters stand and judge them as they are; ``names`` grows by those of their firms."""
    slices = cut(dataset, {cluster for cluster, _, _ in asked}, on, year)
    names |= _names(slices.whole())
    situations = read_situations(slices, [(cluster, rules) for cluster, _, rules in asked], readings)
    before = judge(slices.whole(), [(cluster, rules) for cluster, _, rules in asked], on, year, readings)
    return [Search(one, wishes, before[one.cluster_id, one.edition.code], names) for one in situations]


@dataclass(frozen=True)
class _Sought:
    """What the model says of a cluster, before the rules have confirmed it."""

    search: Search
    status: str
    draft: Draft | None
    rules: tuple[Requirement, ...]
    conflict: Conflict
    aside: tuple[str, ...]
    effort: Effort
    started: float


def _seek_all(searches: Sequence[Search], progress: Callable[[str], None]) -> list[_Sought]:
    """Seek the plans of many clusters, as many at a time as there are cores: the solver works outside of Python."""
    pool = ThreadPoolExecutor(os.cpu_count() or 1)
    try:
        sought = []
        for search, one in zip(searches, pool.map(_seek_and_forget, searches), strict=True):
            progress(search.situation.cluster_id)
            sought.append(one)
        return sought
    finally:
        # After an interrupt nothing more is begun.
        pool.shutdown(wait=False, cancel_futures=True)


def _seek_and_forget(search: Search) -> _Sought:
    sought = _seek(search)
    search.forget()
    return sought


def _seek(search: Search) -> _Sought:
    """Seek a plan; where missing figures alone stand in the way of some requirements, one for the others.

    These are set aside one conflict after another.
    """
    started, rules = perf_counter(), search.rules
    if search.is_met:
        return _Sought(search, "optimal", stay(search), rules, Conflict(), (), Effort(), started)
    status, draft, effort = draft_plan(search, rules)
    conflict = find_conflict(search, rules) if status == "infeasible" else Conflict()
    aside: tuple[str, ...] = ()
    current, now = conflict, status
    while now == "infeasible":
        silent = tuple(code for code in current.codes if code in search.unknown)
        if not silent:
            break
        aside += silent
        rules = tuple(rule for rule in search.rules if rule.code not in aside)
        now, draft, _ = draft_plan(search, rules)
        current = find_conflict(search, rules) if now == "infeasible" else Conflict()
    return _Sought(search, status, draft, rules, conflict, aside, effort, started)


def _choose(
    dataset: Dataset, wanted: Iterable[str] | None, edition: str | None, on: date
) -> list[tuple[str, str, Edition]]:
    rows = dataset.collect(dataset.table("clusters")).sort("cluster_id").iter_rows(named=True)
    known = {row["cluster_id"]: row for row in rows}
    ids = list(known) if wanted is None else list(wanted)
    asked = []
    for cluster in ids:
        if cluster not in known:
            raise UsageError("unknown_cluster", cluster=cluster, known=", ".join([*known][:20]))
        row = known[cluster]
        fitting = [find_edition(edition)] if edition else editions_for(row["kind"], on)
        if not fitting and wanted is not None:
            every = ", ".join(one.code for one in editions_for(row["kind"]))
            raise UsageError("no_edition", on=on, known=every)
        asked += [(cluster, row["name"], rules) for rules in fitting]
    return asked


def _remedy(
    sought: _Sought, plan: Plan | None, name: str, moved_from: Edition | None, *, whole: bool
) -> Remedy:
    search, situation = sought.search, sought.search.situation
    different: tuple[Plan, ...] = ()
    without: tuple[PriceOfOne, ...] = ()
    if whole and plan is not None and plan.steps:
        later = timed(search, search.wishes, sought.started)
        different = find_different(later, sought.rules, plan, search.wishes.settings.different_plans)
        without = price_each(later, sought.rules, plan.cost)
    return Remedy(
        cluster_id=situation.cluster_id,
        name=name,
        edition=situation.edition,
        on=situation.on,
        year=situation.year,
        status=sought.status,
        plan=plan,
        now=figures_of(search.before, search.before),
        find_out=search.find_out,
        set_aside=sought.aside,
        conflict=sought.conflict.codes,
        conflict_is_smallest=sought.conflict.is_smallest,
        different=different,
        without=without,
        effort=sought.effort,
        names=search.names,
        moved_from=moved_from,
    )


def _names(dataset: Dataset) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, key in (("organisations", "organisation_id"), ("products", "product_id")):
        rows = dataset.rows(table).select(key, "name").collect()
        found |= dict(zip(rows[key].to_list(), rows["name"].to_list(), strict=True))
    return found
