"""What the tables are for: each answer of kust with the tables it needs, and the books to be filled in for answers."""

from dataclasses import dataclass

from kust.data.schema import tables
from kust.errors import UsageError

_WHO = ("clusters", "organisations", "memberships")


@dataclass(frozen=True)
class Answer:
    """Tables without which there is no answer, and tables that make it better."""

    needed: tuple[str, ...]
    may: tuple[str, ...] = ()

    def need(self, table: str) -> str:
        """Say whether a table is ``needed``, makes the answer better (``may``) or is not asked for (``no``)."""
        return "needed" if table in self.needed else "may" if table in self.may else "no"


ANSWERS: dict[str, Answer] = {
    "industrial": Answer(
        (*_WHO, "cluster_regions", "products", "accounts", "supplies", "documents"),
        ("outputs", "wage_thresholds", "projects", "project_participants"),
    ),
    "innovation": Answer(
        (*_WHO, "cluster_regions", "projects", "documents"),
        ("accounts", "supplies", "project_participants", "indicator_targets"),
    ),
    "niches": Answer(
        (*_WHO, "products", "supplies"),
        (
            "cluster_regions", "accounts", "outputs", "recipes", "projects", "project_costs", "needs", "need_buyers",
            "cluster_stages", "stage_places", "plans", "rates", "declared_niches", "niche_consumers",
        ),
    ),
    "projects": Answer(
        (*_WHO, "projects", "project_participants", "project_costs", "project_effects"),
        ("cluster_regions", "products", "accounts", "project_funding", "rates", "candidates"),
    ),
    "programme": Answer(
        (*_WHO, "programmes", "goals", "problems", "measures", "indicators", "indicator_targets"),
        (
            "cluster_regions", "projects", "project_participants", "project_costs", "project_funding",
            "project_effects", "stakeholders", "statements", "positions", "measure_costs", "milestones",
        ),
    ),
    "stock": Answer(("species", "plots", "surveys"), ("permits",)),
    "forecast": Answer(("species", "plots", "yields"), ("weather_stations", "weather", "permits")),
    "procurement": Answer(
        ("species", "plots", "yields", "settlements", "harvest_purchases"),
        ("weather_stations", "weather", "processing_sites", "travel_times", "permits"),
    ),
    "siting": Answer(
        ("species", "settlements", "processing_sites", "harvest_purchases"),
        ("plots", "yields", "weather_stations", "weather", "travel_times"),
    ),
}  # fmt: skip
# In the order of filling in: a sheet comes after those whose codes it names.
_FIRST = {
    "clusters": "who",
    "organisations": "who",
    "cluster_regions": "who",
    "memberships": "who",
    "products": "figures",
    "accounts": "figures",
    "outputs": "figures",
    "supplies": "figures",
    "wage_thresholds": "figures",
    "projects": "documents",
    "project_participants": "documents",
    "documents": "documents",
    "indicator_targets": "documents",
}
# The first table of each group whose tables stand together.
_GROUPS_FROM = {"species": "harvest", "programmes": "programme"}
# A book by its name: the answers that it is filled in for.
BOOKS: dict[str, tuple[str, ...]] = {
    "check": ("industrial", "innovation"),
    "niches": ("niches",),
    "projects": ("projects",),
    "programme": ("programme",),
    "harvest": ("stock", "forecast", "procurement", "siting"),
}


@dataclass(frozen=True)
class Place:
    """Where a table stands in the order of filling in, and whether a check asks for it: needed, may, no."""

    group: str
    industrial: str
    innovation: str


def places() -> dict[str, Place]:
    """Return every table of the contract in the order of filling in."""
    groups, group = dict(_FIRST), "later"
    for name in tables():
        group = _GROUPS_FROM.get(name, group)
        groups.setdefault(name, group)
    industrial, innovation = ANSWERS["industrial"], ANSWERS["innovation"]
    return {
        name: Place(group, industrial.need(name), innovation.need(name)) for name, group in groups.items()
    }


def need_of(table: str, answers: tuple[str, ...]) -> str:
    """Say how much a table is asked for by any of some answers: ``needed``, ``may`` or ``no``.

    Examples
    --------
    >>> need_of("yields", BOOKS["harvest"]), need_of("yields", ("stock",))
    ('needed', 'no')
    """
    found = {ANSWERS[answer].need(table) for answer in answers}
    return next((one for one in ("needed", "may") if one in found), "no")


def tables_for(books: tuple[str, ...]) -> frozenset[str]:
    """Return the tables of some books; every table of the contract where none is named.

    Raises
    ------
    UsageError
        There is no such book.

    Examples
    --------
    >>> sorted(tables_for(("harvest",)))[:3]
    ['harvest_purchases', 'permits', 'plots']
    """
    for book in books:
        if book not in BOOKS:
            raise UsageError("choice", option="for", value=book, known=", ".join(BOOKS))
    if not books:
        return frozenset(tables())
    answers = tuple(answer for book in books for answer in BOOKS[book])
    return frozenset(name for name in tables() if need_of(name, answers) != "no")
