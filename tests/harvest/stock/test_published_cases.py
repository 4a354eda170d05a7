"""Figures of published sources come out: tansy, stocks of the country, cover of bilberry, losses of nuts, totals."""

import math
from pathlib import Path

import pytest

from kust.cli.mass_words import choose_unit, tell_mass
from kust.harvest.stocks.cover import calc_cover, calc_cover_logit, find_best_stand
from kust.law.loader import parameters

from .made import HABITAT, count, only, survey

STOCK = parameters("harvest.stock")


def test_the_tansy_of_the_textbook_gives_its_stock_and_its_harvest(tmp_path: Path) -> None:
    # Жукова 2008: 15.00 ± 0.05 plants a m², 2.00 ± 0.08 g each, 2.0 ha, rest 2 years, air-dry 30 %.
    # M = 15·2 = 30 g/m²; m = √((15·0.08)² + (2·0.05)²) = √(1.44 + 0.01) = 1.2042 (printed 1.2).
    # (30 − 2·1.2042) g/m² · 20 000 m² = 551.8 kg (printed 552); · 0.3 = 165.6 dry; / (1 + 2) = 55.2 a year.
    tables = {
        "species": [("tansy", "Пижма обыкновенная", "medicinal", 2, 0.3)],
        "plots": [("L1", "Пробное", "", 2.0, HABITAT, 0.5)],
        "surveys": [survey(1, "L1", "tansy", 15.0, 0.05, "per_m2"), survey(2, "L1", "tansy", 2.0, 0.08, "g")],
    }
    row = only(count(tmp_path, tables))
    error = math.sqrt(1.45)
    assert row.kg_ha.value == pytest.approx(300)
    assert row.stock_kg.low == pytest.approx((30 - 2 * error) * 20)
    assert row.stock_kg.low == pytest.approx(551.8, abs=0.05)
    assert row.stock_kg.high == pytest.approx((30 + 2 * error) * 20)
    assert row.dry_kg.low is not None
    assert row.dry_kg.low * 3 == pytest.approx(165.6, abs=0.1)
    assert row.dry_kg.low == pytest.approx(55.2, abs=0.05)
    assert row.harvest_kg.low == pytest.approx(551.8 / 3, abs=0.05)


PUBLISHED = {
    "mushroom": (64961, 4326, 2163, 66.6),
    "bilberry": (15492, 2622, 1309, 169.2),
    "cowberry": (16202, 3021, 1508, 186.5),
    "cranberry": (18944, 1600, 800, 84.5),
    "bog_bilberry": (24193, 1020, 509, 42.2),
    "raspberry": (747, 144, 71, 192.8),
    "cloudberry": (3181, 453, 226, 142.4),
}


def test_published_stocks_come_to_their_kilograms_a_hectare_and_half_is_commercial() -> None:
    # Montreal Process, report of the Russian Federation 1999, table 15: 2622 kt / 15 492 kha = 169.2 kg/ha.
    rows = {row["name"]: row for row in STOCK["published"]["rows"]}
    assert rows.keys() == PUBLISHED.keys()
    for name, (area, biological, commercial, kg_ha) in PUBLISHED.items():
        row = rows[name]
        assert (row["area_kha"], row["biological_kt"], row["commercial_kt"]) == (area, biological, commercial)
        assert biological / area * 1000 == pytest.approx(kg_ha, abs=0.1)
        assert row["kg_ha"] == kg_ha
        assert 0.493 <= commercial / biological <= 0.5005
    assert STOCK["commercial_share"]["berry"] == 0.5


@pytest.mark.parametrize("name", ["bilberry", "cowberry", "cranberry", "cloudberry"])
def test_a_country_of_the_published_density_has_the_published_stock(tmp_path: Path, name: str) -> None:
    area_kha, biological_kt, commercial_kt, kg_ha = PUBLISHED[name]
    tables = {
        "species": [(name, name, "berry", 0, "")],
        "plots": [("L1", "Вся страна", "", area_kha * 1000, HABITAT, "")],
        "surveys": [survey(1, "L1", name, kg_ha, 1e-6)],
    }
    stock = count(tmp_path, tables)
    row = only(stock)
    # A unit of the last digit of the density, 0.1 kg/ha, is area/10 tonnes.
    assert row.stock_kg.value == pytest.approx(biological_kt * 1e6, abs=0.06 * area_kha * 1000)
    assert row.convention_kg.value == pytest.approx(commercial_kt * 1e6, rel=0.015)
    assert not [finding for finding in stock.findings if finding.code == "harvest_stock.published"]


