"""The model's rows against the rules: on random clusters, and on plans that were applied and checked again."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kust.checks import Readings, check
from kust.data import read_dataset
from kust.law import find_edition
from kust.remedies.change import apply_change
from kust.remedies.find import find_remedies
from kust.remedies.linear_programme import build
from kust.remedies.options import Wishes
from kust.remedies.situation import without_candidates
from kust.remedies.slices import cut
from kust.remedies.standing import read_situation
from kust.remedies.write import write_changed
from kust.settings import RemedyPrices, RemedySettings, Settings

from ..oracle import conforms, judge
from ..oracle.strategies import EDITIONS, ON, YEAR, datasets, readings, write

pytestmark = pytest.mark.lengthy

NOTHING = (
    "raise_supply new_supply jobs admit leave seat agreement facility education document".split()  # noqa: SIM905
)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
# Making a failing example smaller takes minutes here; it is small enough as it is drawn.
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


def with_commas(folder: Path) -> Path:
    """The oracle reads tables with commas only; the program writes what a Russian spreadsheet opens."""
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream, delimiter=";"))
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    return folder


@pytest.mark.parametrize("edition", EDITIONS)
def test_without_any_step_the_model_is_feasible_exactly_where_the_rule_is_met(
    tmp_path_factory: pytest.TempPathFactory, edition: str
) -> None:
    wishes = Wishes(RemedySettings(forbidden=tuple(NOTHING)), RemedyPrices())
    rules = find_edition(edition).requirements

    @settings(max_examples=5, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=QUIET)
    @given(made=datasets(contradictions=True), read_as=readings())
    def agree(made: Any, read_as: dict[str, Any]) -> None:
        folder = tmp_path_factory.mktemp("dataset")
        write(made, folder)
        data = read_dataset(folder).dataset
        result = check(data, on=ON, year=YEAR, edition=edition, readings=Readings(**read_as))
        slices = cut(data, [entry.cluster_id for entry in result.clusters], ON, YEAR)
        for entry in result.clusters:
            asked = (entry.cluster_id, find_edition(edition), Readings(**read_as))
            situation = read_situation(slices, *asked)
            situation = without_candidates(situation)
            for rule, verdict in zip(rules, entry.verdicts, strict=True):
                feasible = build(situation, wishes, [rule]).model.solve().status == "optimal"
                assert feasible == (verdict.verdict == "met"), (entry.cluster_id, rule.code, verdict.verdict)

    agree()


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_optimal_plan_that_is_applied_meets_every_rule_by_a_second_computation(
    tmp_path_factory: pytest.TempPathFactory, edition: str
) -> None:
    @settings(max_examples=5, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=QUIET)
    @given(made=datasets(contradictions=True), read_as=readings(), moves=st.sampled_from([0.3, 1.0]))
    def holds(made: Any, read_as: dict[str, Any], moves: float) -> None:
        folder = tmp_path_factory.mktemp("dataset")
        write(made, folder)
        data = read_dataset(folder).dataset
        asked = Settings.model_validate({"readings": read_as, "remedies": {"move_share": moves}})
        for remedy in find_remedies(data, on=ON, year=YEAR, edition=edition, settings=asked, whole=False):
            if remedy.status != "optimal" or remedy.plan is None:
                continue
            target = folder.with_name(f"{folder.name}-{remedy.cluster_id}")
            write_changed(apply_change(data, remedy.plan.change), target, "ru")
            again = read_dataset(target)
            assert not [finding for finding in again.findings if finding.severity == "error"]
            result = check(again.dataset, on=ON, year=YEAR, edition=edition, readings=Readings(**read_as))
            entry = next(one for one in result.clusters if one.cluster_id == remedy.cluster_id)
            assert entry.conforms == "met"
            shown = {one.requirement.code: one.after for one in remedy.plan.requirements}
            assert shown == {one.requirement.code: pytest.approx(one.value) for one in entry.verdicts}
            expected = judge(with_commas(target), remedy.cluster_id, edition, ON, YEAR, read_as)
            assert conforms(expected) == "met"

    holds()
