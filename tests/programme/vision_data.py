"""A small cluster with stakeholders, statements and answers, all made up."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

ON = date(2019, 3, 1)
_DAY = "2019-01-10"


def write_vision(
    folder: Path,
    *,
    asked: int,
    answers: dict[str, dict[str, Sequence[float]]] | None = None,
    rows: Iterable[tuple[object, ...]] | None = None,
    goals: Iterable[tuple[object, ...]] = (),
) -> Path:
    """Write a dataset; ``rows``: stakeholder, statement, agreement, weight, day; ``goals``: id, statement, decision."""
    told = [(who, name, *given, _DAY) for name, by in (answers or {}).items() for who, given in by.items()]
    told = list(rows) if rows is not None else told
    who = [
        ("ABCDEFGH"[place], "K", f"Сторона {'ABCDEFGH'[place]}", "participant", "yes")
        for place in range(asked)
    ]
    statements = sorted({str(row[1]) for row in told})
    tables = {
        "clusters": (("cluster_id", "name", "kind"), [("K", "Кластер (вымышленные данные)", "industrial")]),
        "stakeholders": (("stakeholder_id", "cluster_id", "name", "kind", "named"), who),
        "statements": (
            ("statement_id", "cluster_id", "text"),
            [(one, "K", f"Тезис {one}") for one in statements],
        ),
        "positions": (("stakeholder_id", "statement_id", "agreement", "weight", "answered_on"), told),
        "goals": (
            ("goal_id", "cluster_id", "title", "statement_id", "decision"),
            [(goal, "K", f"Цель {goal}", statement, decision) for goal, statement, decision in goals],
        ),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, (heading, lines) in tables.items():
        if lines:
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([heading, *lines])
    return folder
