"""A snapshot is read in one view: what is written meanwhile is in the next one, as a whole."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

from kust_web.registry import snapshot
from kust_web.registry.consistent import one_view


@pytest.fixture
def two(tmp_path: Path, db: None) -> Any:
    """Two connections to a database in a file, as the server and a worker have."""
    from kust_web.settings import _SQLITE

    told = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "one.sqlite3", "OPTIONS": _SQLITE}
    pair = [ConnectionHandler({"default": told})["default"] for _ in range(2)]
    with pair[0].cursor() as cursor:
        cursor.execute("CREATE TABLE supplies (amount)")
    yield pair
    for one in pair:
        one.close()


def count(database: Any) -> int:
    with database.cursor() as cursor:
        return int(cursor.execute("SELECT count(*) FROM supplies").fetchone()[0])


def test_what_is_written_meanwhile_is_not_seen_and_nobody_waits(two: Any) -> None:
    reader, writer = two
    with one_view(reader):
        before = count(reader)
        with writer.cursor() as cursor:
            cursor.execute(
                "INSERT INTO supplies VALUES (1)"
            )  # would fail after a wait if the view held writers up
        assert count(writer) == 1
        assert count(reader) == before == 0
    assert count(reader) == 1


def test_the_tables_of_a_snapshot_and_its_change_are_read_inside_the_view(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    class View:
        def __enter__(self) -> None:
            seen.append("begun")

        def __exit__(self, *_: object) -> None:
            seen.append("ended")

    monkeypatch.setattr(snapshot, "one_view", View)
    for name in ("find_newest_change", "find_scope", "_write_tables"):
        real = getattr(snapshot, name)
        monkeypatch.setattr(
            snapshot, name, lambda *given, _real=real, _name=name: (seen.append(_name), _real(*given))[1]
        )
    snapshot.take("VB")
    assert seen == ["begun", "find_newest_change", "find_scope", "_write_tables", "ended"]
    assert settings.SNAPSHOTS.is_dir()
