"""Save a row of a return as it is typed; the second of two who type the same is told, and both stay."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from kust_web.moderation.models import Entry, Return
from kust_web.moderation.returns.sections import SECTIONS
from kust_web.people.models import User

_LONGEST = 4000


class ClosedError(Exception):
    """The return was handed in or accepted meanwhile; what was typed is not taken."""


def save_entry(entry_id: int, of: Return, typed: Mapping[str, str], user: User) -> Entry:
    """Save the cells of a row, or keep them beside those that somebody else saved first.

    Raises
    ------
    ClosedError
        The return is not open any more.
    """
    with transaction.atomic():
        if not Return.objects.select_for_update().get(pk=of.pk).is_open:
            raise ClosedError
        entry = Entry.objects.select_for_update().get(pk=entry_id, of_return=of)
        act, page = typed.get("act", ""), typed.get("page", "")[:40]
        cells = _cells(entry, typed)
        is_stale = typed.get("version") != str(entry.version) and not (page and page == entry.page)
        if act == "mine":
            cells, is_stale = entry.cells | _find_rival(entry, typed)["cells"], False
        elif act == "theirs":
            cells, is_stale = entry.cells, False
        removed = entry.is_removed if act not in ("remove", "restore") else act == "remove"
        if is_stale and (cells, removed) != (entry.cells, entry.is_removed):
            # Two pages may differ in one cell only; what is the same in both is no rival.
            kept = {name: text for name, text in cells.items() if text != entry.cells.get(name, "")}
            at = timezone.now().isoformat(timespec="minutes")
            others = [rival for rival in entry.rival or [] if rival["by"] != str(user)]
            entry.rival = [*others, {"cells": kept, "by": str(user), "at": at}]
            entry.save(update_fields=["rival"])
            entry.is_contested = True
            return entry
        if act in ("mine", "theirs"):
            chosen = _find_rival(entry, typed)
            entry.rival = [rival for rival in entry.rival or [] if rival != chosen] or None
        if (cells, removed) != (entry.cells, entry.is_removed) or act:
            entry.cells, entry.is_removed, entry.by, entry.page = cells, removed, user, page
            entry.version += 1
            entry.save()
            Return.objects.filter(pk=of.pk).update(saved_at=timezone.now())
    return entry


def _cells(entry: Entry, typed: Mapping[str, str]) -> dict[str, str]:
    asked = SECTIONS[entry.section].asked
    return entry.cells | {name: typed[name][:_LONGEST] for name in asked if name in typed}


def _find_rival(entry: Entry, typed: Mapping[str, str]) -> dict[str, Any]:
    """Find what somebody typed into an older version, by its author; nothing where it was dealt with meanwhile."""
    by = typed.get("rival", "")
    return next((rival for rival in entry.rival or [] if rival["by"] == by), {"cells": {}})
