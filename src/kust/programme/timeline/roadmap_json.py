"""The roadmap as the JSON document that other programs read (docs/programme-roadmap.schema.json)."""

from typing import Any

from pydantic_core import to_jsonable_python

from kust.data.dataset import Dataset
from kust.programme.timeline.roadmap import Roadmap


def roadmap_as_json(roadmap: Roadmap, dataset: Dataset) -> dict[str, Any]:
    """Bring a roadmap into JSON: codes, unrounded figures, days as ISO 8601, null where not known."""
    told = to_jsonable_python(roadmap)
    return {"dataset": str(dataset.path), "digest": dataset.digest, **told}
