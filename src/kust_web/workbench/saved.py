"""The settings saved with a cluster: what its pages begin with, and what a job is asked with them.

A job gets the sections that its answer depends on as a part of its question, so that another price does not ask for
the verdicts anew, and an answer can be repeated from its question alone.
"""

import json
from collections.abc import Mapping
from typing import Any

from kust.checks.rule import Readings
from kust.law import editions
from kust.settings import Settings
from kust_web.workbench.models import SavedSettings

# Which sections the work of a kind of job reads; a kind that is not here reads none.
SECTIONS = {
    "check": ("readings",),
    "explain": ("readings",),
    "what_if": ("readings",),
    "remedy": ("readings", "remedies", "remedy_prices"),
    "niches": ("readings", "needs", "demand", "niches", "economics"),
    "niche_cards": ("readings", "needs", "demand", "niches", "economics"),
    "projects": ("readings", "support", "effects", "economics"),
    "report": tuple(Settings.model_fields),
    "programme": tuple(Settings.model_fields),
    "programme_draft": tuple(Settings.model_fields),
    "programme_file": tuple(Settings.model_fields),
}


OFF = "off"


def find_saved(cluster: str, pinned: str = "") -> SavedSettings | None:
    """Find the settings in force of a cluster, or those of a number; None where all is as usual.

    ``pinned`` is what an address says of them: nothing, a number, or ``off``.
    """
    if pinned == OFF:
        return None
    known = SavedSettings.objects.filter(cluster_id=cluster).select_related("made_by")
    saved = known.filter(number=int(pinned)).first() if pinned else known.first()
    if saved is not None and saved.edition and saved.edition not in editions():
        saved.edition = ""
    return saved if saved is not None and (saved.content or saved.edition or saved.year) else None


def ask_with(kind: str, asked: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Put into a question the settings that its answer depends on; none where all is as usual."""
    kept = {name: content[name] for name in SECTIONS.get(kind, ()) if content.get(name)}
    return {**asked, "settings": kept} if kept else dict(asked)


def settings_of(asked: Mapping[str, Any]) -> Settings:
    """Read the settings that a job was asked with."""
    return Settings.model_validate_json(json.dumps(asked.get("settings", {})))


def readings_of(asked: Mapping[str, Any]) -> Readings:
    """Read how a job was asked to read the open words of the rules."""
    return Readings(**settings_of(asked).readings.model_dump())


def flatten(content: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """List settings by their names as ``kust.toml`` has them, ``remedies.growth_share``."""
    found: dict[str, Any] = {}
    for name, value in content.items():
        inside = flatten(value, f"{before}{name}.") if isinstance(value, dict) else {f"{before}{name}": value}
        found |= inside
    return found
