"""What changed between two states of a programme: the table of the method page, and what holds for any two."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kust.data import read_dataset
from kust.documents.change_words import name_things, tells_share, what_in_words, word_value, write_figure
from kust.documents.programme.changes import Compared, make_changes_document
from kust.i18n import LANGUAGES, has_words
from kust.programme.drafting.ids import plain_id
from kust.programme.keeping.changes import Change, calc_changes
from kust.programme.keeping.versions import Version
from kust.programme.programme import Cost, Measure, Milestone, Problem, Programme
from kust_web.programme.change_words import word_changes
from tests.docs.worked import read_tables

from .vision_data import write_vision

PAGE = (Path(__file__).parents[2] / "docs/methods/programme-versions.md").read_text("utf-8")
(TABLE,) = [table for table in read_tables(PAGE.splitlines()) if table.headings[0] == "thing"]


ADAPTER = TypeAdapter(Programme)


def programme(**parts: Any) -> Programme:
    return ADAPTER.validate_python({"cluster_id": "C", "cluster": "", "title": "", **parts})


def test_changes_of_the_page_are_those_that_are_found() -> None:
    data = yaml.safe_load(PAGE.split("```yaml changes\n")[1].split("```")[0])
    found = calc_changes(programme(**data["old"]), programme(**data["new"]))
    codes = {one.id: one.code for one in found.findings}
    rows = [
        {
            "thing": one.id,
            "what": one.what,
            "field": " ".join(filter(None, (one.field, one.key))) or "–",
            "before": _cell(one.before),
            "after": _cell(one.after),
            "days": _cell(one.days),
            "reason": _cell(one.reason),
            "finding": codes.get(one.id, "–"),
        }
        for one in found.changes
    ]
    assert rows == list(TABLE.rows)
    days = next(row for row in TABLE.rows if row["what"] == "moved")
    # June has 30 days, July and August 31 each.
    assert (date.fromisoformat(days["after"]) - date.fromisoformat(days["before"])).days == 30 + 31 + 31


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:g}" if isinstance(value, float) else str(value)


decisions = st.sampled_from(["proposed", "kept", "changed", "dropped"])
measures = st.lists(
    st.builds(
        Measure,
        measure_id=st.sampled_from("abcd"),
        title=st.just("T"),
        decision=decisions,
        reason=st.sampled_from([None, "r", "s"]),
        owner_id=st.sampled_from([None, "X", "Y"]),
        starts_on=st.sampled_from([None, date(2020, 1, 1), date(2020, 2, 1)]),
        costs=st.lists(
            st.builds(
                Cost, year=st.sampled_from([2020, 2021]), amount_krub=st.sampled_from([None, 1.0, 2.0])
            ),
            max_size=2,
        ).map(tuple),
    ),
    unique_by=lambda one: one.measure_id,
)


@given(measures, measures)
def test_what_is_added_stands_now_only_and_what_is_dropped_stood_before_only(before, after) -> None:
    old, new = programme(measures=before), programme(measures=after)
    found = calc_changes(old, new).changes
    stood = {one.measure_id for one in old.measures if one.stands}
    stands = {one.measure_id for one in new.measures if one.stands}
    assert {one.id for one in found if one.what == "added"} == stands - stood
    assert {one.id for one in found if one.what == "dropped"} == stood - stands
    stays_dropped = {
        one.measure_id for one in old.measures if one.decision == "dropped" and one.measure_id not in stands
    }
    assert {one.id for one in found if one.field not in (None, "reason")} <= stood & stands
    assert {one.id for one in found if one.what == "reason"} <= (stood & stands) | stays_dropped
    back = calc_changes(new, old).changes
    mirror = {(one.id, one.field, one.key, one.after, one.before) for one in back if one.field}
    assert {(one.id, one.field, one.key, one.before, one.after) for one in found if one.field} == mirror


@given(measures)
def test_nothing_changes_from_a_programme_to_itself(some) -> None:
    found = calc_changes(programme(measures=some), programme(measures=some))
    assert (found.changes, found.findings) == ((), ())


def test_a_reason_that_was_given_later_is_a_change_of_its_own() -> None:
    def told(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[Any, ...]]:
        old, new = (programme(measures=[{"measure_id": "a", "title": "A"} | row]) for row in (before, after))
        found = calc_changes(old, new)
        assert found.findings == ()
        return [(one.what, one.before, one.after, one.reason) for one in found.changes]

    assert told({}, {"reason": "Потому"}) == [("reason", None, "Потому", None)]
    dropped = {"decision": "dropped"}
    assert told(dropped, dropped | {"reason": "Потому"}) == [("reason", None, "Потому", None)]
    # A reason for a change of now is told with it; beside a fact it stands alone.
    assert told({}, {"owner_id": "X", "reason": "r"}) == [("owner", None, "X", "r")]
    assert [one[0] for one in told({}, {"progress": 0.5, "reason": "r"})] == ["changed", "reason"]
    proposed = {"decision": "proposed"}
    assert told(proposed, proposed | {"reason": "r"}) == []


def test_a_row_that_is_gone_is_dropped_without_a_reason() -> None:
    found = calc_changes(programme(measures=[Measure(measure_id="a", title="A")]), programme())
    assert [(one.what, one.id, one.title) for one in found.changes] == [("dropped", "a", "A")]
    assert [one.code for one in found.findings] == ["no_reason"]


def test_a_milestone_has_the_reason_of_its_measure_and_goes_with_it() -> None:
    def state(day: date, decision: str, reason: str | None) -> Programme:
        return programme(
            measures=[Measure(measure_id="a", title="A", decision=decision, reason=reason)],
            milestones=[Milestone(milestone_id="k", title="K", due_on=day, measure_id="a")],
        )

    first = state(date(2020, 1, 1), "kept", None)
    moved = calc_changes(first, state(date(2020, 1, 11), "kept", "Поставщик опоздал"))
    assert [(one.thing, one.what, one.days, one.reason) for one in moved.changes] == [
        ("milestone", "moved", 10, "Поставщик опоздал")
    ]
    assert moved.findings == ()
    gone = calc_changes(first, state(date(2020, 1, 1), "dropped", "Не нужно"))
    assert [(one.thing, one.what) for one in gone.changes] == [
        ("measure", "dropped"),
        ("milestone", "dropped"),
    ]


def test_to_cancel_needs_a_reason_and_to_report_progress_does_not() -> None:
    def state(**told: Any) -> Programme:
        return programme(measures=[Measure(measure_id="a", title="A", **told)])

    assert not calc_changes(state(), state(state="done", progress=1.0, finished_on=date(2020, 1, 1))).findings
    assert [one.code for one in calc_changes(state(), state(state="cancelled")).findings] == ["no_reason"]


def test_the_head_of_a_programme_is_told_as_its_own_thing_without_a_finding() -> None:
    old = programme(ends_on=date(2021, 1, 1))
    found = calc_changes(old, programme(ends_on=date(2022, 1, 1), problems=[]))
    assert [(one.thing, one.id, one.field, one.days) for one in found.changes] == [
        ("programme", "C", "ends_on", 365)
    ]
    assert found.findings == ()


def test_every_field_that_can_change_has_its_words() -> None:
    from dataclasses import fields

    from kust.programme.programme import Goal, Indicator

    kinds = (Goal, Problem, Measure, Indicator, Milestone, Programme)
    aside = {"decision", "reason", "number", "costs", "targets", "cluster_id", "cluster", "goals", "problems"}
    aside |= {"measures", "milestones", "stakeholders", "goal_id", "problem_id", "measure_id", "indicator"}
    names = {field.name for kind in kinds for field in fields(kind)} - aside - {"milestone_id"}
    for name in sorted({*names, "goal_id", "problem_id", "cost", "cost_fact", "target", "actual"}):
        assert has_words(f"programme_versions.field.{name}"), name
        for lang in LANGUAGES:
            one = Change(thing="measure", id="a", title="A", what="changed", field=name)
            assert what_in_words(one, lang)


def test_before_and_after_never_look_alike_and_shares_are_told_as_per_cent() -> None:
    def told(before: float, after: float, *, share: bool) -> list[str]:
        change = Change(thing="indicator", id="I", title="I", what="target", before=before, after=after)
        return [write_figure(one, change, "en", share=share) for one in (before, after)]

    assert told(0.205, 0.21, share=True) == ["20.5%", "21.0%"]
    assert told(0.2, 0.20004, share=True) == ["20.000%", "20.004%"]
    assert told(1855, 1890, share=False) == ["1,855", "1,890"]
    ratio = programme(indicators=[{"indicator": "I", "numerator": "a", "denominator": "b"}])
    change = Change(thing="indicator", id="I", title="I", what="target", field="target")
    assert tells_share(change, ratio)
    assert not tells_share(change, programme(indicators=[{"indicator": "I", "unit": "jobs"}]))


def test_a_fact_bears_no_reason_though_the_row_has_a_new_one() -> None:
    old = programme(measures=[{"measure_id": "m", "title": "M", "progress": 0.1}])
    row = {"measure_id": "m", "title": "M", "progress": 0.9, "owner_id": "A", "reason": "Назначена"}
    found = calc_changes(old, programme(measures=[row])).changes
    assert {one.field: one.reason for one in found} == {"owner_id": "Назначена", "progress": None}


def test_stakeholders_are_compared_and_whom_only_a_draft_lists_is_none_yet() -> None:
    drafted = {"stakeholder_id": plain_id("stakeholder", "C", "O"), "name": "O", "kind": "other"}
    one = {"stakeholder_id": "S", "name": "С", "kind": "other", "named": False}
    old, new = (
        programme(stakeholders=[one]),
        programme(stakeholders=[one | {"named": True}, drafted | {"organisation_id": "O"}]),
    )
    found = calc_changes(old, new)
    assert [(c.id, c.field, c.before, c.after) for c in found.changes] == [("S", "named", "no", "yes")]
    assert found.findings == ()


def test_an_id_is_named_by_the_table_that_its_field_refers_to_and_free_text_by_none() -> None:
    """People number 1, 2, 3 in each table; a description that reads 1 is no id."""
    things = {
        "stakeholders": [{"stakeholder_id": "1", "name": "Завод (вымышленные данные)", "kind": "firm"}],
        "goals": [{"goal_id": "1", "title": "Цель"}],
        "problems": [{"problem_id": "1", "title": "Проблема"}],
    }
    first, second = ({"measure_id": number, "title": f"Мера {number}"} for number in "12")
    told = {"owner_id": "1", "goal_id": "1", "problem_id": "1", "depends_on": ("1",), "description": "1"}
    then, now = (programme(**things, measures=[first, second | more]) for more in ({}, told))
    found = calc_changes(then, now)
    names = name_things(then, now)
    worded = {one.field: word_value(one.after, one, names, "ru", share=False) for one in found.changes}
    assert worded == {
        "owner_id": "Завод (вымышленные данные)",
        "goal_id": "Цель",
        "problem_id": "Проблема",
        "depends_on": "Мера 1",
        "description": "1",
    }
    assert [one.after for one in word_changes(found, then, now, "ru")] == [
        worded[one.field] for one in found.changes
    ]


def test_between_two_versions_the_working_programme_tells_neither_units_nor_titles(tmp_path) -> None:
    """The target is 90, then 100 pieces; the working programme has made a share of it since."""
    row = {"indicator": "I", "unit": "шт.", "targets": [{"year": 2025, "target": 90}]}
    ends = [
        programme(title="Тогда", indicators=[row | {"targets": [{"year": 2025, "target": target}]}])
        for target in (90, 100)
    ]
    working = programme(title="Сейчас", cluster="Иной", indicators=[row | {"unit": "доля"}])
    before, after = (
        Version(
            cluster_id="C",
            number=number,
            on=date(2025, 1, number),
            reason="",
            digest="",
            dataset_digest="",
            kust="",
            left_out=0,
            programme=one,
        )
        for number, one in enumerate(ends, start=1)
    )
    data = read_dataset(write_vision(tmp_path / "data", asked=0)).dataset
    compared = Compared(data, working, before, after, calc_changes(*ends))
    document = make_changes_document(compared, "ru", date(2025, 2, 1))
    ((_, _, *told, _),) = compared.rows("ru")
    assert told == ["90", "100"]
    assert (document.title, document.subtitle) == ("Тогда", f"{ends[1].cluster} · 01.02.2025")
