"""Drafts, needs, versions and changes as the JSON documents that other programs read (schemas: docs/programme-*)."""

from pathlib import Path
from typing import Any

from pydantic_core import to_jsonable_python

from kust.data.dataset import Dataset
from kust.programme.asking.needed import Needed
from kust.programme.drafting.draft import Draft
from kust.programme.keeping.changes import ChangeFinding, Changes
from kust.programme.keeping.versions import Version


def draft_as_json(draft: Draft) -> dict[str, Any]:
    """Bring a draft into the form of ``docs/programme-draft.schema.json``: proposals, never decisions."""
    told = to_jsonable_python(draft)
    programme = told.pop("programme")
    return {
        "dataset": told.pop("path"),
        "nature": "proposal",
        "cluster_id": programme.pop("cluster_id"),
        **told,
        "proposed": programme,
    }


def needed_as_json(needed: Needed) -> dict[str, Any]:
    """Bring what is still needed into the form of ``docs/programme-needed.schema.json``."""
    told = to_jsonable_python(needed)
    return {"dataset": told.pop("path"), **told}


def version_as_json(version: Version, path: Path, lacking: tuple[ChangeFinding, ...]) -> dict[str, Any]:
    """Tell which version was kept where, and what has no reason; the programme itself stands in the file."""
    told = to_jsonable_python(version)
    del told["programme"]
    return {"file": str(path), **told, "without_reason": to_jsonable_python(lacking)}


def changes_as_json(
    dataset: Dataset, before: Version, after: Version | None, changes: Changes
) -> dict[str, Any]:
    """Bring changes into the form of ``docs/programme-changes.schema.json``; ``to``: null for the working programme."""
    return {
        "dataset": str(dataset.path),
        "digest": dataset.digest,
        "cluster_id": before.cluster_id,
        "from": _end(before),
        "to": None if after is None else _end(after),
        **to_jsonable_python(changes),
    }


def _end(version: Version) -> dict[str, Any]:
    return {"number": version.number, "on": version.on.isoformat(), "reason": version.reason}
