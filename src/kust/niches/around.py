"""What is looked up in a dataset once for all candidates of a niche."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw

from kust.chain.members import find_members
from kust.chain.product_table import ProductTable, calc_product_table
from kust.chain.stages import calc_stages
from kust.data.dataset import Dataset
from kust.niches.candidates import Candidate
from kust.niches.demand import calc_demand
from kust.niches.demanded import Demands
from kust.niches.exports import calc_exports
from kust.niches.investment import KnownProjects, read_known_projects
from kust.niches.makers import HomeMaker, find_silent, read_home_makers
from kust.niches.nearest import Nearby, find_nearest
from kust.niches.products import Product, find_neighbours
from kust.niches.proofs import Papers, read_papers
from kust.niches.purchased import find_participants, read_members
from kust.niches.scale import Plants, read_plants
from kust.settings import Settings

_NEAREST_SHOWN = 5


@dataclass(frozen=True)
class Around:
    """What is looked up once for all candidates."""

    products: Mapping[str, Product]
    stages: Mapping[str, int | None]
    plants: Plants
    papers: Papers
    projects: KnownProjects
    demands: Demands
    nearby: Mapping[str, Nearby]
    exports: Mapping[str, float]
    table: ProductTable
    neighbours: Mapping[str, tuple[str, ...]]
    home_makers: Mapping[str, tuple[HomeMaker, ...]]
    silent: tuple[str, ...]


def look_around(
    dataset: Dataset,
    candidates: Sequence[Candidate],
    products: Mapping[str, Product],
    on: date,
    year: int,
    cluster: str | None,
    settings: Settings,
) -> Around:
    """Look up what all candidates need: a question to the dataset each, not one a candidate."""
    asked = [candidate.product_id for candidate in candidates]
    chain = calc_stages(dataset, on=on, year=year, cluster=cluster)
    members = find_members(dataset, on)
    own = members.filter(nw.col("cluster_id").is_in(chain.clusters))["organisation_id"].to_list()
    counted = read_members(dataset, on, chain.clusters)
    everybody = settings.readings.participants == "all"
    participants = find_participants(dataset, chain.clusters, counted, everybody=everybody)
    return Around(
        products=products,
        stages={product.product_id: product.stage for product in chain.products},
        plants=read_plants(dataset, settings.niches),
        papers=read_papers(dataset, asked, year),
        projects=read_known_projects(dataset, on),
        demands=calc_demand(
            dataset,
            on=on,
            year=year,
            cluster=cluster,
            product=asked,
            settings=settings.demand,
            everybody=everybody,
            together=True,
        ),
        nearby=find_nearest(dataset, asked, year, set(own), most=_NEAREST_SHOWN),
        exports=calc_exports(dataset, asked, year),
        table=calc_product_table(dataset, chain.graph, year),
        neighbours=find_neighbours(products, asked, settings.niches.neighbour_okpd2_length),
        home_makers=read_home_makers(dataset, asked, year, set(own)),
        silent=find_silent(dataset, participants["organisation_id"].to_list(), year),
    )
