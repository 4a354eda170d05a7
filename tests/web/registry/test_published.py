"""Two states around one firm's joining, or around its new figures, are not both told: they would tell the firm's."""

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import yaml
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kust_web.registry.changes import Edit, write
from kust_web.registry.disclosure import Rule
from kust_web.registry.figures import tell_sum
from kust_web.registry.models import Published, model_of
from kust_web.registry.published import may_publish, tell_over_time
from tests.docs.worked import read_tables

RULE = Rule(3, ((2, 0.85),))
SHARE = "industrial.high_productivity_jobs"


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, dict[str, str]]]:
    """States one after another: of twelve firms some are there, each with its first figures or its second."""
    firms = [f"F{number}" for number in range(12)]
    one = st.lists(st.sampled_from(["", "1", "2"]), min_size=12, max_size=12)
    states = draw(st.lists(one, min_size=1, max_size=4))
    return [{"own": {f: m for f, m in zip(firms, marks, strict=True) if m}} for marks in states]


@given(histories())
def test_whatever_is_added_and_subtracted_the_published_states_tell_of_no_three_firms(states) -> None:
    """An attack by linear algebra: what sums of states span holds no vector of fewer than four firms."""
    told: list[dict[str, dict[str, str]]] = []
    for state in states:
        if may_publish([*told, state], RULE):
            told.append(state)
    parts = sorted({part for state in told for part in state["own"].items()})
    rows = np.array([[part in state["own"].items() for part in parts] for state in told], dtype=float)
    for weights in product((-2, -1, 0, 1, 2), repeat=len(told)):
        left = np.array(weights) @ rows if told else np.zeros(0)
        firms = {part[0] for part, weight in zip(parts, left, strict=True) if weight}
        assert not firms or len(firms) >= 4


def test_the_states_of_the_page_are_told_as_arithmetic_and_the_program_say() -> None:
    page = (Path(__file__).parents[3] / "docs/methods/confidentiality.md").read_text("utf-8")
    block = yaml.safe_load(page.split("```yaml confidentiality-states\n")[1].split("```")[0])
    rows = {row["state"]: row for one in read_tables(page.splitlines()) for row in one.rows if "state" in row}
    assert set(rows) == set(block["states"])
    told: list[set[str]] = []
    for name, marks in block["states"].items():
        beside = [*told, set(marks)]
        by_place: dict[tuple[bool, ...], list[str]] = {}
        for mark in sorted(set().union(*beside)):
            by_place.setdefault(tuple(mark in state for state in beside), []).append(mark)
        assert sorted(rows[name]["sets beside the published"].split(", ")) == sorted(
            map("".join, by_place.values())
        )
        smallest = min(map(len, by_place.values()))
        assert (int(rows[name]["smallest"]), rows[name]["told"]) == (
            smallest,
            "yes" if smallest >= 4 else "no",
        )
        states = [{"own": {mark[0]: mark for mark in state}} for state in beside]
        assert may_publish(states, RULE) == (smallest >= 4)
        told += [set(marks)] if smallest >= 4 else []


def shares(client: Client, **asked: str) -> dict[str, float | None]:
    cache.clear()
    answer = client.get("/api/clusters/VB/verdicts", {"year": "2018", "edition": "779-2018", **asked}).json()
    return {one["requirement"]: one["value"] for one in answer["answer"]["clusters"][0]["verdicts"]}


def figures(firm: str, jobs: float) -> list[Edit]:
    accounts = model_of("accounts").objects
    row = accounts.filter(organisation_id=firm, year=2018, is_removed=False).first()
    values = {"organisation_id": firm, "year": 2018, "jobs": jobs, "output_krub": 1000.0}
    values |= {"high_productivity_jobs": jobs, "purchases_krub": 500.0}
    return [Edit("accounts", values, row_id=row and row.pk)]


