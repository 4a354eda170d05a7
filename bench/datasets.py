"""Datasets to measure on, made when they are asked for and kept in one folder."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from bench.errands import KUST, ROOT
from bench.stopwatch import Run, time_command

DISK_BYTES_OF_A_ROW = 60  # raw, prepared, and room to work; measured: below 25 for the raw dataset


class Datasets:
    """Makes national datasets of any size and form below `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)

    def fits(self, rows: int) -> bool:
        """Tell whether the disk has room for a dataset of so many supplies."""
        return shutil.disk_usage(self.home).free > rows * DISK_BYTES_OF_A_ROW

    def raw(self, rows: int) -> Path:
        """Return the dataset of `rows` supplies as Parquet, with its files in the page cache."""
        folder = self.home / f"nation-{rows}"
        if not (folder / "accounts.parquet").exists():
            self._python("bench.national", str(folder), "--rows", str(rows))
        for path in folder.glob("*.parquet"):
            with path.open("rb") as stream:
                while stream.read(2**24):
                    pass
        return folder

    def in_form(self, rows: int, form: str) -> Path:
        """Return the dataset of `rows` supplies as Parquet, CSV or a workbook."""
        if form == "parquet":
            return self.raw(rows)
        out = self.home / (f"nation-{rows}.xlsx" if form == "xlsx" else f"nation-{rows}-csv")
        if not out.exists():
            self._python("bench.forms", form, str(self.raw(rows)), str(out))
        return out

    def prepare(self, rows: int) -> tuple[Path, Run]:
        """Prepare the dataset of `rows` supplies anew, and say what that cost."""
        out = self.home / f"nation-{rows}-prepared"
        shutil.rmtree(out, ignore_errors=True)
        return out, time_command([KUST, "prepare", str(self.raw(rows)), str(out)], cwd=self.home)

    def forget(self, rows: int) -> None:
        """Delete every form of the dataset of `rows` supplies."""
        for path in self.home.glob(f"nation-{rows}*"):
            if path.name.partition("-")[2].removesuffix(".xlsx").split("-")[0] == str(rows):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _python(self, module: str, *arguments: str) -> None:
        time_command([sys.executable, "-m", module, *arguments], cwd=ROOT)
