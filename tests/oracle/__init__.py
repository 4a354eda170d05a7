"""A second computation of all verdicts: plain loops over rows, written from the words of the rules.

It imports nothing of the library that it is held against and reads the CSV files itself.
"""

from .judge import conforms, judge, judge_tables
from .open_points import OPEN_POINTS
from .shares import shares

__all__ = ["OPEN_POINTS", "conforms", "judge", "judge_tables", "shares"]
