"""What a plan may be made of: kinds of steps, their prices, and which of them the user allows."""

from collections.abc import Iterable
from dataclasses import dataclass

from kust.errors import UsageError
from kust.settings import RemedyPrices, RemedySettings

KINDS = (
    "raise_supply",
    "new_supply",
    "jobs",
    "admit",
    "leave",
    "seat",
    "agreement",
    "facility",
    "education",
    "document",
)


@dataclass(frozen=True)
class Option:
    """One step that could be taken. ``variable``: its number in the model, 1 where it is taken.

    ``ids``: supplier, buyer and product of a supply; the organisation; the region; requirement and region (or
    organisation) of a document. ``amount``: the number of the variable of how much, where there is one. ``pool``: whose
    step it may be, and how often each could take it, where that makes no difference to any rule; ``variable`` is then
    how often it is taken in all.
    """

    kind: str
    ids: tuple[str, ...]
    price: float
    variable: int
    amount: int | None = None
    pool: tuple[tuple[str, int], ...] = ()

    def is_named_by(self, name: str) -> bool:
        """Tell whether ``kind`` or ``kind:id:id`` names this step."""
        parts = tuple(name.split(":"))
        return (self.kind, *self.ids)[: len(parts)] == parts


@dataclass(frozen=True)
class Wishes:
    """What the user allows, asks for and pays."""

    settings: RemedySettings
    prices: RemedyPrices

    def __post_init__(self) -> None:
        for name in (*self.settings.forbidden, *self.settings.forced):
            if name.split(":")[0] not in KINDS:
                raise UsageError("unknown_step", step=name, known=", ".join(KINDS))

    def allows(self, kind: str, *ids: str) -> bool:
        """Tell whether a step is not forbidden."""
        step = Option(kind, ids, 0.0, -1)
        return not any(step.is_named_by(name) for name in self.settings.forbidden)

    def asks_for(self, kind: str, *ids: str) -> bool:
        """Tell whether a step is among the forced ones."""
        step = Option(kind, ids, 0.0, -1)
        return any(step.is_named_by(name) for name in self.settings.forced)

    def names(self, kind: str, *ids: str) -> bool:
        """Tell whether a forced step is this very one, named by its last partner."""
        return ":".join((kind, *ids)) in self.settings.forced

    def price(self, kind: str, own: float | None = None) -> float:
        """Return the price of a step: its own, else that of its kind."""
        return float(getattr(self.prices, kind)) if own is None else own


def find_forced(options: Iterable[Option], wishes: Wishes) -> list[list[Option]]:
    """Return for each forced name the steps of which one has to be taken.

    Raises
    ------
    UsageError
        No possible step has this name.
    """
    all_options, found = list(options), []
    for name in wishes.settings.forced:
        named = [option for option in all_options if option.is_named_by(name)]
        if not named:
            raise UsageError("no_such_step", step=name)
        found.append(named)
    return found
