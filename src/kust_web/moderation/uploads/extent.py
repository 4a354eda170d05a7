"""How far the cells of a sheet reach, counted in its text before anything reads it as a table."""

import re

# A sheet is read as a rectangle from its first to its last cell; two cells in far corners make it enormous.
_RECTANGLE = 5_000_000
_CELLS_A_FILLED_ONE = 20
# A row or a cell: most begin with the place that they name, of others the whole tag is looked through.
_TAG = re.compile(
    rb"""<(?:\w+:)?(row|c)(?: r="([A-Z]*)([0-9]+)"|(?=[\s/>])((?:[^<>"']++|"[^"]*"|'[^']*')*+))"""
)
_ATTRIBUTE = re.compile(rb"""\s([^\s=<>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PLACE = re.compile(rb"\s*([A-Za-z]*)([0-9]+)")
_LONGEST_TAG = 2**22
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")


def may_be_sheet(head: bytes) -> bool:
    """Tell by its first element whether a part of a workbook may be a sheet; where none is seen, it may.

    Others have cells too (the order of computation), or are in two bytes a letter (queries).
    """
    text = head.decode("utf-16", "ignore").encode() if head.startswith(_UTF_16) else head
    root = _ROOT.search(_COMMENT.sub(b"", text))
    return root is None or root[1] == b"worksheet"


class Extent:
    """How far the cells of a sheet reach, how many there are, and in which rows.

    A row or a cell that names no place stands after the one before it, as whoever reads the sheet takes it.
    """

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.cells = self.last_row = self.last_column = 0
        self._row = self._column = 0

    def see(self, content: bytes) -> bytes:
        """Count the cells of a part; return its end, where a tag may be cut.

        Raises
        ------
        ValueError
            It is written so that nobody could count its cells: in two bytes a letter, or a tag of megabytes.
        """
        if content.startswith(_UTF_16):
            raise ValueError("two bytes a letter")
        cut = max(content.rfind(b"<"), 0)
        if len(content) - cut > _LONGEST_TAG:
            raise ValueError("a tag without an end")
        for kind, letters, digits, rest in _TAG.findall(content, 0, cut):
            if not digits:
                letters, digits = _find_place(rest)
            number = int(digits[:9]) if digits else 0
            if kind == b"row":
                self._row, self._column = number or self._row + 1, 0
            else:
                self._place(letters, number)
        return content[cut:]

    def _place(self, letters: bytes, row: int) -> None:
        self._row = row or max(self._row, 1)
        self._column = _number(letters[:4].upper()) if letters else self._column + 1
        self.cells += 1
        self.rows.add(self._row)
        self.last_row = max(self.last_row, self._row)
        self.last_column = max(self.last_column, self._column)

    @property
    def is_hollow(self) -> bool:
        area = self.last_row * self.last_column
        return area > _RECTANGLE and area > self.cells * _CELLS_A_FILLED_ONE


def _find_place(attributes: bytes) -> tuple[bytes, bytes]:
    for name, one, other in _ATTRIBUTE.findall(attributes):
        place = _PLACE.match(one or other) if name == b"r" else None
        if place:
            return place[1], place[2]
    return b"", b""


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
