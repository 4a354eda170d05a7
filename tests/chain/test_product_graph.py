"""Links between products: the weight of each by hand, from recipes and from who buys what and makes what."""

import pytest

from kust.chain.link_rows import find_contributions, find_rows

from .small import lay_out, write


def links_of(stages) -> dict[tuple[str, str], float | None]:
    return {(link.input_id, link.product_id): link.amount_krub for link in stages.links}


def test_a_firm_s_purchases_are_spread_by_the_shares_of_its_output(tmp_path) -> None:
    stages = lay_out(
        write(tmp_path, {"S": {"steel": 90}, "P": {"panel": 300, "blank": 100}}, [("S", "P", "steel", 80)])
    )
    # 80 × 300/400 and 80 × 100/400
    assert links_of(stages) == {("steel", "panel"): 60, ("steel", "blank"): 20}
    assert {link.strength for link in stages.links} == {1.0}
    assert {link.sure_share for link in stages.links} == {0.0}


def test_shares_are_equal_where_an_amount_is_missing(tmp_path) -> None:
    stages = lay_out(
        write(tmp_path, {"S": {"steel": 90}, "P": {"panel": 300, "blank": None}}, [("S", "P", "steel", 80)])
    )
    assert links_of(stages) == {("steel", "panel"): 40, ("steel", "blank"): 40}


def test_several_firms_add_up_and_a_firm_with_one_product_is_sure(tmp_path) -> None:
    makes = {"S": {"steel": 900}, "P": {"panel": 50, "blank": 50}, "Q": {"panel": 70}}
    stages = lay_out(write(tmp_path, makes, [("S", "P", "steel", 80), ("S", "Q", "steel", 60)]))
    panel = next(link for link in stages.links if link.product_id == "panel")
    assert (panel.amount_krub, panel.firms, panel.sure_share) == (100, 2, 0.6)
    found = find_contributions(stages, "steel", "panel")
    assert [(one.organisation_id, one.bought_krub, one.share, one.amount_krub) for one in found] == [
        ("Q", 60, 1, 60),
        ("P", 80, 0.5, 40),
    ]


def test_strength_is_the_share_in_the_inputs(tmp_path) -> None:
    makes = {"S": {"steel": 90}, "G": {"glass": 30}, "C": {"cab": 200}}
    stages = lay_out(write(tmp_path, makes, [("S", "C", "steel", 75), ("G", "C", "glass", 25)]))
    assert {link.input_id: link.strength for link in stages.links} == {"steel": 0.75, "glass": 0.25}


def test_what_was_bought_goes_by_the_buyer_s_word_and_rows_with_0_are_no_purchase(tmp_path) -> None:
    supplies = """supplier_id,buyer_id,product_id,year,amount_krub,reported_by
        S,P,steel,2018,80,supplier
        S,P,steel,2018,50,buyer
        S,P,scrap,2018,0,buyer
        P,P,panel,2018,9,buyer
        S,P,coke,2017,70,buyer"""
    rows = [("S", "P", "steel", 1), ("S", "P", "scrap", 1), ("S", "P", "coke", 1)]
    makes = {"S": {"steel": 90}, "P": {"panel": 300}}
    stages = lay_out(write(tmp_path, makes, rows, supplies=supplies))
    assert links_of(stages) == {("steel", "panel"): 50}


def test_a_purchase_of_what_the_firm_makes_itself_is_no_link(tmp_path) -> None:
    makes = {"S": {"steel": 90}, "P": {"steel": 10, "panel": 30}}
    stages = lay_out(write(tmp_path, makes, [("S", "P", "steel", 80)]))
    assert links_of(stages) == {("steel", "panel"): 60}


