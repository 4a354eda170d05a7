"""Write a changed dataset to a folder or a workbook: whole or not at all."""

import shutil
from pathlib import Path

from kust.data.dataset import Dataset
from kust.data.save import save_tables
from kust.data.schema import tables
from kust.settings import SETTINGS_FILE


def write_changed(changed: Dataset, target: Path, lang: str) -> None:
    """Write all tables of a changed dataset, and the settings that stand beside it.

    A column that the data did not have is not written: an empty one would say more than was known.

    Parameters
    ----------
    changed
        As :func:`kust.remedies.change.apply_change` gives it.
    target
        A folder or ``.xlsx`` file that does not exist yet.
    lang
        Language of the headings of a workbook.

    Raises
    ------
    UsageError
        The target exists.
    """
    frames = {}
    for name, origin in changed.origins.items():
        kept = [column.name for column in tables()[name].columns if column.name in origin.columns]
        frames[name] = changed.rows(name).select(kept).collect()
    save_tables(frames, target, lang)
    settings = changed.path / SETTINGS_FILE
    if changed.path.is_dir() and target.is_dir() and settings.exists():
        shutil.copy(settings, target / SETTINGS_FILE)
