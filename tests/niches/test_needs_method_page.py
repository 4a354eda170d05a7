"""Every table of docs/methods/needs.md is what the program and arithmetic give."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from kust.chain.purchases import match_purchases
from kust.i18n import has_words
from kust.law import parameters
from kust.niches.need import CAUSES, Need
from kust.settings import NeedSettings
from tests.docs.worked import NOTHING, Table, holds, read_tables, work_out

from .tables import need_of, needs_of, read_sound, supply, write_tables

PAGE = Path(__file__).parents[2] / "docs/methods/needs.md"
TEXT = PAGE.read_text("utf-8")
TABLES: dict[str, Table] = {}
for one in read_tables(TEXT.splitlines()):
    TABLES[" ".join(one.headings[:2])] = one


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    block = yaml.safe_load(TEXT.split("```yaml needs\n")[1].split("```")[0])
    rows = [
        supply(r["supplier"], r["buyer"], "bearing", r["amount"], r["quantity"], r.get("origin"), r["by"])
        for r in block["supplies"]
    ]
    made = [
        {
            "organisation_id": o,
            "product_id": "bearing",
            "year": 2018,
            "quantity": v["output"],
            "capacity": v["capacity"],
        }
        for o, v in block["outputs"].items()
    ]
    return write_tables(
        tmp_path_factory.mktemp("needs"),
        members={"K": block["members"]},
        organisations={name: {"country": country} for name, country in block["countries"].items()},
        supplies=rows,
        outputs=made,
    )


@pytest.fixture(scope="module")
def need(folder: Path) -> Need:
    return need_of(needs_of(folder), "bearing")


def arithmetic(text: str) -> float | None:
    return work_out(text, {}) if any(sign in text for sign in "+−/·") else float(text)


def test_flows_of_the_page_are_matched_as_it_says(folder: Path) -> None:
    dataset = read_sound(folder)
    found = pl.DataFrame(dataset.collect(match_purchases(dataset, 2018)).to_native())
    flows = {f"{r['supplier_id']} → {r['buyer_id']}": r for r in found.iter_rows(named=True)}
    rows = TABLES["flow bought"].rows
    assert {row["flow"] for row in rows} == {flow for flow in flows if "Outsider" not in flow}
    for row in rows:
        flow = flows[row["flow"]]
        assert holds(row["bought"], flow["bought_krub"])
        assert row["word of"] == flow["origin_by"]
        assert holds(row["bought · a / A"], flow["imported_krub"])
        assert holds(row["bought · a / A"], float(row["bought"]) * float(row["a"]) / float(row["A"]))
        assert holds(row["quantity"], flow["quantity"])
        assert holds(row["imported quantity"], flow["imported_quantity"])


def test_figures_of_the_page_are_arithmetic_and_the_program_s(need: Need) -> None:
    for row in TABLES["need figure"].rows:
        assert holds(row["figure"], arithmetic(row["worked out as"])), row
        assert holds(row["figure"], getattr(need, row["need"])), row


def test_causes_of_the_page_are_the_program_s(need: Need) -> None:
    rows = TABLES["cause value"].rows
    assert [cause.cause for cause in need.causes] == [row["cause"] for row in rows]
    for row, cause in zip(rows, need.causes, strict=True):
        assert holds(row["value"], cause.value)
        assert holds(row["value"], arithmetic(row["worked out as"]))
        assert holds(row["threshold"], cause.threshold)
        assert (row["grade"], row["against"]) == (cause.grade or NOTHING, cause.against or NOTHING)


def test_thresholds_of_the_page_are_those_of_the_law_s_file() -> None:
    told = parameters("niches.causes")
    rows = {row["cause"]: row for row in TABLES["cause rule"].rows}
    of_row = {
        "import_critical": "import_dependence, critical",
        "import_high": "import_dependence, high",
        "import_high_lower": "import_dependence, between",
        "price_above": "high_cost",
        "long_haul_km": "long_haul",
    }
    for name, cause in of_row.items():
        row = rows[cause]
        assert (float(row["threshold"]), row["evidence"]) == (told[name]["value"], told[name]["evidence"])
        assert f" {told[name]['comparison'].replace('>=', '≥')} threshold" in row["rule"]
    assert {cause.split(",")[0] for cause in ", ".join(rows).split(", ")} >= set(CAUSES)


def test_every_threshold_has_its_evidence_its_source_and_its_setting() -> None:
    for name, told in parameters("niches.causes").items():
        assert told["evidence"] in ("deck", "reading")
        assert told["source"]
        assert name in NeedSettings.model_fields


def test_findings_of_the_page_are_those_that_have_words() -> None:
    rows = TABLES["finding severity"].rows
    assert all(has_words(row["finding"]) for row in rows)
    source = "\n".join(path.read_text("utf-8") for path in (PAGE.parents[2] / "src/kust/niches").glob("*.py"))
    assert all(f'"{row["finding"]}"' in source or "severity_" in row["finding"] for row in rows)
    assert {row["finding"]: row["severity"] for row in rows}["needs.no_cluster"] == "warning"


def test_the_example_s_differences_are_told_as_the_page_says(tmp_path: Path) -> None:
    declared: list[dict[str, Any]] = [
        {
            "need_id": "n",
            "cluster_id": "K",
            "product_id": "p",
            "import_share": 0.5,
            "quantity_max": 8,
            "severity": "high",
        }
    ]
    folder = write_tables(
        tmp_path,
        members={"K": ["A"]},
        organisations={"A": {}, "X": {"country": "DE"}},
        supplies=[supply("X", "A", "p", 10, 10)],
        needs=declared,
    )
    codes = [finding.code for finding in needs_of(folder).findings]
    assert sorted(codes) == ["needs.import_share", "needs.quantity", "needs.severity_critical"]
