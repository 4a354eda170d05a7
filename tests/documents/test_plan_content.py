"""The cheapest way to pass, written: steps, requirements before and after, what is missing, what conflicts."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kust.data import read_dataset
from kust.documents.blocks import Answered, Bullets, Gallery, Heading, Notice, Section, Table
from kust.documents.plans.section import make_plan_section
from kust.documents.plans.words import title_of
from kust.documents.report import make_report
from kust.examples import load
from kust.remedies.find import find_remedies
from kust.remedies.plan import PriceOfOne, Remedy, ToFindOut

from .small_cluster import ON, read_small

DAY = date(2019, 3, 1)


@cache
def remedy() -> Remedy:
    dataset = read_dataset(load("machine-building")).dataset
    (found,) = find_remedies(dataset, on=DAY, year=2018, edition="779-2018", clusters=["VB"], whole=False)
    return found


def table(section: Section, code: str) -> Table:
    return next(one for one in section.blocks if isinstance(one, Table) and one.code == f"plan.{code}")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Remedy:
    """Seek for the cluster of three enterprises, of which much is not known."""
    dataset = read_small(tmp_path_factory.mktemp("small"))
    (found,) = find_remedies(dataset, on=ON, year=2018, edition="779-2018", whole=False)
    return found


def test_steps_stand_in_order_with_their_points_and_the_cost_of_the_plan() -> None:
    plan = remedy().plan
    assert plan is not None
    steps = table(make_plan_section([remedy()], "ru"), "steps")
    assert len(steps.rows) == len(plan.steps)
    assert steps.rows[0][1:] == ("Принять в участники: АО «Заречный завод трансмиссий» (C01)", "—", "3 балла")
    # A new participant costs 3, more of a supply 0.5 and 0.00001 for each of 2,075 thousand roubles.
    assert plan.cost == pytest.approx(3 + 0.5 + 2_075 * 0.00001, abs=1e-4)
    assert steps.totals[0][3] == "3,52 балла"


def test_requirements_before_and_after_are_those_of_the_rules() -> None:
    section = make_plan_section([remedy()], "en")
    rows = table(section, "requirements").rows
    for row, one in zip(rows, remedy().requirements, strict=True):
        assert row[1] == one.before_verdict
        assert row[3] == one.after_verdict
        assert getattr(row[2], "value", None) == one.before
        assert getattr(row[4], "value", None) == one.after
    gallery = next(one for one in section.blocks if isinstance(one, Gallery))
    assert len(gallery.pictures) == sum(one.threshold is not None for one in remedy().requirements)
    # Those that are not met now are drawn first.
    assert "now 18.7% (not met), after the plan 32.3% (met)" in gallery.pictures[0].svg


def test_the_workbook_has_every_figure_of_a_step_as_a_number() -> None:
    sheets = {one.code: one for one in make_plan_section([remedy()], "ru").sheets}
    steps = sheets["plan.steps"]
    titles = [column.title for column in steps.columns]
    raised = next(dict(zip(titles, row, strict=True)) for row in steps.rows if row[3] == "больше поставок")
    plan = remedy().plan
    assert plan is not None
    step = next(one for one in plan.steps if one.kind == "raise_supply")
    assert raised["Поставки сейчас, тыс. руб. в год"] == 36_550
    assert raised["Поставки станут, тыс. руб. в год"] == step.after
    assert raised["Баллы"] == pytest.approx(step.cost, abs=1e-5)


def test_prices_and_different_plans_are_told_where_they_were_sought() -> None:
    plan = remedy().plan
    assert plan is not None
    code = remedy().requirements[0].requirement.code
    whole = replace(remedy(), different=(plan,), without=(PriceOfOne(code, 3.0, 0.52),))
    section = make_plan_section([whole], "ru", own=True)
    assert table(section, "requirements").rows[0][-1] == "0,52"
    assert [row[1] for row in section.sheets[0].rows] == [1, 1, 2, 2]
    assert any(isinstance(one, Heading) and one.words == "План 2 – 3,52 балла" for one in section.blocks)


def test_a_conflict_names_its_requirements_and_shows_no_plan(small: Remedy) -> None:
    # Three enterprises and nobody to admit: ten cannot be reached whatever is done.
    plan = make_plan_section([small], "ru")
    answer = next(one for one in plan.blocks if isinstance(one, Answered))
    assert answer.verdict == "not_met"
    notices = [one for one in plan.blocks if isinstance(one, Notice)]
    assert notices[1].items == (title_of("industrial.enterprises", "ru"),)
    assert not any(isinstance(one, Gallery) for one in plan.blocks)
    assert "plan.conflict" in [one.code for one in plan.sheets]


def test_what_is_to_be_found_out_is_told_with_whom_to_ask(small: Remedy) -> None:
    plan = make_plan_section([small], "ru")
    bullets = next(one for one in plan.blocks if isinstance(one, Bullets))
    # C's sales are missing, and so are the high-productivity jobs of B and C.
    assert any("АО «Гамма»" in item for item in bullets.items)
    listed = next(one for one in plan.sheets if one.code == "plan.find_out")
    assert len(listed.rows) == len(small.find_out)
    assert all(row[3] for row in listed.rows)


def test_many_to_ask_are_named_in_part_with_how_many_more(small: Remedy) -> None:
    first = small.find_out[0]
    asked = tuple(
        ToFindOut(first.requirement, first.gap._replace(organisation_id=f"X{number}")) for number in range(11)
    )
    section = make_plan_section([replace(remedy(), find_out=asked)], "en")
    bullets = next(one for one in section.blocks if isinstance(one, Bullets))
    assert len(bullets.items) == 1
    assert bullets.items[0].endswith("X7; and 3 more")


def test_requirements_set_aside_are_no_conflict() -> None:
    code = remedy().requirements[0].requirement.code
    waiting = replace(remedy(), status="infeasible", set_aside=(code,), conflict=(code,))
    section = make_plan_section([waiting], "ru")
    answer = next(one for one in section.blocks if isinstance(one, Answered))
    assert answer.verdict == "unknown"
    assert answer.caption.startswith("План для остальных требований")
    assert [one.title for one in section.blocks if isinstance(one, Notice)][1] == "Отложены, пока нет данных"


def test_a_report_has_a_plan_only_where_something_is_not_met(tmp_path: Path) -> None:
    dataset = read_small(tmp_path)
    failing = make_report(dataset, cluster="K", on=ON, year=2018, edition="779-2018")
    assert failing.editions[0].glance.not_met > 0
    assert failing.plan is not None
    # It has no projects, so no section on them either.
    assert failing.extra == (failing.plan,)
    # No edition held on that day, so nothing is asked of the cluster.
    assert make_report(dataset, cluster="K", on=date(2014, 1, 1), year=2018).plan is None


def test_the_first_thing_said_is_that_it_is_an_estimate() -> None:
    for lang, title in (("ru", "Это оценка, а не решение"), ("en", "An estimate, not a decision")):
        first = make_plan_section([remedy()], lang).blocks[0]
        assert isinstance(first, Notice)
        assert first.title == title


def test_both_languages_have_the_same_figures() -> None:
    both = [make_plan_section([remedy()], lang).sheets for lang in ("ru", "en")]
    for russian, english in zip(*both, strict=True):
        assert russian.code == english.code
        for one, other in zip(russian.rows, english.rows, strict=True):
            numbers = [[cell for cell in row if not isinstance(cell, str)] for row in (one, other)]
            assert numbers[0] == numbers[1]
