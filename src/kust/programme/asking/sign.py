"""A sign: one thing in the data that asks for something to be done, or no longer does. Codes and figures, no words."""

from dataclasses import dataclass, field
from datetime import date

ASKS, SETTLED, UNKNOWN = "asks", "settled", "unknown"
REQUIREMENT, NEED, NICHE, REMEDY, PROJECT, SUPPORT = (
    "requirement",
    "need",
    "niche",
    "remedy",
    "project",
    "support",
)
CHALLENGE = "challenge"
# Which requirements a step of a plan is taken for; of a document its own id names the requirement.
STEP_REQUIREMENTS = {
    "raise_supply": ("cooperation", "supply_share_each", "functional_dependence", "links"),
    "new_supply": ("cooperation", "supply_share_each", "functional_dependence", "links"),
    "jobs": ("high_productivity_jobs",),
    "seat": ("governing_bodies",),
    "agreement": ("regional_agreement",),
    "education": ("education",),
    "facility": ("infrastructure",),
}


@dataclass(frozen=True, kw_only=True)
class SignFigure:
    """A further figure: ``of`` whom or what it is, ``note`` a code (the verdict of a member, the grade of a cause)."""

    name: str
    value: float | None
    threshold: float | None = None
    unit: str | None = None
    of: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class SignRow:
    """A row of the dataset that the figure rests on."""

    table: str
    file: str | None
    sheet: str | None
    row: int | None


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """A figure that is missing: the cell's table and column, and whose it is."""

    table: str
    column: str
    organisation_id: str | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Sign:
    """What the data say of one requirement, need, niche, step of a plan, project or support measure of a project.

    ``reference``: the code of the requirement; the product of a need or a niche (``also``: the ids of the declared
    needs); ``kind:ids`` of a step; the project; ``project:measure``. ``state``: ``asks``, ``settled`` or ``unknown``;
    ``why``: a code that says why it is in this state, where the figures alone do not. ``what``: which figure ``value``
    is; it is held against ``threshold`` by ``comparison``, both in ``unit`` (``share``, ``count``, ``krub``, ``km``).
    ``title``: a name from the data. ``explain``: words after ``kust`` of the command that shows the figure.
    """

    kind: str
    reference: str
    state: str
    why: str | None = None
    what: str | None = None
    value: float | None = None
    threshold: float | None = None
    comparison: str | None = None
    unit: str | None = None
    title: str | None = None
    edition: str | None = None
    also: tuple[str, ...] = ()
    figures: tuple[SignFigure, ...] = ()
    organisations: tuple[str, ...] = ()
    missing: tuple[Lacking, ...] = ()
    explain: tuple[str, ...] = ()
    rows: tuple[SignRow, ...] = ()

    def figure(self, name: str) -> float | None:
        """Find a further figure by its name."""
        return next((one.value for one in self.figures if one.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Signs:
    """All signs of a cluster. ``plans``: by edition how the search for its cheapest plan ended."""

    path: str
    digest: str
    cluster_id: str
    cluster: str
    on: date
    year: int
    editions: tuple[str, ...]
    signs: tuple[Sign, ...]
    plans: tuple[tuple[str, str], ...] = ()
    members: frozenset[str] = field(default_factory=frozenset)

    def find(self, kind: str, reference: str, edition: str | None = None) -> Sign:
        """Find the sign that a problem names; of one that is not there, say what that means.

        A step that no plan has any more is settled where it was taken or its requirement is met, and unknown where the
        plan goes another way; anything else that is not in the data is unknown, for missing is not settled.
        """
        for one in self.signs:
            named = reference == one.reference or reference in one.also
            if one.kind == kind and named and (edition is None or one.edition in (None, edition)):
                return one
        if kind == REMEDY:
            return self._absent_step(reference, edition)
        why = "other_edition" if kind == REQUIREMENT else "gone"
        return Sign(kind=kind, reference=reference, state=UNKNOWN, why=why, edition=edition)

    def _absent_step(self, reference: str, edition: str | None) -> Sign:
        state, why = self._judge_absent_step(*reference.partition(":")[::2], edition)
        return Sign(kind=REMEDY, reference=reference, state=state, why=why, edition=edition)

    def _judge_absent_step(self, kind: str, who: str, edition: str | None) -> tuple[str, str]:
        plans = [status for code, status in self.plans if edition in (None, code)]
        if kind == "admit" and who in self.members:
            return SETTLED, "taken"
        if kind == "leave" and who not in self.members:
            return SETTLED, "taken"
        asked = self._states_of(kind, who, edition)
        if asked and asked == {SETTLED}:
            return SETTLED, "requirement_met"
        if not plans or any(status != "optimal" for status in plans):
            return UNKNOWN, "no_plan"
        return (UNKNOWN, "other_plan") if ASKS in self._all_states(edition) else (SETTLED, "requirement_met")

    def _states_of(self, kind: str, who: str, edition: str | None) -> set[str]:
        names = (who.split(":")[0],) if kind == "document" else STEP_REQUIREMENTS.get(kind, ())
        return {
            one.state
            for one in self._requirements(edition)
            if one.reference in names or one.reference.rpartition(".")[2] in names
        }

    def _all_states(self, edition: str | None) -> set[str]:
        return {one.state for one in self._requirements(edition)}

    def _requirements(self, edition: str | None) -> list[Sign]:
        return [
            one
            for one in self.signs
            if one.kind == REQUIREMENT and (edition is None or one.edition == edition)
        ]
