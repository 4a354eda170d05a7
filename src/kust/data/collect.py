"""Join the workbooks that firms have returned: who answered, who did not, what the sides tell differently."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from kust.data.answers import Answer, read_answer
from kust.data.dataset import Dataset, Origin
from kust.data.differences import Difference, Place, find_differences
from kust.data.engines import find_engine
from kust.data.findings import Finding
from kust.data.joining import join
from kust.data.returned import Returned, UnreadableFile, choose_latest, read_returned
from kust.data.save import save_tables
from kust.data.schema import tables
from kust.data.sources import calc_digest
from kust.data.tabulate import PLACE
from kust.i18n import default_language


@dataclass(frozen=True)
class Asked:
    """An organisation that was asked; ``file`` is its workbook, None where none came back."""

    organisation_id: str
    name: str
    file: str | None = None


@dataclass(frozen=True)
class Twice:
    """Several workbooks of one firm and year: the one saved last counts.

    ``only_in_older`` are the rows of the others that it does not repeat word for word.
    """

    organisation_id: str
    name: str
    year: int
    counted: str
    set_aside: tuple[str, ...]
    only_in_older: tuple[Place, ...]


@dataclass(frozen=True)
class Collected:
    """The joined dataset and what the returned workbooks show.

    A firm whose workbook came back without a single answer stands in ``not_answered`` with its file.
    """

    dataset: Dataset
    years: tuple[int, ...]
    answered: tuple[Asked, ...]
    not_answered: tuple[Asked, ...]
    twice: tuple[Twice, ...]
    unreadable: tuple[UnreadableFile, ...]
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...]
    output: Path | None


def collect(folder: Path, base: Dataset | None, output: Path | None, *, lang: str | None = None) -> Collected:
    """Join returned workbooks with a dataset.

    What the dataset holds for a firm and year is replaced by the firm's own report, for its side only;
    see :func:`kust.data.joining.join`.

    Parameters
    ----------
    folder
        Where the returned workbooks lie.
    base
        The dataset that they were made from; None joins the workbooks alone.
    output
        Where the joined dataset is written: an ``.xlsx`` file or a folder of CSV files; None writes nothing. Nothing is
        written either where files came back and none of them is an answer.
    lang
        Language of the written workbook.

    Raises
    ------
    UnreadableError
        There is no such folder.
    UsageError
        The output exists already.
    """
    returned, unreadable = read_returned(folder)
    groups = choose_latest(returned)
    answers = [read_answer(group[0]) for group in groups]
    frames, findings = join(base, answers)
    if unreadable and not answers:
        output = None  # a file without any answer would look like a joined one
    if output is not None:
        save_tables(frames, output, lang or default_language())
    years = tuple(sorted({answer.returned.inquiry.year for answer in answers}))
    names = _names(frames)
    answered, not_answered = _who_answered(base, answers, names)
    return Collected(
        dataset=_dataset(folder, base, answers, frames),
        years=years,
        answered=answered,
        not_answered=not_answered,
        twice=tuple(_compare(group, names) for group in groups if len(group) > 1),
        unreadable=tuple(unreadable),
        differences=find_differences(frames["supplies"], years) if "supplies" in frames else (),
        findings=(*(finding for answer in answers for finding in answer.findings), *findings),
        output=output,
    )


def _names(frames: dict[str, pl.DataFrame]) -> dict[str, str]:
    if "organisations" not in frames:
        return {}
    return dict(frames["organisations"].select("organisation_id", "name").drop_nulls().iter_rows())


def _who_answered(
    base: Dataset | None, answers: list[Answer], names: dict[str, str]
) -> tuple[tuple[Asked, ...], tuple[Asked, ...]]:
    """Split those who were asked: members of the clusters that ask, and whoever sent a workbook back."""
    files = {answer.organisation_id: answer.returned.path.name for answer in answers}
    told = {answer.organisation_id for answer in answers if answer.has_figures or _changed(base, answer)}
    asked = sorted({*_members(base, answers), *files})
    entries = [Asked(code, names.get(code, code), files.get(code)) for code in asked]
    answered = tuple(entry for entry in entries if entry.organisation_id in told)
    return answered, tuple(entry for entry in entries if entry.organisation_id not in told)


def _changed(base: Dataset | None, answer: Answer) -> bool:
    """Tell whether a firm without figures still changed its card or its membership."""
    if base is None:
        return False
    for name in ("organisations", "memberships"):
        own = pl.col("organisation_id") == answer.organisation_id
        known = base.rows(name).filter(own).drop(*PLACE).collect()
        told = answer.tables.get(name)
        if told is not None and told.height:
            card = told.filter(own).drop(*PLACE)
            if card.join(known, on=card.columns, how="anti", nulls_equal=True).height:
                return True
    return False


def _members(base: Dataset | None, answers: list[Answer]) -> list[str]:
    """List the members, in the years asked about, of the clusters that ask; of all where none is named."""
    if base is None:
        return []
    inquiries = [answer.returned.inquiry for answer in answers]
    clusters = {inquiry.cluster_id for inquiry in inquiries}
    rows = base.rows("memberships")
    if clusters and None not in clusters:
        rows = rows.filter(pl.col("cluster_id").is_in(list(clusters)))
    if inquiries:
        first, last = min(inquiry.year for inquiry in inquiries), max(inquiry.year for inquiry in inquiries)
        joined = pl.col("joined_on").is_null() | (pl.col("joined_on") <= date(last, 12, 31))
        rows = rows.filter(joined & (pl.col("left_on").is_null() | (pl.col("left_on") > date(first, 1, 1))))
    return rows.select("organisation_id").drop_nulls().collect().to_series().to_list()


def _compare(group: list[Returned], names: dict[str, str]) -> Twice:
    """Find the rows of the older workbooks that the latest does not repeat."""
    latest, *older = (read_answer(item) for item in group)
    lost: list[Place] = []
    for answer in older:
        for name, frame in answer.tables.items():
            kept = latest.tables.get(name, frame.clear())
            columns = [column.name for column in tables()[name].columns]
            gone = frame.join(kept.select(columns), on=columns, how="anti", nulls_equal=True)
            lost += [Place(row["_file"], row["_sheet"], row["_row"]) for row in gone.iter_rows(named=True)]
    firm = latest.organisation_id
    first, *others = group
    set_aside = tuple(item.path.name for item in others)
    return Twice(firm, names.get(firm, firm), first.inquiry.year, first.path.name, set_aside, tuple(lost))


def _dataset(
    folder: Path, base: Dataset | None, answers: list[Answer], frames: dict[str, pl.DataFrame]
) -> Dataset:
    origins = {}
    for name, frame in frames.items():
        paths = base.origins[name].paths if base and name in base.origins else ()
        columns = base.origins[name].columns if base and name in base.origins else frozenset[str]()
        for answer in answers:
            if name in answer.tables:
                paths = (*paths, answer.returned.path)
                columns |= answer.returned.reading.dataset.origins[name].columns
        origins[name] = Origin(paths, frame.height, columns, frame)
    digest = calc_digest([(name, path) for name, origin in origins.items() for path in origin.paths])
    return Dataset(folder, base.engine if base else find_engine("polars"), digest, origins)
