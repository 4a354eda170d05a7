"""Requirements and their verdicts."""

from kust.checks.result import CheckResult
from kust.checks.rule import Readings
from kust.checks.run import check

__all__ = ["CheckResult", "Readings", "check"]
