"""How much of the time allowed is left."""

from dataclasses import dataclass, field
from math import inf
from time import perf_counter


@dataclass(frozen=True)
class Clock:
    """Wall time since ``started``, held against ``limit`` seconds.

    >>> Clock(0.0).is_over
    True
    """

    limit: float = inf
    started: float = field(default_factory=perf_counter)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return perf_counter() - self.started

    @property
    def left(self) -> float:
        """Seconds that are left; none is 0."""
        return max(self.limit - self.seconds, 0.0)

    @property
    def is_over(self) -> bool:
        return self.seconds >= self.limit

    def at_most(self, seconds: float) -> "Clock":
        """Return a clock that stops after so many seconds from now, or earlier with this one."""
        return Clock(min(self.limit, self.seconds + seconds), self.started)

    def within(self, share: float) -> "Clock":
        """Return a clock that stops when this share of what is left has gone."""
        return Clock(self.seconds + share * self.left, self.started)
