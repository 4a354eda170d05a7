"""The secret key of an installation that was given none."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def read_secret(path: Path) -> str:
    """Read the key, or make one that only this user can read; two starts at once agree on one."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text()
