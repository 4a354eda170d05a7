"""Effects as the JSON document that other programs read (schema: docs/effects.schema.json)."""

from dataclasses import asdict
from typing import Any

from kust.i18n import LANGUAGES, say
from kust.projects.result import Effects


def effects_as_json(effects: Effects) -> dict[str, Any]:
    """Bring effects into their stable form; figures are not rounded, and the document says that it is no decision."""
    return {
        "dataset": effects.path,
        "digest": effects.digest,
        "on": effects.on.isoformat(),
        "nature": "estimate",
        "notice": {lang: say("effects.notice", lang) for lang in LANGUAGES},
        "projects": [{"project_id": code, "title": title} for code, title in effects.projects],
        "effects": [asdict(one) for one in effects.effects],
        "taxes_per_rouble": [asdict(one) for one in effects.taxes],
        "budgets": [asdict(one) for one in effects.budgets],
        "economics": [asdict(one) for one in effects.economics],
        "second_rounds": [
            asdict(one) | {"products": [{"product_id": p, "krub": krub} for p, krub in one.products]}
            for one in effects.second_rounds
        ],
        "references": [asdict(one) for one in effects.references],
        "cautions": [asdict(one) for one in effects.cautions],
    }
