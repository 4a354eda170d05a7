"""Map and report say what stations cannot take, and do not advise one that nobody would use."""

from datetime import date

import pytest

from kust.data import read_dataset
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.report import list_glances
from kust.documents.harvest.season import Season, calc_season
from kust.documents.harvest.stands import tell_siting
from kust.examples import load


@pytest.fixture(scope="module")
def season() -> Season:
    return calc_season(read_dataset(load("wild-harvest")).dataset, on=date(2020, 6, 1), year=2020)


def test_the_words_name_the_worst_week_the_tonnes_and_what_it_takes(season: Season) -> None:
    # Week 33 of 2020 begins on 10 August: 16.3 t to K1 of 4 t; 26.5 t in all against 7 t, stations of 3 t: seven more.
    tell = Teller("ru")
    told = " ".join(tell_siting(season, tell, season.sited["boiling_station"].siting)).replace("\u00a0", " ")
    assert (
        "Хуже всего – Белая Грива, на неделе с 10 августа: привезут 16,3 т, примет 4 т, на 12,3 т больше"
        in told
    )
    assert "не хватает 19,5 т. Нужно ещё: 7 станций обычной мощности (3 т)" in told


@pytest.mark.parametrize(
    ("lang", "advice"), [("ru", "варочную станцию лучше открыть"), ("en", "boiling station is best")]
)
def test_a_station_that_nobody_would_use_is_no_advice(season: Season, lang: str, advice: str) -> None:
    tell = Teller(lang)
    siting = season.sited["boiling_station"].siting
    assert siting.unused == ("K3",)
    assert "Дальний Урман" in " ".join(words for words in tell_siting(season, tell, siting))
    assert not any(advice in words for words in list_glances(season, tell))
    assert any("19,5" in words or "19.5" in words for words in list_glances(season, tell))
