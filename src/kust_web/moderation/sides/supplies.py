"""Supplies seen from both sides: what a firm and its partner each say of one, and what is to be done about it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from kust.quantities import TOLERANCE
from kust_web.registry.models import model_of

BUYER, SUPPLIER = "buyer", "supplier"
ROLES = (BUYER, SUPPLIER)
# In the order in which they want to be worked off.
STATES = ("waiting", "differs", "not_ours", "denied", "unconfirmed", "agreed")
AGREED = "agreed"
OPEN = ("waiting", "differs", "not_ours", "denied")
MOST_LINES = 30


@dataclass(frozen=True, order=True)
class FlowKey:
    """A supply as one firm sees it: it is the ``role``, the other side is the partner."""

    role: str
    partner_id: str
    product_id: str
    year: int

    def sides(self, firm: str) -> dict[str, Any]:
        """Return the columns of ``supplies`` that name the flow."""
        other = SUPPLIER if self.role == BUYER else BUYER
        return {
            f"{self.role}_id": firm,
            f"{other}_id": self.partner_id,
            "product_id": self.product_id,
            "year": self.year,
        }


@dataclass(frozen=True)
class Flow:
    """A supply with the rows that the firm reports and those that the other side, else the ledger, does."""

    key: FlowKey
    own: tuple[Any, ...]
    theirs: tuple[Any, ...]
    told_by: str  # supplier, buyer or ledger: whose rows ``theirs`` are

    @property
    def own_krub(self) -> float | None:
        return sum(row.amount_krub for row in self.own) if self.own else None

    @property
    def their_krub(self) -> float | None:
        return sum(row.amount_krub for row in self.theirs) if self.theirs else None

    @property
    def own_quantity(self) -> float | None:
        return _sum_quantity(self.own)

    @property
    def their_quantity(self) -> float | None:
        return _sum_quantity(self.theirs)

    @property
    def gap(self) -> float:
        """Return by how much the two sides are apart; a side that is silent has told nothing yet."""
        return abs((self.own_krub or 0.0) - (self.their_krub or 0.0))

    @property
    def state(self) -> str:
        own, theirs = self.own_krub, self.their_krub
        if own is None:
            return "waiting"
        if theirs is None:
            return "unconfirmed"
        if not is_apart(own, theirs):
            return "agreed"
        return "not_ours" if own == 0 else "denied" if theirs == 0 else "differs"

    @property
    def is_answerable(self) -> bool:
        """Tell whether there is something of the other side's to confirm."""
        return bool(self.theirs) and self.state != "agreed"

    @property
    def partner_spoke_last(self) -> bool:
        """Tell whether the other side has changed its figures since this one answered."""
        if not self.own or not self.theirs or self.state == "agreed":
            return False
        return max(row.change_id for row in self.theirs) > max(row.change_id for row in self.own)

    @property
    def comment(self) -> str:
        """Return what the firm said when it told other figures than its partner."""
        last = max(self.own, key=lambda row: row.change_id, default=None)
        return last.change.reason if last is not None and last.change.kind == "confirm" else ""

    @property
    def their_comment(self) -> str:
        last = max(self.theirs, key=lambda row: row.change_id, default=None)
        return last.change.reason if last is not None and last.change.kind == "confirm" else ""

    @property
    def seen(self) -> str:
        """Return a mark of the rows as they stand, which differs as soon as either side changes one."""
        return mark_of([*self.own, *self.theirs])


def is_apart(one: float, other: float) -> bool:
    """Tell whether two amounts differ, as ``kust.data.differences`` does."""
    return abs(one - other) > TOLERANCE * max(abs(one), abs(other))


def mark_of(rows: Iterable[Any]) -> str:
    """Name a set of rows by who they are and what wrote them last."""
    places = sorted((row.pk, row.change_id) for row in rows)
    return hashlib.sha256(repr(places).encode()).hexdigest()[:16]


def _sum_quantity(rows: tuple[Any, ...]) -> float | None:
    told = [row.quantity for row in rows]
    return None if not told or None in told else sum(told)


def rows_of(firm: str, year: int | None = None) -> QuerySet[Any]:
    """Find the supplies that a firm is a side of; those to itself are nobody's to confirm."""
    rows = model_of("supplies").objects.filter(Q(buyer_id=firm) | Q(supplier_id=firm), is_removed=False)
    rows = rows.exclude(buyer_id=firm, supplier_id=firm)
    return rows if year is None else rows.filter(year=year)


