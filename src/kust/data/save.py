"""Write tables so that ``read_dataset`` reads them back: a folder of CSV files, or a filled template."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from kust.data.drop_downs import LAST_ROW
from kust.data.tabulate import PLACE
from kust.data.target import target
from kust.data.template import write_book
from kust.errors import UsageError


def save_tables(frames: Mapping[str, pl.DataFrame], path: Path, lang: str) -> None:
    """Write tables to an ``.xlsx`` file, or to a folder with a CSV file a table; neither may exist yet.

    Raises
    ------
    UsageError
        The target exists, or a table has too many rows for a workbook.
    """
    bare = {name: frame.drop(*PLACE, strict=False) for name, frame in frames.items() if frame.height}
    if path.suffix.lower() != ".xlsx":
        _write_folder(bare, path)
        return
    for name, frame in bare.items():
        if frame.height >= LAST_ROW:
            limit = LAST_ROW - 1
            raise UsageError("too_many_rows", path=path, table=name, rows=frame.height, limit=limit)
    with target(path) as temporary:
        write_book(temporary, lang, {name: frame.to_dicts() for name, frame in bare.items()})


def _write_folder(frames: Mapping[str, pl.DataFrame], path: Path) -> None:
    with target(path) as temporary:
        temporary.mkdir()
        for name, frame in frames.items():
            words = [_as_word(column) for column, dtype in frame.schema.items() if dtype == pl.Boolean]
            text = frame.with_columns(words)
            text.write_csv(temporary / f"{name}.csv", separator=";", include_bom=True)


def _as_word(column: str) -> pl.Expr:
    answer = pl.col(column)
    return pl.when(answer).then(pl.lit("yes")).when(~answer).then(pl.lit("no")).alias(column)
