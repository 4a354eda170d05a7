"""Pages of chains for tests."""

from typing import Any

from kust.chain.staged import Maker, StagedProduct
from kust.chain.stages import calc_stages
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.documents.chain.content import ChainContent, View, make_chain
from kust.examples import describe, load

from ..chain.small import ON, YEAR


def page_of(dataset: Dataset, view: View | None = None, lang: str = "ru", **asked: Any) -> ChainContent:
    stages = calc_stages(dataset, on=asked.get("on", ON), year=asked.get("year", YEAR))
    return make_chain(dataset, stages, view or View(), lang)


def page_of_example(name: str, lang: str = "ru") -> ChainContent:
    example = describe(name)
    return page_of(read_dataset(load(name)).dataset, lang=lang, on=example.on, year=example.year)


def product(makers: tuple[Maker, ...] = (), bought: float = 0.0, imports: Any = ()) -> StagedProduct:
    return StagedProduct("p", "p", 1, 1.0, None, "inputs", 1, None, makers, None, bought, dict(imports))
