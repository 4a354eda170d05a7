"""Why a firm is critical, on a terminal: whom its stop hits, its places, and the rows behind each."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from kust.chain.critical_places import CriticalFirm, Criticality
from kust.chain.critical_rows import find_place_rows, narrow_places
from kust.chain.link_rows import SourceRow
from kust.cli.present_critical import Page, tell_place
from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.i18n import number, percent

_ROWS = 12


def present_why(dataset: Dataset, found: Criticality, organisation: str, console: Console, lang: str) -> None:
    """Print what hangs on one organisation.

    Raises
    ------
    UsageError
        There is no such organisation.
    """
    page = Page(found, console, lang)
    firm = next((one for one in found.firms if one.organisation_id == organisation), None)
    if firm is None:
        known = found.trade.organisations
        if organisation not in known:
            told = ", ".join([one.organisation_id for one in found.firms][:20])
            raise UsageError("unknown_organisation", organisation=organisation, known=told)
        console.print(page.say("why.not_here", organisation=organisation), markup=False)
        return
    title = page.say("why.title", name=page.name(organisation), organisation=escape(organisation))
    console.print(title, style="bold")
    console.print(_loss(page, firm))
    if firm.hits:
        hits = [
            page.say("hit", name=page.name(hit.organisation_id), share=percent(hit.loss, lang, 0))
            for hit in firm.hits
        ]
        console.print(page.say("why.hits", names=", ".join(hits)))
    if firm.places:
        page.heading("why.holds")
        _print_places(dataset, page, firm.places, "why")
    else:
        console.print(page.say("why.no_places"))
    own = narrow_places(found, organisation)
    if own.places:
        page.heading("why.hangs")
        _print_places(dataset, Page(own, console, lang), range(len(own.places)), "hangs")


def _loss(page: Page, firm: CriticalFirm) -> str:
    if firm.members_loss is None:
        return page.say("why.loss_unknown")
    return page.say(
        "why.loss",
        share=percent(firm.members_loss, page.lang),
        amount=number(firm.members_loss_krub, page.lang, 0),
        esri=percent(firm.esri, page.lang),
    )


def _print_places(dataset: Dataset, page: Page, places: Sequence[int], code: str) -> None:
    rows = find_place_rows(dataset, page.found, places)
    shown = [
        (
            tell_place(page, page.found.places[place], code),
            number(page.found.places[place].amount_krub, page.lang, 0),
            _places(page, rows[place]),
        )
        for place in places
    ]
    page.table(("place", "amount", "rows"), shown, len(shown), "amount")


def _places(page: Page, rows: Sequence[SourceRow]) -> str:
    by_file: dict[str, list[str]] = {}
    for row in rows:
        name = f"{row.file or row.table}" + (f" «{row.sheet}»" if row.sheet else "")
        by_file.setdefault(name, []).append(str(row.row))
    return "\n".join(f"{escape(name)}: {page.listed(numbers, _ROWS)}" for name, numbers in by_file.items())
