"""Settings of the programme and its roadmap: what counts as agreed, and as too much at once."""

from typing import Annotated

from pydantic import Field

from kust.settings.section import NotNegative, Section, Share


class ProgrammeSettings(Section):
    """Bounds that a cluster chooses for itself; none of them is a rule of the law."""

    measures_at_once: Annotated[int, Field(ge=1)] = 5
    """So many measures may one owner have at once, where the load of an owner is not stated."""
    facts_every_days: Annotated[int, Field(ge=1)] = 92
    """A fact is reported at least so often, a quarter; where none was for longer, the day is remarked on."""
    agreed_from: Annotated[float, Field(ge=1, le=5)] = 4.0
    """A statement is agreed where the weighted median is at least this …"""
    spread_up_to: NotNegative = 1.0
    """… the middle half of the answers is no further apart than this …"""
    answers_from: Share = 0.5
    """… and at least this share of the stakeholders who were asked has an opinion."""
