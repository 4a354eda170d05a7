"""What critical places of a supply chain are told as: places, firms with what their stop costs, concentration, gaps."""

from dataclasses import dataclass, field
from datetime import date

from kust.chain.critical_trade import CriticalTrade
from kust.chain.esri import EsriSettings

KINDS = ("sole_supplier", "single_source", "single_buyer", "passage_out", "passage_in", "foreign_source")
# What is not known of a member, and what follows from it stands in the page on the method.
GAPS = ("no_trade", "no_purchases", "no_sales", "no_size", "no_outputs")

# supplier, buyer, product
Flow = tuple[str, str, str]


@dataclass(frozen=True)
class CriticalSettings:
    """What counts as critical; the figures go with the result.

    ``buyer_from``: the one buyer takes at least this share of a member's output. ``foreign_from``: at least this share
    of the members' purchases of a product was made abroad; ``single_from``: and at least this share of that in one
    country, or through one supplier. ``essential_from``: an input is essential to a firm where recipes of products
    that make up at least this share of what it makes ask for it; ``other_inputs``: what inputs are to a firm that no
    such recipe speaks of (2 essential, 1 not, 0 irrelevant). ``esri``: by default exact in a network of up to
    5000 firms; in a larger one losses below 0.00001 are not carried on, below 0.0001 where more than 1000 stops are
    asked about.
    """

    buyer_from: float = 0.5
    foreign_from: float = 0.5
    single_from: float = 0.8
    essential_from: float = 0.5
    other_inputs: int = 1
    esri: EsriSettings | None = None


@dataclass(frozen=True)
class Place:
    """A critical place.

    ``organisation_id``: whose stop matters (null for a foreign source of several suppliers); ``affected``: the members
    it matters to. ``alternatives``: who else makes or sells the product. ``amount_krub``: what goes through the
    place, thousand roubles; ``share`` of it in the members' purchases of the product (``sole_supplier``,
    ``foreign_source``), in the buyer's purchases of the product (``single_source``: 1), in the output of the seller
    (``single_buyer``); null where not known. ``country``, ``import_share`` of a foreign source: its largest country
    where that is a single source, and the share made abroad. ``certain``: no other source or buyer can be hidden by
    lists that are not complete. ``flows``: the matched flows that it rests on.
    """

    kind: str
    organisation_id: str | None
    product_id: str | None
    affected: tuple[str, ...]
    amount_krub: float
    certain: bool
    flows: tuple[Flow, ...] = field(repr=False)
    alternatives: tuple[str, ...] = ()
    share: float | None = None
    country: str | None = None
    import_share: float | None = None


@dataclass(frozen=True)
class Hit:
    """A member that a stop hits: share of its revenue, and thousand roubles a year."""

    organisation_id: str
    loss: float
    loss_krub: float


@dataclass(frozen=True)
class CriticalFirm:
    """A firm and what its stop costs.

    ``esri``: share of the revenue of everyone in the data that is lost (:func:`kust.chain.esri.calc_esri`);
    ``members_loss`` of the revenue of the members, ``members_loss_krub`` in thousand roubles a year. Null where no
    trade of it is known. ``hits``: the members that lose most, itself left out, at most ten. ``converged``: the sums
    had settled. ``places``: numbers of its places in :attr:`Criticality.places`.
    """

    organisation_id: str
    name: str
    country: str | None
    member: bool
    esri: float | None
    members_loss: float | None
    members_loss_krub: float | None
    hits: tuple[Hit, ...]
    converged: bool
    places: tuple[int, ...]


@dataclass(frozen=True)
class Concentration:
    """How the members' purchases of a product are spread: Herfindahl–Hirschman index of the suppliers, 0..1."""

    product_id: str
    name: str
    bought_krub: float
    suppliers: int
    concentration: float
    largest_supplier_id: str
    largest_share: float
    import_share: float | None


@dataclass(frozen=True)
class Gap:
    """Something that is not known of a member enterprise (:data:`GAPS`)."""

    organisation_id: str
    code: str


@dataclass(frozen=True)
class Criticality:
    """The critical places of one or several clusters; firms by what their stop costs the members, worst first."""

    path: str
    digest: str
    on: date
    year: int
    clusters: tuple[str, ...]
    firms: tuple[CriticalFirm, ...]
    places: tuple[Place, ...]
    products: tuple[Concentration, ...]
    gaps: tuple[Gap, ...]
    settings: CriticalSettings
    esri: EsriSettings
    trade: CriticalTrade = field(repr=False)
