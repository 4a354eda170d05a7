"""Plans of many clusters at once: the same as one by one, and nothing is left behind by an interrupt."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench import national
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.remedies import find
from kust.remedies.find import find_remedies
from kust.remedies.plan import Remedy

ON, YEAR = date(2019, 3, 1), 2018
# Two for which there is a plan, with participants that leave in one of them, and one for which there is none.
CLUSTERS = ("C00004", "C00005", "C00006")


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nation")
    national.make(folder, national.size_of(6000, 600, 12))
    return folder


def seek(data: Dataset, clusters: tuple[str, ...]) -> list[Remedy]:
    return list(find_remedies(data, on=ON, year=YEAR, edition="779-2018", clusters=clusters, whole=False))


def told(remedy: Remedy) -> dict[str, Any]:
    plan = remedy.plan
    return {
        "status": remedy.status,
        "conflict": remedy.conflict,
        "find_out": set(remedy.find_out),
        "now": remedy.now,
        "steps": None if plan is None else [(step.kind, step.organisation_id) for step in plan.steps],
        "cost": None if plan is None else pytest.approx(plan.cost),
        "after": None
        if plan is None
        else [(one.after_verdict, one.requirement) for one in plan.requirements],
    }


def test_a_cluster_among_others_gets_the_plan_that_it_gets_alone(nation: Path) -> None:
    data = read_dataset(nation).dataset
    together = seek(data, CLUSTERS)
    assert {one.status for one in together} == {"optimal", "infeasible"}
    assert any(step.kind == "leave" for one in together if one.plan for step in one.plan.steps)
    for remedy in together:
        (alone,) = seek(read_dataset(nation).dataset, (remedy.cluster_id,))
        assert told(alone) == told(remedy)


def test_an_interrupt_says_nothing_and_leaves_nothing(
    kust: Any, nation: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seek_one = find._seek

    def interrupted(search: Any) -> Any:
        if search.situation.cluster_id == "C00008":
            raise KeyboardInterrupt
        return seek_one(search)

    monkeypatch.setattr(find, "_seek", interrupted)
    monkeypatch.chdir(tmp_path)
    before = sorted(nation.iterdir())
    asked = ("--on", ON, "--year", YEAR, "--edition", "779-2021", "--format", "json")
    code, out, err = kust("remedy", nation, *asked)
    assert (code, out) == (130, "")
    assert "Traceback" not in err
    assert (sorted(nation.iterdir()), list(tmp_path.iterdir())) == (before, [])
