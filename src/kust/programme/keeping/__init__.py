"""Versions of a programme, what changed between them, writing."""
