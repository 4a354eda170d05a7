"""Niches as JSON: codes and unrounded figures, null where not known."""

from dataclasses import asdict
from typing import Any

from kust.data.findings import Finding
from kust.niches.need import Cause
from kust.niches.niche import Economics, Niche, Niches, Range


def niches_as_json(niches: Niches) -> dict[str, Any]:
    """Bring niches into the form of ``docs/niches.schema.json``."""
    return {
        "dataset": niches.path,
        "digest": niches.digest,
        "on": niches.on.isoformat(),
        "year": niches.year,
        "clusters": list(niches.clusters),
        "niches": [niche_as_json(niche) for niche in niches.niches],
        "rejected": [{**asdict(one), "values": dict(one.values)} for one in niches.rejected],
        "findings": [_finding(one) for one in niches.findings],
    }


def niche_as_json(niche: Niche) -> dict[str, Any]:
    """Bring one niche into JSON; a need keeps to its own command."""
    economics = niche.economics
    return {
        "rank": niche.rank,
        "product_id": niche.product_id,
        "name": niche.name,
        "title": niche.title,
        "unit": niche.unit,
        "kind": niche.kind,
        "clusters": list(niche.clusters),
        "stage": niche.stage,
        "required_characteristics": list(niche.required_characteristics),
        "quantity_min": niche.quantity.least,
        "quantity_max": niche.quantity.most,
        "quantity_candidates": [_range(one) for one in niche.quantity_candidates],
        "amount_krub": niche.amount_krub,
        "imported_krub": niche.imported_krub,
        "import_share": niche.import_share.least,
        "import_share_max": niche.import_share.most,
        "potential_quantity": _range(niche.potential_quantity),
        "potential_krub": _range(niche.potential_krub),
        "potential_at_price_krub": _range(niche.potential_at_price_krub),
        "causes": [_cause(cause) for cause in niche.causes],
        "key_consumers": [asdict(one) for one in niche.consumers],
        "foreign_suppliers": [asdict(one) for one in niche.foreign_suppliers],
        "nearest": [asdict(one) for one in niche.nearest],
        "home_makers": [asdict(one) for one in niche.home_makers],
        "silent_participants": list(niche.silent),
        "regions": list(niche.regions),
        "minimum_scale": niche.minimum_scale,
        "minimum_scale_source": niche.minimum_scale_source or None,
        "scale_ratio": _range(niche.scale_ratio),
        "export_krub": niche.export_krub,
        "knock_on_krub": niche.knock_on_krub,
        "proofs": [{**asdict(one), "quantity": _range(one.quantity)} for one in niche.proofs],
        "confidence": niche.confidence,
        "confidence_why": list(niche.confidence_why),
        "score": niche.score,
        "known_weight": niche.known_weight,
        "criteria": [asdict(one) for one in niche.criteria],
        "on_front": niche.on_front,
        "rank_low": niche.rank_low,
        "rank_high": niche.rank_high,
        "cautions": list(niche.warnings),
        "neighbours": list(niche.neighbours),
        "investment_krub": _investment(economics),
        "npv_krub": economics.npv if economics else None,
        "irr": economics.irr if economics else None,
        "economics": _plain(asdict(economics)) if economics else None,
        "declared": [_plain(asdict(one)) for one in niche.declared],
    }


def _investment(economics: Economics | None) -> float | None:
    """Take the investment that the model works with."""
    figures = economics.figures if economics else ()
    return next((figure.value for figure in figures if figure.name == "investment"), None)


def _range(one: Range) -> list[float | None]:
    return [one.least, one.most]


def _cause(cause: Cause) -> dict[str, Any]:
    return asdict(cause)


def _plain(content: Any) -> Any:
    """Bring ranges into pairs and tuples into lists, all the way down."""
    if isinstance(content, dict):
        if content.keys() == {"least", "most"}:
            return [content["least"], content["most"]]
        return {key: _plain(value) for key, value in content.items()}
    return [_plain(one) for one in content] if isinstance(content, list | tuple) else content


def _finding(finding: Finding) -> dict[str, Any]:
    keys = ("code", "severity", "table", "file", "sheet", "row", "column", "value", "values")
    return {key: getattr(finding, key) for key in keys}
