"""Where what is declared of a need and what is worked out differ: findings with the declaration's row."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kust.data.findings import Finding
from kust.niches.causes import Threshold, grade_import_share
from kust.niches.need import DeclaredNeed, Need, NeedFinding
from kust.quantities import TOLERANCE
from kust.settings import NeedSettings


def find_disagreements(
    need: Need, settings: NeedSettings, thresholds: Mapping[str, Threshold]
) -> Iterator[Finding]:
    """Find where a need's declarations and its purchases differ, and where an origin is not told.

    A declaration is held against what the organisations bought that it names, else against what the cluster bought;
    one of another year, or of organisations whose purchases are not told, against nothing. Codes:
    ``needs.import_share`` and ``needs.quantity`` (further off than ``differs_by``), ``needs.severity_critical`` and
    ``needs.severity_high`` (the figures give this grade, not the declared one), ``needs.no_such_cause`` (import
    dependence is declared, the figures show none), ``needs.unplaced`` (the import share is a range).
    """
    for declared in need.declared:
        meant = _bought_by(need, declared)
        if meant is not None and declared.year in (None, need.year):
            yield from _compare_shares(meant, declared, settings.differs_by)
            yield from _compare_quantities(meant, declared, settings.differs_by)
            yield from _compare_grades(meant, declared, thresholds)
    least, most = need.import_share, need.import_share_max
    if need.basis != "declared" and need.amount_krub and least is not None and most is not None:
        values = {"product": need.name, "least": 100 * least, "most": 100 * most}
        yield NeedFinding("needs.unplaced", "notice", "supplies", value=need.product_id, values=values)


def _bought_by(need: Need, declared: DeclaredNeed) -> Need | None:
    """Narrow a need down to the organisations that a declaration names."""
    if need.basis == "declared" or not need.amount_krub:
        return None
    named = {buyer.organisation_id for buyer in declared.buyers}
    buyers = [buyer for buyer in need.buyers if buyer.organisation_id in named]
    if len(buyers) < len(named):
        return None
    if not named or len(buyers) == len(need.buyers):
        return need
    amount = sum(buyer.amount_krub or 0.0 for buyer in buyers)
    quantities = [buyer.quantity for buyer in buyers if buyer.quantity is not None]
    # Of which buyer the origin is not told the need does not say.
    share = sum(buyer.imported_krub or 0.0 for buyer in buyers) / amount if not need.unplaced_krub else None
    quantity = sum(quantities) if len(quantities) == len(buyers) else None
    return replace(need, quantity=quantity, import_share=share, import_share_max=None)


def _compare_shares(need: Need, declared: DeclaredNeed, slack: float) -> Iterator[Finding]:
    least, most = declared.import_share, declared.import_share_max
    if least is None or need.import_share is None:
        return
    most = least if most is None else most
    top = need.import_share if need.import_share_max is None else need.import_share_max
    if need.import_share > most + slack + TOLERANCE or top < least - slack - TOLERANCE:
        said = {"least": 100 * least, "most": 100 * most, "found": 100 * need.import_share}
        yield _finding("needs.import_share", need, declared, "import_share", said)


def _compare_quantities(need: Need, declared: DeclaredNeed, slack: float) -> Iterator[Finding]:
    bought = need.quantity
    if bought is None:
        return
    least, most = declared.quantity_min, declared.quantity_max
    low = least if least is not None else most
    high = most if most is not None else least
    if low is None or high is None:
        return
    if bought < low * (1 - slack) * (1 - TOLERANCE) or bought > high * (1 + slack) * (1 + TOLERANCE):
        said = {"least": low, "most": high, "found": bought}
        yield _finding("needs.quantity", need, declared, "quantity_min", said)


def _compare_grades(
    need: Need, declared: DeclaredNeed, thresholds: Mapping[str, Threshold]
) -> Iterator[Finding]:
    if need.import_share is None or need.import_share_max is not None:
        return
    found = grade_import_share(need.import_share, thresholds)
    share = {"found": 100 * need.import_share}
    if "import_dependence" in declared.causes and found is None:
        yield _finding("needs.no_such_cause", need, declared, "cause", share)
    elif declared.severity is not None and found is not None:
        # What stands between the two readings of the source is high by one of them.
        grade = "high" if found.grade == "between" else found.grade
        if grade != declared.severity:
            yield _finding(f"needs.severity_{grade}", need, declared, "severity", share)


def _finding(
    code: str, need: Need, declared: DeclaredNeed, column: str, figures: Mapping[str, float]
) -> NeedFinding:
    place = declared.place
    return NeedFinding(
        code,
        "notice",
        place.table,
        place.file,
        place.sheet,
        place.row,
        column,
        declared.need_id,
        {"product": need.name, **figures},
    )
