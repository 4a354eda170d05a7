"""Somebody at a browser: every page it comes to is looked at for what no page may have."""

import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PASSWORD = "Tundra-moss-17"
WIDTHS = (1440, 390)
PATIENCE = 120_000  # milliseconds that a job may take on a busy machine


@dataclass(frozen=True)
class Registry:
    """A running installation and its first administrator."""

    address: str
    email: str = ""
    password: str = ""

    def is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            return False


@dataclass
class Visitor:
    """A person with a browser of its own; `shots` is where pictures of the pages go, if anybody wants them."""

    page: Any
    home: str
    shots: Path | None = None
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def come(cls, browser: Any, home: str, shots: Path | None, seen: set[str]) -> "Visitor":
        context = browser.new_context(
            locale="ru-RU", viewport={"width": WIDTHS[0], "height": 900}, accept_downloads=True
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        visitor = cls(page, home, shots, seen)
        page.on("request", visitor.note_request)
        page.on("console", lambda told: visitor.faults.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: visitor.faults.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        return visitor

    def note_request(self, request: Any) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in ("data", "blob") and asked.netloc != urlsplit(self.home).netloc:
            self.faults.append(f"foreign host: {request.url}")

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.home + path)

    def click(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        """Click on a link, and wait for the page it leads to: a click alone does not."""
        with self.page.expect_navigation():
            self.click(name, "link")

    def send(self, name: str) -> None:
        """Click on a button that sends a form, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.click(name)

    def wait(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()

    def look(self, name: str) -> None:
        """Look at a page once: nothing sticks out at either width, axe finds nothing."""
        from axe_playwright_python.sync_playwright import Axe

        if name in self.seen:
            return
        self.seen.add(name)
        for width in WIDTHS[::-1]:
            self.page.set_viewport_size({"width": width, "height": 900})
            if self.shots:
                self.shots.mkdir(parents=True, exist_ok=True)
                self.page.screenshot(path=self.shots / f"{name}-{width}.png", full_page=True)
            sticks_out = self.page.evaluate("document.documentElement.scrollWidth") - width
            if sticks_out > 0:
                self.faults.append(f"{name}: sticks out by {sticks_out} at {width}")
        found = Axe().run(self.page)
        if found.violations_count:
            self.faults.append(f"{name}: {found.generate_report()}")

    def log_in(self, email: str, password: str) -> None:
        self.go("/")
        self.look("home")
        self.page.get_by_role("navigation").get_by_role("link", name="Войти").click()
        self.look("log-in")
        self.page.fill("#id_username", email)
        self.page.fill("#id_password", password)
        self.click("Войти")
        self.page.wait_for_url(f"{self.home}/my/")

    def accept(self, link: str, name: str) -> None:
        """Open the link of an invitation and choose a password."""
        self.go(link)
        self.look("invitation")
        self.page.fill("#name", name)
        self.page.fill("#id_new_password1", PASSWORD)
        self.page.fill("#id_new_password2", PASSWORD)
        self.click("Принять приглашение")
        self.page.wait_for_url(f"{self.home}/my/")
        self.look("my")

    def upload(self, path: Path) -> None:
        """Bring a file and wait until it is read."""
        self.page.set_input_files("#file", path)
        self.click("Загрузить")
        self.wait_read()

    def wait_read(self) -> None:
        self.page.wait_for_url(re.compile(r"/uploads/\d+/"))
        self.page.locator(".entry-compact caption").wait_for()

    def accept_upload(self) -> None:
        self.click("Принять в реестр")
        self.page.locator("h2 .badge", has_text=re.compile("^принят$")).wait_for()

    def download(self, name: str | re.Pattern[str]) -> bytes:
        with self.page.expect_download() as started:
            self.page.get_by_role("link", name=name).first.click()
        return Path(started.value.path()).read_bytes()
