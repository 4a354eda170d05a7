"""Who is nearest to a product: each term by hand, members first, what is not told, regions, engines, order of rows."""

import csv
import random
from pathlib import Path

import pytest

from kust.chain.members import find_members
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.examples import load
from kust.niches.nearest import NearnessWeights, find_nearest

YEAR = 2018
ORGANISATIONS = """organisation_id,name,country,region,okved
A,А (вымышленные данные),RU,00,28.12
B,Б (вымышленные данные),RU,01,28.12
C,В (вымышленные данные),RU,01,24.10
D,Г (вымышленные данные),RU,,28.13
T,Т (вымышленные данные),RU,00,46.69
F,Ф (вымышленные данные),DE,,"""
PRODUCTS = """product_id,name,okpd2
pump,Насосы (вымышленные данные),28.12.13
motor,Гидромоторы (вымышленные данные),28.12.14
valve,Клапаны (вымышленные данные),28.14.11
steel,Сталь (вымышленные данные),24.10.31
seal,Уплотнения (вымышленные данные),22.19.73
plain,Без кода (вымышленные данные),"""
OUTPUTS = """organisation_id,product_id,year,quantity,amount_krub
A,pump,2018,,50
A,motor,2018,,50
B,motor,2018,,40
B,valve,2018,,60
C,steel,2018,100,500"""
SUPPLIES = """supplier_id,buyer_id,product_id,year,quantity,amount_krub,origin_country
C,A,steel,2018,,30,
T,A,seal,2018,,10,
C,B,steel,2018,,20,"""


