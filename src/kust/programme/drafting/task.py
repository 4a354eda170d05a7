"""What is proposed against one sign, before it has ids and days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kust.programme.programme import Cost


@dataclass(frozen=True, kw_only=True)
class Task:
    """A measure to propose. ``role``: what makes its id; ``code``: its words and its days.

    ``owner``: an organisation. ``after``: roles of tasks against the same sign. ``days``: known ones, of a project.
    ``indicators``: codes. ``milestone``: words of what stands when it is over; ``due_on`` another day than its end.
    """

    role: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    owner: str | None = None
    after: tuple[str, ...] = ()
    days: tuple[date, date] | None = None
    is_dated: bool = False
    project_id: str | None = None
    indicators: tuple[str, ...] = ()
    costs: tuple[Cost, ...] = ()
    investment: tuple[float | None, ...] = ()
    milestone: str | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Answer:
    """A sign that is proposed as a problem, the goal that it stands in the way of, and what is done about it."""

    goal: str
    tasks: tuple[Task, ...]
