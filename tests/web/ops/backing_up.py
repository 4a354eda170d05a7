"""What is done by hand in an installation before and after its loss: `python -m tests.web.ops.backing_up fill FOLDER`.

What was seen is written beside the archives, for a test to hold against each other.
"""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

import django


def digest() -> str:
    """Digest what the registry says, tells of its past and of its people, apart from how snapshots do."""
    from kust.data.schema import tables
    from kust_web.people.models import Duty
    from kust_web.registry.models import Change, model_of

    total = hashlib.sha256()
    for name, table in tables().items():
        columns = [column.name for column in table.columns]
        for rows in (model_of(name).objects, model_of(name).history):
            told = rows.values_list(*columns, "change_id", "is_removed", "origin")
            total.update(repr((name, sorted(map(repr, told)))).encode())
    total.update(repr(list(Change.objects.order_by("pk").values_list("pk", "made_at", "written"))).encode())
    people = Duty.objects.order_by("pk").values_list("kind", "user__email", "user__password", "cluster_id")
    total.update(repr(list(people)).encode())
    return total.hexdigest()


def refused(archive: Path) -> dict[str, Any]:
    """Try to bring an archive back; tell the words of the refusal, and what is in the database after it."""
    from django.core.management import CommandError, call_command
    from django.db import connection

    try:
        call_command("restore", str(archive))
    except CommandError as error:
        is_there = "people_user" in connection.introspection.table_names()
        return {"words": str(error), "digest": digest() if is_there else ""}
    return {"words": "", "digest": "brought back"}


def spoil(archive: Path, folder: Path) -> dict[str, Path]:
    """Make of an archive one that was cut short, one with a changed database, and one of another version."""
    cut = folder / "cut.tar.gz"
    cut.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    with tarfile.open(archive) as source:
        parts = {item.name: source.extractfile(item).read() for item in source if item.isfile()}  # type: ignore
    other = json.dumps(json.loads(parts["manifest.json"]) | {"version": "99.0"}).encode()
    changed = parts["database"][:-1] + bytes([parts["database"][-1] ^ 1])
    return {
        "cut": cut,
        "changed": _pack(folder / "changed.tar.gz", parts | {"database": changed}),
        "other": _pack(folder / "other.tar.gz", parts | {"manifest.json": other}),
    }


def _pack(archive: Path, parts: dict[str, bytes]) -> Path:
    with tarfile.open(archive, "w:gz") as packed:
        for name, content in parts.items():
            item = tarfile.TarInfo(name)
            item.size = len(content)
            packed.addfile(item, io.BytesIO(content))
    return archive


def fill(folder: Path) -> dict[str, Any]:
    """Make an installation, back it up while somebody writes and once more in peace, try to overwrite it."""
    from django.core.management import call_command

    from kust_web.registry import snapshot
    from kust_web.registry.changes import Edit, write
    from kust_web.registry.examples import load_examples, make_accounts
    from kust_web.registry.snapshot import folder_of

    call_command("migrate", verbosity=0)
    load_examples()
    make_accounts("Tundra-moss-17")
    command = [sys.executable, "-m", "kust_web", "backup", str(folder / "busy.tar.gz")]
    written = 0
    with subprocess.Popen(command) as busy:
        while busy.poll() is None:
            product = {"product_id": f"W{written}", "name": f"Изделие {written}"}
            write([Edit("products", product)], user=None, kind="form")
            written += 1
            time.sleep(0.02)
    quiet = folder / "quiet.tar.gz"
    call_command("backup", str(quiet))
    before = digest()
    tries = {name: refused(path) for name, path in {**spoil(quiet, folder), "quiet": quiet}.items()}
    taken = snapshot.current().digest
    kept = sorted(path.name for path in folder_of(taken).iterdir())
    told = {"busy": busy.returncode, "written": written, "digest": before, "tries": tries}
    return told | {"snapshot": taken, "kept": kept}


def bring_back(folder: Path) -> dict[str, Any]:
    """Bring an archive back into what is empty, after those that are refused there too."""
    from django.core.management import call_command

    from kust_web.registry.snapshot import folder_of

    tries = {name: refused(folder / f"{name}.tar.gz") for name in ("cut", "changed", "other")}
    told = io.StringIO()
    call_command("restore", str(folder / "quiet.tar.gz"), stdout=told)
    taken = told.getvalue().split()[-1]
    kept = sorted(path.name for path in folder_of(taken).iterdir())
    return {"digest": digest(), "tries": tries, "snapshot": taken, "kept": kept}


if __name__ == "__main__":
    step, place = sys.argv[1], Path(sys.argv[2])
    django.setup()
    seen = (fill if step == "fill" else bring_back)(place)
    (place / f"{step}.json").write_text(json.dumps(seen), encoding="utf-8")
