"""The rate at which the money of projects is discounted."""

from kust.law import parameters
from kust.settings import Settings


def discount_rate(settings: Settings) -> tuple[float, str]:
    """Choose the rate: the user's for effects, else the user's for niches, else kust's assumption."""
    for own in (settings.effects.discount_rate, settings.economics.discount_rate):
        if own is not None:
            return own, "user"
    return float(parameters("niches.economics")["discount_rate"][0]["value"]), "assumption"
