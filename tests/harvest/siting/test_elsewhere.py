"""Stations elsewhere: the new flows give the value told, and no other place is better than the best."""

from datetime import date

import pytest

from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.examples import load
from kust.harvest.made_up.synthetic import write_forest
from kust.harvest.siting.elsewhere import SitedKind, calc_elsewhere
from kust.harvest.siting.place import Wish
from kust.settings import HarvestSitingSettings

ON = date(2020, 6, 15)


@pytest.fixture(scope="module")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("forest")
    write_forest(folder, years=2, plots=12)
    return read_dataset(folder).dataset


def ask(dataset: Dataset, **wish: object) -> SitedKind:
    return calc_elsewhere(dataset, Wish(**wish), HarvestSitingSettings(), on=ON)


@pytest.mark.parametrize("kind", ["boiling_station", "buying_point"])
def test_the_new_flows_add_up_to_the_value_told_and_no_other_place_is_better(
    forest: Dataset, kind: str
) -> None:
    sited = ask(forest, kind=kind)
    assert sited.siting.status == "proved" and sited.elsewhere
    for one in sited.elsewhere:
        hours = sum(flow.mass_t * (flow.hours or 0.0) for flow in one.catchments)
        assert hours == pytest.approx(one.value)
        assert one.difference == pytest.approx(one.value - sited.siting.value)
        assert one.difference >= -1e-6
        used = {flow.site_id for flow in one.catchments}
        assert one.from_site not in used
        # Nobody brings less or more because a station stands elsewhere.
        assert sum(flow.mass_t for flow in one.catchments) == pytest.approx(sited.siting.mass_t)


def test_only_what_is_to_be_opened_moves_and_each_closed_site_is_tried(forest: Dataset) -> None:
    sited = ask(forest, kind="boiling_station")
    stations = {one.site_id: one for one in sited.siting.stations}
    assert all(not stations[one.from_site].exists for one in sited.elsewhere)
    closed = {one.site_id for one in sited.siting.stations if not one.open}
    assert {one.to_site for one in sited.elsewhere} == closed
    assert [one.value for one in sited.elsewhere] == sorted(one.value for one in sited.elsewhere)


def test_where_nothing_is_to_be_opened_those_that_stand_move() -> None:
    sited = ask(read_dataset(load("wild-harvest")).dataset, kind="boiling_station", count=2)
    assert {(one.from_site, one.to_site) for one in sited.elsewhere} >= {("K1", "K3"), ("K2", "K3")}


def test_the_nearest_are_tried_where_there_are_many(forest: Dataset) -> None:
    settings = HarvestSitingSettings()
    few = calc_elsewhere(forest, Wish(kind="buying_point"), settings, on=ON, most=2)
    all_ = calc_elsewhere(forest, Wish(kind="buying_point"), settings, on=ON, most=100)
    assert len(few.elsewhere) == 2
    assert few.untried == len(all_.elsewhere) - 2 > 0
    assert all_.untried == 0


def test_a_problem_whose_flows_may_be_divided_is_refused(forest: Dataset) -> None:
    with pytest.raises(UsageError):
        ask(forest, problem="capacitated")