def test_recipes_go_before_purchases_and_are_weighed_by_norm_output_and_price(tmp_path) -> None:
    outputs = """organisation_id,product_id,year,quantity,amount_krub
        S,steel,2018,45,90
        P,panel,2018,10,100
        P,blank,2018,10,100"""
    supplies = """supplier_id,buyer_id,product_id,year,quantity,amount_krub
        S,P,steel,2018,20,80
        S,P,paint,2018,,5"""
    recipes = "product_id,input_id,quantity_per_unit\npanel,steel,1.5\npanel,paint,0.1"
    makes = {"S": {"steel": 90}, "P": {"panel": 100, "blank": 100}}
    rows = [("S", "P", "steel", 80), ("S", "P", "paint", 5)]
    data = write(tmp_path, makes, rows, outputs=outputs, supplies=supplies, recipes=recipes)
    stages = lay_out(data)
    # 1.5 a unit × 10 made × 80/20 a unit; paint has no price; blank has no recipe: half of what P buys.
    assert links_of(stages) == {
        ("steel", "panel"): 60,
        ("paint", "panel"): None,
        ("steel", "blank"): 40,
        ("paint", "blank"): 2.5,
    }
    origins = {(link.input_id, link.product_id): link.origin for link in stages.links}
    assert origins["paint", "panel"] == "recipes"
    assert origins["paint", "blank"] == "supplies"
    assert [(row.table, row.row) for row in find_rows(data, stages, "paint", "panel")] == [("recipes", 3)]


def test_an_inferred_link_names_its_purchases_and_its_firms_outputs(tmp_path) -> None:
    data = write(tmp_path, {"S": {"steel": 90}, "P": {"panel": 300, "blank": 100}}, [("S", "P", "steel", 80)])
    found = find_rows(data, lay_out(data), "steel", "panel")
    # Rows as a spreadsheet counts them: the heading is row 1, S has the first row of the outputs.
    assert [(row.table, row.row) for row in found] == [("supplies", 2), ("outputs", 3), ("outputs", 4)]


def test_all_who_trade_with_members_count_and_nobody_else(tmp_path) -> None:
    makes = {"S": {"steel": 90}, "P": {"panel": 300}, "Far": {"bolt": 10}, "Alone": {"nut": 5}}
    supplies = [("S", "P", "steel", 80), ("Alone", "Far", "nut", 3)]
    stages = lay_out(write(tmp_path, makes, supplies, members=["P"]))
    assert {product.product_id for product in stages.products} == {"steel", "panel"}
    makers = {product.product_id: product.makers for product in stages.products}
    assert [(maker.organisation_id, maker.member) for maker in makers["steel"]] == [("S", False)]


def test_a_member_that_told_no_outputs_makes_what_it_sells_and_does_not_buy(tmp_path) -> None:
    supplies = [("S", "P", "steel", 80), ("T", "P", "oil", 5), ("P", "C", "panel", 90), ("P", "C", "oil", 4)]
    stages = lay_out(write(tmp_path, {"S": {"steel": 90}}, supplies, members=["S", "P"]))
    assert links_of(stages) == {("steel", "panel"): 80, ("oil", "panel"): 5}
    panel = next(product for product in stages.products if product.product_id == "panel")
    assert [(maker.organisation_id, maker.origin) for maker in panel.makers] == [("P", "sales")]


def test_imports_go_by_the_origin_of_the_product_then_by_the_supplier_s_country(tmp_path) -> None:
    organisations = """organisation_id,country,name
        Dealer,RU,Дилер
        Abroad,DE,Завод
        P,RU,Пресс"""
    supplies = """supplier_id,buyer_id,product_id,year,amount_krub,reported_by,origin_country
        Dealer,P,bearing,2018,60,buyer,CN
        Dealer,P,bearing,2018,40,buyer,RU
        Dealer,P,bearing,2018,90,supplier,
        Abroad,P,bearing,2018,30,buyer,
        Dealer,P,pump,2018,70,buyer,
        Dealer,P,pump,2018,75,supplier,IT"""
    rows = [("Dealer", "P", "bearing", 1), ("Abroad", "P", "pump", 1)]
    data = write(tmp_path, {"P": {"axle": 9}}, rows, organisations=organisations, supplies=supplies)
    found = {product.product_id: product for product in lay_out(data).products}
    assert (found["bearing"].bought_krub, found["bearing"].imports) == (130, {"CN": 60, "DE": 30})
    # Of the pumps the buyer says how much, the supplier where from.
    assert (found["pump"].bought_krub, found["pump"].imports) == (70, {"IT": 70})
    assert found["axle"].imports == {}


def test_output_is_not_known_where_one_maker_does_not_tell_it(tmp_path) -> None:
    makes = {"S": {"steel": 90}, "T": {"steel": None}, "P": {"panel": 5}}
    found = {p.product_id: p for p in lay_out(write(tmp_path, makes, [("S", "P", "steel", 8)])).products}
    assert found["steel"].output_krub is None
    assert found["panel"].output_krub == pytest.approx(5)
