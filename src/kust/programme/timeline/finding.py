"""What is wrong with a programme or its roadmap: a code, what it is about, figures; words come later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Figure = str | float | date | None
MEASURE, PROBLEM, GOAL, INDICATOR = "measure", "problem", "goal", "indicator"
MILESTONE, OWNER, PROGRAMME = "milestone", "owner", "programme"


@dataclass(frozen=True)
class ProgrammeFinding:
    """One thing wrong: ``subject`` is what ``ids`` are ids of, the first of them is the one to look at."""

    code: str
    severity: str
    subject: str
    ids: tuple[str, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)


def error(code: str, subject: str, *ids: str, **figures: Figure) -> ProgrammeFinding:
    """Find what nobody can have meant."""
    return ProgrammeFinding(code, "error", subject, ids, figures)


def warning(code: str, subject: str, *ids: str, **figures: Figure) -> ProgrammeFinding:
    """Find what somebody has to look at."""
    return ProgrammeFinding(code, "warning", subject, ids, figures)
