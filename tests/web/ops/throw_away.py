"""A PostgreSQL that is there for one script, and is thrown away after it."""

import shutil
import tempfile
from pathlib import Path

import pytest

needs_postgresql = pytest.mark.skipif(
    not shutil.which("pg_virtualenv"), reason="no pg_virtualenv: install Debian's postgresql"
)
_LOCK = Path(tempfile.gettempdir()) / "kust-postgresql.lock"


def beside_postgresql(script: str) -> list[str]:
    """Return the command that runs a script; its database is named by `KUST_DATABASE_URL`.

    Those that root makes all bear one name, so there is one at a time. Told to end, unlike killed, it leaves nothing.
    """
    url = 'export KUST_DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"; '
    alone = ["flock", "--close", str(_LOCK), "timeout", "600"]
    return [*alone, "pg_virtualenv", "-o", "fsync=off", "sh", "-c", url + script]
