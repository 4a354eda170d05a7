"""Where data are missing the forest's commands say which, of what, and how to bring them."""

from pathlib import Path

import pytest

from kust.data import read_dataset
from kust.examples import load
from kust.harvest.land.wants import find_wants


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("verb", ["stock", "forecast", "backtest"])
def test_the_shipped_example_is_told_what_it_lacks_and_where_a_whole_one_is(kust, verb: str) -> None:
    told = kust("harvest", verb, load("wild-harvest"), "--lang", "ru")
    assert told.code == 0
    table = "surveys" if verb == "stock" else "yields"
    assert f"({table}) пуста" in told.out and "(plots) пуста" in told.out
    assert "kust new" in told.out and "kust harvest import" in told.out and "kust demo harvest" in told.out
    column = "Метод (method)" if verb == "stock" else "Урожайность, кг/га (yield_kg_ha)"
    assert column in " ".join(told.out.split())


def test_the_json_stays_free_of_it(kust) -> None:
    told = kust("harvest", "forecast", load("wild-harvest"), "--format", "json")
    assert told.out.startswith("{") and "kust new" not in told.out + told.err


SPECIES = "species_id,name,group\ncep,Белый гриб (вымышленные данные),mushroom\nmoss,Мох,other\n"
PLOTS = "plot_id,area_ha,area_base\nL1,10,all_forest\n"


def test_empty_columns_missing_species_and_few_years_are_told_apart(tmp_path: Path) -> None:
    bare = write(
        tmp_path / "a",
        species=SPECIES,
        plots=PLOTS,
        yields="plot_id,species_id,year,yield_kg_ha,ball\nL1,cep,2019,,3\n",
    )
    wants = {one.table: one for one in find_wants(read_dataset(bare).dataset, "forecast", ["cep", "moss"])}
    assert (wants["yields"].why, wants["yields"].columns) == ("column", ("yield_kg_ha",))
    assert "plots" not in wants and not wants["weather"].needed
    rows = "".join(f"L1,cep,{year},30,\n" for year in range(2015, 2019))
    four = write(
        tmp_path / "b",
        species=SPECIES,
        plots=PLOTS,
        yields=f"plot_id,species_id,year,yield_kg_ha,ball\n{rows}",
    )
    data = read_dataset(four).dataset
    (one,) = [want for want in find_wants(data, "forecast", ["cep", "moss"]) if want.table == "yields"]
    assert (one.why, one.species, one.needed) == ("species", ("moss",), True)
    # Four weighed years: a year short of the five that a forecast needs.
    (few,) = [want for want in find_wants(data, "forecast", ["cep"]) if want.table == "yields"]
    assert (few.why, few.species, few.years, few.needed) == ("years", ("cep",), 5, False)


def test_purchases_alone_give_a_plan_and_the_crops_are_wished_for() -> None:
    data = read_dataset(load("wild-harvest")).dataset
    wants = {one.table: one.needed for one in find_wants(data, "procure", ["cep"])}
    assert wants == dict.fromkeys(("plots", "yields", "weather_stations", "weather", "permits"), False)
    bare = read_dataset(load("machine-building")).dataset
    needed = {one.table for one in find_wants(bare, "procure", []) if one.needed}
    assert needed == {"species", "settlements", "harvest_purchases"}
