"""The command line run in this process, and small datasets: a forest of one's own, without clusters."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kust.cli.main import run

Call = Callable[..., tuple[int, str, str]]

TABLES = {
    "species": "species_id,name,group,hours_to_spoilage\ncep,Белый гриб,mushroom,3\nmoss,Исландский мох,medicinal,\n",
    "settlements": "settlement_id,name,region,latitude,longitude\n"
    "A,Анино,00,57,83\nB,Борки,00,57,84\nD,Дубки,00,58,83\n",
    "processing_sites": "site_id,settlement_id,kind,exists,capacity_t_week,fixed_cost_krub,cost_krub_t,opens,closes\n"
    "KA,A,boiling_station,yes,4,100,10,07-01,09-30\n"
    "KB,B,boiling_station,no,6,150,10,07-01,09-30\n"
    "KD,D,boiling_station,no,6,150,10,08-19,09-30\n",
    "travel_times": "from_id,to_id,season,hours,km\n"
    "B,KA,summer,2,80\nB,A,winter_road,1,60\nD,A,,5,150\nD,KB,summer,2,90\n",
    "harvest_purchases": "species_id,settlement_id,week_on,mass_kg,price_rub_kg\n"
    "cep,A,2018-08-06,2000,60\ncep,B,2018-08-06,4000,60\ncep,D,2018-08-20,2000,60\n"
    "cep,A,2019-08-05,4000,60\ncep,B,2019-08-05,8000,60\ncep,D,2019-08-19,6000,60\n"
    "moss,A,2019-08-05,9000,20\n",
}


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", "harvest", "site", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.fixture
def ask(kust: Call) -> Callable[..., Any]:
    """Ask for JSON; the answer has to come."""

    def call(*words: object) -> Any:
        code, out, err = kust(*words, "--format", "json")
        assert code == 0, err
        return json.loads(out)

    return call


@pytest.fixture
def forest(tmp_path: Path) -> Path:
    """A made-up dataset: three places in a row of roads, two seasons of ceps."""
    folder = tmp_path / "forest"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
