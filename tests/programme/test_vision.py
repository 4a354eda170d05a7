"""What the stakeholders agree on; every expected figure is worked out by hand beside it."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.data import read_dataset
from kust.examples import load
from kust.programme.agreement.vision import Agreement, StatementAgreement, calc_agreement, judge_statement
from kust.programme.agreement.voices import Voice, group_kinds, tell_comments, tell_dissent, tell_kinds
from kust.programme.agreement.weighted import calc_quantile
from kust.programme.programme import Stakeholder
from kust.settings.programme import ProgrammeSettings
from tests.docs.worked import holds, read_tables

from .vision_data import ON, write_vision

PAGE = Path(__file__).parents[2] / "docs/methods/programme-vision.md"


def voice(name: str, agreement: int | None, kind: str = "participant", *, named: bool = False, comment=None):
    who = Stakeholder(stakeholder_id=name, name=f"Name of {name}", kind=kind, named=named)
    return Voice(who, agreement, 1.0, comment)


def agree(tmp_path: Path, **tables: object) -> Agreement:
    dataset = read_dataset(write_vision(tmp_path, **tables)).dataset
    return calc_agreement(dataset, cluster="K", on=ON)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), min_size=1, max_size=12), st.integers(1, 3))
def test_a_weight_counts_as_that_many_equal_answers(answers: list[tuple[int, int]], quarter: int) -> None:
    # Hyndman and Fan's definition 2 on the answers written out one by one, in whole numbers.
    spread = sorted(answer for answer, weight in answers for _ in range(weight))
    place, rest = divmod(len(spread) * quarter, 4)
    expected = spread[place] if rest else (spread[place - 1] + spread[place]) / 2
    assert calc_quantile(answers, quarter / 4) == expected


def test_the_page_s_worked_table_is_what_the_program_gives(tmp_path: Path) -> None:
    text = PAGE.read_text("utf-8")
    example = yaml.safe_load(text.split("```yaml vision\n")[1].split("```")[0])
    found = {one.statement_id: one for one in agree(tmp_path, **example).statements}
    table = next(one for one in read_tables(text.splitlines()) if one.headings[1] == "Σ w")
    assert {row["statement"] for row in table.rows} == set(found)
    for row in table.rows:
        one, told = found[row["statement"]], example["answers"][row["statement"]].values()
        total = sum(weight for _, weight in told)
        assert holds(row["Σ w"], total)
        figures = (one.lower_quartile, one.median, one.upper_quartile, one.spread)
        for name, figure in zip(("Q(0.25)", "median", "Q(0.75)", "spread"), figures, strict=True):
            assert holds(row[name], figure), (row, name)
        assert holds(row["for"], sum(weight for answer, weight in told if answer > 3) / total)
        assert float(row["for"]) == pytest.approx(one.for_share)
        assert float(row["against"]) == pytest.approx(one.against_share)
        assert row["verdict"] == one.verdict


def test_findings_of_the_page_are_those_that_have_words() -> None:
    from kust.i18n import has_words

    table = next(t for t in read_tables(PAGE.read_text("utf-8").splitlines()) if t.headings[0] == "finding")
    assert len(table.rows) == 14
    assert all(has_words(f"programme_vision.finding.{row['finding']}") for row in table.rows)


def test_the_latest_answer_not_after_the_day_counts_and_one_without_opinion_takes_the_earlier_back(
    tmp_path: Path,
) -> None:
    rows = [
        ("A", "s", 1, None, "2019-01-01"),
        ("A", "s", 5, None, "2019-02-01"),
        ("A", "s", 2, None, "2019-04-01"),
        ("B", "s", 5, None, "2019-01-01"),
        ("B", "s", None, None, "2019-02-01"),
    ]
    one = agree(tmp_path, asked=2, rows=rows).statements[0]
    assert (one.asked, one.answered, one.opinions, one.median) == (2, 2, 1, 5)


def test_an_answer_off_the_scale_one_of_a_stranger_and_two_on_a_day_do_not_count(tmp_path: Path) -> None:
    rows = [
        ("A", "s", 7, None, "2019-01-01"),
        ("B", "s", 4, None, "2019-01-01"),
        ("C", "s", 4, None, "2019-01-01"),
        ("C", "s", 2, None, "2019-01-01"),
        ("Z", "s", 1, None, "2019-01-01"),
    ]
    found = agree(tmp_path, asked=3, rows=rows)
    assert [(one.code, one.stakeholder_id) for one in found.doubts] == [
        ("out_of_scale", "A"),
        ("contradicts", "C"),
        ("stranger", "Z"),
    ]
    assert (found.statements[0].opinions, found.statements[0].median) == (1, 4)
    # One opinion of three asked is less than half.
    assert found.statements[0].verdict == "unknown"


def test_goals_and_agreed_statements_that_miss_each_other_are_told(tmp_path: Path) -> None:
    answers = {
        "yes": {"A": [5, 1], "B": [4, 1]},
        "no": {"A": [1, 1], "B": [5, 1]},
        "free": {"A": [5, 1], "B": [5, 1]},
    }
    goals = [
        ("g1", "yes", "kept"), ("g2", "no", "changed"), ("g3", None, ""), ("g4", "free", "proposed"),
        ("g5", "no", "dropped"),
    ]  # fmt: skip
    found = agree(tmp_path, asked=2, answers=answers, goals=goals)
    assert found.untaken == ("free",)
    assert [(one.goal_id, one.verdict) for one in found.unfounded] == [("g2", "disputed"), ("g3", None)]


def test_the_example_s_first_statement_is_counted_by_hand() -> None:
    dataset = read_dataset(load("machine-building")).dataset
    found = calc_agreement(dataset, cluster="VB", on=date(2019, 3, 1))
    one = found.statements[3]
    # VB-V4, weights 20 in all: 1: 2, 2: 8, 3: 7, 4: 3; half of 20 is reached with the 2s, so midway to 3.
    assert one.statement_id == "VB-V4"
    assert one.shares == pytest.approx((0.1, 0.4, 0.35, 0.15, 0.0))
    assert (one.median, one.spread, one.verdict) == (2.5, 1, "disputed")


def test_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    rows = [(who, "s", place % 5 + 1, place, "2019-01-01") for place, who in enumerate("ABCDE")]
    here, there = (
        agree(tmp_path / name, asked=5, rows=told) for name, told in (("a", rows), ("b", rows[::-1]))
    )
    assert here.statements == there.statements


kinds = st.sampled_from(["participant", "finance", "authority", "research"])


@given(st.lists(st.tuples(kinds, st.booleans(), st.integers(1, 5)), max_size=14))
def test_no_group_of_kinds_holds_one_or_two_who_may_not_be_named(told: list[tuple[str, bool, int]]) -> None:
    voices = [voice(str(n), answer, kind, named=named) for n, (kind, named, answer) in enumerate(told)]
    groups = group_kinds(voices)
    hidden = [one for one in voices if not one.who.named]
    for group in groups:
        assert sum(one.who.kind in group for one in hidden) not in (1, 2)
    # What is not told cannot be had by taking the rest off the whole.
    left = [one for one in hidden if not any(one.who.kind in group for group in groups)]
    assert not left or not groups
    listed = [kind for group in groups for kind in group]
    assert len(listed) == len(set(listed))


def test_the_only_one_of_a_kind_is_told_together_with_another_kind() -> None:
    voices = [*(voice(f"P{n}", 4) for n in range(5)), voice("F", 1, "finance", comment="Дорого")]
    (kind,) = tell_kinds(voices)
    assert (kind.kinds, kind.opinions) == (("finance", "participant"), 6)
    dissent = tell_dissent(voices, 4)
    assert dissent.named == ()
    assert dissent.others == ((("finance", "participant"), 1),)
    comments, withheld = tell_comments(voices)
    assert (comments[0].name, comments[0].kinds, comments[0].agreement) == (
        None,
        ("finance", "participant"),
        None,
    )
    assert withheld == 0


def judge(voices: list[Voice]) -> StatementAgreement:
    return judge_statement({"statement_id": "s", "area": None, "text": ""}, voices, 4, ProgrammeSettings())


def test_one_unnamed_among_named_is_told_in_no_way() -> None:
    # With four fives every figure but the shares is 5 whatever F says: that may be told, a fifth against may not.
    one = judge([*(voice(f"P{n}", 5, named=True) for n in range(4)), voice("F", 1, "finance", comment="Нет")])
    assert (one.median, one.spread, one.verdict) == (5, 0, "agreed")
    assert (one.shares, one.for_share, one.against_share, one.kinds) == ((None,) * 5, None, None, ())
    assert (one.dissent.named, one.dissent.others, one.dissent.withheld) == ((), (), True)
    assert (one.comments, one.withheld_comments) == ((), 1)


def test_who_disagrees_is_not_named_where_the_rest_would_be_the_two_unnamed() -> None:
    # 1 and 5 are named; the median lies between 1 and 5 by what the two others say, so nothing of it is told.
    voices = [
        voice("A", 1, named=True, comment="Рано"),
        voice("B", 5, named=True),
        voice("C", 4),
        voice("D", 5),
    ]
    one = judge(voices)
    assert (one.median, one.spread, one.lower_quartile, one.upper_quartile) == (None,) * 4
    assert (one.dissent.named, one.dissent.withheld, one.comments[0].agreement) == ((), True, None)


def test_kinds_are_told_without_weights_which_would_say_whose_answer_it_is() -> None:
    voices = [replace(voice(f"P{n}", answer), weight=3.0) for n, answer in enumerate((5, 5, 5, 1))]
    voices += [voice("S", 1, named=True)]
    (kind,) = tell_kinds(voices)
    assert (kind.opinions, kind.for_share, kind.against_share) == (5, 3 / 5, 2 / 5)


people = st.tuples(st.booleans(), st.integers(1, 5), st.sampled_from([1.0, 1.0, 3.0]))


@settings(max_examples=60, deadline=None)
@given(st.lists(people, min_size=1, max_size=4))
def test_no_single_answer_can_be_worked_out_of_everything_that_is_told(
    told: list[tuple[bool, int, float]],
) -> None:
    def say_all(answers: tuple[int, ...]) -> StatementAgreement:
        return judge(
            [
                replace(voice(str(n), answer, named=named, comment="!" if named else None), weight=weight)
                for n, ((named, _, weight), answer) in enumerate(zip(told, answers, strict=True))
            ]
        )

    actual = tuple(answer for _, answer, _ in told)
    seen = say_all(actual)
    # Whoever reads knows all weights and who may be named, and tries all answers that lead to what is told.
    possible = [answers for answers in product(range(1, 6), repeat=len(told)) if say_all(answers) == seen]
    hidden = [n for n, (named, _, _) in enumerate(told) if not named]
    for n in hidden:
        alike = {actual[other] for other in hidden} == {actual[n]} and len(hidden) >= 3
        assert alike or len({answers[n] for answers in possible}) > 1


def test_who_may_be_named_is_named_with_the_answer() -> None:
    voices = [voice("A", 1, named=True, comment="Рано"), voice("B", 4, named=True), voice("C", 4, named=True)]
    dissent = tell_dissent(voices, 4)
    assert [(one.name, one.agreement) for one in dissent.named] == [("Name of A", 1)]
    assert tell_comments(voices)[0][0].name == "Name of A"


def test_nothing_is_known_without_answers(tmp_path: Path) -> None:
    one = agree(
        tmp_path, asked=3, rows=[("A", "s", 5, 0, "2019-01-01"), ("B", "s", 5, 0, "2019-01-01")]
    ).statements[0]
    assert (one.opinions, one.median, one.for_share, one.verdict) == (2, None, None, "unknown")
