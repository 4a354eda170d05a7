"""Who says a figure of a niche: supplies of the year, or needs and niches that were declared, with their certainty."""

from collections.abc import Iterable

from kust.documents.niches.telling import Telling, join
from kust.niches.need import DeclaredNeed
from kust.niches.niche import Declared

# Words of the certainty and the source.
Said = tuple[str, str | None]
# The column of a declared need that holds a figure.
_COLUMNS = {"quantity": "quantity_min", "import_share": "import_share"}


def declared_needs(telling: Telling) -> list[DeclaredNeed]:
    """List the declared needs that the niche answers."""
    return [declared for need in telling.niche.needs for declared in need.declared]


def certainty_of_niche(telling: Telling, one: Declared) -> str:
    """Word the certainty of one figure of a declared niche: the niche has that of its least certain figure.

    Where the source leaves something open, its own words above say how certain each figure is.
    """
    if one.certainty is None or one.unpaired:
        return ""
    return telling.certainty(one.certainty, at_least=one.certainty in ("B", "C"))


def who_declares(telling: Telling, figure: str) -> list[Said]:
    """List who declares ``quantity`` or ``import_share``: needs, whose certainty is their own, then niches."""
    rows = [row for row in declared_needs(telling) if getattr(row, _COLUMNS[figure]) is not None]
    niches = [one for one in telling.niche.declared if getattr(one, figure).is_known]
    return [
        *((telling.certainty(row.certainty), row.source) for row in rows),
        *((certainty_of_niche(telling, one), one.source) for one in niches),
    ]


def who_names(telling: Telling, cause: str) -> list[Said]:
    """List the declared needs and niches that name a cause."""
    rows = [row for row in declared_needs(telling) if cause in row.causes]
    niches = [one for one in telling.niche.declared if cause in one.causes]
    return [
        *((telling.certainty(row.certainty), row.source) for row in rows),
        *((certainty_of_niche(telling, one), one.source) for one in niches),
    ]


def grounds(telling: Telling, said: Iterable[Said]) -> str:
    """Word certainties with their sources, each once."""
    words = (f"{certainty} {telling.refer(source)}".strip() for certainty, source in said)
    return join(*dict.fromkeys(words))


def ground(telling: Telling, figure: str) -> str:
    """Say where a figure of the demand is from, with certainty and sources."""
    said = who_declares(telling, figure)
    basis = ("both" if said else "supplies") if _is_traded(telling, figure) else "declared"
    rows = [one for one in telling.niche.declared if getattr(one, figure).is_known]
    words = telling.tell(f"basis_of.{basis}", year=telling.year)
    return join(words, grounds(telling, said), reserve(telling, rows))


def _is_traded(telling: Telling, figure: str) -> bool:
    """Tell whether a figure is that of supplies: where 0 was bought there is nothing to divide for an import share."""
    amount = telling.niche.amount_krub
    return amount is not None and (figure == "quantity" or amount > 0)


def reserve(telling: Telling, declared: Iterable[Declared]) -> str:
    """Point to what the source of declared niches leaves open, which the card says above."""
    return telling.tell("unpaired_see") if any(one.unpaired for one in declared) else ""


def tell_unpaired(telling: Telling) -> tuple[str, ...]:
    """Tell what sources print without saying to which niche it belongs, and how certain the niche is."""
    return tuple(_unpaired(telling, one) for one in telling.niche.declared if one.unpaired)


def _unpaired(telling: Telling, one: Declared) -> str:
    text = f"{one.unpaired} {telling.refer(one.source)}".strip()
    if one.certainty is None:
        return text
    return f"{text}. {telling.tell('certainty_of_niche', certainty=one.certainty)}"


def ground_short(telling: Telling, figure: str) -> str:
    """Say in a few words what a main figure rests on."""
    if _is_traded(telling, figure):
        return telling.tell("year", year=telling.year)
    certainty = next((words for words, _ in who_declares(telling, figure) if words), "")
    return join(telling.tell("basis_of.declared"), certainty)
