"""Every table of docs/methods/stages.md is what the program, exact fractions and arithmetic give."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.worked import Table, holds, read_tables

from .exact import exact_levels
from .recovery import NOISES, WAYS, share_found
from .small import lay_out, write

PAGE = Path(__file__).parents[2] / "docs/methods/stages.md"
TABLES = {table.headings[0]: table for table in read_tables(PAGE.read_text("utf-8").splitlines())}


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    text = PAGE.read_text("utf-8")
    return yaml.safe_load(text.split("```yaml stages\n")[1].split("```")[0])


@pytest.fixture
def stages(example, tmp_path):
    return lay_out(write(tmp_path, example["makes"], example["supplies"]))


def rows_of(table: str) -> Table:
    return TABLES[table]


def test_links_of_the_page_are_purchases_spread_by_output(example, stages) -> None:
    links = {(link.input_id, link.product_id): link for link in stages.links}
    table = rows_of("input")
    assert {(row["input"], row["product"]) for row in table.rows} == set(links)
    for row in table.rows:
        link = links[row["input"], row["product"]]
        maker = next(own for own in example["makes"].values() if row["product"] in own)
        share = maker[row["product"]] / sum(maker.values())
        bought = sum(amount for _, _, product, amount in example["supplies"] if product == row["input"])
        assert holds(row["bought"], bought)
        assert holds(row["share in output"], share)
        assert holds(row["bought · share in output"], bought * share)
        assert link.amount_krub == pytest.approx(bought * share)
        assert row["back flow"] == ("yes" if link.back_flow else "no")


def test_levels_of_the_page_are_exact_and_its_stages_the_program_s(stages) -> None:
    weights = {
        (row["input"], row["product"]): row["bought · share in output"] for row in rows_of("input").rows
    }
    exact = exact_levels(weights)
    found = {product.product_id: product for product in stages.products}
    rows = rows_of("product").rows
    assert {row["product"] for row in rows} == set(found)
    for row in rows:
        product = found[row["product"]]
        assert holds(row["level"], float(exact[row["product"]]))
        assert product.level == pytest.approx(float(exact[row["product"]]))
        assert (row["basis"], row["stage"]) == (product.basis, str(product.stage))
    for link in rows_of("input").rows:
        up = exact[link["product"]] > exact[link["input"]]
        assert link["back flow"] == ("no" if up else "yes")


def test_the_share_of_back_flow_is_that_of_the_page(stages) -> None:
    amounts = [(float(r["bought · share in output"]), r["back flow"] == "yes") for r in rows_of("input").rows]
    share = sum(a for a, back in amounts if back) / sum(a for a, _ in amounts)
    assert stages.back_flow_share == pytest.approx(share)
    assert f"= {share:.4f}" in PAGE.read_text("utf-8")


@pytest.mark.parametrize("noise", NOISES)
def test_stages_are_recovered_as_often_as_the_page_says(noise: float) -> None:
    row = next(row for row in rows_of("noise").rows if row["noise"] == f"{100 * noise:.0f} %")
    for way in WAYS:
        assert float(row[way]) == pytest.approx(share_found(way, noise), abs=0.003)


def test_under_noise_the_quantile_for_invoices_beats_both_simple_ways() -> None:
    for row in rows_of("noise").rows[1:]:
        chosen = float(row["quantile 0.75"])
        assert chosen > float(row["cycles as one, longest path"])
        assert chosen > float(row["level rounded"])
        assert chosen >= float(row["quantile 1"])


def test_findings_of_the_page_are_those_that_have_words() -> None:
    from kust.i18n import has_words

    assert all(has_words(row["finding"]) for row in rows_of("finding").rows)
    assert {row["severity"] for row in rows_of("finding").rows} == {"warning", "notice"}