def write(folder: Path, *, shuffle: int | None = None, **tables: str) -> Dataset:
    folder.mkdir(exist_ok=True)
    text = {"organisations": ORGANISATIONS, "products": PRODUCTS, "outputs": OUTPUTS, "supplies": SUPPLIES}
    for name, content in (text | tables).items():
        head, *rows = (line.strip() for line in content.splitlines())
        if shuffle is not None:
            random.Random(f"{shuffle}-{name}").shuffle(rows)
        (folder / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return read_dataset(folder).dataset


def terms(found, organisation: str):
    one = next(one for one in found.organisations if one.organisation_id == organisation)
    return (one.co_production, one.shared_inputs, one.same_class)


def test_each_term_of_a_firm_is_that_worked_out_by_hand(tmp_path) -> None:
    # Of 700 in all: pump 50, motor 90, valve 60, steel 500. Advantages: A pump 7, motor 3.9; B motor 3.1, valve 7.
    # Pumps go with motors (1 of 2 makers), motors with valves (1 of 2). To pump only motor is near, and B makes it: 1.
    # A, the maker of pumps, buys steel for 30 and seals for 10, spread alike over both products: 3/4 and 1/4.
    # B buys steel. Motor 28.12.14 shares 28, 28.1, 28.12, 28.12.1 with 28.12.13: 4 of 5.
    found = find_nearest(write(tmp_path), ["pump"], YEAR, ["B"])["pump"]
    assert found.makers == ("A",)
    assert terms(found, "B") == pytest.approx((1, 3 / 4, 4 / 5))
    best = found.organisations[0]
    assert (best.organisation_id, best.scope, best.region, best.known_weight) == ("B", "member", "01", 1)
    assert best.relatedness == pytest.approx(0.4 * 1 + 0.3 * 0.75 + 0.3 * 0.8)
    # C makes steel itself but nobody says what it buys; nothing else brings it near.
    assert [one.organisation_id for one in found.organisations] == ["B"]
    assert found.missing == ()


def test_inputs_go_by_the_recipe_and_its_prices_where_there_is_one(tmp_path) -> None:
    # A pump takes 2 of steel at 500/100 and 4 of seals at 10/8: 10 and 5 of 15.
    data = write(
        tmp_path,
        recipes="product_id,input_id,quantity_per_unit\npump,steel,2\npump,seal,4",
        supplies=SUPPLIES.replace("T,A,seal,2018,,10", "T,A,seal,2018,8,10"),
    )
    assert terms(find_nearest(data, ["pump"], YEAR, [])["pump"], "B")[1] == pytest.approx(2 / 3)


def test_inputs_without_a_price_count_alike(tmp_path) -> None:
    data = write(tmp_path, recipes="product_id,input_id,quantity_per_unit\npump,steel,2\npump,seal,4")
    assert terms(find_nearest(data, ["pump"], YEAR, [])["pump"], "B")[1] == pytest.approx(1 / 2)


def test_what_a_firm_makes_itself_is_an_input_at_hand(tmp_path) -> None:
    supplies = SUPPLIES + "\nT,C,seal,2018,,5,"
    found = find_nearest(write(tmp_path, supplies=supplies), ["pump"], YEAR, [])["pump"]
    # C buys seals and makes steel.
    assert terms(found, "C")[1] == pytest.approx(1)


def test_members_come_first_then_the_country_and_makers_are_no_candidates(tmp_path) -> None:
    supplies = SUPPLIES + "\nT,C,seal,2018,,5,"
    found = find_nearest(write(tmp_path, supplies=supplies), ["pump"], YEAR, ["C", "A"])["pump"]
    assert [(one.organisation_id, one.scope) for one in found.organisations] == [
        ("C", "member"),
        ("B", "country"),
    ]
    assert found.organisations[0].relatedness < found.organisations[1].relatedness


def test_who_does_not_tell_what_it_makes_is_named_not_ranked(tmp_path) -> None:
    found = find_nearest(write(tmp_path), ["pump"], YEAR, ["B", "D"])["pump"]
    assert found.untold == ("D",)
    assert "D" not in {one.organisation_id for one in found.organisations}


def test_who_told_no_outputs_makes_what_it_sells_and_does_not_buy_unless_it_trades_or_it_came_from_abroad(
    tmp_path,
) -> None:
    sales = """
        D,A,motor,2018,,5,
        D,A,seal,2018,,5,
        C,D,seal,2018,,5,
        D,A,valve,2018,,5,CN
        T,A,motor,2018,,5,
        F,A,motor,2018,,5,"""
    found = find_nearest(write(tmp_path, supplies=SUPPLIES + sales), ["pump", "valve", "motor"], YEAR, [])
    assert terms(found["pump"], "D")[2] == pytest.approx(4 / 5)
    # Seals it passes on, and the valves came from abroad.
    assert found["valve"].makers == ("B",)
    assert found["motor"].makers == ("A", "B", "D")
    # T trades and F is abroad: neither makes the motors that it sells.
    everybody = {one.organisation_id for one in found["pump"].organisations}
    assert everybody.isdisjoint({"T", "F"})


def test_an_output_of_zero_makes_nothing_and_one_without_an_amount_is_made(tmp_path) -> None:
    outputs = OUTPUTS + "\nD,pump,2018,0,0\nD,valve,2018,,"
    found = find_nearest(write(tmp_path, outputs=outputs), ["pump", "valve"], YEAR, [])
    assert found["pump"].makers == ("A",)
    assert found["valve"].makers == ("B", "D")
    assert terms(found["pump"], "D")[2] == pytest.approx(2 / 5)


def test_what_cannot_be_told_of_a_product_is_null_for_all_and_named(tmp_path) -> None:
    found = find_nearest(write(tmp_path), ["seal", "plain"], YEAR, ["B"])
    # Nobody makes seals; rubber is a class of its own.
    assert found["seal"].missing == ("co_production", "shared_inputs")
    assert found["seal"].organisations == ()
    assert found["plain"].missing == ("co_production", "shared_inputs", "same_class")
    assert (found["plain"].organisations, found["plain"].near_regions) == ((), ())


def test_terms_that_are_not_known_leave_their_weight_to_the_others(tmp_path) -> None:
    weights = NearnessWeights(co_production=1, shared_inputs=3, same_class=1)
    nobody_buys = "supplier_id,buyer_id,product_id,year,amount_krub\nC,A,steel,2018,30"
    found = find_nearest(write(tmp_path, supplies=nobody_buys), ["pump"], YEAR, [], weights=weights)["pump"]
    best = found.organisations[0]
    assert terms(found, "B") == (1, None, pytest.approx(4 / 5))
    assert best.relatedness == pytest.approx((1 + 0.8) / 2)
    assert best.known_weight == pytest.approx(2 / 5)


def test_regions_are_the_sum_of_their_firms_and_stand_in_order(tmp_path) -> None:
    found = find_nearest(write(tmp_path), ["pump"], YEAR, [])["pump"]
    # Region 01 makes motors, valves and steel: 40 of 600 motors against 90 of 700 is no advantage (0.52), and region 00
    # makes motors (3.9) itself. Of the other terms the best firm counts, and A, who makes pumps, is none.
    here = {one.region: one for one in found.near_regions}
    assert found.regions == ("00", "01")
    assert (here["00"].co_production, here["00"].shared_inputs, here["00"].makers) == (1, None, 1)
    assert (here["01"].co_production, here["01"].makers) == (0, 0)
    assert here["01"].shared_inputs == pytest.approx(3 / 4)
    assert here["01"].same_class == pytest.approx(4 / 5)
    assert here["01"].relatedness == pytest.approx(0.3 * 0.75 + 0.3 * 0.8)


def test_equals_stand_by_their_id_and_the_order_of_rows_does_not_matter(tmp_path) -> None:
    twins = ORGANISATIONS + "\n" + "\n".join(f"W{n},W{n} (вымышленные данные),RU,02,28.12" for n in (3, 1, 2))
    outputs = OUTPUTS + "\n" + "\n".join(f"W{n},valve,2018,,7" for n in (2, 3, 1))
    answers = [
        find_nearest(
            write(tmp_path / f"{n}", organisations=twins, outputs=outputs, shuffle=n),
            ["pump", "motor"],
            YEAR,
            ["W2"],
        )
        for n in range(3)
    ]
    assert answers[0] == answers[1] == answers[2]
    order = [one.organisation_id for one in answers[0]["pump"].organisations if one.organisation_id[0] == "W"]
    assert order == ["W2", "W1", "W3"]


def test_no_more_than_asked_are_named_of_each(tmp_path) -> None:
    found = find_nearest(write(tmp_path), ["pump"], YEAR, ["C", "B"], most=1)["pump"]
    assert [one.organisation_id for one in found.organisations] == ["B"]
    assert len(found.near_regions) == 1


@pytest.fixture(scope="module")
def hydraulics() -> tuple[Dataset, list[str]]:
    dataset = read_dataset(load("machine-building")).dataset
    about = read_csv("memberships")
    return dataset, [
        row["organisation_id"] for row in about if row["role"] == "enterprise" and not row["left_on"]
    ]


def read_csv(name: str) -> list[dict[str, str]]:
    with (load("machine-building") / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_maker_of_hydraulics_is_nearest_to_pumps(hydraulics) -> None:
    # By hand: nobody tells what pumps P308 are made of, their one maker at home makes nothing else: so that the class
    # alone speaks. Whoever of the members makes something of the longest common code is the nearest.
    dataset, members = hydraulics
    code = {row["product_id"]: row["okpd2"].replace(".", "") for row in read_csv("products")}
    assert not [row for row in read_csv("recipes") if row["product_id"] == "P308"]
    makes = {
        (row["organisation_id"], row["product_id"]) for row in read_csv("outputs") if row["year"] == "2018"
    }
    common = {
        firm: max(
            sum(code[p][:n] == code["P308"][:n] for n in (2, 3, 4, 5, 6)) for f, p in makes if f == firm
        )
        for firm in members
    }
    nearest = max(common, key=lambda firm: common[firm])
    assert (nearest, common[nearest]) == ("M06", 4)
    assert sorted(common.values())[-2] < 4
    found = find_nearest(dataset, ["P308"], 2018, members)["P308"]
    best = found.organisations[0]
    assert (best.organisation_id, best.scope, best.relatedness) == ("M06", "member", pytest.approx(4 / 5))
    assert (best.co_production, best.shared_inputs) == (None, None)
    assert found.missing == ("co_production", "shared_inputs")
    assert found.makers == ("D04",)


def test_members_may_be_the_frame_of_the_day(hydraulics) -> None:
    from datetime import date

    dataset, members = hydraulics
    frame = find_members(dataset, date(2019, 3, 1))
    found = find_nearest(dataset, ["P308"], 2018, frame)["P308"]
    assert found.organisations == find_nearest(dataset, ["P308"], 2018, members)["P308"].organisations


def test_duckdb_finds_whom_polars_finds(hydraulics) -> None:
    pytest.importorskip("duckdb")
    dataset, members = hydraulics
    products = [row["product_id"] for row in read_csv("products")]
    on_duckdb = read_dataset(load("machine-building"), engine="duckdb").dataset
    ours, theirs = (find_nearest(one, products, 2018, members) for one in (dataset, on_duckdb))
    for product in products:
        assert [one.organisation_id for one in ours[product].organisations] == [
            one.organisation_id for one in theirs[product].organisations
        ]
        for one, other in zip(ours[product].organisations, theirs[product].organisations, strict=True):
            assert one.relatedness == pytest.approx(other.relatedness)
        assert ours[product].makers == theirs[product].makers
        assert ours[product].regions == theirs[product].regions
