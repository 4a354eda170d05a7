"""The market of a candidate: demand of every buyer once, however many clusters it is in."""

from collections.abc import Iterable
from dataclasses import dataclass

from kust.niches.candidates import Candidate, is_about_imports
from kust.niches.need import Buyer, Cause, Need, Source
from kust.niches.niche import Consumer, Range, Supplier

_GRADES = (None, "between", "high", "critical")
HOME = "RU"


@dataclass(frozen=True)
class Market:
    """Demand now: units a year (``quantity``), thousand roubles, import share, who buys and who supplies from abroad.

    ``replaced_krub``: what a plant could replace: imports, or everything where the causes are other ones.
    ``price_krub``: thousand roubles a unit of what is made abroad, else of everything.
    """

    quantity: Range
    amount_krub: float | None
    imported_krub: float | None
    import_share: Range
    price_krub: float | None
    consumers: tuple[Consumer, ...]
    suppliers: tuple[Supplier, ...]
    causes: tuple[Cause, ...]
    replaced_krub: float | None = None


def describe_market(candidate: Candidate) -> Market:
    """Put together the demand for a candidate over buyers and clusters.

    Sums run over organisations, so that a firm in two clusters counts once. Where a buyer's quantity is not told the
    sum of the others is the lower end. Without any purchases the declared figures stand, ranges kept.
    """
    traded = [need for need in candidate.needs if need.amount_krub is not None]
    buyers = _unique_buyers(traded)
    amount, imported = _sum(b.amount_krub for b in buyers), _sum(b.imported_krub for b in buyers)
    share = imported / amount if amount and imported is not None else None
    causes = _join_causes(candidate)
    return Market(
        quantity=_join_quantities(buyers) if buyers else _declared_quantity(candidate),
        amount_krub=amount,
        imported_krub=imported,
        import_share=_import_share(traded, share) if traded else _declared_share(candidate),
        price_krub=_price(traded),
        consumers=_consumers(candidate, buyers, amount),
        suppliers=_suppliers(candidate, traded),
        causes=causes,
        replaced_krub=imported if is_about_imports(causes) else amount,
    )


def _unique_buyers(needs: Iterable[Need]) -> list[Buyer]:
    """List each buyer once; purchases are a firm's own, whatever cluster asks."""
    found = {buyer.organisation_id: buyer for need in needs for buyer in need.buyers}
    return [found[one] for one in sorted(found)]


def _sum(values: Iterable[float | None]) -> float | None:
    """Add up; null where nothing is there or one of them is missing."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known) if listed and len(known) == len(listed) else None


def _join_quantities(buyers: Iterable[Buyer]) -> Range:
    listed = [buyer.quantity for buyer in buyers]
    known = [quantity for quantity in listed if quantity is not None]
    if not known:
        return Range()
    return Range(sum(known), sum(known) if len(known) == len(listed) else None)


def _declared_quantity(candidate: Candidate) -> Range:
    """Take the declared niche's own figure, else the sum of the declared needs."""
    for niche in candidate.declared:
        if niche.declared.quantity.is_known:
            return niche.declared.quantity
    listed = [one for need in candidate.needs for one in need.declared]
    return Range(_sum(one.quantity_min for one in listed), _sum(one.quantity_max for one in listed))


def _import_share(needs: Iterable[Need], share: float | None) -> Range:
    """Tell the share; its upper end where the origin of a part of what is bought is not told."""
    upper = [need.import_share_max for need in needs if need.import_share_max is not None]
    return Range(share, max(upper) if upper and share is not None and max(upper) > share else share)


def _declared_share(candidate: Candidate) -> Range:
    for niche in candidate.declared:
        if niche.declared.import_share.is_known:
            least, most = niche.declared.import_share.least, niche.declared.import_share.most
            return Range(least, most if most is not None else least)
    ends = [(one.import_share, one.import_share_max) for need in candidate.all_needs for one in need.declared]
    known = [(least, most if most is not None else least) for least, most in ends if least is not None]
    if not known:
        return Range()
    return Range(min(least for least, _ in known), max(most for _, most in known))


def _price(needs: Iterable[Need]) -> float | None:
    """Price a unit: weighted by amount where clusters pay differently."""
    prices = [
        (need.import_price_krub or need.price_krub, need.amount_krub)
        for need in needs
        if (need.import_price_krub or need.price_krub) and need.amount_krub
    ]
    units = sum(amount / price for price, amount in prices if price and amount)
    return sum(amount for _, amount in prices if amount) / units if units else None


def _consumers(candidate: Candidate, buyers: Iterable[Buyer], amount: float | None) -> tuple[Consumer, ...]:
    """List key consumers, the largest first; those that a declared niche names stand as it has them."""
    declared = {one.organisation_id: one for niche in candidate.declared for one in niche.consumers}
    shares = [
        Consumer(
            b.organisation_id,
            b.name,
            b.amount_krub / amount if amount and b.amount_krub is not None else None,
        )
        for b in buyers
    ]
    if not shares:
        said = {b.organisation_id: b for need in candidate.all_needs for b in need.buyers}
        shares = [Consumer(b.organisation_id, b.name, b.share) for b in said.values()]
    known = {one.organisation_id for one in shares}
    shares += [one for organisation, one in declared.items() if organisation not in known]
    return tuple(sorted(shares, key=lambda one: (-(one.share or 0.0), one.organisation_id)))


def _suppliers(candidate: Candidate, needs: Iterable[Need]) -> tuple[Supplier, ...]:
    """List who supplies from abroad with the share in what is bought, then those that are declared in words."""
    seen: dict[tuple[str, str | None], tuple[str, float]] = {}
    whole = 0.0
    for need in needs:
        whole += need.amount_krub or 0.0
        for source in need.sources:
            if _is_abroad(source):
                key = (source.supplier_id, source.country)
                seen[key] = (source.name, seen.get(key, ("", 0.0))[1] + source.amount_krub)
    worked_out = [
        Supplier(name, country, amount / whole if whole else None)
        for (_, country), (name, amount) in sorted(seen.items(), key=lambda item: (-item[1][1], item[0][0]))
    ]
    told = [one.foreign_suppliers for need in candidate.all_needs for one in need.declared]
    names = dict.fromkeys(name.strip() for text in told if text for name in text.split(",") if name.strip())
    return (*worked_out, *(Supplier(name, None, None) for name in names))


def _is_abroad(source: Source) -> bool:
    return source.country is not None and source.country != HOME


def _join_causes(candidate: Candidate) -> tuple[Cause, ...]:
    """Take each cause once with its gravest grade; those of a declared niche are added."""
    found: dict[tuple[str, str], Cause] = {}
    for need in candidate.all_needs:
        for cause in need.causes:
            key = (cause.cause, cause.basis)
            if key not in found or _gravity(cause) > _gravity(found[key]):
                found[key] = cause
    for niche in candidate.declared:
        for name in niche.declared.causes:
            found.setdefault((name, "declared"), Cause(name, basis="declared", source=niche.declared.source))
    return tuple(found.values())


def _gravity(cause: Cause) -> tuple[int, float]:
    return (_GRADES.index(cause.grade), cause.value if cause.value is not None else -1.0)
