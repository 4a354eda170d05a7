"""The fields that a template of a programme may hold, and whether a template holds only these, in whole tags."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import Environment, TemplateSyntaxError, nodes

from kust.documents.blocks import Amount, Judged, Link, Place
from kust.documents.programme import content as of
from kust.documents.programme import table_lines as line
from kust.documents.programme.content import Drawing, ProgrammeContent
from kust.errors import UsageError

WORDS, RICH, PICTURE, RECORD, LIST = "words", "rich", "picture", "record", "list"
# What the rows are called in the template that comes with kust.
ROWS: Mapping[str, type] = {
    "s": of.Statement,
    "q": line.Standing,
    "g": of.GoalPart,
    "p": of.ProblemPart,
    "m": of.MeasureLine,
    "i": line.IndicatorLine,
    "y": line.YearValue,
    "r": line.RoadmapLine,
    "k": line.MilestoneLine,
    "o": line.LoadLine,
    "b": line.BudgetLine,
    "c": line.CoverLine,
    "f": line.Risk,
    "h": line.ChangeLine,
    "e": of.Evidence,
    "x": of.EvidenceFigure,
    "u": line.Proposal,
}
_LEFT_OUT = frozenset({"svg", "narrow", "alt", "across", "small"})


@dataclass(frozen=True)
class Kind:
    """What a field is: words, coloured words or a link (``rich``), a picture, a record or a list of what."""

    form: str
    record: type | None = None
    item: "Kind | None" = None

    def of(self, name: str) -> "Kind | None":
        """Return the kind of a field of a record; None where it has no such field."""
        return kinds_of(self.record).get(name) if self.record is not None else None


def kinds_of(record: type) -> dict[str, Kind]:
    """Return the kinds of the fields of a record."""
    hints = get_type_hints(record)
    found = {one.name: _kind(hints[one.name]) for one in fields(record) if one.name not in _LEFT_OUT}
    if record is Drawing:
        found["picture"] = Kind(PICTURE)
    if record is ProgrammeContent:
        found["measures"] = Kind(LIST, item=Kind(RECORD, of.MeasureLine))
    return found


def _kind(hint: Any) -> Kind:
    if isinstance(hint, UnionType):
        return _kind(next(one for one in get_args(hint) if one is not type(None)))
    if get_origin(hint) is tuple:
        return Kind(LIST, item=_kind(get_args(hint)[0]))
    if hint in (Judged, Link, Place):
        return Kind(RICH)
    if is_dataclass(hint) and hint is not Amount:
        return Kind(RECORD, hint)  # type: ignore[arg-type]
    return Kind(WORDS)


def mark_of(path: str) -> str:
    """Write a field as the template has it: coloured words and links have an r.

    >>> mark_of("m.title"), mark_of("m.why")
    ('{{ m.title }}', '{{r m.why }}')
    """
    first, *rest = path.split(".")
    kind = Kind(RECORD, ROWS[first]) if first in ROWS and rest else _root().of(first)
    for name in rest:
        kind = kind and kind.of(name)
    return f"{{{{r {path} }}}}" if kind is not None and kind.form == RICH else f"{{{{ {path} }}}}"


def _root() -> Kind:
    return Kind(RECORD, ProgrammeContent)


def list_fields(record: type = ProgrammeContent, before: str = "") -> Iterator[tuple[str, str]]:
    """List every field with its kind; ``[]`` stands behind a list, whose rows a template names as it likes."""
    for name, kind in kinds_of(record).items():
        path = f"{before}{name}"
        while kind.form == LIST and kind.item is not None:
            path, kind = f"{path}[]", kind.item
        yield path, kind.form
        if kind.form == RECORD and kind.record is not None:
            yield from list_fields(kind.record, f"{path}.")


_TAG = re.compile(r"\{\{(?P<field>.*?)\}\}|\{%(?P<tag>.*?)%\}|\{#.*?#\}", re.DOTALL)
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}")
_AWAY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})
# Tags of docxtpl for cells, which name no field or only an expression.
_CELLS = frozenset({"vm", "hm", "colspan", "cellbg"})


class Check:
    """Reads the tags of a template in their order and refuses the first that cannot be filled in."""

    def __init__(self) -> None:
        self._environment = Environment(autoescape=True)
        self._scopes: list[tuple[str, dict[str, Kind | None], str]] = [("", {}, "")]

    def read(self, paragraph: str) -> None:
        """Check a paragraph.

        Raises
        ------
        UsageError
            An unknown field, a tag that is broken, or one of the wrong kind.
        """
        words = paragraph.translate(_AWAY)
        left = _TAG.sub("", words)
        if stray := _STRAY.search(left):
            raise UsageError("template_tag", tag=stray.group(), paragraph=_short(paragraph))
        for found in _TAG.finditer(words):
            if found["field"] is not None:
                self._read_field(found["field"], paragraph)
            elif found["tag"] is not None:
                self._read_tag(found["tag"], paragraph)

    def close(self) -> None:
        """Refuse a repetition or a condition that is never closed."""
        if len(self._scopes) > 1:
            tag, _, paragraph = self._scopes[-1]
            raise UsageError("template_open", tag=tag, paragraph=_short(paragraph))

    def _read_field(self, text: str, paragraph: str) -> None:
        is_rich = text.startswith("r ")
        expression = text[1:].strip() if is_rich else text.strip()
        kind = self._resolve(self._parse(f"{{{{ {expression} }}}}", text, paragraph), paragraph)
        if kind is None:
            return
        if kind.form == RICH and not is_rich:
            raise UsageError("template_rich", field=expression, paragraph=_short(paragraph))
        if kind.form in (WORDS, PICTURE) and is_rich:
            raise UsageError("template_plain", field=expression, paragraph=_short(paragraph))
        if kind.form in (RECORD, LIST):
            raise UsageError("template_whole", field=expression, paragraph=_short(paragraph))

    def _read_tag(self, text: str, paragraph: str) -> None:
        words = text.strip(" -").split(maxsplit=1)
        if words and words[0] in ("p", "tr", "tc", "r") and len(words) > 1:
            words = words[1].split(maxsplit=1)
        name = words[0] if words else ""
        rest = words[1] if len(words) > 1 else ""
        if name == "for":
            self._open_for(rest, text, paragraph)
        elif name == "if":
            self._resolve(self._parse(f"{{% if {rest} %}}{{% endif %}}", text, paragraph), paragraph)
            self._scopes.append(("if", {}, paragraph))
        elif name == "elif":
            self._resolve(self._parse(f"{{% if {rest} %}}{{% endif %}}", text, paragraph), paragraph)
        elif name in ("endfor", "endif"):
            if self._scopes[-1][0] != name.removeprefix("end"):
                raise UsageError("template_tag", tag=name, paragraph=_short(paragraph))
            self._scopes.pop()
        elif name not in ("else", *_CELLS):
            raise UsageError("template_tag", tag=text.strip(), paragraph=_short(paragraph))

    def _open_for(self, rest: str, text: str, paragraph: str) -> None:
        tree = self._parse(f"{{% for {rest} %}}{{% endfor %}}", text, paragraph)
        loop = next(iter(tree.find_all(nodes.For)))
        kind = self._resolve(loop.iter, paragraph)
        if kind is not None and kind.form != LIST:
            raise UsageError("template_no_list", field=rest, paragraph=_short(paragraph))
        names: dict[str, Kind | None] = {"loop": None}
        for one in (
            loop.target.find_all(nodes.Name) if not isinstance(loop.target, nodes.Name) else [loop.target]
        ):
            names[one.name] = kind.item if kind and isinstance(loop.target, nodes.Name) else None
        self._scopes.append(("for", names, paragraph))
        if loop.test is not None:
            self._resolve(loop.test, paragraph)

    def _parse(self, source: str, tag: str, paragraph: str) -> nodes.Template:
        try:
            return self._environment.parse(source)
        except TemplateSyntaxError as error:
            raise UsageError("template_tag", tag=tag.strip(), paragraph=_short(paragraph)) from error

    def _resolve(self, node: nodes.Node, paragraph: str) -> Kind | None:
        """Find what an expression is; None where nothing can be said, as of a computed value."""
        if isinstance(node, nodes.Template | nodes.Output | nodes.If):
            found = [self._resolve(one, paragraph) for one in node.iter_child_nodes()]
            return found[0] if len(found) == 1 else None
        if isinstance(node, nodes.Name):
            return self._name(node.name, paragraph)
        if isinstance(node, nodes.Getattr):
            return self._attribute(node, paragraph)
        if isinstance(node, nodes.Getitem):
            kind = self._resolve(node.node, paragraph)
            return kind.item if kind else None
        for one in node.iter_child_nodes():
            self._resolve(one, paragraph)
        return None

    def _name(self, name: str, paragraph: str) -> Kind | None:
        for _, names, _ in reversed(self._scopes):
            if name in names:
                return names[name]
        kind = _root().of(name)
        if kind is None:
            raise UsageError("template_field", field=name, paragraph=_short(paragraph))
        return kind

    def _attribute(self, node: nodes.Getattr, paragraph: str) -> Kind | None:
        kind = self._resolve(node.node, paragraph)
        if kind is None:
            return None
        found = kind.of(node.attr)
        if found is None:
            raise UsageError("template_field", field=_path(node), paragraph=_short(paragraph))
        return found


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def _short(paragraph: str) -> str:
    words = " ".join(paragraph.split())
    return words if len(words) <= 90 else f"{words[:89]}…"
