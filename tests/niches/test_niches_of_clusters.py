"""Niches of several clusters together: a firm in two of them counts once, in every figure."""

from pathlib import Path

import pytest

from kust.niches.find import find_niches
from kust.niches.niche import Niche, Niches
from kust.settings import Settings

from .tables import ON, YEAR, read_sound, supply, write_tables

FIRMS = {
    "X": {}, "Y": {}, "G": {"region": "70"},
    "F1": {"country": "DE"}, "F2": {"country": "CN"},
}  # fmt: skip
# X is in both clusters. It buys 10 pieces for 10,000 from F1, Y buys 10 for 1,000 from F2.
TRADE = [supply("F1", "X", "P", 10_000.0, 10.0), supply("F2", "Y", "P", 1_000.0, 10.0)]


def find(folder: Path, *, trade=TRADE, readings: str = "enterprises", **more) -> Niches:
    members = {"A": ["X"], "B": ["X", "Y"]}
    write_tables(folder, members=members, organisations=FIRMS, supplies=trade, **more)
    settings = Settings.model_validate({"readings": {"participants": readings}})
    return find_niches(read_sound(folder), on=ON, year=YEAR, settings=settings)


def only(found: Niches) -> Niche:
    (niche,) = found.niches
    return niche


def test_price_suppliers_and_consumers_count_a_shared_buyer_once(tmp_path) -> None:
    niche = only(find(tmp_path))
    assert niche.clusters == ("A", "B")
    assert (niche.amount_krub, niche.quantity.least, niche.quantity.most) == (11_000.0, 20.0, 20.0)
    shares = {one.name.split()[0]: one.share for one in niche.foreign_suppliers}
    assert shares == {"F1": pytest.approx(10 / 11), "F2": pytest.approx(1 / 11)}
    assert {one.organisation_id: one.share for one in niche.consumers} == {
        "X": pytest.approx(10 / 11), "Y": pytest.approx(1 / 11),
    }  # fmt: skip
    # 11,000 for 20 pieces.
    assert next(f.value for f in niche.economics.figures if f.name == "price_krub") == pytest.approx(550.0)


def test_clusters_whose_imports_are_too_small_alone_are_a_niche_together(tmp_path) -> None:
    # 600 and 700 a year against a threshold of 1,000.
    trade = [supply("F1", "X", "P", 600.0, 6.0), supply("F2", "Y", "P", 700.0, 7.0)]
    members = {"A": ["X"], "B": ["Y"]}
    write_tables(tmp_path, members=members, organisations=FIRMS, supplies=trade)
    dataset = read_sound(tmp_path)
    assert only(find_niches(dataset, on=ON, year=YEAR)).clusters == ("A", "B")
    (alone,) = find_niches(dataset, on=ON, year=YEAR, cluster="A").rejected
    assert (alone.reason, alone.clusters) == ("too_small", ("A",))


def test_a_plan_below_what_is_bought_does_not_make_the_niche_poorer(tmp_path) -> None:
    settings = Settings.model_validate({"economics": {"investment_krub": {"P": 1000.0}}})
    plans = [
        {"plan_id": "p", "organisation_id": "Y", "product_id": "P", "year": YEAR + 1, "quantity_min": 1,
         "probability": 0.5, "source": "a plan"},
    ]  # fmt: skip
    found = []
    for name, more in (("without", {}), ("with", {"plans": plans})):
        find(tmp_path / name, **more)
        niche = only(find_niches(read_sound(tmp_path / name), on=ON, year=YEAR, settings=settings))
        assert {flow.demand for flow in niche.economics.flows} == {20.0}
        found.append(niche.economics.npv)
    assert found[1] >= found[0]


def test_the_demand_of_the_model_is_the_one_among_its_figures(tmp_path) -> None:
    needs = [{"need_id": "n", "cluster_id": "A", "product_id": "P", "year": YEAR, "quantity_min": 20,
              "quantity_max": 400, "cause": "import_dependence"}]  # fmt: skip
    settings = Settings.model_validate({"economics": {"investment_krub": {"P": 1000.0}}})
    find(tmp_path, needs=needs)
    niche = only(find_niches(read_sound(tmp_path), on=ON, year=YEAR, settings=settings))
    demand = next(figure for figure in niche.economics.figures if figure.name == "demand")
    assert (demand.value, demand.basis) == (20.0, "data")
    assert {flow.demand for flow in niche.economics.flows} == {20.0}
    assert niche.potential_quantity.most == 400.0


def test_a_maker_at_home_with_free_capacity_is_named(tmp_path) -> None:
    outputs = [{"organisation_id": "G", "product_id": "P", "year": YEAR, "quantity": 10, "capacity": 1000}]
    niche = only(find(tmp_path, outputs=outputs))
    (maker,) = niche.home_makers
    assert (maker.organisation_id, maker.region, maker.free, maker.member) == ("G", "70", 990.0, False)
    assert "domestic_capacity" in niche.warnings


def test_members_of_other_roles_count_by_the_reading_that_counts_all(tmp_path) -> None:
    roles = {"Y": "education"}
    assert only(find(tmp_path / "some", roles=roles)).amount_krub == 10_000.0
    assert only(find(tmp_path / "all", roles=roles, readings="all")).amount_krub == 11_000.0


def test_a_participant_without_a_row_as_a_buyer_is_silent(tmp_path) -> None:
    assert only(find(tmp_path / "both")).silent == ()
    assert only(find(tmp_path / "one", trade=TRADE[:1])).silent == ("Y",)


def test_a_year_without_purchases_says_so(tmp_path) -> None:
    find(tmp_path)
    found = find_niches(read_sound(tmp_path), on=ON, year=YEAR - 5)
    assert (found.niches, found.has_purchases) == ((), False)
