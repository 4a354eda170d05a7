"""Federal taxes for a rouble of federal subsidy, and whether extra-budget investment fits the budgets' money."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kust.projects.book import Book
from kust.projects.cells import sum_cells
from kust.projects.result import LEVELS, Caution, TaxReturn

_SAME = 1e-6


def calc_tax_returns(book: Book, clusters: Mapping[str, str | None]) -> tuple[TaxReturn, ...]:
    """Divide taxes by subsidy: what is planned by what is granted, what came in by what was paid.

    Only projects that have both count: the taxes of one that got nothing are no return on anybody's subsidy.

    Parameters
    ----------
    clusters
        Cluster of each project.
    """
    found = [one for basis in ("plan", "fact") for one in _of_basis(book, clusters, basis)]
    return tuple(sorted(found, key=lambda one: (LEVELS.index(one.level), one.key or "", one.basis == "fact")))


def _of_basis(book: Book, clusters: Mapping[str, str | None], basis: str) -> Iterator[TaxReturn]:
    told = {project: sum_cells(book.cells(project, "federal_taxes", basis)).value for project in clusters}
    given = {project: book.given(project, basis, "federal") for project in clusters}
    groups: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for project, cluster in clusters.items():
        if told[project] is not None or given[project] is not None:
            for place in (("total", None), ("cluster", cluster), ("project", project)):
                groups[place].append(project)
    for (level, key), own in groups.items():
        both = [one for one in own if told[one] is not None and given[one]]
        above = sum(told[one] or 0.0 for one in both) if both else None
        below = sum(given[one] or 0.0 for one in both) if both else None
        ratio = above / below if above is not None and below else None
        yield TaxReturn(level, key, basis, above, below, ratio, tuple(both), len(own) - len(both))


def find_extra_budget(book: Book, projects: Iterable[str]) -> Iterator[Caution]:
    """Tell where extra-budget investment is not investment less the budgets' money, over all years of a project."""
    for project in projects:
        for basis in ("plan", "fact"):
            whole = sum_cells(book.cells(project, "investment", basis)).value
            said = sum_cells(book.cells(project, "extra_budget_investment", basis)).value
            given = book.given(project, basis)
            if whole is None or said is None or given is None:
                continue
            expected = whole - given
            if abs(said - expected) > _SAME * max(abs(expected), 1.0):
                what = "extra_budget_investment"
                yield Caution("extra_budget_differs", project, what, None, basis, said, expected)
