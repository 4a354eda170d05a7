"""Stages that are said: by places of the cluster, by the product itself, by being final; the first of them wins."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from kust.chain.staged import StageFinding
from kust.data.dataset import Dataset
from kust.data.findings import Finding

# An empty certainty is the cluster's own word, as good as a certain reading of somebody else's.
_CERTAINTY = {None: 0, "A": 0, "B": 1, "C": 2, "D": 3}
USUAL_LAST = 4

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """All that is said about the stage of one product.

    ``places``: the places of the best certainty, one unless readings rival. Rows are kept for the findings.
    """

    product_id: str
    places: tuple[int, ...] = ()
    certainty: str | None = None
    declared_stage: int | None = None
    is_final: bool = False
    place_row: Row = field(default_factory=dict)
    product_row: Row = field(default_factory=dict)

    @property
    def is_anything(self) -> bool:
        """Tell whether anything is said."""
        return bool(self.places) or self.declared_stage is not None or self.is_final


@dataclass(frozen=True)
class Settled:
    """The declared stage that won, and who declared it."""

    stage: int
    basis: str
    certainty: str | None = None


def read_places(dataset: Dataset, clusters: Iterable[str]) -> list[Row]:
    """Read the declared places of the clusters, in an order that does not hang on that of the rows."""
    rows = dataset.rows("stage_places").filter(pl.col("cluster_id").is_in(list(clusters))).collect()
    rows = rows.sort("stage", "product_id", "organisation_id", "certainty", "cluster_id")
    return list(rows.iter_rows(named=True))


def read_titles(dataset: Dataset, clusters: Iterable[str]) -> dict[int, str]:
    """Read the names of the stages; where clusters name one differently it has none."""
    rows = dataset.rows("cluster_stages").filter(pl.col("cluster_id").is_in(list(clusters))).collect()
    names: dict[int, set[str]] = {}
    for row in rows.sort("stage").iter_rows(named=True):
        names.setdefault(row["stage"], set()).add(row["title"])
    return {stage: titles.pop() if len(titles) == 1 else "" for stage, titles in names.items()}


def collect_said(dataset: Dataset, places: Iterable[Row]) -> dict[str, Said]:
    """Put together what is said about each product."""
    by_product: dict[str, list[Row]] = {}
    for row in places:
        if row["product_id"] is not None:
            by_product.setdefault(row["product_id"], []).append(row)
    products = {row["product_id"]: row for row in dataset.rows("products").collect().iter_rows(named=True)}
    return {
        product: _say(product, by_product.get(product, []), products.get(product, {}))
        for product in sorted(products.keys() | by_product.keys())
    }


def _say(product: str, places: list[Row], row: Row) -> Said:
    best = min((_CERTAINTY.get(place["certainty"], 0) for place in places), default=0)
    chosen = [place for place in places if _CERTAINTY.get(place["certainty"], 0) == best]
    return Said(
        product,
        tuple(sorted({place["stage"] for place in chosen})),
        chosen[0]["certainty"] if chosen else None,
        row.get("declared_stage"),
        bool(row.get("is_final")),
        chosen[0] if chosen else {},
        row,
    )


def find_last_stage(said: Iterable[Said], titles: Iterable[int]) -> int:
    """Find the last stage: the cluster's own, else 4; a higher one that is declared is not cut off."""
    stages = [*(stage for one in said for stage in (*one.places, one.declared_stage or 0))]
    return max([*stages, *(list(titles) or [USUAL_LAST])])


def settle(said: Said, last: int, worked_out: int | None) -> Settled | None:
    """Choose the declared stage; of rivalling places the one nearest to what the links say, else the first."""
    if said.places:
        near = worked_out if worked_out is not None else said.places[0]
        stage = min(said.places, key=lambda place: (abs(place - near), place))
        return Settled(min(stage, last), "stage_places", said.certainty)
    if said.declared_stage is not None:
        return Settled(min(said.declared_stage, last), "declared_stage")
    return Settled(last, "is_final") if said.is_final else None


def find_disagreements(said: Said, settled: Settled, last: int, worked_out: int | None) -> Iterator[Finding]:
    """Tell who says otherwise than the declared stage that won."""
    names = {"product": said.product_id, "stage": settled.stage}
    place, product = _at("stage_places", said.place_row), _at("products", said.product_row)
    if len(said.places) > 1:
        rivals = ", ".join(map(str, said.places))
        yield StageFinding("stages.rivals", "warning", **place, column="stage", value=rivals, values=names)
    spoken = [*said.places, *([said.declared_stage] if said.declared_stage is not None else [])]
    if max(spoken, default=0) > last:
        values = names | {"last": last}
        yield StageFinding(
            "stages.above_last",
            "warning",
            **(place if said.places else product),
            value=str(max(spoken)),
            values=values,
        )
    if said.places and said.declared_stage not in (None, *said.places):
        told = str(said.declared_stage)
        yield StageFinding(
            "stages.product_says", "warning", **product, column="declared_stage", value=told, values=names
        )
    if said.is_final and settled.stage != last:
        yield StageFinding(
            "stages.final_before_last", "warning", **product, column="is_final", values=names | {"last": last}
        )
    if worked_out is not None and worked_out != settled.stage:
        yield StageFinding(
            "stages.links_say",
            "notice",
            **(place if settled.basis == "stage_places" else product),
            value=str(worked_out),
            values=names,
        )


def _at(table: str, row: Row) -> dict[str, Any]:
    return {"table": table, "file": row.get("_file"), "sheet": row.get("_sheet"), "row": row.get("_row")}