def join(firm: str, on: date) -> None:
    """A firm like M01 of another name joins, with figures of its own."""
    alike = model_of("organisations").objects.get(organisation_id="M01")
    own = {
        "organisation_id": firm,
        "name": f"{firm} (вымышленные данные)",
        "region": alike.region,
        "country": "RU",
    }
    row = {"cluster_id": "VB", "organisation_id": firm, "role": "enterprise", "joined_on": on}
    edits = [Edit("organisations", own), Edit("memberships", row), *figures(firm, 321.0)]
    write(edits, user=None, kind="form")


@pytest.mark.django_db
def test_the_share_before_and_after_a_firm_joined_cannot_be_compared(client_of) -> None:
    """Both shares with both numbers of jobs would give the newcomer's own: the second state is not told."""
    today = timezone.localdate()
    client = Client()
    before = shares(client)[SHARE]
    assert before is not None
    join("Z1", today)
    assert shares(client)[SHARE] is None
    inside = client_of("manager").get("/clusters/VB/verdicts/?year=2018&edition=779-2018&as=json").json()
    known = {one["requirement"]: one["value"] for one in inside["clusters"][0]["verdicts"]}
    assert known[SHARE] not in (None, before), "it is known, and is not told"
    assert shares(client, on=(today - timedelta(days=1)).isoformat())[SHARE] == before, "the state published"
    page = client.get("/clusters/VB/verdicts/?year=2018&edition=779-2018").content.decode()
    assert "сравнив его с опубликованным" in page
    assert "скрыто" in client.get("/clusters/VB/summary/?edition=779-2018").content.decode()
    for firm in ("Z2", "Z3", "Z4"):
        join(firm, today)
    assert shares(client)[SHARE] not in (None, before), "of four newcomers together"


@pytest.mark.django_db
def test_the_share_before_and_after_one_firm_changed_its_figures_cannot_be_compared(client_of) -> None:
    client = Client()
    before, count = shares(client), Published.objects.count()
    write(figures("M01", 999.0), user=None, kind="return")
    after = shares(client)
    assert {code for code, value in before.items() if value is not None and after[code] is None} == {
        SHARE,
        "industrial.cooperation",
    }
    assert Published.objects.count() == count == 1
    page = client_of("manager").get("/clusters/VB/verdicts/?year=2018&edition=779-2018").content.decode()
    assert "сравнив его с опубликованным" not in page
    firms = [f"M{number:02}" for number in range(2, 8)]
    write([edit for firm in firms for edit in figures(firm, 70.0)], user=None, kind="return")
    assert shares(client)[SHARE] not in (None, before[SHARE])
    assert Published.objects.count() == 2


@pytest.mark.django_db
def test_a_sum_of_the_country_stays_that_of_its_day_until_enough_firms_have_changed_theirs() -> None:
    """100 of A–D; E's 7 would be 107 − 100. With F, G and H of 7, 8 and 6 it is 28 of four: told."""

    def tell(day: int, **parts: float) -> tuple[float | None, str | None]:
        told = tell_over_time("revenue_krub", 2025, parts, tell_sum(parts, RULE), date(2026, 3, day))
        return told["value"], told.get("on")

    first = {"A": 25.0, "B": 25.0, "C": 25.0, "D": 25.0}
    assert tell(1, **first) == (100.0, None)
    assert tell(2, **first, E=7.0) == (100.0, "2026-03-01")
    assert tell(3, **first | {"A": 26.0}) == (100.0, "2026-03-01")
    assert tell(4, **first) == (100.0, None)
    assert tell(5, **first, E=7.0, F=7.0, G=8.0, H=6.0) == (128.0, None)


@pytest.mark.django_db
def test_a_share_of_two_firms_is_told_to_nobody_outside() -> None:
    """Functional dependence is of the two final makers: each of them would know the other's."""
    asked = {"edition": "779-2023"}
    assert shares(Client(), **asked)["industrial.functional_dependence"] is None
