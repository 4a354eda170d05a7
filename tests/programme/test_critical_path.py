"""The critical path against published examples, all paths counted one by one, and delays tried out."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.programme.timeline.critical_path import CriticalPath, Task, calc_critical_path

# F. S. Hillier, G. J. Lieberman, Introduction to Operations Research, chapter «Project Management with PERT/CPM»,
# the Reliable Construction Co. project: durations in weeks, immediate predecessors. Durations (but that of H) and what
# N follows are checked against the list as reprinted at solutioninn.com (question 14060241), where the other
# predecessors are not legible: they are not checked against print. TAYLOR below is, in every figure.
RELIABLE = {
    "A": (2, ""),
    "B": (4, "A"),
    "C": (10, "B"),
    "D": (6, "C"),
    "E": (4, "C"),
    "F": (5, "E"),
    "G": (7, "D"),
    "H": (9, "EG"),
    "I": (7, "C"),
    "J": (8, "FI"),
    "K": (4, "J"),
    "L": (5, "J"),
    "M": (2, "H"),
    "N": (6, "KL"),
}
RELIABLE_SLACK = {"D": 4, "G": 4, "H": 4, "M": 4, "I": 2, "K": 1}

# B. W. Taylor III, Introduction to Management Science, solutions to chapter 8, page 115: activity, time, earliest
# start and finish, latest start and finish, slack. Activity i–j waits for all that end in i; 4–5 of the second one
# is a dummy of no length.
TAYLOR = (
    """1–2 7 0 7 2 9 2
    1–3 10 0 10 0 10 0
    2–4 6 7 13 9 15 2
    3–4 5 10 15 10 15 0
    3–5 4 10 14 14 18 4
    4–5 3 15 18 15 18 0
    5–6 2 18 20 18 20 0""",
    """1–2 8 0 8 1 9 1
    1–3 10 0 10 0 10 0
    1–4 9 0 9 6 15 6
    2–5 6 8 14 9 15 1
    2–6 4 8 12 16 20 8
    3–5 5 10 15 10 15 0
    4–5 0 9 9 15 15 6
    4–7 7 9 16 20 27 11
    5–7 12 15 27 15 27 0
    5–8 15 15 30 16 31 1
    6–9 18 12 30 20 38 8
    7–8 4 27 31 27 31 0
    8–9 7 31 38 31 38 0""",
)


def test_the_plant_of_hillier_and_lieberman_takes_44_weeks_on_its_known_path() -> None:
    found = calc_critical_path(Task(name, weeks, tuple(after)) for name, (weeks, after) in RELIABLE.items())
    assert found.finish == 44
    assert "".join(found.path) == "ABCEFJLN"
    assert {one.task_id: one.total_slack for one in found.tasks if one.total_slack} == RELIABLE_SLACK
    assert {one.task_id for one in found.tasks if one.critical} == set("ABCEFJLN")
    # By hand: D may be over in week 26 instead of 22, but then G starts later; M is followed by nothing, K only by N.
    free = {one.task_id: one.free_slack for one in found.tasks if one.free_slack}
    assert free == {"I": 2, "K": 1, "M": 4}


@pytest.mark.parametrize(("text", "weeks"), [*zip(TAYLOR, (20, 38), strict=True)])
def test_early_and_late_times_are_those_of_taylor(text: str, weeks: int) -> None:
    rows = [line.split() for line in text.splitlines()]
    published = {name: tuple(map(int, figures)) for name, *figures in rows}
    tasks = [
        Task(name, times[0], tuple(one for one in published if one.split("–")[1] == name.split("–")[0]))
        for name, times in published.items()
    ]
    found = calc_critical_path(tasks)
    assert found.finish == weeks
    for one in found.tasks:
        told = (one.early_start, one.early_finish, one.late_start, one.late_finish, one.total_slack)
        assert told == published[one.task_id][1:], one.task_id


@st.composite
def graphs(draw: st.DrawFn) -> list[Task]:
    count = draw(st.integers(1, 7))
    return [
        Task(
            f"t{place}",
            draw(st.integers(0, 6)),
            tuple(f"t{one}" for one in range(place) if draw(st.booleans())),
            draw(st.none() | st.integers(0, 9)),
        )
        for place in range(count)
    ]


def paths_to(tasks: dict[str, Task], name: str) -> list[list[str]]:
    """Every path that ends in a task, from wherever it may begin: each task of it may be the first."""
    return [[name], *([*path, name] for before in tasks[name].after for path in paths_to(tasks, before))]


def length(tasks: dict[str, Task], path: list[str]) -> int:
    return (tasks[path[0]].not_before or 0) + sum(tasks[name].duration or 0 for name in path)


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_ends_and_slack_are_those_of_all_paths_counted_one_by_one(given_tasks: list[Task]) -> None:
    tasks = {one.task_id: one for one in given_tasks}
    paths = [path for name in tasks for path in paths_to(tasks, name)]
    longest = max(length(tasks, path) for path in paths)
    found = calc_critical_path(given_tasks)
    assert found.finish == longest
    for one in found.tasks:
        assert one.early_finish == max(length(tasks, path) for path in paths if path[-1] == one.task_id)
        through = max(length(tasks, path) for path in paths if one.task_id in path)
        assert one.total_slack == longest - through
        assert one.critical == (one.total_slack == 0)


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_a_task_may_be_late_by_its_slack_and_not_by_a_day_more(given_tasks: list[Task]) -> None:
    found = calc_critical_path(given_tasks)
    starts = {one.task_id: one.early_start for one in found.tasks}
    for place, one in enumerate(given_tasks):
        timed = found[one.task_id]
        assert timed.early_start is not None
        assert timed.total_slack is not None
        assert timed.free_slack is not None
        assert 0 <= timed.free_slack <= timed.total_slack

        def delayed(
            days: int, place: int = place, one: Task = one, start: int = timed.early_start
        ) -> CriticalPath:
            later = Task(one.task_id, one.duration, one.after, start + days)
            return calc_critical_path([*given_tasks[:place], later, *given_tasks[place + 1 :]])

        assert delayed(timed.total_slack).finish == found.finish
        assert delayed(timed.total_slack + 1).finish == (found.finish or 0) + 1
        for days, moves in ((timed.free_slack, False), (timed.free_slack + 1, True)):
            again = delayed(days)
            others = {t.task_id: t.early_start for t in again.tasks if t.task_id != one.task_id}
            moved = any(others[name] != starts[name] for name in others) or again.finish != found.finish
            assert moved == moves


@given(graphs())
@settings(max_examples=100, deadline=None)
def test_the_path_has_no_gap_and_no_slack_whatever_the_order_of_the_tasks(given_tasks: list[Task]) -> None:
    found = calc_critical_path(given_tasks)
    again = calc_critical_path(reversed(given_tasks))
    assert found.path == again.path
    assert found[found.path[-1]].early_finish == found.finish
    for before, after in pairwise(found.path):
        assert found[before].early_finish == found[after].early_start
    assert all(found[name].critical for name in found.path)


def test_what_hangs_on_an_unknown_duration_has_no_end_and_what_it_hangs_on_no_slack() -> None:
    found = calc_critical_path(
        [
            Task("a", 3),
            Task("unknown", None, ("a",)),
            Task("after", 2, ("unknown",)),
            Task("other", 9),
            Task("aside", 4),
        ]
    )
    assert (found["unknown"].early_start, found["unknown"].early_finish) == (3, None)
    assert (found["after"].early_start, found["after"].early_finish) == (None, None)
    assert (found["a"].early_finish, found["a"].total_slack, found["a"].critical) == (3, None, None)
    assert found["aside"].total_slack == 5
    assert (found.finish, found.path, found.open_ids) == (9, ("other",), ("unknown", "after"))


def test_every_cycle_is_named_and_what_waits_for_it_is_open() -> None:
    found = calc_critical_path(
        [
            Task("c", 1, ("b",)),
            Task("b", 1, ("a",)),
            Task("a", 1, ("c",)),
            Task("itself", 1, ("itself",)),
            Task("waits", 1, ("c",)),
            Task("free", 5),
        ]
    )
    assert set(found.cycles) == {("a", "b", "c"), ("itself",)}
    assert set(found.open_ids) == {"a", "b", "c", "itself", "waits"}
    assert (found.finish, found.path) == (5, ("free",))
    assert found["waits"].early_start is None


def test_nothing_has_no_end() -> None:
    assert calc_critical_path([]) == CriticalPath((), None, (), (), ())


def test_two_tasks_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="one id"):
        calc_critical_path([Task("a", 1), Task("a", 2)])


def test_every_critical_chain_is_told() -> None:
    # a → c and a → d → e both take 6; b alone takes 6 too; f takes 5.
    tasks = [Task("a", 2), Task("b", 6), Task("c", 4, ("a",)), Task("d", 3, ("a",)), Task("e", 1, ("d",))]
    found = calc_critical_path([*tasks, Task("f", 5)])
    assert set(found.paths) == {("a", "c"), ("a", "d", "e"), ("b",)}
    assert found.path == found.paths[0]


def test_of_very_many_chains_enough_are_told_to_hold_every_task() -> None:
    # Ten forks one behind the other make 1024 chains of 20 tasks each.
    tasks = [
        Task(f"{side}{step}", 1, (f"a{step - 1}", f"b{step - 1}") if step else ())
        for step in range(10)
        for side in "ab"
    ]
    paths = calc_critical_path(tasks).paths
    assert {one for path in paths for one in path} == {one.task_id for one in tasks}
    assert len(set(paths)) == len(paths) < 40
    assert {link for path in paths for link in pairwise(path)} == {
        (earlier, one.task_id) for one in tasks for earlier in one.after
    }
