"""Critical places on a terminal: whose stop costs most, what hangs on one source, and the rows behind one firm."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

from kust.chain.critical_places import CriticalFirm, Criticality, Place
from kust.cli.terminal import new_table
from kust.i18n import number, percent, say

_NAMES = 3
_NAMES_OF_GAP = 8
# Each place is told in the table of its kind; a sole supplier stands among the firms.
_TABLES = {
    "foreign": ("foreign_source",),
    "single_sources": ("single_source",),
    "single_buyers": ("single_buyer",),
    "passages": ("passage_out", "passage_in"),
}


def present(found: Criticality, top: int, console: Console, lang: str) -> None:
    """Print whose stop costs most, the places by kind, concentration, and what is not known."""
    page = Page(found, console, lang)
    if not found.firms and not found.places:
        console.print(say("critical.nothing", lang, year=found.year))
    else:
        _print_firms(page, top)
        for heading, kinds in _TABLES.items():
            _print_places(page, heading, kinds, top)
        _print_concentration(page, top)
    _print_gaps(page)


@dataclass(frozen=True)
class Page:
    """What is printed, where and in which language."""

    found: Criticality
    console: Console
    lang: str

    def say(self, code: str, /, **values: object) -> str:
        return say(f"critical.{code}", self.lang, **values)

    def name(self, organisation: str | None) -> str:
        known = self.found.trade.organisations
        name = (
            known[organisation].name
            if organisation is not None and organisation in known
            else str(organisation)
        )
        return escape(name)

    def names(self, organisations: Iterable[str], most: int = _NAMES) -> str:
        return self.listed([self.name(one) for one in organisations], most)

    def products(self, products: Iterable[str | None], most: int = _NAMES) -> str:
        return self.listed([self.product(one) for one in products], most)

    def product(self, product: str | None) -> str:
        return escape(self.found.trade.products.get(product or "", str(product)))

    def listed(self, words: Sequence[str], most: int) -> str:
        more = self.say("and_more", count=len(words) - most) if len(words) > most else ""
        return ", ".join(words[:most]) + more

    def heading(self, code: str) -> None:
        self.console.print(f"\n{self.say(code)}", style="bold")

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        top: int,
        numbers: str = "",
        leading: int = 0,
    ) -> None:
        """Print a table; columns named in ``numbers`` stand to the right, ``leading`` lines between rows."""
        table = new_table(*(self.say(f"column.{column}") for column in columns))
        table.leading = leading
        for column, name in zip(table.columns, columns, strict=True):
            if name in numbers.split():
                column.justify = "right"
        for row in rows[:top]:
            table.add_row(*row)
        self.console.print(table)
        if len(rows) > top:
            self.console.print(self.say("more", count=len(rows) - top))


def _print_firms(page: Page, top: int) -> None:
    found = page.found
    page.console.print(page.say("title", on=found.on.isoformat(), year=found.year), style="bold")
    notes = [page.say("explained"), page.say("replaceable" if found.esri.replaceable else "irreplaceable")]
    if found.esri.cutoff:
        notes.append(page.say("cutoff", cutoff=f"{found.esri.cutoff:g}"))
    unsettled = sum(firm.esri is not None and not firm.converged for firm in found.firms)
    if unsettled:
        notes.append(page.say("not_settled", count=unsettled))
    page.console.print(" ".join(notes))
    page.heading("firms")
    rows = [
        (str(rank), _title(page, firm), _loss(page, firm), _hits(page, firm), _reasons(page, firm))
        for rank, firm in enumerate(found.firms, 1)
    ]
    page.table(("rank", "organisation", "loss", "hits", "reasons"), rows, top, "loss", leading=1)
    hidden = sum(not place.certain for place in found.places)
    if hidden:
        page.console.print(page.say("certain", count=hidden, all=len(found.places)))
    if not found.places:
        page.console.print(page.say("none"))


def _title(page: Page, firm: CriticalFirm) -> str:
    marks = [firm.organisation_id]
    if firm.country not in ("RU", None):
        marks.append(page.say("country", country=firm.country))
    elif not firm.member:
        marks.append(page.say("outsider"))
    return f"{page.name(firm.organisation_id)}\n[dim]{escape(', '.join(marks))}[/]"


def _loss(page: Page, firm: CriticalFirm) -> str:
    if firm.members_loss is None:
        return page.say("loss_unknown")
    amount = number(firm.members_loss_krub, page.lang, 0)
    return page.say("loss", share=percent(firm.members_loss, page.lang), amount=amount)


def _hits(page: Page, firm: CriticalFirm, most: int = _NAMES) -> str:
    words = [
        page.say("hit", name=page.name(hit.organisation_id), share=percent(hit.loss, page.lang, 0))
        for hit in firm.hits[:most]
    ]
    return "\n".join(words) or "–"


def _reasons(page: Page, firm: CriticalFirm) -> str:
    """Say why a firm is critical, and under each reason what to do about it."""
    by_kind: dict[str, list[Place]] = {}
    for place in (page.found.places[one] for one in firm.places):
        by_kind.setdefault(place.kind, []).append(place)
    lines = []
    for kind in (
        "sole_supplier",
        "foreign_source",
        "single_source",
        "single_buyer",
        "passage_out",
        "passage_in",
    ):
        if own := by_kind.get(kind):
            affected = dict.fromkeys(one for place in own for one in place.affected)
            about = {
                "products": page.products(place.product_id for place in own),
                "names": page.names(affected),
            }
            lines.append((kind, about))
    lines = lines or [("none", {})]
    return "\n".join(
        f"{page.say(f'reason.{kind}', **about)}\n[dim]→ {page.say(f'advice.{kind}')}[/]"
        for kind, about in lines
    )


Cells = Callable[[Page, Place], tuple[str, ...]]


def _print_places(page: Page, heading: str, kinds: Sequence[str], top: int) -> None:
    columns, cells = _SHOWN[heading]
    places = [place for place in page.found.places if place.kind in kinds]
    if not places:
        return
    page.heading(heading)
    page.table(columns, [cells(page, place) for place in places], top, "amount share output_share")
    advice = dict.fromkeys(page.say(f"advice.{place.kind}") for place in places)
    page.console.print(f"[dim]→ {'; '.join(advice)}[/]")


def _foreign_cells(page: Page, place: Place) -> tuple[str, ...]:
    share, imports = percent(place.share, page.lang, 0), percent(place.import_share, page.lang, 0)
    return (
        page.product(place.product_id),
        _source(page, place),
        page.say("import_part", share=share, imports=imports),
        number(place.amount_krub, page.lang, 0),
        page.names(place.affected),
    )


def _source(page: Page, place: Place) -> str:
    """Say where a foreign source is: the country, and through whom."""
    country = escape(place.country or page.say("several_countries"))
    if place.organisation_id is None:
        return page.say("several_suppliers", country=country)
    return page.say("via", country=country, name=page.name(place.organisation_id))


def _source_cells(page: Page, place: Place) -> tuple[str, ...]:
    return (
        page.names(place.affected),
        page.product(place.product_id),
        page.name(place.organisation_id),
        number(place.amount_krub, page.lang, 0),
        page.names(place.alternatives),
    )


def _buyer_cells(page: Page, place: Place) -> tuple[str, ...]:
    amount = number(place.amount_krub, page.lang, 0)
    share = percent(place.share, page.lang, 0)
    return page.names(place.affected), page.name(place.organisation_id), share, amount


def _passage_cells(page: Page, place: Place) -> tuple[str, ...]:
    direction = page.say(f"direction.{place.kind}")
    return page.name(place.organisation_id), direction, page.names(place.affected)


_SHOWN: dict[str, tuple[tuple[str, ...], Cells]] = {
    "foreign": (("product", "source", "share", "amount", "buyers"), _foreign_cells),
    "single_sources": (("buyer", "product", "supplier", "amount", "alternatives"), _source_cells),
    "single_buyers": (("seller", "buyer", "output_share", "amount"), _buyer_cells),
    "passages": (("organisation", "direction", "cut_off"), _passage_cells),
}


def _print_concentration(page: Page, top: int) -> None:
    spread = [product for product in page.found.products if product.suppliers > 1]
    if not spread:
        return
    page.heading("concentration")
    spread.sort(key=lambda one: (-one.concentration, one.product_id))
    rows = [
        (
            escape(one.name),
            number(one.bought_krub, page.lang, 0),
            str(one.suppliers),
            number(one.concentration, page.lang, 2),
            f"{page.name(one.largest_supplier_id)}, {percent(one.largest_share, page.lang, 0)}",
            percent(one.import_share, page.lang, 0),
        )
        for one in spread
    ]
    columns = ("product", "amount", "suppliers", "hhi", "largest", "imports")
    page.table(columns, rows, top, "amount suppliers hhi imports")


def _print_gaps(page: Page) -> None:
    by_code: dict[str, list[str]] = {}
    for gap in page.found.gaps:
        by_code.setdefault(gap.code, []).append(gap.organisation_id)
    if by_code:
        page.heading("gaps")
    for code, organisations in by_code.items():
        page.console.print(page.say(f"gap.{code}", names=page.names(organisations, _NAMES_OF_GAP)))


def tell_place(page: Page, place: Place, code: str) -> str:
    """Say a place by itself: with the code ``why`` of whom it hangs on, with ``hangs`` of whom it affects."""
    unknown = place.kind == "single_buyer" and place.share is None
    return page.say(
        f"{code}.{place.kind}{'_unknown' if unknown else ''}",
        product=page.product(place.product_id),
        name=page.name(place.organisation_id),
        source=_source(page, place),
        affected=page.names(place.affected, 10),
        alternatives=page.names(place.alternatives, 5),
        share=percent(place.share, page.lang, 0),
        country=escape(place.country or page.say("several_countries")),
    )
