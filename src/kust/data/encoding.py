"""Turn the bytes of a CSV file into text: UTF-8, UTF-16 with its mark, Windows-1251; anything else is refused."""

import re
from pathlib import Path

from kust.errors import UnreadableError

_HTML = re.compile(r"\s*<(!|\?xml|html|head|meta|body|style|script|table|div)", re.IGNORECASE)
_SAMPLE = 2**20
# Letters of the East Slavic languages and signs that a table is written with besides ASCII.
_CYRILLIC = re.compile("[А-Яа-яЁёІіЇїЄєЎўҐґ№«»–—…„“”‘’•°±§€\u00a0]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_UP_DOWN, _DOWN_UP = re.compile("[А-ЯЁ][а-яё]"), re.compile("[а-яё][А-ЯЁ]")


def read_text(path: Path) -> str:
    """Read a text file, with line feeds as the only ends of lines.

    Raises
    ------
    UnreadableError
        The file is empty, binary, in another encoding, cut off, or a web page.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError("not_permitted", path=path, reason=error.strerror) from error
    # A mark put before a marked text; the end-of-file sign of DOS.
    text = _decode(content, path).lstrip("\ufeff").rstrip("\x1a")
    if not text or text.isspace():
        raise UnreadableError("empty_file", path=path)
    if _HTML.match(text[:200]):
        raise UnreadableError("html_as_csv", path=path)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _decode(content: bytes, path: Path) -> str:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        if b"\x00" in content:
            raise UnreadableError("binary_as_csv", path=path)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Good UTF-8 letters before the bad byte: a file cut off, or glued of two encodings.
        if error.encoding != "utf-8" or not content[: error.start].removeprefix(b"\xef\xbb\xbf").isascii():
            raise UnreadableError("broken_text", path=path) from error
    text = content.decode("cp1251", errors="replace")
    if not _is_cyrillic(text[:_SAMPLE]):
        raise UnreadableError("unknown_encoding", path=path)
    return text


def _is_cyrillic(text: str) -> bool:
    """Tell a text that was in Windows-1251 from one in another encoding, whose bytes mean other signs there.

    Letters of the DOS and Mac encodings come out as rare signs, those of KOI-8 with small and large letters swapped.
    """
    others = len(_NOT_ASCII.findall(text))
    swapped = len(_DOWN_UP.findall(text)) > max(2, 2 * len(_UP_DOWN.findall(text)))
    return len(_CYRILLIC.findall(text)) >= 0.95 * others and not swapped
