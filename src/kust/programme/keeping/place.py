"""Where versions of programmes lie, in the folder ``programme`` beside the dataset, and how their files are named."""

import re
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote, unquote

FOLDER = "programme"
_PLAIN = frozenset(" -_.~")
_FILE = re.compile(r"(.+)-([1-9][0-9]*)\.json", re.DOTALL)


def versions_folder(dataset: Path) -> Path:
    """Return the folder of the versions: inside the folder of a dataset, beside a workbook."""
    return (dataset if dataset.is_dir() else dataset.parent) / FOLDER


def file_of(dataset: Path, cluster: str, number: int) -> Path:
    """Name the file of a version as people read it; what no file name can hold is written as its codes.

    >>> file_of(Path("nowhere/set.xlsx"), "Кластер 1/2", 3).name
    'Кластер 1%2F2-3.json'
    """
    name = "".join(one if one.isalnum() or one in _PLAIN else quote(one, safe="") for one in cluster)
    plain = re.sub(r"^\.", "%2E", name)
    return versions_folder(dataset) / f"{plain}-{number}.json"


def find_files(dataset: Path, cluster: str) -> dict[int, Path]:
    """Find the files of a cluster's versions by number, also those whose letters were all written as codes once."""
    folder = versions_folder(dataset)
    found: dict[int, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        match = _FILE.fullmatch(path.name)
        # Some disks write letters with marks as two signs.
        if match and normalize("NFC", unquote(match[1])) == normalize("NFC", cluster):
            number = int(match[2])
            if number not in found or path == file_of(dataset, cluster, number):
                found[number] = path
    return found
