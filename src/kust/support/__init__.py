"""Support measures for joint projects: who is eligible, for how much, and which measures go together."""

from kust.support.measures import calc_support
from kust.support.result import Support

__all__ = ["Support", "calc_support"]
