"""The forecast by cell and forestry: parts of plots added up draw by draw."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.harvest.forecasts.draws import Draws
from kust.harvest.land.crop_places import calc_crop_places, sum_draws
from kust.harvest.land.plot_places import PlotPlace


@dataclass
class Told:
    """What the sums read of a forecast."""

    draws: Draws
    level: float = 0.8

    def of(self, species: str) -> "Told":
        return self


def plot(name: str, area: float | None, base: str = "productive_habitat") -> PlotPlace:
    return PlotPlace(name, None, base, area, "table" if area else None, 1.0, None)


def told(kg_ha: list[list[float]], plots: str) -> Any:
    drawn = np.array(kg_ha, dtype=np.float64)[:, :, None]
    return Told(Draws(2020, date(2020, 6, 1), ("cep",), tuple(plots), drawn))


def test_a_cell_holds_its_parts_of_plots_in_each_draw() -> None:
    # Plot a, 10 ha, lies in x; of plot b, 20 ha, half lies in x and half in y. Two draws of kg/ha: a 1, 3; b 2, 4.
    forecast = told([[1, 2], [3, 4]], "ab")
    places = {"a": plot("a", 10.0), "b": plot("b", 20.0, "all_forest")}
    x, y = calc_crop_places(forecast, places, {"a": {"x": 1.0}, "b": {"x": 0.5, "y": 0.5}})
    # x: 10·1 + 10·2 = 30 and 10·3 + 10·4 = 70 kg on 20 ha; their medians 50 kg and 2.5 kg/ha.
    assert (x.unit, x.area_ha, x.plots) == ("x", 20.0, 2)
    assert x.t.value == pytest.approx(0.050) and x.kg_ha.value == pytest.approx(2.5)
    # y: 10 ha of 2 and 4 kg/ha: 20 and 40 kg.
    assert y.t.value == pytest.approx(0.030) and y.kg_ha.value == pytest.approx(3.0)
    assert x.bases == ("all_forest", "productive_habitat") and y.bases == ("all_forest",)


def test_without_an_area_there_are_no_tonnes_and_the_plots_count_alike() -> None:
    forecast = told([[1, 3], [3, 5]], "ab")
    (none,) = calc_crop_places(
        forecast, {"a": plot("a", None), "b": plot("b", None)}, {"a": {"x": 1}, "b": {"x": 1}}
    )
    # Means of both plots are 2 and 4 kg/ha.
    assert none.kg_ha.value == pytest.approx(3.0)
    assert (none.t.value, none.area_ha, none.without_area) == (None, None, 2)
    (one,) = calc_crop_places(
        forecast, {"a": plot("a", 10.0), "b": plot("b", None)}, {"a": {"x": 1}, "b": {"x": 1}}
    )
    assert one.kg_ha.value == pytest.approx(2.0) and one.t.value == pytest.approx(0.020)


def test_a_plot_of_which_nothing_is_known_is_in_no_cell() -> None:
    forecast = told([[1, np.nan], [3, np.nan]], "ab")
    places = {"a": plot("a", 10.0), "b": plot("b", 20.0)}
    found = calc_crop_places(forecast, places, {"a": {"x": 1.0}, "b": {"y": 1.0}})
    assert [one.unit for one in found] == ["x"]


@given(
    st.lists(st.lists(st.floats(0, 500), min_size=3, max_size=3), min_size=2, max_size=6),
    st.lists(st.floats(0.1, 900), min_size=3, max_size=3),
    st.lists(st.floats(0, 1), min_size=3, max_size=3),
)
def test_the_draws_of_all_cells_add_up_to_those_of_the_region(kg_ha, areas, cuts) -> None:
    forecast = told(kg_ha, "abc")
    places = {name: plot(name, area) for name, area in zip("abc", areas, strict=True)}
    inside = {name: {"x": cut, "y": 1 - cut} for name, cut in zip("abc", cuts, strict=True)}
    cells = [
        sum_draws(forecast, "cep", {name: shares[cell] for name, shares in inside.items()}, places)
        for cell in ("x", "y")
    ]
    region = forecast.draws.total_kg("cep", np.array(areas))
    assert np.allclose(cells[0] + cells[1], region)
