"""The worked table of docs/methods/niches.md is what the criteria and arithmetic give."""

from math import exp, log, log10
from pathlib import Path

import pytest

from kust.niches.criteria import CRITERIA, Facts, bring_to_scale, calc_values
from kust.niches.market import Market
from kust.niches.niche import Consumer, Range
from kust.niches.rank import rank, weigh
from kust.settings import NicheWeights
from tests.docs.worked import holds, read_tables

PAGE = Path(__file__).parents[2] / "docs/methods/niches.md"
TABLES = {table.headings[-1]: table for table in read_tables(PAGE.read_text("utf-8").splitlines())}
GIVEN, FOUND, WEIGHTS = TABLES["smallest plant"].rows, TABLES["front"].rows, TABLES["weight"].rows


def facts_of(row: dict[str, str]) -> Facts:
    shares = [float(share) for share in row["shares of buyers"].split()]
    demand = float(row["demand"])
    market = Market(
        quantity=Range(demand, demand),
        amount_krub=None,
        imported_krub=float(row["imports"]),
        import_share=Range(float(row["import share"]), None),
        price_krub=None,
        consumers=tuple(Consumer(f"F{n}", f"Firm {n}", share) for n, share in enumerate(shares)),
        suppliers=(),
        causes=(),
        replaced_krub=float(row["imports"]),
    )
    return Facts(market, Range(demand / float(row["smallest plant"]), None), (), (), None)


def test_scores_ranks_and_the_front_are_those_of_the_page() -> None:
    weights = NicheWeights().model_dump()
    values = [calc_values(facts_of(row)) for row in GIVEN]
    for value in values:
        # The page leaves the rest out: nothing is known of relatedness and profit, and it has no plans.
        value["proof"] = None
    criteria = [
        weigh(value, scores, weights) for value, scores in zip(values, bring_to_scale(values), strict=True)
    ]
    ranked = rank(criteria, [row["niche"] for row in GIVEN])
    for row, own, place in zip(FOUND, criteria, ranked, strict=True):
        told = {one.name: one.score for one in own}
        for name in ("size", "import_share", "scale", "buyers"):
            assert holds(row[name], told[name])
        assert holds(row["score"], place.score)
        assert (row["rank"], row["front"]) == (str(place.rank), "yes" if place.on_front else "no")


@pytest.mark.parametrize("number", range(3))
def test_the_page_s_own_formulas_give_its_figures(number: int) -> None:
    given, found = GIVEN[number], FOUND[number]
    shares = [float(share) for share in given["shares of buyers"].split()]
    scores = {
        "size": 1 + log10(float(given["imports"]) / 60_000) / 3,
        "import_share": float(given["import share"]),
        "scale": min(float(given["demand"]) / float(given["smallest plant"]), 1),
        "buyers": 1 - sum(share * share for share in shares),
    }
    weights = {row["criterion"].strip("`"): float(row["weight"]) for row in WEIGHTS}
    known = sum(weights[name] for name in scores)
    score = exp(sum(weights[name] * log(max(one, 0.01)) for name, one in scores.items()) / known)
    assert all(holds(found[name], one) for name, one in scores.items())
    assert holds(found["score"], score)


def test_the_weights_of_the_page_are_those_of_the_settings() -> None:
    told = {row["criterion"].strip("`"): float(row["weight"]) for row in WEIGHTS}
    assert told == NicheWeights().model_dump()
    assert set(told) == set(CRITERIA)
    assert sum(told.values()) == pytest.approx(1)
