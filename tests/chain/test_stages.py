"""Stages of hand-made chains: cycles, several products a firm, side entries, parts, what is declared."""

import pytest

from kust.errors import UsageError

from .small import lay_out, stages_of, write

CHAIN = {"M": {"ore": 50}, "S": {"steel": 90}, "P": {"panel": 200}, "C": {"car": 900}}
SOLD = [("M", "S", "ore", 40), ("S", "P", "steel", 80), ("P", "C", "panel", 150)]


def findings_of(stages) -> list[tuple[str, str, str | None]]:
    return [(one.code.removeprefix("stages."), one.severity, one.value) for one in stages.findings]


def test_a_plain_chain_has_a_stage_a_step(tmp_path) -> None:
    stages = lay_out(write(tmp_path, CHAIN, SOLD))
    assert stages_of(stages) == {"ore": 1, "steel": 2, "panel": 3, "car": 4}
    assert [product.level for product in stages.products] == pytest.approx(
        [3, 0, 2, 1]
    )  # car ore panel steel
    assert (stages.back_flow_share, stages.incoherence) == (0, pytest.approx(0))
    assert [(one.organisation_id, one.stages) for one in stages.organisations] == [
        ("C", (4,)),
        ("M", (1,)),
        ("P", (3,)),
        ("S", (2,)),
    ]


@pytest.mark.parametrize(
    ("scrap", "stage", "cut", "weight"),
    # Panels for 150 go into 900 of output, so 150 × scrap/900 into scrap; scrap for 9 goes back into steel. The
    # weaker of the two is the back flow: scrap is a by-product of cars, or else a raw material.
    [(100, 4, ("scrap", "steel"), 9), (10, 1, ("panel", "scrap"), 150 * 10 / 900)],
)
def test_a_recycling_loop_is_cut_where_it_is_weakest_and_its_share_told(
    tmp_path, scrap: int, stage: int, cut: tuple[str, str], weight: float
) -> None:
    makes = CHAIN | {"C": {"car": 900 - scrap, "scrap": scrap}}
    stages = lay_out(write(tmp_path, makes, [*SOLD, ("C", "S", "scrap", 9)]))
    assert stages_of(stages) == {"ore": 1, "steel": 2, "panel": 3, "car": 4, "scrap": stage}
    assert [(link.input_id, link.product_id) for link in stages.links if link.back_flow] == [cut]
    assert stages.back_flow_share == pytest.approx(weight / (40 + 80 + 150 + 9))


def test_two_that_live_of_each_other_alone_both_stand_in_stage_1(tmp_path) -> None:
    makes = {"A": {"a": 10}, "B": {"b": 10}}
    stages = lay_out(write(tmp_path, makes, [("A", "B", "a", 5), ("B", "A", "b", 5)]))
    assert stages_of(stages) == {"a": 1, "b": 1}
    assert stages.back_flow_share == 1
    assert all(link.within_stage for link in stages.links)


def test_a_firm_with_products_of_several_stages_stands_in_several(tmp_path) -> None:
    # S makes steel of ore; P buys ore and steel and makes panels; S also makes pipes as P's customer.
    makes = {"M": {"ore": 50}, "S": {"steel": 60, "pipe": 40}, "P": {"panel": 200}}
    recipes = "product_id,input_id,quantity_per_unit\nsteel,ore,1\npanel,steel,1\npipe,panel,1"
    rows = [("M", "S", "ore", 40), ("S", "P", "steel", 50), ("P", "S", "panel", 20)]
    stages = lay_out(write(tmp_path, makes, rows, recipes=recipes))
    assert stages_of(stages) == {"ore": 1, "steel": 2, "panel": 3, "pipe": 4}
    assert {one.organisation_id: one.stages for one in stages.organisations}["S"] == (2, 4)


def test_a_side_entry_does_not_pull_a_product_down(tmp_path) -> None:
    makes = CHAIN | {"R": {"rubber": 30}}
    stages = lay_out(write(tmp_path, makes, [*SOLD, ("R", "C", "rubber", 30)]))
    # 30 of 180 that goes into the car is of stage 1: more than a quarter stands at stage 3.
    assert stages_of(stages) == {"ore": 1, "steel": 2, "panel": 3, "rubber": 1, "car": 4}


