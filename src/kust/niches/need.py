"""What a need is told as: demand, imports, sources, prices, free capacity, causes with their figures."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from kust.data.findings import Finding
from kust.i18n import plain_number, say
from kust.settings import NeedSettings

CAUSES = (
    "import_dependence",
    "high_cost",
    "outdated_technology",
    "long_haul",
    "missing_characteristics",
    "low_volume",
)


@dataclass(frozen=True)
class Place:
    """A row of the dataset that a figure rests on."""

    table: str
    file: str | None
    sheet: str | None
    row: int | None


@dataclass(frozen=True)
class Buyer:
    """Who buys the product: amount in thousand roubles, quantity in units of the product (null where not told).

    ``share`` of the need's amount; where only quantities are declared, of these; null where neither is known.
    ``price_krub``: thousand roubles a unit.
    """

    organisation_id: str
    name: str
    share: float | None
    amount_krub: float | None
    quantity: float | None
    imported_krub: float | None = None
    price_krub: float | None = None


@dataclass(frozen=True)
class Source:
    """Who supplies the product, and where it was made (``country``, null where not told)."""

    supplier_id: str
    name: str
    country: str | None
    member: bool
    amount_krub: float
    share: float


@dataclass(frozen=True)
class YearDemand:
    """Demand for the product in one year; null where not known."""

    year: int
    quantity: float | None
    amount_krub: float | None
    import_share: float | None


@dataclass(frozen=True)
class Maker:
    """A member that makes the product: output and capacity in units of the product, null where not told."""

    organisation_id: str
    name: str
    output: float | None
    capacity: float | None


@dataclass(frozen=True)
class Cause:
    """A cause that applies, with the rule and the figures behind it.

    ``grade``: ``high``, ``between`` (high by one of two readings of the source), ``critical``; null where the cause has
    no grades. ``basis``: ``figures`` (worked out) or ``declared``. ``value`` is held against ``threshold``; both
    null for a cause that is declared alone. ``evidence`` is the class of the threshold, ``source`` where it is from.
    ``part_of``: the cause that this one is a sub-cause of. ``comparison``: ``>`` or ``>=``. ``against``: whose price a
    high cost is held against, ``domestic`` (what is made at home) or ``others`` (what other buyers pay).
    """

    cause: str
    value: float | None = None
    threshold: float | None = None
    grade: str | None = None
    basis: str = "figures"
    evidence: str | None = None
    source: str = ""
    part_of: str | None = None
    comparison: str | None = None
    against: str | None = None


@dataclass(frozen=True)
class DeclaredNeed:
    """A row of the table ``needs``, ranges kept as ranges."""

    need_id: str
    year: int | None
    quantity_min: float | None
    quantity_max: float | None
    amount_krub: float | None
    import_share: float | None
    import_share_max: float | None
    causes: tuple[str, ...]
    required_characteristics: str | None
    severity: str | None
    foreign_suppliers: str | None
    source: str | None
    certainty: str | None
    buyers: tuple[Buyer, ...]
    place: Place


@dataclass(frozen=True)
class Need:
    """What the participants of a cluster need of one product in a year.

    Figures of purchases: ``quantity`` (units of the product, null where a row does not tell it), ``amount_krub``,
    ``imported_krub`` (thousand roubles), ``import_share`` with ``import_share_max`` where it is a range (declared, or
    the origin of a part is not told). All are null where nothing was traded and nothing is declared; where the
    purchases are known to be 0, import share and buyers (without their figures) are the declared ones.
    ``basis``: ``supplies``, ``declared`` or ``both``. ``concentration``: Herfindahl–Hirschman index of the sources,
    0..1; ``foreign_concentration`` of the foreign ones. Prices: thousand roubles a unit: ``import_price_krub`` of what
    was made abroad, ``domestic_price_krub`` of what was made at home, ``others_price_krub`` what buyers outside the
    cluster pay. ``free_capacity``: units that members could make more of, null where not known; where ``makers`` is
    empty and the cluster tells its outputs, nobody makes it, so 0. ``unplaced_krub``: bought of unknown origin,
    thousand roubles. ``haul_km``: mean distance from supplier to buyer, kilometres as the crow flies, of that share of
    the amount (``haul_known_share``) for which both places are known.
    """

    cluster_id: str
    product_id: str
    name: str
    unit: str | None
    year: int
    basis: str
    quantity: float | None
    amount_krub: float | None
    imported_krub: float | None
    import_share: float | None
    import_share_max: float | None
    concentration: float | None
    foreign_concentration: float | None
    price_krub: float | None
    import_price_krub: float | None
    domestic_price_krub: float | None
    others_price_krub: float | None
    makers: tuple[Maker, ...]
    free_capacity: float | None
    buyers: tuple[Buyer, ...]
    sources: tuple[Source, ...]
    history: tuple[YearDemand, ...]
    causes: tuple[Cause, ...]
    declared: tuple[DeclaredNeed, ...] = ()
    unplaced_krub: float | None = None
    haul_km: float | None = None
    haul_known_share: float | None = None
    clusters: tuple[str, ...] = ()


@dataclass(frozen=True)
class NeedFinding(Finding):
    """A disagreement about a need; its words stand in ``words/needs.toml``."""

    def _say(self, lang: str, words: str) -> str:
        figures = {
            name: plain_number(v, lang) if isinstance(v, float) else v for name, v in self.values.items()
        }
        return say(self.code, words, value=self.value, **figures)


@dataclass(frozen=True)
class Needs:
    """The needs of one or several clusters, with what they were worked out from.

    ``has_supplies``: whether there are supplies of the year at all; without them purchases are not known, not 0.
    """

    path: str
    digest: str
    on: date
    year: int
    clusters: tuple[str, ...]
    needs: tuple[Need, ...]
    findings: tuple[Finding, ...]
    settings: NeedSettings = field(default_factory=NeedSettings)
    has_supplies: bool = True


def as_json(needs: Needs) -> dict[str, Any]:
    """Bring needs into JSON: codes and unrounded figures, null where not known."""
    return {
        "dataset": needs.path,
        "digest": needs.digest,
        "on": needs.on.isoformat(),
        "year": needs.year,
        "clusters": list(needs.clusters),
        "has_supplies": needs.has_supplies,
        "needs": [_listed(asdict(need)) for need in needs.needs],
        "findings": [asdict(finding) for finding in needs.findings],
        "settings": needs.settings.model_dump(),
    }


def _listed(value: Any) -> Any:
    """Turn tuples into lists, as JSON reads them back."""
    if isinstance(value, dict):
        return {key: _listed(one) for key, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, tuple | list) else value
