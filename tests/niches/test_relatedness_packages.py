"""The packages for economic complexity give the same figures where their conventions are taken."""

import warnings
from importlib import import_module

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from kust.niches.complexity import calc_complexity, calc_presence, calc_rca
from kust.niches.relatedness import calc_density, calc_outlook_gain, calc_outlook_index, calc_proximity

from .matrices import make_amounts

ENTITIES, PRODUCTS = 12, 25


@pytest.fixture(scope="module", params=[1, 2, 3])
def amounts(request) -> np.ndarray:
    return make_amounts(ENTITIES, PRODUCTS, request.param)


@pytest.fixture(scope="module")
def told(amounts) -> pd.DataFrame:
    """The long table of the package ecomplexity, by entity and product."""
    rows = pd.DataFrame(
        [(1, c, p, x) for c, row in enumerate(amounts) for p, x in enumerate(row)],
        columns=["t", "c", "p", "x"],
    )
    names = {"time": "t", "loc": "c", "prod": "p", "val": "x"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = import_module("ecomplexity").ecomplexity(
            rows, names, verbose=False, check_logsupermodularity=False
        )
    return table.sort_values(["c", "p"])


def grid(told: pd.DataFrame, column: str) -> np.ndarray:
    return told[column].to_numpy(dtype=float).reshape(ENTITIES, PRODUCTS)


def test_ecomplexity_has_the_same_indices(amounts, told) -> None:
    presence = calc_presence(amounts)
    found = calc_complexity(presence)
    assert not found.warnings
    assert_allclose(calc_rca(amounts).toarray(), grid(told, "rca"), rtol=1e-9)
    assert (presence.toarray() == grid(told, "mcp")).all()
    assert_allclose(found.eci, grid(told, "eci")[:, 0], atol=1e-8)
    assert_allclose(found.pci, grid(told, "pci")[0], atol=1e-7)


def test_ecomplexity_keeps_each_product_in_its_own_neighbourhood_and_has_then_the_same_outlook(
    amounts, told
) -> None:
    presence = calc_presence(amounts)
    complexity, proximity = calc_complexity(presence), calc_proximity(presence, own=True)
    assert_allclose(calc_density(presence, proximity), grid(told, "density"), rtol=1e-9)
    assert_allclose(calc_outlook_index(complexity, presence, proximity), grid(told, "coi")[:, 0], atol=1e-7)
    assert_allclose(calc_outlook_gain(complexity, presence, proximity), grid(told, "cog"), atol=1e-7)
    apart = calc_density(presence, calc_proximity(presence))
    assert not np.allclose(apart, grid(told, "density"))


def test_economic_complexity_has_the_same_proximity_and_relatedness(amounts, monkeypatch) -> None:
    package, space = import_module("economic_complexity"), import_module("economic_complexity.product_space")
    plain = np.fill_diagonal

    def fill(values: np.ndarray, value: float) -> None:
        values.flags.writeable = True  # pandas 3 hands it out read-only, on which the package fails
        plain(values, value)

    monkeypatch.setattr(space.np, "fill_diagonal", fill)
    advantage = package.rca(pd.DataFrame(amounts))
    presence = calc_presence(amounts)
    proximity = calc_proximity(presence)
    assert_allclose(proximity.toarray(), package.proximity(advantage).to_numpy(), rtol=1e-12)
    assert_allclose(calc_density(presence, proximity), package.relatedness(advantage).to_numpy(), rtol=1e-9)
