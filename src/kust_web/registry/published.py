"""Of which states everybody is told the shares of a whole: so that no two of them differ by a few firms' figures.

A share with the number of firms behind it tells, of two days around one firm's joining, that firm's own. So the states
that are published are remembered, and a further one is published only where the firms that came, went or changed
their figures are many enough, by whatever states are put together. Method: ``docs/methods/confidentiality.md``.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from kust.chain.members import find_members
from kust.checks.run import ENTERPRISES
from kust.data import Dataset
from kust.data.schema import tables
from kust.documents.figures import kind_of
from kust.law import editions
from kust_web.registry.changes import take_turn
from kust_web.registry.disclosure import Parts, Rule
from kust_web.registry.models import Published
from kust_web.registry.snapshot import find_newest_change, folder_of, open_snapshot
from kust_web.registry.years import choose_year
from kust_web.workbench.models import Job
from kust_web.workbench.saved import ask_with, find_saved
from kust_web.workbench.works_snapshot import find_current

# Family → firm → mark of its figures. Of a supply the seller's and the buyer's shares are each a family of their own.
Marks = Mapping[str, Mapping[str, str]]
_FIRM = {"organisation_id": "own", "supplier_id": "sold", "buyer_id": "bought"}
_WAIT = 60  # seconds
_OF_VERDICTS = ("accounts", "outputs", "supplies")
# Shares of flags of memberships, which everybody may read; any other share of a cluster is of firms' figures.
_OF_FLAGS = ("innovation.cofinancing",)


def is_of_figures(edition: str, requirement: str) -> bool:
    """Tell whether the value of a requirement is a share of firms' own figures."""
    known = editions()[edition].requirements if edition in editions() else ()
    rule = next((rule for rule in known if rule.code == requirement), None)
    if rule is None:
        return True
    is_share = kind_of(requirement, rule.comparison) == "share"
    return is_share and rule.of_whom == "cluster" and requirement not in _OF_FLAGS


def tells_shares(job: Job) -> bool:
    """Tell whether everybody may read the shares in the answer of a check: it is of a state that is published."""
    if not job.cluster_id or not job.digest or not folder_of(job.digest).is_dir():
        return False
    own = job.parameters.get("settings")
    if own is not None and own != _settings_in_force(job.cluster_id):
        return False
    on = date.fromisoformat(job.parameters["on"])
    clusters = (job.answer or {}).get("clusters", ())
    asked = {(entry["year"], _counts_all(entry)) for entry in clusters if entry["year"] is not None}
    return all(_is_published(job.cluster_id, job.digest, on, *one) for one in sorted(asked))


def _settings_in_force(cluster: str) -> Any:
    saved = find_saved(cluster)
    return ask_with("check", {}, saved.content if saved else {}).get("settings")


def _counts_all(entry: Mapping[str, Any]) -> bool:
    """Tell whether every member counts, or enterprises alone as usual."""
    return any(verdict["readings"].get("participants") == "all" for verdict in entry["verdicts"])


def _is_published(cluster: str, digest: str, on: date, year: int, everybody: bool) -> bool:
    mark = _name(read_marks(digest, cluster, on, year, everybody))
    known = Published.objects.filter(cluster_id=cluster, what=Published.SHARES, year=year)
    marks = sorted(known.values_list("mark", flat=True))
    if mark in marks:
        return True
    # What was refused beside the same published states is not looked at anew with every page.
    refused = f"unpublished-{_digest([cluster, str(year), mark, *marks])}"
    if cache.get(refused):
        return False
    publish(cluster, year, everybody=everybody)
    is_told = known.filter(mark=mark).exists()
    if not is_told:
        cache.set(refused, True, _WAIT)
    return is_told


def publish(cluster: str, year: int, *, everybody: bool = False) -> None:
    """Publish the state of now where that gives no firm's figures away beside the states published before.

    Only the members of today and the figures of now are ever published: whoever asks chooses neither.
    """
    taken, today = find_current(cluster, find_newest_change(cluster)), timezone.localdate()
    if taken is None:
        return
    known = Published.objects.filter(cluster_id=cluster, what=Published.SHARES, year=year)
    marks = read_marks(taken.digest, cluster, today, year, everybody)
    mark = _name(marks)
    if known.filter(mark=mark).exists() or not _is_ripe(taken.digest, cluster, today, year):
        return
    with transaction.atomic():
        take_turn()
        earlier = list(known.values_list("marks", flat=True))
        if may_publish([*earlier, marks]):
            told = {"marks": marks, "digest": taken.digest, "on": today}
            known.get_or_create(
                cluster_id=cluster, what=Published.SHARES, year=year, mark=mark, defaults=told
            )


def _is_ripe(digest: str, cluster: str, today: date, year: int) -> bool:
    """Wait for those who have not told yet, for a year: published one by one they would never be told."""
    chosen = choose_year(digest, cluster, today)
    return chosen is not None and (dict(chosen.told).get(year) == chosen.of or year <= today.year - 2)


