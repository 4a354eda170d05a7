"""Names where codes belong: a file that names a firm or a product is understood where the name is one's alone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from kust.data.findings import Finding
from kust.data.read import Reading
from kust.data.schema import fold, tables
from kust.data.tabulate import PLACE, shorten
from kust_web.moderation.duplicates.find import split_name
from kust_web.moderation.naming import MARK, resolve
from kust_web.registry.models import model_of

DOUBTFUL = "web_name_doubtful"
_KEYS = {"organisations": "organisation_id", "products": "product_id"}
_PART = 500
_SHOWN = 500
_NAMED = 4  # so many firms are listed where a name could be several
_WORD = re.compile(r"[^\W_]+")


@dataclass
class Names:
    """What the texts of a file mean: code and name of each that is one alone, all those that one could be."""

    taken: dict[str, tuple[str, str]] = field(default_factory=dict)
    doubtful: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def put_codes(reading: Reading) -> Reading:
    """Put codes in place of names in every column that refers to firms or products, and say so."""
    origins, findings = dict(reading.dataset.origins), list(reading.findings)
    own = {table: _own_names(reading, table) for table in _KEYS}
    wanted = {table: _texts_of(reading, table) - set(own[table]) for table in _KEYS}
    found = {table: look_up(table, texts, own[table]) for table, texts in wanted.items() if texts}
    for name, origin in reading.dataset.origins.items():
        frame = origin.frame
        for column in tables()[name].columns:
            names = found.get(column.refers_to or "")
            if frame is None or names is None or column.name not in origin.columns:
                continue
            findings += _tell(frame, name, column.name, names)
            codes = {text: code for text, (code, _) in names.taken.items()}
            frame = frame.with_columns(pl.col(column.name).replace(codes)) if codes else frame
        origins[name] = replace(origin, frame=frame)
    return Reading(replace(reading.dataset, origins=origins, worked_out={}), tuple(findings))


def _own_names(reading: Reading, table: str) -> dict[str, str]:
    """Name the firms or products that the file brings itself, by code."""
    origin = reading.dataset.origins.get(table)
    if origin is None or origin.frame is None:
        return {}
    rows = origin.frame.select(_KEYS[table], "name").drop_nulls(_KEYS[table])
    return {code: name or "" for code, name in rows.iter_rows()}


def _texts_of(reading: Reading, table: str) -> set[str]:
    found: set[str] = set()
    for name, origin in reading.dataset.origins.items():
        for column in tables()[name].columns:
            if column.refers_to == table and origin.frame is not None:
                found |= set(origin.frame[column.name].drop_nulls().unique().to_list())
    return found


def look_up(table: str, texts: Iterable[str], own: Mapping[str, str]) -> Names:
    """Find whose names texts are: by the very name or number, else without legal form, quotes, letter case and ё.

    ``own`` are codes with their names that the same file brings; codes of the registry are left alone.
    """
    strange, key, names = sorted({text for text in texts if text.strip()}), _KEYS[table], Names()
    model = model_of(table).objects.filter(is_removed=False)
    for part in _parts(strange):
        codes = set(model_of(table).objects.filter(**{f"{key}__in": part}).values_list(key, flat=True))
        new = {fold(name): code for code, name in own.items() if name}
        exact = resolve(table, [text for text in part if text not in codes], new)
        titles = dict(model.filter(**{f"{key}__in": exact.values()}).values_list(key, "name"))
        names.taken |= {text: (code, titles.get(code) or own.get(code, "")) for text, code in exact.items()}
        strange = [text for text in strange if text not in codes and text not in exact]
    if strange:
        _look_closer(table, strange, {**dict(model.values_list(key, "name").iterator()), **own}, names)
    return names


def _parts(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), _PART):
        yield texts[start : start + _PART]


def _look_closer(table: str, texts: list[str], known: Mapping[str, str], names: Names) -> None:
    wanted = {text: _plain(table, text.rpartition(MARK)[0] or text) for text in texts}
    by_name: dict[str, list[tuple[str, str]]] = defaultdict(list)
    looked_for = set(wanted.values()) - {""}
    for code, name in known.items():
        if (plain := _plain(table, name)) in looked_for:
            by_name[plain].append((code, name))
    for text, plain in wanted.items():
        of = sorted(by_name.get(plain, ()))
        if len(of) == 1:
            names.taken[text] = of[0]
        elif of:
            names.doubtful[text] = of


def _plain(table: str, name: str) -> str:
    return " ".join(split_name(name) if table == "organisations" else _WORD.findall(fold(name)))


def _tell(frame: pl.DataFrame, table: str, column: str, names: Names) -> Iterator[Finding]:
    """Say once how a name was understood; name every cell whose name could be several."""
    for text, (code, name) in names.taken.items():
        rows = frame.filter(pl.col(column) == text)
        if rows.height:
            values = {"code": code, "name": name, "count": rows.height}
            place = rows.select(*PLACE).row(0)
            yield Finding("web_name_taken", "notice", table, *place, column, shorten(text), values)
    for text, several in names.doubtful.items():
        told = ", ".join(f"{name} ({code})" for code, name in several[:_NAMED])
        rows = frame.filter(pl.col(column) == text).select(*PLACE).head(_SHOWN)
        for place in rows.iter_rows():
            yield Finding(DOUBTFUL, "error", table, *place, column, shorten(text), {"names": told})


def without_echo(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Leave out that a name is no code where it is told already that it could be several."""
    findings = tuple(findings)
    told = {_cell(finding) for finding in findings if finding.code == DOUBTFUL}
    return tuple(f for f in findings if not (f.code.startswith("key.broken") and _cell(f) in told))


def _cell(finding: Finding) -> tuple[object, ...]:
    return (finding.table, finding.file, finding.sheet, finding.row, finding.column)
