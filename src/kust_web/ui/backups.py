"""Backups: the database and the files of the registry in one archive, told apart by the digest of their figures."""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from kust_web.registry import snapshot

PARTS = ("files", "snapshots")


def back_up(archive: Path) -> dict[str, Any]:
    """Write everything into an archive, first beside its place, so that there is never half of one."""
    taken = snapshot.take()
    manifest = {"made_at": datetime.now(UTC).isoformat(), "engine": connection.vendor, "digest": taken.digest}
    with tempfile.TemporaryDirectory(dir=archive.resolve().parent, prefix=".backup-") as made:
        place = Path(made)
        (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        _dump(place / "database")
        half = place / "archive.tar.gz"
        with tarfile.open(half, "w:gz", compresslevel=1) as tar:
            for name in ("manifest.json", "database"):
                tar.add(place / name, name)
            for name, home in zip(PARTS, _homes(), strict=True):
                if home.exists():
                    tar.add(home, name, filter=lambda item: None if "/.taking-" in item.name else item)
        half.replace(archive)
    return manifest


def restore(archive: Path) -> dict[str, Any]:
    """Bring an archive back into an installation without people, and prove that the figures are the same."""
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".restore-") as made:
        place = Path(made)
        with tarfile.open(archive) as tar:
            tar.extractall(place, filter="data")
        manifest: dict[str, Any] = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        if manifest["engine"] != connection.vendor:
            raise CommandError(
                f"the archive is of {manifest['engine']}, this installation is {connection.vendor}"
            )
        _refuse_inhabited()
        _load(place / "database")
        for name, home in zip(PARTS, _homes(), strict=True):
            if (place / name).exists():
                shutil.copytree(place / name, home, dirs_exist_ok=True)
    digest = snapshot.take().digest
    if digest != manifest["digest"]:
        raise CommandError(f"the figures differ: {digest} instead of {manifest['digest']}")
    return manifest


def _homes() -> tuple[Path, Path]:
    return Path(settings.MEDIA_ROOT), Path(settings.SNAPSHOTS)


def _refuse_inhabited() -> None:
    if "people_user" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_user")
            if cursor.fetchone()[0]:
                raise CommandError("this installation has people in it: restore into an empty one")


def _dump(to: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(to)) as copy:
            connection.connection.backup(copy)
    else:
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={to}", *_target())


def _load(source: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(connection.connection)
    else:
        dump = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
        _postgres("pg_restore", *dump, f"--dbname={connection.settings_dict['NAME']}", *_host(), str(source))
    connection.close()


def _target() -> list[str]:
    return [*_host(), str(connection.settings_dict["NAME"])]


def _host() -> list[str]:
    given = connection.settings_dict
    names = (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER"))
    return [f"{option}={given[name]}" for option, name in names if given.get(name)]


def _postgres(*command: str) -> None:
    password = connection.settings_dict.get("PASSWORD")
    home = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    connection.close()
    ran = subprocess.run(command, env=home, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise CommandError(f"{command[0]}: {ran.stderr.strip()}")
