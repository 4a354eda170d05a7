"""Indicators as the JSON document that other programs read (docs/programme-indicators.schema.json)."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_jsonable_python

from kust.data.dataset import Dataset
from kust.programme.measuring.indicator_figures import Indicators
from kust.programme.measuring.indicator_sums import RolledUp


def indicators_as_json(
    programmes: Sequence[Indicators], rolled: RolledUp | None, dataset: Dataset
) -> dict[str, Any]:
    """Bring indicators into JSON: codes, unrounded figures, null where not known."""
    kept = ("cluster_id", "cluster", "title", "end_year", "results", "cautions")
    first = programmes[0]
    return {
        "dataset": str(dataset.path),
        "digest": dataset.digest,
        "on": first.on.isoformat(),
        "year": first.year,
        "programmes": [{name: to_jsonable_python(getattr(one, name)) for name in kept} for one in programmes],
        "rolled_up": None if rolled is None else to_jsonable_python(rolled),
    }
