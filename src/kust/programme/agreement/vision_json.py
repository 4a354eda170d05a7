"""The shared vision as the JSON document that other programs read (docs/programme-vision.schema.json)."""

from typing import Any

from pydantic_core import to_jsonable_python

from kust.data.dataset import Dataset
from kust.programme.agreement.vision import Agreement


def vision_as_json(agreement: Agreement, dataset: Dataset) -> dict[str, Any]:
    """Bring an agreement into JSON: codes, unrounded figures, days as ISO 8601, null where not known.

    It tells no more about those who may not be named than the result itself.
    """
    told = to_jsonable_python(agreement, exclude={"bounds"})
    bounds = agreement.bounds
    return {
        "dataset": str(dataset.path),
        "digest": dataset.digest,
        **told,
        "bounds": {
            "agreed_from": bounds.agreed_from,
            "spread_up_to": bounds.spread_up_to,
            "answers_from": bounds.answers_from,
        },
    }
