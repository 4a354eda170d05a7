"""Supplies matched from both sides, and what they say about the participants."""
