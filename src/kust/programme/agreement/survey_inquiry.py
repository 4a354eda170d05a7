"""What the workbook of a survey says of itself on its hidden sheet: who is asked, by whom, about which texts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from kust.data.grid import Grid
from kust.data.inquiry import read_facts

_FORM = "survey-1"
# A cell of a workbook holds 32 767 letters.
_PIECE = 30_000


@dataclass(frozen=True)
class SurveyInquiry:
    """A question to a stakeholder, or to whoever says who it is; ``texts``: digest of each statement's text by id."""

    cluster_id: str
    stakeholder_id: str | None
    texts: Mapping[str, str]

    def facts(self) -> dict[str, str]:
        """Return what is written on the hidden sheet."""
        texts = json.dumps(dict(self.texts), ensure_ascii=False)
        pieces = {
            f"texts.{place:04}": texts[start : start + _PIECE]
            for place, start in enumerate(range(0, len(texts), _PIECE))
        }
        return {
            "kust": _FORM,
            "cluster_id": self.cluster_id,
            "stakeholder_id": self.stakeholder_id or "",
            **pieces,
        }


def digest_of(text: str) -> str:
    """Make the mark by which a changed text is known; spaces do not count.

    >>> digest_of("Одна  марка") == digest_of("Одна марка "), digest_of("Одна марка") == digest_of("Две марки")
    (True, False)
    """
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def read_survey_inquiry(grids: Sequence[Grid]) -> SurveyInquiry | None:
    """Find the inquiry among the sheets of a workbook; None where it is no survey of kust."""
    facts = read_facts(grids)
    if facts.get("kust") != _FORM or not facts.get("cluster_id"):
        return None
    pieces = "".join(facts[name] for name in sorted(facts) if name.startswith("texts."))
    try:
        texts = json.loads(pieces)
    except json.JSONDecodeError:
        return None
    return SurveyInquiry(facts["cluster_id"], facts.get("stakeholder_id") or None, texts)
