"""A real installation, started as `make serve` starts it but empty, and a real browser."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import browser  # noqa: F401

from .visitor import Registry


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """Start server and worker; what they print tells the administrator's password."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KUST_", "DJANGO_"))}
    home = tmp_path_factory.mktemp("installation")
    log, port = home / "log", free_port()
    command = [sys.executable, "-u", "-m", "kust_web", "serve", "--bare", "--port", str(port)]
    with log.open("w") as out:
        started = subprocess.Popen(command, env={**kept, "KUST_HOME": str(home)}, stdout=out, stderr=out)
    registry = Registry(f"http://127.0.0.1:{port}")
    try:
        while not registry.is_up():
            assert started.poll() is None, log.read_text()
            time.sleep(0.1)
        account = re.search(r"administrator +(\S+) +(\S+)", log.read_text())
        assert account, log.read_text()
        yield Registry(registry.address, account[1], account[2])
    finally:
        started.terminate()
        started.wait(60)


@pytest.fixture
def shots() -> Path | None:
    """Return the folder for screenshots, where somebody wants to look at them."""
    return Path(os.environ["KUST_SHOTS"]) if os.environ.get("KUST_SHOTS") else None


@pytest.fixture(scope="module", autouse=True)
def _django_beside_playwright() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; Django would refuse the database beside it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield
