"""The market of a candidate: demand now, who buys and who supplies it from abroad."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kust.niches.candidates import Candidate, is_about_imports
from kust.niches.need import Cause, Need, Source
from kust.niches.niche import Consumer, Range, Supplier

_GRADES = (None, "between", "high", "critical")
HOME = "RU"
_COMMA = re.compile(r",(?![^(]*\))(?!\s*(?:Inc|Ltd|LLC|Co|Corp|S\.|GmbH))")


@dataclass(frozen=True)
class Market:
    """Demand now: units a year (``quantity``), thousand roubles, import share, who buys and who supplies from abroad.

    ``replaced_krub``: what a plant could replace: imports, or everything where the causes are other ones.
    ``price_krub``: thousand roubles a unit of what is made abroad, else of everything. ``is_traded``: the figures are
    those of purchases; otherwise declared ones.
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
    is_traded: bool = True


def describe_market(candidate: Candidate) -> Market:
    """Tell the demand for a candidate.

    Where a buyer's quantity is not told the sum of the others is the lower end. Without any purchases the declared
    figures stand, ranges kept.
    """
    need = candidate.need
    bought = need if need is not None and need.basis != "declared" else None
    causes = _join_causes(candidate)
    amount, imported = (bought.amount_krub, bought.imported_krub) if bought else (None, None)
    return Market(
        quantity=_sum_quantities(bought) if bought else _declared_quantity(candidate),
        amount_krub=amount,
        imported_krub=imported,
        import_share=_import_share(bought) if bought else _declared_share(candidate),
        price_krub=(bought.import_price_krub or bought.price_krub) if bought else None,
        consumers=_consumers(candidate),
        suppliers=_suppliers(candidate),
        causes=causes,
        replaced_krub=imported if is_about_imports(causes) else amount,
        is_traded=bought is not None,
    )


def _sum_quantities(need: Need) -> Range:
    known = [buyer.quantity for buyer in need.buyers if buyer.quantity is not None]
    if not known:
        return Range(need.quantity, need.quantity)
    return Range(sum(known), sum(known) if len(known) == len(need.buyers) else None)


def _declared_quantity(candidate: Candidate) -> Range:
    """Take the declared niche's own figure, else the sum of the declared needs."""
    for niche in candidate.declared:
        if niche.declared.quantity.is_known:
            return niche.declared.quantity
    listed = candidate.need.declared if candidate.need else ()
    return Range(_sum(one.quantity_min for one in listed), _sum(one.quantity_max for one in listed))


def _sum(values: Iterable[float | None]) -> float | None:
    """Add up; null where nothing is there or one of them is missing."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known) if listed and len(known) == len(listed) else None


def _import_share(need: Need) -> Range:
    """Tell the share; its upper end where the origin of a part of what is bought is not told."""
    share, most = need.import_share, need.import_share_max
    return Range(share, share if most is None else most)


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


def _consumers(candidate: Candidate) -> tuple[Consumer, ...]:
    """List key consumers, the largest first; those that a declared niche names stand as it has them."""
    bought = {
        b.organisation_id: Consumer(b.organisation_id, b.name, b.share)
        for n in candidate.all_needs
        for b in n.buyers
    }
    declared = {one.organisation_id: one for niche in candidate.declared for one in niche.consumers}
    return tuple(
        sorted((declared | bought).values(), key=lambda one: (-(one.share or 0.0), one.organisation_id))
    )


def _suppliers(candidate: Candidate) -> tuple[Supplier, ...]:
    """List who supplies from abroad with the share in what is bought, then those that are declared in words."""
    sources = candidate.need.sources if candidate.need else ()
    worked_out = [Supplier(one.name, one.country, one.share) for one in sources if _is_abroad(one)]
    told = [one.foreign_suppliers for need in candidate.all_needs for one in need.declared]
    names = dict.fromkeys(name for text in told if text for name in split_names(text))
    return (*worked_out, *(Supplier(name, None, None) for name in names))


def split_names(text: str) -> list[str]:
    """Split a list of names at semicolons, or where there are none at commas outside brackets.

    A comma before a form of company («Inc.», «Ltd») belongs to the name.

    >>> split_names("Porcher ind (Франция), Alstrem (США)"), split_names("Eins, Inc. (США); Zwei GmbH")
    (['Porcher ind (Франция)', 'Alstrem (США)'], ['Eins, Inc. (США)', 'Zwei GmbH'])
    """
    parts = text.split(";") if ";" in text else _COMMA.split(text)
    return [part.strip() for part in parts if part.strip()]


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
