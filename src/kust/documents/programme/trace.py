"""The technical trace of a document: data, day, edition, version of the program, how to make it anew."""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from kust.data.dataset import Dataset
from kust.documents.blocks import Fact
from kust.documents.figures import write_day
from kust.i18n import say
from kust.law import Edition
from kust.settings import SETTINGS_FILE
from kust.support.find_answers import find_answers

Options = Mapping[str, str | int | Path | bool | None]


def list_trace(
    dataset: Dataset,
    *,
    on: date,
    year: int,
    editions: Iterable[str],
    command: str,
    lang: str,
    settings: object = None,
    own_files: Iterable[str] = (),
) -> tuple[Fact, ...]:
    """List by what a document can be made again.

    Parameters
    ----------
    editions
        Editions in words, each once.
    command
        The command that makes the document.
    settings
        The file of settings, where another one was named than that beside the dataset.
    own_files
        The user's own files of support measures that were used, by their names from the settings.
    """
    named = (
        ("dataset", dataset.path.resolve().name),
        ("digest", dataset.digest),
        ("day", write_day(on, lang)),
        ("year", str(year)),
        ("edition", "; ".join(dict.fromkeys(editions))),
    )
    told = [Fact(say(f"report.{code}", lang), words) for code, words in named if words]
    return (
        *told,
        *_list_beside(dataset, settings if isinstance(settings, Path) else None, own_files, lang),
        Fact(say("programme_document.trace.program", lang), f"kust {version('kust')}"),
        Fact(say("programme_document.trace.command", lang), command),
    )


def name_editions(editions: Iterable[Edition | None], lang: str) -> Iterator[str]:
    """Name editions with their codes, by which the program knows them."""
    from kust.documents.verdicts import title_of_edition

    for one in editions:
        if one is not None:
            yield f"{title_of_edition(one, lang)} ({one.code})"


def write_command(verb: str, dataset: Dataset, cluster: str, on: date, year: int, options: Options) -> str:
    """Write the command that makes a document again, for a shell; files by their names, wherever they lie.

    Parameters
    ----------
    options
        The options that were used besides the cluster, the day and the year; those without a value are left out.
    """
    words = ["kust", "programme", verb, dataset.path.resolve().name, "--cluster", cluster]
    words += ["--on", on.isoformat(), "--year", str(year)]
    for name, value in options.items():
        if value is None or value is False:
            continue
        option = "-o" if name == "output" else f"--{name}"
        told = value.name if isinstance(value, Path) else str(value)
        words += [option] if value is True else [option, told]
    return shlex.join(words)


def _list_beside(
    dataset: Dataset, settings: Path | None, own_files: Iterable[str], lang: str
) -> Iterator[Fact]:
    """Tell the digests of what lies beside the tables and is used: settings, own measures, answers about support."""
    folder = dataset.path if dataset.path.is_dir() else dataset.path.parent
    toml = settings or folder / SETTINGS_FILE
    folders = [one for one in (toml.parent, folder) if one.is_dir()]
    own = [toml.parent / name for name in own_files]
    for path in (toml, *own, find_answers(dataset, folders).path):
        if path is not None and path.is_file():
            label = say("programme_document.trace.digest_of", lang, file=path.name)
            yield Fact(label, f"sha256:{sha256(path.read_bytes()).hexdigest()}")