def test_a_small_part_from_far_up_does_not_push_a_product_up(tmp_path) -> None:
    # 20 of 100 that goes into steel is panels (stage 3): less than a quarter, so steel stays above ore.
    makes = {"M": {"ore": 90}, "S": {"steel": 90}, "X": {"rod": 9}, "Y": {"wire": 9}, "Z": {"steel": 9}}
    rows = [("M", "S", "ore", 80), ("M", "X", "ore", 9), ("X", "Y", "rod", 9), ("Y", "S", "wire", 20)]
    stages = lay_out(write(tmp_path, makes, rows))
    assert stages_of(stages)["steel"] == 2
    recipes = "product_id,input_id,quantity_per_unit\nsteel,ore,1\nsteel,wire,1"
    # A recipe leaves no doubt: the highest input counts.
    assert stages_of(lay_out(write(tmp_path / "r", makes, rows, recipes=recipes)))["steel"] == 4


def test_parts_that_do_not_hang_together_each_begin_with_stage_1(tmp_path) -> None:
    makes = CHAIN | {"W": {"wool": 5}, "Y": {"yarn": 9}, "Idle": {"peat": 3}}
    stages = lay_out(write(tmp_path, makes, [*SOLD, ("W", "Y", "wool", 4)]))
    assert stages_of(stages) == {"ore": 1, "steel": 2, "panel": 3, "car": 4, "wool": 1, "yarn": 2, "peat": 1}


def test_what_nobody_makes_stands_one_stage_before_its_earliest_use_and_says_so(tmp_path) -> None:
    rows = [*SOLD, ("Shop", "P", "paint", 9), ("Shop", "C", "paint", 9), ("Shop", "C", "tyre", 30)]
    found = {
        one.product_id: one for one in lay_out(write(tmp_path, CHAIN, rows, members=list(CHAIN))).products
    }
    assert {name: found[name].stage for name in ("paint", "tyre")} == {"paint": 2, "tyre": 3}
    assert {found[name].basis for name in ("paint", "tyre")} == {"before_use"}
    assert found["tyre"].makers == ()


def test_what_is_made_of_nothing_but_bought_in_materials_stands_after_them(tmp_path) -> None:
    makes = {"S": {"steel": 90}, "P": {"panel": 200}}
    stages = lay_out(write(tmp_path, makes, [("Shop", "S", "ore", 40), ("S", "P", "steel", 80)]))
    assert stages_of(stages) == {"ore": 1, "steel": 2, "panel": 3}


def test_where_the_chain_is_too_long_bought_in_materials_share_the_first_stage(tmp_path) -> None:
    rows = [("Shop", "M", "diesel", 9), *SOLD]
    data = write(tmp_path, CHAIN, rows)
    assert stages_of(lay_out(data)) == {"diesel": 1, "ore": 1, "steel": 2, "panel": 3, "car": 4}
    assert stages_of(lay_out(data, 5)) == {"diesel": 1, "ore": 2, "steel": 3, "panel": 4, "car": 5}


def test_what_stands_above_the_last_stage_is_in_the_last(tmp_path) -> None:
    assert stages_of(lay_out(write(tmp_path, CHAIN, SOLD), 2)) == {"ore": 1, "steel": 2, "panel": 2, "car": 2}


@pytest.mark.parametrize("seed", range(6))
def test_stages_do_not_hang_on_the_order_of_rows(tmp_path, seed: int) -> None:
    makes = CHAIN | {"C": {"car": 890, "scrap": 10}, "R": {"rubber": 30, "seal": 11}}
    rows = [
        *SOLD,
        ("C", "S", "scrap", 9),
        ("R", "C", "seal", 30),
        ("S", "R", "steel", 7),
        ("Shop", "R", "oil", 1),
    ]
    places = "cluster_id,stage,product_id,certainty\nK,3,seal,C\nK,2,seal,C\nK,4,seal,D"
    plain = lay_out(write(tmp_path / "a", makes, rows, stage_places=places))
    mixed = lay_out(write(tmp_path / "b", makes, rows, stage_places=places, shuffle=seed))
    assert stages_of(mixed) == stages_of(plain)
    assert [one.level for one in mixed.products] == pytest.approx([one.level for one in plain.products])


