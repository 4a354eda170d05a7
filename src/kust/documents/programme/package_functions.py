"""The functional map of a package: the cells that nobody has told, and who knows what belongs there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kust.documents.blocks import Cell, Table
from kust.documents.functional_map import tabulate_functions
from kust.documents.programme.package_asked import Asked

_PRODUCT, _MAKERS, _INPUTS, _USES = 1, 2, 3, 4


@dataclass(frozen=True)
class Untold:
    """A cell of the map that is not stated: its column and product, and the participants that make it."""

    column: str
    product: str
    makers: tuple[str, ...]


def map_functions(asked: Asked) -> Table:
    """Tabulate who makes what from what and for whom.

    A final product goes into nothing else, what is gathered is made of nothing else, and of what only others make
    nobody in the cluster is asked: none of these cells is one that is not stated.
    """
    table = tabulate_functions(asked.cluster)
    rows = asked.dataset.rows("products").select("product_id", "name", "is_final").collect()
    gathered = set(asked.dataset.rows("species").select("product_id").collect().to_series())
    known = {(name, _USES): asked.t("package.final") for _, name, is_final in rows.iter_rows() if is_final}
    known |= {
        (name, _INPUTS): asked.t("package.gathered") for id_, name, _ in rows.iter_rows() if id_ in gathered
    }
    return replace(table, rows=tuple(_row(row, asked, known) for row in table.rows))


def _row(row: tuple[Cell, ...], asked: Asked, known: dict[tuple[str, int], str]) -> tuple[Cell, ...]:
    untold = asked.t("package.untold")
    makers, cells = _makers(row, asked), list(row)
    for place, cell in enumerate(row):
        if cell == untold:
            otherwise = untold if makers else ""
            cells[place] = known.get((str(row[_PRODUCT]), place), otherwise)
    return tuple(cells)


def list_untold(asked: Asked) -> Iterator[Untold]:
    """List the cells of the map that are not stated."""
    table, untold = map_functions(asked), asked.t("package.untold")
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            if cell == untold:
                yield Untold(column.title, str(row[_PRODUCT]), _makers(row, asked))


def _makers(row: tuple[Cell, ...], asked: Asked) -> tuple[str, ...]:
    """Name the makers that are members: others bring nothing to an application."""
    members = {asked.cluster.names.of(one["organisation_id"]) for one in asked.cluster.members}
    return tuple(one for one in str(row[_MAKERS]).split("; ") if one in members)