def test_bilberry_cover_is_that_of_the_published_model() -> None:
    # Turtiainen et al. 2016, Model 1; site III, natural, pine, 150 m, 80 years, 20 m²/ha:
    # −4.3356 + 0.0040·150 + 0.0094·80 − 0.0027·6400/100 + 0.1071·20 − 0.2050·400/100
    # = −4.3356 + 0.6 + 0.752 − 0.1728 + 2.142 − 0.82 = −1.8344
    asked = {"site": "III", "altitude_m": 150.0, "age": 80.0, "basal_area": 20.0}
    assert calc_cover_logit(**asked) == pytest.approx(-1.8344)
    assert calc_cover(**asked) == pytest.approx(0.1377, abs=5e-5)
    # Planted −0.2713, spruce −0.1196, a former field −1.7342, a richer site II −0.5627, all in the logit.
    other = asked | {"site": "II", "trees": "spruce", "planted": True, "former_field": True}
    assert calc_cover_logit(**other) == pytest.approx(-1.8344 - 0.5627 - 0.1196 - 0.2713 - 1.7342)
    # Deciduous trees count on the sites I and II only.
    assert calc_cover_logit(**asked | {"trees": "deciduous"}) == pytest.approx(-1.8344)
    assert calc_cover_logit(**asked | {"site": "I", "trees": "deciduous"}) == pytest.approx(
        -1.8344 - 2.4140 - 0.7146
    )


def test_bilberry_cover_is_largest_at_the_published_stand() -> None:
    basal_area, age = find_best_stand()
    assert basal_area == pytest.approx(26.1, abs=0.05)
    assert age == pytest.approx(174, abs=0.5)
    best = calc_cover(site="III", altitude_m=150, age=age, basal_area=basal_area)
    for shift in (-5, 5):
        assert calc_cover(site="III", altitude_m=150, age=age + shift, basal_area=basal_area) < best
        assert calc_cover(site="III", altitude_m=150, age=age, basal_area=basal_area + shift) < best


def test_shares_and_losses_of_nuts_sum_up_to_one_in_every_group_of_stands() -> None:
    groups = STOCK["nut_shares"]["groups"]
    assert {name: group["commercial"] for name, group in groups.items()} == {
        "I": 0.65, "II": 0.55, "III": 0.45, "IV": 0.30,
    }  # fmt: skip
    for group in groups.values():
        assert math.fsum(group.values()) == pytest.approx(1)


def test_nuts_of_an_unknown_group_are_told_from_the_poorest_to_the_richest(tmp_path: Path) -> None:
    from kust.settings import HarvestStockSettings

    tables = {
        "species": [("pine-nut", "Орех", "nut", "", "")],
        "plots": [("L1", "Пробное", "", 10, HABITAT, 1)],
        "surveys": [survey(1, "L1", "pine-nut", 100, 1e-6)],
    }
    row = only(count(tmp_path / "a", tables))
    assert (row.convention_kg.low, row.convention_kg.value, row.convention_kg.high) == pytest.approx(
        (300, None, 650)
    )
    known = only(count(tmp_path / "b", tables, settings=HarvestStockSettings(nut_groups={"L1": "II"})))
    assert known.convention_kg.value == pytest.approx(550)


@pytest.mark.parametrize(("country", "million_kg"), [("FI", (208, 246)), ("SE", (336, 382))])
def test_national_totals_survive_the_change_of_units(
    tmp_path: Path, country: str, million_kg: tuple[int, int]
) -> None:
    # Miina et al. 2021: bilberry and lingonberry, million kilograms; 1 Mkg = 1 thousand tonnes = 1000 t.
    # Split unevenly over 40 plots of 50 000 ha, so that the sum over plots has something to get wrong.
    for species, total in zip(("bilberry", "lingonberry"), million_kg, strict=True):
        weights = [1 + place % 7 for place in range(40)]
        kg_ha = [total * 1e6 * weight / sum(weights) / 50_000 for weight in weights]
        tables = {
            "species": [(species, species, "berry", 0, "")],
            "plots": [(f"L{n}", country, "", 50_000, HABITAT, 1) for n in range(40)],
            "surveys": [survey(n, f"L{n}", species, value, 1e-6) for n, value in enumerate(kg_ha)],
        }
        row = only(count(tmp_path / species, tables))
        kilograms = row.stock_kg.value
        assert kilograms == pytest.approx(total * 1e6)
        assert choose_unit([kilograms]) == "kt"
        assert tell_mass(kilograms, "kt", "en") == f"{total}.0"
        assert tell_mass(kilograms, "t", "en") == f"{total},000"
        assert tell_mass(kilograms, "kg", "en") == f"{total},000,000"
