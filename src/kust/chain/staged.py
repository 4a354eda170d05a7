"""What the stages of a cluster are told as: products, links, organisations, with all that a drawing needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kust.chain.product_graph import ProductGraph
from kust.data.findings import Finding
from kust.i18n import number, say


@dataclass(frozen=True)
class StageFinding(Finding):
    """A disagreement about stages; its words stand in ``words/stages.toml``."""

    def _say(self, lang: str, words: str) -> str:
        figures = {name: number(v, lang) if isinstance(v, float) else v for name, v in self.values.items()}
        return say(f"stages.{self.code.removeprefix('stages.')}", words, value=self.value, **figures)


@dataclass(frozen=True)
class Maker:
    """Who makes a product: by its ``outputs``, by its ``sales`` where it told none, or by a declared ``place``."""

    organisation_id: str
    name: str
    member: bool
    origin: str
    amount_krub: float | None


@dataclass(frozen=True)
class StagedProduct:
    """A product in its stage.

    ``basis`` says where the stage comes from: ``stage_places``, ``declared_stage``, ``is_final`` (declared);
    ``inputs`` (one above them), ``no_inputs`` (made of nothing in the data), ``before_use`` (bought, and nobody in the
    data makes it); ``unknown``. ``worked_out`` is what the links alone say. ``imports``: what members bought of it
    by country of origin, home left out; ``bought_krub`` all they bought; thousand roubles.
    """

    product_id: str
    name: str
    stage: int | None
    level: float | None
    declared_stage: int | None
    basis: str
    worked_out: int | None
    certainty: str | None
    makers: tuple[Maker, ...]
    output_krub: float | None
    bought_krub: float
    imports: Mapping[str, float]


@dataclass(frozen=True)
class StageLink:
    """An input that goes into a product.

    ``origin``: ``recipes`` or ``supplies`` (inferred). ``amount_krub``: thousand roubles of the input that go into the
    product, null where not known. ``strength``: its share in all inputs of the product. ``firms``, ``sure_share`` of an
    inferred link: how many firms it rests on, and how much of it comes from those that make nothing else.
    """

    input_id: str
    product_id: str
    origin: str
    amount_krub: float | None
    strength: float
    firms: int | None
    sure_share: float | None
    back_flow: bool
    within_stage: bool


@dataclass(frozen=True)
class StagedOrganisation:
    """A member and the stages it works on: the declared ones, else those of what it makes."""

    organisation_id: str
    name: str
    stages: tuple[int, ...]
    declared: bool
    certainty: Mapping[int, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Stages:
    """The chain of one or several clusters, laid out by stages.

    ``back_flow_share``: share of the value of all links that runs against the levels, null without links.
    ``incoherence``: 0 (layers) … 1 (no direction). ``titles``: names of the stages where the clusters give them.
    """

    path: str
    digest: str
    on: date
    year: int
    clusters: tuple[str, ...]
    last_stage: int
    titles: Mapping[int, str]
    products: tuple[StagedProduct, ...]
    links: tuple[StageLink, ...]
    organisations: tuple[StagedOrganisation, ...]
    back_flow_share: float | None
    incoherence: float | None
    findings: tuple[Finding, ...]
    graph: ProductGraph = field(repr=False)


def as_json(stages: Stages) -> dict[str, Any]:
    """Bring stages into JSON: codes and unrounded figures, null where not known."""
    return {
        "dataset": stages.path,
        "digest": stages.digest,
        "on": stages.on.isoformat(),
        "year": stages.year,
        "clusters": list(stages.clusters),
        "last_stage": stages.last_stage,
        "titles": {str(stage): title for stage, title in stages.titles.items()},
        "products": [_product_as_json(product) for product in stages.products],
        "back_flow_share": stages.back_flow_share,
        "incoherence": stages.incoherence,
        "links": [dict(vars(link)) for link in stages.links],
        "organisations": [
            {"organisation_id": o.organisation_id, "stages": list(o.stages), "declared": o.declared}
            for o in stages.organisations
        ],
        "findings": [
            {"code": f.code, "severity": f.severity, "table": f.table, "file": f.file, "sheet": f.sheet}
            | {"row": f.row, "column": f.column, "value": f.value, "values": f.values}
            for f in stages.findings
        ],
    }


def _product_as_json(product: StagedProduct) -> dict[str, Any]:
    told = {key: value for key, value in vars(product).items() if key not in ("makers", "imports")}
    makers = [maker.organisation_id for maker in product.makers]
    return told | {"makers": makers, "imports": dict(product.imports)}
