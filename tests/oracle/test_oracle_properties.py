"""What holds for every dataset, tried on random ones."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .judge import EDITIONS, conforms, judge
from .open_points import OPEN_POINTS
from .strategies import ON, YEAR, Dataset, datasets, readings, write
from .verdicts import Item, share_verdict

VERDICTS = {"met", "not_met", "unknown"}
AMOUNTS = st.sampled_from([0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0])
SOME = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def items(draw: Any) -> Item:
    y = draw(st.none() | AMOUNTS)
    x = draw(st.none() | AMOUNTS.filter(lambda amount: y is None or amount <= y))
    return Item(x, y, draw(st.sampled_from([True, True, None])))


@st.composite
def completed(draw: Any, item: Item) -> Item | None:
    """The same term with every gap filled in by something that is possible; None outside the group."""
    if item.belongs is None and draw(st.booleans()):
        return None
    y = item.y if item.y is not None else (item.x or 0.0) + draw(AMOUNTS | st.just(1e6))
    x = item.x if item.x is not None else y * draw(st.sampled_from([0.0, 0.2, 0.5, 1.0]))
    return Item(x, y)


@settings(deadline=None)
@given(st.data(), st.lists(items(), max_size=5), st.sampled_from([0.05, 0.1, 0.2, 0.5]))
def test_no_completion_of_the_gaps_contradicts_a_verdict(
    data: Any, terms: list[Item], threshold: float
) -> None:
    verdict = share_verdict(terms, threshold)
    filled = [data.draw(completed(term)) for term in terms]
    answer = share_verdict([term for term in filled if term is not None], threshold)
    assert answer != "unknown"
    assert verdict in (answer, "unknown")


@settings(deadline=None)
@given(st.lists(items(), min_size=1, max_size=4), st.sampled_from([0.05, 0.2, 0.5]))
def test_an_unknown_share_has_a_completion_either_way(terms: list[Item], threshold: float) -> None:
    answers = set()
    for group in _groups(terms):
        low = [Item(term.x or 0.0, 1e9 if term.y is None else term.y) for term in group]
        high = [_best(term) for term in group]
        answers |= {share_verdict(low, threshold), share_verdict(high, threshold)}
    expected = answers.pop() if len(answers) == 1 else "unknown"
    assert share_verdict(terms, threshold) == expected


def _groups(terms: list[Item]) -> list[list[Item]]:
    """Every group that is possible where some may or may not belong."""
    groups: list[list[Item]] = [[]]
    for term in terms:
        kept = [[*group, Item(term.x, term.y)] for group in groups]
        groups = kept if term.belongs else groups + kept
    return groups


def _best(term: Item) -> Item:
    if term.x is None and term.y is None:
        return Item(1e9, 1e9)
    return Item(term.y if term.x is None else term.x, term.x if term.y is None else term.y)


@SOME
@given(datasets(), readings())
def test_every_requirement_of_every_edition_answers_in_form(made: Dataset, chosen: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = write(made, Path(name))
        for edition, rules in EDITIONS.items():
            found = judge(folder, "C1", edition, ON, YEAR, chosen)
            assert list(found) == list(rules)
            assert conforms(found) in VERDICTS
            for answer in found.values():
                _is_in_form(answer)


def _is_in_form(answer: dict[str, Any]) -> None:
    below = [*answer["parts"].values(), *answer["members"].values()]
    assert {row["verdict"] for row in (answer, *below)} <= VERDICTS
    assert (answer["margin"] is None) == (answer["value"] is None or answer["threshold"] is None)
    if answer["margin"] is not None and answer["margin"] < -1e-6:
        assert answer["verdict"] != "met"


@SOME
@given(datasets(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_unit_of_money_change_no_verdict(made: Dataset, chance: Any) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first, second = write(made, Path(one)), write(_in_roubles(made, chance), Path(other))
        for edition in EDITIONS:
            found = judge(first, "C1", edition, ON, YEAR)
            again = judge(second, "C1", edition, ON, YEAR)
            assert [row["verdict"] for row in found.values()] == [row["verdict"] for row in again.values()]


def _in_roubles(made: Dataset, chance: Any) -> Dataset:
    changed: Dataset = {}
    for table, rows in made.items():
        changed[table] = [
            {c: cell * 1000 if c.endswith("_krub") and cell is not None else cell for c, cell in row.items()}
            for row in rows
        ]
        chance.shuffle(changed[table])
    return changed


@SOME
@given(datasets(contradictions=True))
def test_datasets_have_no_broken_keys_and_no_key_twice(made: Dataset) -> None:
    known = {
        "organisation_id": {row["organisation_id"] for row in made["organisations"]},
        "cluster_id": {row["cluster_id"] for row in made["clusters"]},
        "project_id": {row["project_id"] for row in made.get("projects", [])},
    }
    for rows in made.values():
        for column, keys in known.items():
            assert {row[column] for row in rows if row.get(column)} <= keys
    for table, columns in IDENTIFIED_BY.items():
        found = [tuple(row.get(column) for column in columns.split("+")) for row in made.get(table, [])]
        assert len(found) == len(set(found))
    for row in made.get("memberships", []):
        joined, left = row.get("joined_on") or date.min, row.get("left_on") or date.max
        assert joined < left


IDENTIFIED_BY = {
    "organisations": "organisation_id",
    "clusters": "cluster_id",
    "cluster_regions": "cluster_id+region",
    "products": "product_id",
    "outputs": "organisation_id+product_id+year",
    "accounts": "organisation_id+year",
    "wage_thresholds": "region+size+okved+year",
    "indicator_targets": "cluster_id+indicator+region+year",
    "documents": "document_id",
    "projects": "project_id",
    "project_participants": "project_id+organisation_id",
}


def test_every_open_point_says_what_was_chosen_and_why() -> None:
    assert all(len(point) == 3 and all(point) for point in OPEN_POINTS)
