"""Words of support measures: the same as in documents."""

from kust.documents.project_words import (
    word_amount,
    word_binding,
    word_category,
    word_evidence,
    word_missing,
    word_value,
    word_window,
)

__all__ = [
    "word_amount",
    "word_binding",
    "word_category",
    "word_evidence",
    "word_missing",
    "word_value",
    "word_window",
]
