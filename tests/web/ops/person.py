"""Somebody who uses the registry as a browser does: a session, forms with their token, files brought."""

import urllib.error
import urllib.parse
import urllib.request
import uuid
from http.cookiejar import CookieJar
from typing import NamedTuple


class Answer(NamedTuple):
    """What came back at last, after redirections."""

    code: int
    kind: str
    address: str
    content: bytes


class Person:
    """A visitor, until logged in."""

    def __init__(self, address: str, timeout: float = 60) -> None:
        self.address, self.timeout = address, timeout
        self._cookies = CookieJar()
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))

    def log_in(self, email: str, password: str) -> None:
        self.get("/log-in/")
        came = self.post("/log-in/", {"username": email, "password": password})
        assert came.address.endswith("/my/"), came.content.decode()

    @property
    def session(self) -> str:
        """Return what tells the registry who it is."""
        return next((cookie.value or "" for cookie in self._cookies if cookie.name == "sessionid"), "")

    def get(self, path: str) -> Answer:
        return self._open(urllib.request.Request(self.address + path))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._open(self._form(path, urllib.parse.urlencode(fields).encode()))

    def bring(self, path: str, name: str, content: bytes) -> Answer:
        """Bring a file to a page that takes one."""
        line = uuid.uuid4().hex
        head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        form = self._form(path, head.encode() + content + f"\r\n--{line}--\r\n".encode())
        form.add_header("Content-Type", f"multipart/form-data; boundary={line}")
        return self._open(form)

    def _form(self, path: str, body: bytes) -> urllib.request.Request:
        token = next((cookie.value for cookie in self._cookies if cookie.name == "csrftoken"), "") or ""
        return urllib.request.Request(self.address + path, body, {"X-CSRFToken": token})

    def _open(self, asked: urllib.request.Request) -> Answer:
        asked.add_header("Accept-Language", "ru")
        try:
            with self._browser.open(asked, timeout=self.timeout) as got:
                return Answer(got.status, got.headers.get_content_type(), got.url, got.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers.get_content_type(), error.url or "", error.read())
