"""Find the critical places of clusters: what hangs on one supplier, buyer, firm or country, and what a stop costs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from kust.chain.critical_network import build_network
from kust.chain.critical_passages import find_passages
from kust.chain.critical_places import (
    Criticality,
    CriticalSettings,
    Gap,
    Place,
)
from kust.chain.critical_sources import (
    calc_concentration,
    find_foreign_sources,
    find_single_buyers,
    find_single_sources,
)
from kust.chain.critical_stops import Stops
from kust.chain.critical_trade import CriticalTrade, read_trade
from kust.chain.members import find_members
from kust.data.dataset import Dataset
from kust.errors import UsageError


def calc_criticality(
    dataset: Dataset,
    *,
    on: date,
    year: int,
    cluster: str | None = None,
    settings: CriticalSettings | None = None,
) -> Criticality:
    """Find the critical places of one cluster, or of all together.

    Parameters
    ----------
    dataset
        Uses ``memberships``, ``supplies``, ``outputs``, ``accounts``, ``organisations``, ``products``, ``recipes``.
    on
        The day of membership.
    year
        Calendar year of the supplies.
    cluster
        Id of a cluster; by default the members of all of them together.
    settings
        What counts as critical, and how the cost of a stop is worked out.

    Returns
    -------
    Criticality
        Places with the flows they rest on; members, foreign partners and firms of places with what their stop costs;
        concentration of the members' purchases by product; what is not known.

    Raises
    ------
    UsageError
        No such cluster.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> found = calc_criticality(dataset, on=date(2019, 3, 1), year=2018)
    >>> [place.organisation_id for place in found.places if place.product_id == "P307"]
    ['D07']
    """
    settings = settings or CriticalSettings()
    clusters = _choose(dataset, cluster)
    members = find_members(dataset, on).filter(nw.col("cluster_id").is_in(clusters))
    trade = read_trade(dataset, pl.DataFrame(members.to_native()), year)
    places = _find_places(trade, settings)
    network = build_network(dataset, trade, settings)
    firms, esri = Stops(trade, network, places, settings).tell()
    return Criticality(
        path=str(dataset.path),
        digest=dataset.digest,
        on=on,
        year=year,
        clusters=tuple(clusters),
        firms=firms,
        places=places,
        products=calc_concentration(trade),
        gaps=tuple(_find_gaps(trade)),
        settings=settings,
        esri=esri,
        trade=trade,
    )


def _choose(dataset: Dataset, cluster: str | None) -> list[str]:
    known = sorted(dataset.rows("clusters").select("cluster_id").collect().to_series().drop_nulls().to_list())
    if cluster is None:
        return known
    if cluster not in known:
        raise UsageError("unknown_cluster", cluster=cluster, known=", ".join(known[:20]))
    return [cluster]


def _find_places(trade: CriticalTrade, settings: CriticalSettings) -> tuple[Place, ...]:
    found = [
        *find_single_sources(trade),
        *find_single_buyers(trade, settings),
        *find_passages(trade),
        *find_foreign_sources(trade, settings),
    ]
    return tuple(sorted(found, key=_place_key))


def _place_key(place: Place) -> tuple[Any, ...]:
    # Engines add up in different orders; so figures are held against each other without their last digits.
    return (
        place.kind,
        -round(place.amount_krub, 6),
        place.product_id or "",
        place.organisation_id or "",
        place.affected,
    )


def _find_gaps(trade: CriticalTrade) -> Iterator[Gap]:
    """Tell what is not known of each member enterprise, and so cannot be critical or hit."""
    sized = set(trade.figures.filter(pl.col("revenue_krub").is_not_null())["organisation_id"])
    told = set(trade.made.filter("told")["organisation_id"])
    for member in sorted(trade.enterprises):
        buys, sells = member in trade.buyers, member in trade.sellers
        if not buys and not sells:
            yield Gap(member, "no_trade")
        elif not buys or not sells:
            yield Gap(member, "no_purchases" if not buys else "no_sales")
        if member not in sized:
            yield Gap(member, "no_size")
        if member not in told:
            yield Gap(member, "no_outputs")
