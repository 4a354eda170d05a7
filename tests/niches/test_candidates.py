"""Which needs become candidates, and why others do not."""

import pytest

from kust.niches.candidates import find_candidates, find_objection, replaced_krub, replaced_quantity
from kust.niches.need import Cause, Maker
from kust.niches.products import Product, are_neighbours
from kust.settings import NicheSettings
from tests.niches.made import declared_need, declared_niche, need

SETTINGS = NicheSettings(min_amount_krub=1000.0)
MAKER = (Maker("M", "Firm M", 50.0, 200.0),)


def test_a_need_with_a_cause_enough_imports_and_no_maker_is_a_candidate() -> None:
    candidates, rejected = find_candidates([need()], [], {}, SETTINGS)
    assert [candidate.product_id for candidate in candidates] == ["P1"]
    assert rejected == []


def test_a_need_without_a_cause_is_none() -> None:
    assert find_objection(need(causes=()), SETTINGS).reason == "no_cause"


def test_a_dear_product_made_at_home_is_no_reason_to_build_unless_somebody_declares_the_need() -> None:
    dear = (Cause("high_cost", 0.3, 0.1),)
    assert find_objection(need(causes=dear), SETTINGS).reason == "no_cause"
    assert (
        find_objection(declared_need("P1", causes=(Cause("high_cost", basis="declared"),)), SETTINGS) is None
    )


def test_imports_below_the_least_amount_are_too_small_and_those_at_it_are_not() -> None:
    below = find_objection(need(imported_krub=999.0), SETTINGS)
    assert (below.reason, below.values["amount"], below.values["least"]) == ("too_small", 999.0, 1000.0)
    assert find_objection(need(imported_krub=1000.0), SETTINGS) is None


def test_members_that_could_make_all_that_is_imported_want_a_contract_and_no_plant() -> None:
    # 1,800 at 20 a piece are 90 pieces from abroad.
    assert replaced_quantity(need()) == 90.0
    enough = find_objection(need(makers=MAKER, free_capacity=90.0), SETTINGS)
    assert (enough.reason, enough.values["free"], enough.values["taken"]) == ("free_capacity", 90.0, 90.0)
    assert find_objection(need(makers=MAKER, free_capacity=89.0), SETTINGS) is None


def test_free_capacity_that_is_not_told_is_not_taken_for_enough() -> None:
    assert find_objection(need(makers=MAKER, free_capacity=None), SETTINGS) is None


def test_a_declared_need_that_is_not_about_imports_would_replace_all_that_is_bought() -> None:
    far = (Cause("long_haul", basis="declared"),)
    at_home = need(causes=far, imported_krub=0.0, import_share=0.0)
    assert (replaced_krub(at_home), replaced_quantity(at_home)) == (2000.0, 100.0)
    assert find_objection(at_home, SETTINGS) is None
    assert find_objection(need(causes=far, amount_krub=500.0), SETTINGS).reason == "too_small"


def test_what_is_declared_without_purchases_is_never_too_small() -> None:
    assert find_objection(declared_need("P1"), SETTINGS) is None


def test_a_declared_niche_is_a_candidate_whatever_the_figures_say() -> None:
    candidates, rejected = find_candidates([need(imported_krub=1.0)], [declared_niche("P1")], {}, SETTINGS)
    assert [candidate.product_id for candidate in candidates] == ["P1"]
    assert not rejected


def test_a_need_of_several_clusters_is_one_candidate_that_names_them() -> None:
    candidates, _ = find_candidates([need(cluster="", clusters=("C1", "C2"))], [], {}, SETTINGS)
    assert [(one.product_id, one.clusters) for one in candidates] == [("P1", ("C1", "C2"))]


def test_a_declared_need_joins_the_declared_niche_of_its_neighbour_in_the_same_cluster() -> None:
    products = {
        "P1": Product("P1", "ПАН-прекурсор 3,1 ГПа"),
        "P2": Product("P2", "ПАН-прекурсор 5,5 ГПа"),
    }
    for cluster, answered in (("C1", {"P2": ["P1"]}), ("C2", {"P1": ["P1"], "P2": []})):
        candidates, _ = find_candidates(
            [declared_need("P1", "C1")], [declared_niche("P2", cluster)], products, SETTINGS
        )
        assert {one.product_id: [n.product_id for n in one.all_needs] for one in candidates} == answered


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (Product("a", "Насос", okpd2="28.13.11.110"), Product("b", "Клапан", okpd2="28.13.11.130"), True),
        (Product("a", "Насос", okpd2="28.13.11"), Product("b", "Насос", okpd2="28.13.12"), False),
        (Product("a", "Насос", okpd2="28.13"), Product("b", "Насос", okpd2="28.13"), False),
        (Product("a", "Насос", okpd2="28.13.11"), Product("b", "Насос"), False),
        (Product("a", "Ткань", inputs=frozenset("xy")), Product("b", "Мат", inputs=frozenset("yx")), True),
        (Product("a", "Ось один"), Product("b", "Ось два"), False),
        (Product("a", "Насос"), Product("a", "Насос"), False),
    ],
)
def test_neighbours_share_a_class_or_their_inputs_or_without_codes_the_first_word(
    one: Product, other: Product, near: bool
) -> None:
    assert are_neighbours(one, other, 8) is near
    assert are_neighbours(other, one, 8) is near
