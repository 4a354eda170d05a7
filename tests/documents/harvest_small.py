"""A small made-up forest and its season, worked out once for all tests of its map and report."""

from atexit import register
from datetime import date
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from kust.data import read_dataset
from kust.documents.harvest.season import Season, calc_season
from kust.harvest.forecasts.forecast import calc_forecast
from kust.harvest.made_up.synthetic import write_forest

ON, YEAR = date(2020, 6, 15), 2020
HOSTILE = '<script>alert("1")</script>&\'=СУММ(A1)'


@cache
def small_season(hostile: bool = False) -> Season:
    """The season of 18 plots and six years; with a hostile name of a settlement, a species and a forestry."""
    folder = Path(mkdtemp())
    register(rmtree, folder, ignore_errors=True)
    write_forest(folder, years=6, plots=18)
    if hostile:
        for table, name in (("settlements", "Белая Грива"), ("species", "Белый гриб")):
            _spoil(folder / f"{table}.csv", name)
        for table in ("plots", "permits"):
            _spoil(folder / f"{table}.csv", "Гривское лесничество")
        (folder / "about.toml").unlink()
    dataset = read_dataset(folder).dataset
    forecast = calc_forecast(dataset, on=ON, year=YEAR, draws=120)
    return calc_season(dataset, on=ON, year=YEAR, with_money=True, forecast=forecast)


def _spoil(path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert name in text
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    lines = [
        ",".join(quoted if cell == name else cell for cell in line.split(",")) if name in line else line
        for line in text.splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
