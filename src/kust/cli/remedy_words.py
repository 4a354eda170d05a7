"""Steps of a plan in plain words: the same as in documents."""

from kust.documents.plan_words import points, worded, words_of

__all__ = ["points", "worded", "words_of"]