def test_declared_stages_win_in_their_order_and_every_other_word_is_a_finding(tmp_path) -> None:
    # By the links: ore 1, steel 2, panel 3, car 4.
    products = ["ore,1,", "steel,3,no", "panel,3,yes", "car,,yes"]
    places = "cluster_id,stage,product_id\nK,2,ore"
    stages = lay_out(write(tmp_path, CHAIN, SOLD, products=products, stage_places=places))
    found = {one.product_id: (one.stage, one.declared_stage, one.basis) for one in stages.products}
    assert found == {
        "ore": (2, 2, "stage_places"),
        "steel": (3, 3, "declared_stage"),
        "panel": (3, 3, "declared_stage"),
        "car": (4, 4, "is_final"),
    }
    told = {
        (f.code.removeprefix("stages."), f.values["product"]): (f.severity, f.value) for f in stages.findings
    }
    assert told == {
        ("product_says", "ore"): ("warning", "1"),
        ("links_say", "ore"): ("notice", "1"),
        # Steel is declared at 3, so panels stand at 4 by the links; and they are final but not in the last stage.
        ("final_before_last", "panel"): ("warning", None),
        ("links_say", "panel"): ("notice", "4"),
    }


def test_a_finding_names_its_row_and_has_words_in_both_languages(tmp_path) -> None:
    (finding,) = lay_out(write(tmp_path, CHAIN, SOLD, products=["steel,3,", "panel,4,", "car,5,"])).findings
    # Rows of products: heading, car, ore, panel, steel.
    assert (finding.table, finding.file, finding.row, finding.value) == ("products", "products.csv", 5, "2")
    assert "steel" in finding.message("ru") and "3" in finding.message("ru")
    assert finding.message("en") != finding.message("ru")
    assert finding.mend("ru") and finding.mend("en")


def test_a_place_of_better_certainty_goes_before_and_of_rivals_the_nearest_to_the_links(tmp_path) -> None:
    places = "cluster_id,stage,product_id,certainty\nK,4,steel,B\nK,2,steel,A\nK,1,panel,C\nK,4,panel,C"
    stages = lay_out(write(tmp_path, CHAIN, SOLD, stage_places=places))
    assert stages_of(stages) == {"ore": 1, "steel": 2, "panel": 4, "car": 4}
    assert ("rivals", "warning", "1, 4") in findings_of(stages)


def test_a_stage_above_the_last_is_cut_only_where_the_last_was_asked_for(tmp_path) -> None:
    data = write(tmp_path, CHAIN, SOLD, products=["car,6,"])
    assert stages_of(lay_out(data))["car"] == 6
    stages = lay_out(data, 3)
    assert stages_of(stages)["car"] == 3
    assert ("above_last", "warning", "6") in findings_of(stages)


def test_without_supplies_only_what_is_declared_is_shown(tmp_path) -> None:
    places = "cluster_id,stage,product_id,organisation_id\nK,2,steel,S\nK,1,,M"
    data = write(
        tmp_path, {"S": {"steel": 9}, "M": {"ore": 1}}, [], products=["car,,yes"], stage_places=places
    )
    stages = lay_out(data)
    assert stages_of(stages) == {"ore": None, "steel": 2, "car": 4}
    assert stages.back_flow_share is None
    assert stages.links == ()
    assert {one.organisation_id: one.stages for one in stages.organisations} == {"M": (1,), "S": (2,)}
    assert stages.findings == ()


def test_an_organisation_whose_products_stand_elsewhere_than_it_is_said_to_is_a_finding(tmp_path) -> None:
    places = "cluster_id,stage,organisation_id\nK,3,S"
    assert findings_of(lay_out(write(tmp_path, CHAIN, SOLD, stage_places=places))) == [
        ("organisation", "notice", "2")
    ]


def test_a_cluster_that_is_not_there_is_refused(tmp_path) -> None:
    from kust.chain.stages import calc_stages

    from .small import ON, YEAR

    with pytest.raises(UsageError) as refused:
        calc_stages(write(tmp_path, CHAIN, SOLD), on=ON, year=YEAR, cluster="Z")
    assert refused.value.code == "unknown_cluster"