def find_flows(firm: str, year: int) -> list[Flow]:
    """List a firm's supplies of a year, those to be worked off first, the largest gap first."""
    rows = rows_of(firm, year).select_related("change")
    flows = group(firm, rows)
    return sorted(flows, key=lambda flow: (STATES.index(flow.state), -flow.gap, flow.key))


def find_flows_of(firm: str, keys: Iterable[FlowKey], *, lock: bool = False) -> dict[FlowKey, Flow]:
    """Find supplies as they stand; ``lock`` holds their rows until the transaction ends."""
    wanted = set(keys)
    if not wanted:
        return {}
    partners = {key.partner_id for key in wanted}
    rows = rows_of(firm).filter(
        Q(buyer_id__in=partners) | Q(supplier_id__in=partners),
        year__in={key.year for key in wanted},
        product_id__in={key.product_id for key in wanted},
    )
    rows = rows.select_related("change").order_by("pk")
    flows = group(firm, rows.select_for_update(of=("self",)) if lock else rows)
    return {flow.key: flow for flow in flows if flow.key in wanted}


def find_flow(firm: str, key: FlowKey) -> Flow | None:
    return find_flows_of(firm, [key]).get(key)


def group(firm: str, rows: Iterable[Any]) -> list[Flow]:
    """Bring rows together that tell of the same supply."""
    told: dict[FlowKey, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        role = BUYER if row.buyer_id == firm else SUPPLIER
        partner = row.supplier_id if role == BUYER else row.buyer_id
        key = FlowKey(role, partner, row.product_id, row.year)
        told[key][row.reported_by or "ledger"].append(row)
    flows = []
    for key, sides in told.items():
        other = SUPPLIER if key.role == BUYER else BUYER
        told_by = "ledger" if sides["ledger"] and not sides[other] else other
        flows.append(Flow(key, _ordered(sides[key.role]), _ordered(sides[told_by]), told_by))
    return flows


def _ordered(rows: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(rows, key=lambda row: row.pk))


@dataclass(frozen=True)
class Overwritten:
    """What a firm had answered, and who has written over it since."""

    key: FlowKey
    said_krub: float
    said_at: Any
    now_krub: float | None  # None where the row was removed
    change: Any


def find_overwritten(firm: str, year: int) -> dict[FlowKey, Overwritten]:
    """Find the answers that somebody wrote over by other means: an upload, a return, a correction."""
    model = model_of("supplies")
    said: dict[int, Any] = {}
    own = Q(buyer_id=firm, reported_by=BUYER) | Q(supplier_id=firm, reported_by=SUPPLIER)
    past = model.history.filter(own, year=year, change__kind="confirm").order_by("history_id")
    for state in past:
        said[state.id] = state
    rows = model.objects.filter(pk__in=said).exclude(change__kind__in=("confirm", "undo", "merge"))
    found = {}
    for row in rows.select_related("change__user"):
        before = said[row.pk]
        if before.is_removed or (not row.is_removed and not is_apart(row.amount_krub, before.amount_krub)):
            continue
        key = group(firm, [row])[0].key
        now = None if row.is_removed else row.amount_krub
        found[key] = Overwritten(key, before.amount_krub, before.history_date, now, row.change)
    return found


def find_years(firm: str) -> list[int]:
    """List the years of which a firm's supplies are told, the latest first."""
    years = rows_of(firm).order_by().values_list("year", flat=True).distinct()
    return sorted(years, reverse=True)


def count_states(firm: str) -> dict[int, dict[str, int]]:
    """Count a firm's supplies by year and state."""
    counts: dict[int, dict[str, int]] = {}
    for flow in group(firm, rows_of(firm).defer("contract", "origin").select_related("change")):
        counts.setdefault(flow.key.year, dict.fromkeys(STATES, 0))[flow.state] += 1
    return counts


def count_to_do(firm: str) -> dict[int, int]:
    """Count a firm's supplies that are to be worked off, by year, the latest first; years without one are left out."""
    open_ones = {year: sum(of[state] for state in OPEN) for year, of in count_states(firm).items()}
    return {year: open_ones[year] for year in sorted(open_ones, reverse=True) if open_ones[year]}
