"""Versions of a programme, kept beside the dataset as JSON: written once, whole, and never over one another."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from kust.data.dataset import Dataset
from kust.errors import UnreadableError, UsageError
from kust.programme.drafting.proposals import count_proposals, leave_out_proposals
from kust.programme.keeping.changes import ChangeFinding, calc_changes
from kust.programme.keeping.new_file import write_new
from kust.programme.keeping.place import file_of, find_files
from kust.programme.programme import Programme

_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version of a programme. ``left_out``: how many proposals, on which nobody had decided, are not in it.

    ``digest`` is of the programme, ``seal`` of everything else with it; ``before``: the seal of the version before.
    """

    cluster_id: str
    number: int
    on: date
    reason: str
    digest: str
    dataset_digest: str
    kust: str
    left_out: int
    programme: Programme
    before: str | None = None
    seal: str = ""


def publish(
    dataset: Dataset,
    programme: Programme,
    *,
    on: date,
    reason: str,
    with_proposals: bool = False,
    without_reasons: bool = False,
) -> tuple[Version, Path]:
    """Keep the working programme as the next version.

    Parameters
    ----------
    dataset
        Versions lie in the folder ``programme`` in its folder, or beside its workbook.
    programme
        As :func:`kust.programme.read.read_programme` gives it.
    on
        The day of the version.
    reason
        Why there is a new version.
    with_proposals
        Whether to go on where proposals are undecided; they are left out of the version.
    without_reasons
        Whether to go on where something was changed since the last version and nobody has said why.

    Returns
    -------
    tuple
        The version and its file.

    Raises
    ------
    UsageError
        No reason, an empty programme, undecided proposals, nothing changed, changes without a reason, or a day before
        that of the last version.
    UnreadableError
        A version that was kept cannot be read, or nothing can be written there.
    """
    if not reason.strip():
        raise UsageError("version_reason")
    proposals = count_proposals(programme)
    if proposals and not with_proposals:
        raise UsageError("version_proposals", count=proposals)
    kept = leave_out_proposals(programme)
    if not (kept.goals or kept.problems or kept.measures or kept.indicators):
        raise UsageError("version_empty", cluster=programme.cluster_id)
    while True:
        known = read_versions(dataset.path, programme.cluster_id)
        _check_next(known, kept, on)
        lacking = find_unreasoned(known, kept)
        if lacking and not without_reasons:
            raise UsageError("version_reasons", **_name_lacking(known[-1], lacking))
        one = Version(
            cluster_id=programme.cluster_id,
            number=known[-1].number + 1 if known else 1,
            on=on,
            reason=reason.strip(),
            digest=digest_of(kept),
            dataset_digest=dataset.digest,
            kust=version_of("kust"),
            left_out=proposals,
            programme=kept,
            before=known[-1].seal if known else None,
        )
        one = seal_version(one)
        path = file_of(dataset.path, one.cluster_id, one.number)
        # Where somebody else has just published this number, look at theirs and take the next one.
        if write_new(path, _adapter().dump_json(one, indent=1, exclude_defaults=True)):
            return one, path
        _check_taken(path, find_files(dataset.path, one.cluster_id))


def _check_taken(path: Path, known: Mapping[int, Path]) -> None:
    """Refuse a name that is taken by another cluster's version, as on a disk that holds "a" and "A" to be the same."""
    if path.exists() and path not in known.values():
        raise UnreadableError("version_name_taken", path=path)


def _check_next(known: tuple[Version, ...], kept: Programme, on: date) -> None:
    if not known:
        return
    last = known[-1]
    if last.digest == digest_of(kept):
        raise UsageError("version_same", number=last.number, on=last.on)
    if on < last.on:
        raise UsageError("version_day", number=last.number, on=last.on)


def find_unreasoned(known: tuple[Version, ...], programme: Programme) -> tuple[ChangeFinding, ...]:
    """Find what was changed since the last version without a reason; before the first one nothing was."""
    return calc_changes(known[-1].programme, programme).findings if known else ()


def _name_lacking(last: Version, lacking: tuple[ChangeFinding, ...]) -> dict[str, object]:
    names = ", ".join(f"«{one.title}»" for one in lacking[:_NAMED])
    more = ", …" if len(lacking) > _NAMED else ""
    return {"number": last.number, "on": last.on, "count": len(lacking), "names": names + more}


def read_versions(dataset: Path, cluster: str) -> tuple[Version, ...]:
    """Read the versions of a cluster's programme, in order of their numbers.

    Raises
    ------
    UnreadableError
        A file is not a version, or no longer what was published; one is missing or another one than it was.
    """
    found = find_files(dataset, cluster)
    return _check_chain(tuple(_read(found[number], cluster, number) for number in sorted(found)), dataset)


def _check_chain(known: tuple[Version, ...], dataset: Path) -> tuple[Version, ...]:
    """Refuse versions between which one is missing, or stands on another one than it was published on."""
    last: Version | None = None
    for one in known:
        expected = last.number + 1 if last else 1
        if one.number != expected or one.before != (last.seal if last else None):
            missing = expected if one.number != expected else one.number - 1
            raise UnreadableError("version_missing", path=file_of(dataset, one.cluster_id, missing))
        last = one
    return known


def find_version(known: tuple[Version, ...], number: int) -> Version:
    """Find a version by its number.

    Raises
    ------
    UsageError
        There is none.
    """
    for one in known:
        if one.number == number:
            return one
    raise UsageError(
        "unknown_version", number=number, known=", ".join(str(one.number) for one in known) or "–"
    )


def digest_of(programme: Programme) -> str:
    """Return the SHA-256 of the content; what stands at its default does not count, so new fields change nothing."""
    return _digest(_content_adapter().dump_python(programme, mode="json", exclude_defaults=True))


def seal_version(version: Version) -> Version:
    """Return a version with its seal."""
    return replace(version, seal=seal_of(_adapter().dump_python(version, mode="json", exclude_defaults=True)))


def is_whole(version: Version) -> bool:
    """Tell whether a version is what its digest and its seal say."""
    return digest_of(version.programme) == version.digest and seal_version(version).seal == version.seal


def seal_of(told: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what stands in a version beside the programme, which its digest stands for."""
    return _digest({name: value for name, value in told.items() if name not in ("programme", "seal")})


def _digest(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@cache
def _adapter() -> TypeAdapter[Version]:
    return TypeAdapter(Version)


@cache
def _content_adapter() -> TypeAdapter[Programme]:
    return TypeAdapter(Programme)


def _read(path: Path, cluster: str, number: int) -> Version:
    """Read a version whose content is what was published, and that this kust reads without losing anything."""
    try:
        told = json.loads(path.read_bytes())
        one = _adapter().validate_python(told, strict=False)
    except OSError as error:
        raise UnreadableError("not_permitted", path=path, reason=error.strerror) from error
    except ValueError as error:
        raise UnreadableError("broken_version", path=path) from error
    if not one.seal:
        raise UnreadableError("version_unsealed", path=path, version=one.kust)
    whole = _digest(told["programme"]) == one.digest and seal_of(told) == one.seal
    if (one.cluster_id, one.number) != (cluster, number) or not whole:
        raise UnreadableError("altered_version", path=path)
    if digest_of(one.programme) != one.digest:
        raise UnreadableError("version_form", path=path, version=one.kust)
    return one
