"""The rows of a return: what the registry knows of the year, and what was there before and asks for an answer."""

import secrets
from typing import Any

from django.db import transaction

from kust_web.moderation.cells import write_cell
from kust_web.moderation.models import Entry, Return
from kust_web.moderation.naming import labels_of
from kust_web.moderation.returns.sections import SECTIONS, Section
from kust_web.moderation.rights import clusters_of
from kust_web.people.models import User
from kust_web.registry.models import model_of

_LISTS = {"organisations": "organisations", "products": "products"}


def begin(organisation_id: str, year: int, user: User) -> Return:
    """Begin a return, or open an accepted one again, with what the registry says of the year."""
    with transaction.atomic():
        found, _ = Return.objects.get_or_create(
            organisation_id=organisation_id, year=year, defaults={"made_by": user, "state": Return.DRAFT}
        )
        found = Return.objects.select_for_update().get(pk=found.pk)
        if found.state == Return.ACCEPTED or not found.entries.exists():
            found.entries.all().delete()
            Entry.objects.bulk_create(_fill(found))
            found.step(Return.DRAFT, user)
            found.save()
    return found


def _fill(of: Return) -> list[Entry]:
    firm, year = of.organisation_id, of.year
    members = rows_of("memberships", organisation_id=firm, cluster_id__in=clusters_of(firm))
    entries = [_entry(of, SECTIONS["facts"], row) for row in members]
    accounts = rows_of("accounts", organisation_id=firm, year=year)
    entries.append(_entry(of, SECTIONS["figures"], accounts[0] if accounts else None))
    entries += _with_blanks(of, SECTIONS["outputs"], {"organisation_id": firm}, ("product_id",))
    for code, mine, other in (("sales", "supplier", "buyer_id"), ("purchases", "buyer", "supplier_id")):
        key = (other, "product_id") if code == "sales" else (other, "product_id", "origin_country")
        entries += _with_blanks(of, SECTIONS[code], {f"{mine}_id": firm}, key, mine)
    for row in rows_of("needs", organisation_id=firm, year=year):
        entries.append(_entry(of, SECTIONS["needs"], row))
    return _with_labels(entries)


def rows_of(table: str, **which: Any) -> list[Any]:
    return list(model_of(table).objects.filter(is_removed=False, **which).order_by("pk"))


def _entry(of: Return, section: Section, row: Any, cells: dict[str, str] | None = None) -> Entry:
    if cells is None:
        cells = {} if row is None else {name: write_cell(getattr(row, name)) for name in section.asked}
    if row is not None and section.code == "needs":
        cells["need_id"] = row.need_id
    return Entry(
        of_return=of,
        section=section.code,
        cells=cells,
        row_id=row.pk if row is not None else None,
        seen=row.change_id if row is not None else None,
    )


def _with_blanks(
    of: Return, section: Section, firm: dict[str, str], key: tuple[str, ...], side: str = ""
) -> list[Entry]:
    """Take the rows of the year, and a row without figures for what the years before, or the other side, know."""
    told = {"reported_by": side} if side else {}
    rows = rows_of(section.table, **firm, **told, year=of.year)
    entries = [_entry(of, section, row) for row in rows]
    seen = {tuple(getattr(row, name) for name in key) for row in rows}
    before = model_of(section.table).objects.filter(is_removed=False, **firm, year__lte=of.year)
    if side:
        before = before.exclude(supplier_id=of.organisation_id, buyer_id=of.organisation_id)
    for known in before.order_by(*key).values_list(*key).distinct():
        if known not in seen:
            blank = {name: write_cell(value) for name, value in zip(key, known, strict=True)}
            entries.append(_entry(of, section, None, blank))
    return entries


def _with_labels(entries: list[Entry]) -> list[Entry]:
    """Put names in place of codes."""
    for table in _LISTS:
        places = [
            (entry, column.name)
            for entry in entries
            for column in SECTIONS[entry.section].columns
            if column.refers_to == table and entry.cells.get(column.name)
        ]
        labels = labels_of(table, (entry.cells[name] for entry, name in places))
        for entry, name in places:
            entry.cells[name] = labels[entry.cells[name]]
    return entries


def add_entry(of: Return, section: Section, user: User) -> Entry:
    """Add an empty row; what it brings anew gets a code of its own."""
    cells = {}
    if section.code == "needs":
        cells["need_id"] = f"{of.organisation_id}-{of.year}-{secrets.token_hex(3)}"
    elif section.code == "firms":
        cells |= {"organisation_id": f"new-{secrets.token_hex(4)}", "country": "RU"}
    elif section.code == "goods":
        cells["product_id"] = f"new-{secrets.token_hex(4)}"
    return Entry.objects.create(of_return=of, section=section.code, cells=cells, by=user)


def find_before(of: Return) -> dict[tuple[str, ...], dict[str, float]]:
    """Find the firm's own figures of the year before, by section and by what they are about."""
    firm, year = of.organisation_id, of.year - 1
    found: dict[tuple[str, ...], dict[str, float]] = {}
    for row in rows_of("accounts", organisation_id=firm, year=year):
        _add(found, ("figures",), row, SECTIONS["figures"])
    for row in rows_of("outputs", organisation_id=firm, year=year):
        _add(found, ("outputs", row.product_id), row, SECTIONS["outputs"])
    for code, mine, other in (("sales", "supplier", "buyer_id"), ("purchases", "buyer", "supplier_id")):
        rows = rows_of("supplies", **{f"{mine}_id": firm}, year=year)
        own = {(getattr(row, other), row.product_id) for row in rows if row.reported_by == mine}
        for row in rows:
            place = (getattr(row, other), row.product_id)
            # What only a third party wrote down stands where the firm itself was silent; the other side's never.
            if row.reported_by == mine or (row.reported_by in (None, "ledger") and place not in own):
                _add(found, (code, *place), row, SECTIONS[code])
    return found


def _add(
    found: dict[tuple[str, ...], dict[str, float]], key: tuple[str, ...], row: Any, section: Section
) -> None:
    sums = found.setdefault(key, {})
    for name in section.figures:
        value = getattr(row, name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            sums[name] = sums.get(name, 0) + value
