"""Every figure of docs/methods/relatedness.md is what the program gives, and the sums are what arithmetic gives."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kust.data import read_dataset
from kust.niches.complexity import Complexity, calc_complexity
from kust.niches.nearest import TERMS, Nearby, NearnessWeights, find_nearest
from kust.niches.relatedness import calc_density, calc_proximity
from tests.docs.worked import holds, number_of, read_tables

PAGE = Path(__file__).parents[2] / "docs/methods/relatedness.md"
TABLES = {table.headings[0]: table.rows for table in read_tables(PAGE.read_text("utf-8").splitlines())}
LETTERS = "abc"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Nearby:
    example = yaml.safe_load(PAGE.read_text("utf-8").split("```yaml relatedness\n")[1].split("```")[0])
    folder = tmp_path_factory.mktemp("page")
    for name, rows in rows_of(example).items():
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return find_nearest(read_dataset(folder).dataset, [example["wanted"]], 2018, ["C"])[example["wanted"]]


def rows_of(example: dict[str, Any]) -> dict[str, list[str]]:
    regions = example["regions"] | {"T": "00"}
    return {
        "organisations": [
            "organisation_id,name,country,region,okved",
            *(
                f"{f},{f} (вымышленные данные),RU,{r},{'46.69' if f == 'T' else '28.12'}"
                for f, r in regions.items()
            ),
        ],
        "products": ["product_id,name,okpd2", *(f"{p},{p},{code}" for p, code in example["codes"].items())],
        "outputs": [
            "organisation_id,product_id,year,amount_krub",
            *(f"{f},{p},2018,{x}" for f, own in example["outputs"].items() for p, x in own.items()),
        ],
        "supplies": [
            "supplier_id,buyer_id,product_id,year,amount_krub",
            *(f"{s},{b},{p},2018,{x}" for s, b, p, x in example["supplies"]),
        ],
    }


def test_organisations_stand_as_the_page_has_them(found: Nearby) -> None:
    rows = TABLES["organisation"]
    assert [row["organisation"] for row in rows] == [one.organisation_id for one in found.organisations]
    for row, one in zip(rows, found.organisations, strict=True):
        for term in TERMS:
            assert holds(row[term], getattr(one, term))
        assert holds(row["known weight"], one.known_weight)
        assert holds(row["relatedness"], one.relatedness)


@pytest.mark.parametrize("of", ["organisation", "region"])
def test_relatedness_is_the_mean_of_the_known_terms_by_the_weights_of_the_page(of: str) -> None:
    weights = {row["term"]: float(row["weight"]) for row in TABLES["term"]}
    assert weights == {term: getattr(NearnessWeights(), term) for term in TERMS}
    for row in TABLES[of]:
        known = {term: figure for term in TERMS if (figure := number_of(row[term])) is not None}
        mean = sum(weights[t] * x for t, x in known.items()) / sum(weights[t] for t in known)
        assert holds(row["relatedness"], mean)


def test_regions_stand_as_the_page_has_them(found: Nearby) -> None:
    rows = TABLES["region"]
    assert [row["region"] for row in rows] == list(found.regions)
    for row, one in zip(rows, found.near_regions, strict=True):
        for column in (*TERMS, "makers", "relatedness"):
            assert holds(row[column], getattr(one, column))


def test_complexity_proximity_and_density_are_those_of_the_page() -> None:
    made = [[int(row[letter]) for letter in LETTERS] for row in TABLES["firm"]]
    complexity, proximity = calc_complexity(made), calc_proximity(made)
    density = calc_density(made, proximity)
    for c, row in enumerate(TABLES["firm"]):
        assert holds(row["diversity"], sum(made[c]))
        assert holds(row["ECI"], complexity.eci[c])
        assert all(holds(row[f"d of {letter}"], density[c, p]) for p, letter in enumerate(LETTERS))
    for p, row in enumerate(TABLES["product"]):
        assert holds(row["ubiquity"], complexity.ubiquity[p])
        assert holds(row["PCI"], complexity.pci[p])
        assert all(holds(row[f"φ to {letter}"], proximity[p, q]) for q, letter in enumerate(LETTERS))
        of = [r for r, firm in enumerate(made) if firm[p]]
        assert len(of) == int(row["ubiquity"])
    for c, row in enumerate(TABLES["firm"]):
        own = [float(number_of(TABLES["product"][p]["PCI"]) or 0) for p in range(3) if made[c][p]]
        assert holds(row["ECI"], round(sum(own) / len(own), 4))


def test_warnings_of_the_page_are_those_of_the_program() -> None:
    said = {row["warning"] for row in TABLES["warning"]}
    assert all(f"``{warning}``" in (Complexity.__doc__ or "") for warning in said)
    assert len(said) == 4
