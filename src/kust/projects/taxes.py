"""Federal taxes for a rouble of federal subsidy, and whether extra-budget investment fits the budgets' money."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kust.projects.book import Book
from kust.projects.result import BASES, LEVELS, Caution, TaxReturn

_SAME = 1e-6


def calc_tax_returns(book: Book, clusters: Mapping[str, str | None]) -> tuple[TaxReturn, ...]:
    """Divide taxes by subsidy: what is planned by what is granted, what came in by what was paid.

    Only projects that have both count: the taxes of one that got nothing are no return on anybody's subsidy.

    Parameters
    ----------
    clusters
        Cluster of each project.
    """
    found = [one for basis in BASES for one in _of_basis(book, clusters, basis)]
    return tuple(sorted(found, key=lambda one: (LEVELS.index(one.level), one.key or "", one.basis == "fact")))


def _of_basis(book: Book, clusters: Mapping[str, str | None], basis: str) -> Iterator[TaxReturn]:
    told, given = book.sums("federal_taxes", basis), book.given(basis, "federal")
    groups: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for project, cluster in clusters.items():
        if project in told or project in given:
            for place in (("total", None), ("cluster", cluster), ("project", project)):
                groups[place].append(project)
    for (level, key), own in groups.items():
        both = [one for one in own if one in told and given.get(one)]
        above = sum(told[one] for one in both) if both else None
        below = sum(given[one] for one in both) if both else None
        ratio = above / below if above is not None and below else None
        yield TaxReturn(level, key, basis, above, below, ratio, tuple(both), len(own) - len(both))


def find_extra_budget(book: Book, projects: Iterable[str]) -> Iterator[Caution]:
    """Tell where extra-budget investment is not investment less the budgets' money, over all years of a project."""
    what = "extra_budget_investment"
    found = {}
    for basis in BASES:
        whole, said, given = book.sums("investment", basis), book.sums(what, basis), book.given(basis)
        for project in whole.keys() & said.keys() & given.keys():
            expected = whole[project] - given[project]
            if abs(said[project] - expected) > _SAME * max(abs(expected), 1.0):
                found[project, basis] = Caution(
                    "extra_budget_differs", project, what, None, basis, said[project], expected
                )
    return (found[project, basis] for project in projects for basis in BASES if (project, basis) in found)
