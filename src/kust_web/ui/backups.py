"""Backups: the database and the files of the registry in one archive, told apart by the digest of their figures."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from kust_web.registry import snapshot

PARTS = ("files", "snapshots")
_DAMAGED = (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, KeyError)


def back_up(archive: Path) -> dict[str, Any]:
    """Write everything into an archive, first beside its place, so that there is never half of one."""
    with tempfile.TemporaryDirectory(dir=archive.resolve().parent, prefix=".backup-") as made:
        place = Path(made)
        manifest = {
            "made_at": datetime.now(UTC).isoformat(),
            "engine": connection.vendor,
            "version": version("kust"),
            "migrations": _own(MigrationRecorder(connection).applied_migrations()),
            "digest": _dump(place / "database"),
            "database": _sum(place / "database"),
        }
        (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
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
    """Bring an archive back into an installation without people, and prove that the figures are the same.

    Everything that can be wrong with the archive is found before anything is written.
    """
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".restore-") as made:
        place = Path(made)
        manifest = _unpack(archive, place)
        _refuse_another(manifest)
        _refuse_inhabited()
        _load(place / "database")
        for name, home in zip(PARTS, _homes(), strict=True):
            if (place / name).exists():
                shutil.copytree(place / name, home, dirs_exist_ok=True)
    digest = snapshot.take().digest
    if digest != manifest["digest"]:
        raise CommandError(f"the figures differ: {digest} instead of {manifest['digest']}")
    return manifest


def _unpack(archive: Path, place: Path) -> dict[str, Any]:
    if not archive.is_file():
        raise CommandError(f"{archive}: there is no such file")
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(place, filter="data")
        manifest: dict[str, Any] = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        is_whole = manifest.get("database") in (None, _sum(place / "database"))
    except _DAMAGED as error:
        raise CommandError(f"{archive} is cut short, damaged or no backup of kust: {error}") from error
    if not is_whole:
        raise CommandError(f"{archive} is damaged: its database is not the one that was backed up")
    return manifest


def _refuse_another(manifest: dict[str, Any]) -> None:
    if manifest["engine"] != connection.vendor:
        raise CommandError(
            f"the archive is of {manifest['engine']}, this installation is {connection.vendor}"
        )
    theirs, ours = manifest.get("version", "before 0.1"), version("kust")
    known = _own(MigrationLoader(None).disk_migrations)
    others = sorted({*known} ^ {*manifest.get("migrations", known)})
    if theirs != ours or others:
        differ = f" (their tables differ by {', '.join(others)})" if others else ""
        raise CommandError(
            f"the archive was made by kust {theirs}, this is kust {ours}{differ}: restore it with the program that "
            "made it, then bring that installation to the new version"
        )


def _own(migrations: Iterable[tuple[str, str]]) -> list[str]:
    """Name the migrations of our own tables; those of other packages go with the version."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("kust_web.")}
    return sorted(f"{app}.{name}" for app, name in migrations if app in ours)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _homes() -> tuple[Path, Path]:
    return Path(settings.MEDIA_ROOT), Path(settings.SNAPSHOTS)


def _refuse_inhabited() -> None:
    if "people_user" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_user")
            if cursor.fetchone()[0]:
                raise CommandError("this installation has people in it: restore into an empty one")


def _dump(to: Path) -> str:
    """Copy the database and tell the digest of its figures, both of one moment though people go on working."""
    with transaction.atomic():
        if connection.vendor == "sqlite":
            digest = snapshot.take().digest
            # Who writes waits for the end of this transaction; who reads, as this second line does, need not.
            there = str(connection.settings_dict["NAME"])
            with closing(sqlite3.connect(there)) as source, closing(sqlite3.connect(to)) as copy:
                source.backup(copy)
            return digest
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
        digest = snapshot.take().digest
        given = [f"--snapshot={moment}", "--format=custom", "--no-owner", f"--file={to}"]
        _postgres("pg_dump", *given, *_host(), str(connection.settings_dict["NAME"]))
    return digest


def _load(source: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(connection.connection)
    else:
        dump = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
        _postgres("pg_restore", *dump, f"--dbname={connection.settings_dict['NAME']}", *_host(), str(source))
    connection.close()


def _host() -> list[str]:
    given = connection.settings_dict
    names = (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER"))
    return [f"{option}={given[name]}" for option, name in names if given.get(name)]


def _postgres(*command: str) -> None:
    password = connection.settings_dict.get("PASSWORD")
    home = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    ran = subprocess.run(command, env=home, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise CommandError(f"{command[0]}: {ran.stderr.strip()}")
