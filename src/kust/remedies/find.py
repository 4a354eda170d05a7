"""The cheapest way to pass, for one cluster or for all of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter

from kust.checks.rule import Readings
from kust.checks.run import latest_year
from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.law import Edition, Requirement, editions_for, find_edition
from kust.remedies.judged import judge_changed
from kust.remedies.options import Wishes
from kust.remedies.plan import Effort, Plan, PriceOfOne, Remedy
from kust.remedies.seek import (
    Draft,
    Search,
    confirm_all,
    draft_plan,
    figures_of,
    find_conflict,
    find_different,
    price_each,
    timed,
)
from kust.remedies.situation import read_situations
from kust.remedies.slices import cut
from kust.settings import Settings

# So many clusters are judged together; more would only need more memory.
_TOGETHER = 200


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
        Called with the id of each cluster before its plan is sought.

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
    for start in range(0, len(asked), _TOGETHER):
        some = asked[start : start + _TOGETHER]
        searches = _start(dataset, some, on, of_year, readings, wishes)
        sought = []
        for search in searches:
            progress(search.situation.cluster_id)
            sought.append(_seek(search))
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
) -> list[Search]:
    """Work out how some clusters stand and judge them as they are."""
    slices = cut(dataset, {cluster for cluster, _, _ in asked}, on, year)
    smalls = {cluster: slices.of(cluster) for cluster, _, _ in asked}
    whole = slices.whole() if len(smalls) > 1 else next(iter(smalls.values()))
    questions = [(smalls[cluster], cluster, rules) for cluster, _, rules in asked]
    situations = read_situations(whole, questions, on, year, readings)
    before = judge_changed([(one, one.dataset) for one in situations])
    return [Search(one, wishes, verdicts) for one, verdicts in zip(situations, before, strict=True)]


@dataclass(frozen=True)
class _Sought:
    """What the model says of a cluster, before the rules have confirmed it."""

    search: Search
    status: str
    draft: Draft | None
    rules: tuple[Requirement, ...]
    conflict: tuple[str, ...]
    aside: tuple[str, ...]
    effort: Effort
    started: float


def _seek(search: Search) -> _Sought:
    """Seek a plan; where missing figures alone stand in the way of some requirements, one for the others.

    These are set aside one conflict after another.
    """
    started, rules = perf_counter(), search.rules
    status, draft, effort = draft_plan(search, rules)
    conflict = find_conflict(search, rules) if status == "infeasible" else ()
    aside: tuple[str, ...] = ()
    current, now = conflict, status
    while now == "infeasible":
        silent = tuple(code for code in current if code in search.unknown)
        if not silent:
            break
        aside += silent
        rules = tuple(rule for rule in search.rules if rule.code not in aside)
        now, draft, _ = draft_plan(search, rules)
        current = find_conflict(search, rules) if now == "infeasible" else ()
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
    later = timed(search, search.wishes, sought.started)
    different: tuple[Plan, ...] = ()
    without: tuple[PriceOfOne, ...] = ()
    if whole and plan is not None and plan.steps:
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
        conflict=sought.conflict,
        different=different,
        without=without,
        effort=sought.effort,
        names=_names(situation.dataset),
        moved_from=moved_from,
    )


def _names(dataset: Dataset) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, key in (("organisations", "organisation_id"), ("products", "product_id")):
        rows = dataset.rows(table).select(key, "name").collect()
        found |= dict(zip(rows[key].to_list(), rows["name"].to_list(), strict=True))
    return found
