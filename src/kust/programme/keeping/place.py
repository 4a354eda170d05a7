"""Where the versions of programmes lie: in the folder ``programme`` beside the dataset."""

from pathlib import Path

FOLDER = "programme"


def versions_folder(dataset: Path) -> Path:
    """Return the folder of the versions: inside the folder of a dataset, beside a workbook."""
    return (dataset if dataset.is_dir() else dataset.parent) / FOLDER
