"""What the stops of firms cost the members: which firms are asked about, how exactly, and whom each stop hits."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from kust.chain.critical_network import Network
from kust.chain.critical_places import CriticalFirm, CriticalSettings, Hit, Place
from kust.chain.critical_trade import CriticalTrade, Organisation
from kust.chain.esri import Esri, EsriSettings, calc_stops
from kust.chain.esri_spread import Floats, Ints
from kust.chain.imports import HOME

# Small networks are worked out exactly; in large ones losses below the cutoff are not carried on, a coarser one where
# many stops are asked about. What that costs and saves is measured in docs/methods/critical.md.
_EXACT_FIRMS = 5_000
_FEW_STOPS = 1_000
_FINE_CUTOFF, _COARSE_CUTOFF = 1e-5, 1e-4
_HITS = 10
_NOT_HIT = 1e-3


class Stops:
    """The firms whose stop is worked out: members that trade, their foreign partners, firms of places."""

    def __init__(
        self, trade: CriticalTrade, network: Network, places: tuple[Place, ...], settings: CriticalSettings
    ) -> None:
        self.trade, self.network, self.places = trade, network, places
        self.number = {name: place for place, name in enumerate(network.names)}
        self.firms = sorted(
            trade.members
            | self._foreign_partners()
            | {p.organisation_id for p in places if p.organisation_id}
        )
        self.known = [firm for firm in self.firms if firm in self.number]
        self.settings = settings.esri or EsriSettings(cutoff=self._choose_cutoff())
        self.hits: dict[str, tuple[Hit, ...]] = {}

    def _choose_cutoff(self) -> float:
        if len(self.network.names) <= _EXACT_FIRMS:
            return 0.0
        return _FINE_CUTOFF if len(self.known) <= _FEW_STOPS else _COARSE_CUTOFF

    def _foreign_partners(self) -> set[str]:
        flows = self.trade.flows
        with_members = flows.filter(
            pl.col("supplier_id").is_in(self.trade.members) | pl.col("buyer_id").is_in(self.trade.members)
        )
        partners = {*with_members["supplier_id"], *with_members["buyer_id"]}
        countries = self.trade.organisations
        return {one for one in partners if one in countries and countries[one].country not in (HOME, None)}

    def tell(self) -> tuple[tuple[CriticalFirm, ...], EsriSettings]:
        links, members = self.network.links, self.network.members
        esri = calc_stops(
            links,
            scenarios=[[self.number[firm]] for firm in self.known],
            weights=np.stack([links.revenue, links.revenue * members], axis=1),
            settings=self.settings,
            look=self._note_hits,
        )
        whole = float((links.revenue * members).sum())
        places: dict[str, list[int]] = {}
        for number, place in enumerate(self.places):
            if place.organisation_id:
                places.setdefault(place.organisation_id, []).append(number)
        row = {firm: number for number, firm in enumerate(self.known)}
        told = [
            self._tell_firm(firm, row.get(firm), esri, whole, places.get(firm, [])) for firm in self.firms
        ]
        kept = [firm for firm in told if firm.esri is not None or firm.places]
        return tuple(sorted(kept, key=_firm_key)), esri.settings

    def _tell_firm(
        self, firm: str, row: int | None, esri: Esri, whole: float, places: Sequence[int]
    ) -> CriticalFirm:
        index, loss = (None, None) if row is None else (_figure(figure) for figure in esri.index[row])
        one = self.trade.organisations.get(firm, Organisation(firm, None))
        return CriticalFirm(
            firm,
            one.name,
            one.country,
            firm in self.trade.members,
            index,
            loss,
            None if loss is None else loss * whole,
            self.hits.get(firm, ()),
            bool(row is not None and esri.converged[row]),
            tuple(places),
        )

    def _note_hits(self, rows: Ints, losses: Any) -> None:
        """Keep the members that each stop hits most."""
        places = np.flatnonzero(self.network.members)
        part = losses[:, places]
        shares = part.toarray() if hasattr(part, "toarray") else part
        for row, own in zip(rows, shares, strict=True):
            self.hits[self.known[row]] = tuple(self._hits_of(self.known[row], places, own))

    def _hits_of(self, firm: str, places: Ints, shares: Floats) -> Iterator[Hit]:
        hit = np.flatnonzero(shares > _NOT_HIT)
        amounts = shares[hit] * self.network.links.revenue[places[hit]]
        order = np.lexsort((hit, -np.round(amounts, 6)))[: _HITS + 1]
        others = [one for one in order if self.network.names[places[hit[one]]] != firm and amounts[one] > 0]
        for one in others[:_HITS]:
            yield Hit(self.network.names[places[hit[one]]], float(shares[hit[one]]), float(amounts[one]))


def _figure(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _firm_key(firm: CriticalFirm) -> tuple[Any, ...]:
    loss = -1.0 if firm.members_loss is None else round(firm.members_loss, 9)
    return -loss, -len(firm.places), firm.organisation_id