def may_publish(states: Sequence[Marks], rule: Rule | None = None) -> bool:
    """Decide whether all of these states may be told: nothing that follows from them is of too few firms.

    Firms' figures that stand in the same states are told only together, however the states are added and subtracted;
    so each such set has to be of so many firms that one of them, who knows its own, has enough others.

    >>> three, four = ({"own": dict.fromkeys(firms, "x")} for firms in ("ABC", "ABCD"))
    >>> rule = Rule(3, ())
    >>> may_publish([three], rule), may_publish([four], rule)
    (False, True)
    """
    fewest = (rule or Rule.of_settings()).fewest + 1
    everybody = {firm for marks in states[-1].values() for firm in marks}
    sets = [firms for family in _FIRM.values() for firms in _find_sets(states, family)]
    return len(everybody) >= fewest and (len(states) == 1 or all(len(firms) >= fewest for firms in sets))


def tell_over_time(what: str, year: int, parts: Parts, told: dict[str, Any], on: date) -> dict[str, Any]:
    """Tell a sum over the country beside those of it told before, else the last of these with its day.

    ``told`` is what ``figures.tell_sum`` makes of the parts of now.
    """
    known = Published.objects.filter(cluster_id="", what=what, year=year)
    amounts = {firm: float(amount) for firm, amount in sorted(parts.items()) if amount}
    mark = _digest([json.dumps(amounts, sort_keys=True)])
    if told["value"] is None or known.filter(mark=mark).exists():
        return told
    with transaction.atomic():
        take_turn()
        states = [
            {firm: float(one) for firm, one in marks["own"].items()}
            for marks in known.values_list("marks", flat=True)
        ]
        if not states or may_tell_sums([*states, amounts], Rule.of_settings()):
            marks = {"own": amounts}
            known.create(cluster_id="", what=what, year=year, mark=mark, marks=marks, answer=told, on=on)
            return told
    last = known.latest("id")
    return {**last.answer, "on": last.on.isoformat()}


def may_tell_sums(states: Sequence[Mapping[str, float]], rule: Rule) -> bool:
    """Decide whether sums of all of these states may be told: each set of parts that goes together stands the rule.

    >>> before = {"A": 10.0, "B": 10.0, "C": 10.0, "D": 10.0}
    >>> may_tell_sums([before, before | {"E": 5.0}], Rule(3, ((2, 0.85),)))
    False
    """
    places: dict[tuple[str, float], list[int]] = defaultdict(list)
    for number, parts in enumerate(states):
        for part in parts.items():
            places[part].append(number)
    sets: dict[tuple[int, ...], list[float]] = defaultdict(list)
    for (_, amount), numbers in places.items():
        sets[tuple(numbers)].append(amount)
    return all(rule.allows_everyone(amounts) for amounts in sets.values())


def _find_sets(states: Sequence[Marks], family: str) -> Iterable[set[str]]:
    """Bring together the firms whose figures stand in the same of the states."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, marks in enumerate(states):
        for firm, mark in marks.get(family, {}).items():
            places[firm, mark].append(number)
    sets: dict[tuple[int, ...], set[str]] = defaultdict(set)
    for (firm, _), numbers in places.items():
        sets[tuple(numbers)].add(firm)
    return sets.values()


@lru_cache(maxsize=200)
def read_marks(digest: str, cluster: str, on: date, year: int, everybody: bool) -> Marks:
    """Mark what each enterprise, or every member, of a day tells of a year in a snapshot; who is silent has none."""
    dataset = open_snapshot(digest)
    members = pl.DataFrame(find_members(dataset, on).to_native()) if dataset.has("memberships") else None
    if members is None:
        return {}
    members = members.filter(pl.col("cluster_id") == cluster, everybody or pl.col("role").is_in(ENTERPRISES))
    texts: dict[str, dict[str, list[str]]] = {family: defaultdict(list) for family in _FIRM.values()}
    for name in _OF_VERDICTS:
        for column in tables()[name].columns:
            if column.name in _FIRM and dataset.has(name):
                _read(dataset, name, column.name, year, members, texts[_FIRM[column.name]])
    for firm, *flags in members.drop("cluster_id").iter_rows():
        if firm in texts["own"]:
            texts["own"][firm].append(repr(flags))
    return {
        family: {firm: _digest(sorted(said)) for firm, said in sorted(found.items())}
        for family, found in texts.items()
    }


def _read(
    dataset: Dataset, name: str, side: str, year: int, members: pl.DataFrame, found: dict[str, list[str]]
) -> None:
    rows = dataset.rows(name).filter(pl.col("year") == year).collect()
    rows = rows.filter(pl.col(side).is_in(members["organisation_id"].to_list()))
    for row in rows.iter_rows(named=True):
        # A column comes into the files once anybody has filled it in: of the others it says nothing then.
        told = [(column.name, row.get(column.name)) for column in tables()[name].columns]
        found[row[side]].append(repr([one for one in told if one[1] is not None]))


def _digest(said: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:20]


def _name(marks: Marks) -> str:
    return _digest([json.dumps(marks, sort_keys=True)])
