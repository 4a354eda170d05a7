"""Joint projects: what they promise and reach, what they give for a rouble of subsidy, and whether they pay."""

from kust.projects.effects import calc_effects
from kust.projects.result import Effects

__all__ = ["Effects", "calc_effects"]
