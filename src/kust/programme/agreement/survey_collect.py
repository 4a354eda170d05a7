"""Join the returned workbooks of the survey into the positions of a dataset."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset, Origin
from kust.data.findings import Finding
from kust.data.returned import UnreadableFile, list_files
from kust.data.schema import tables
from kust.data.tabulate import PLACE, empty
from kust.errors import KustError
from kust.programme.agreement.asked import list_asked
from kust.programme.agreement.survey_answers import Known, SurveyAnswer, SurveyFinding, read_survey_answer
from kust.programme.programme import Stakeholder
from kust.programme.read import read_programme

Counted = tuple[str, date, SurveyAnswer]
"""Who answered, when, and the workbook that counts."""
_KEY = ("stakeholder_id", "statement_id", "answered_on")


@dataclass(frozen=True)
class SurveyReturn:
    """A workbook that counts: who answered when, and how many statements."""

    stakeholder_id: str
    name: str
    file: str
    day: date
    answers: int


@dataclass(frozen=True)
class CollectedSurvey:
    """The dataset with the answers joined in, and what the workbooks show.

    ``silent``: stakeholders from whom there is no answer at all, in workbooks or before.
    """

    dataset: Dataset
    returned: tuple[SurveyReturn, ...]
    silent: tuple[Stakeholder, ...]
    unreadable: tuple[UnreadableFile, ...]
    findings: tuple[Finding, ...]


def collect_survey(
    dataset: Dataset, sources: Sequence[Path], *, cluster: str, today: date
) -> CollectedSurvey:
    """Read returned workbooks and join their answers with the positions of a dataset.

    An answer of a stakeholder about a statement of a day takes the place of the one that the dataset has of that day;
    answers of other days stay. Its weight is that of the stakeholder's earlier answers where they have one.

    Parameters
    ----------
    sources
        Workbooks, or folders of them.
    today
        A day of answering after it is refused.

    Raises
    ------
    UsageError
        No such cluster.
    UnreadableError
        No such folder or file.
    """
    programme = read_programme(dataset, cluster)
    asked = {one.stakeholder_id: one for one in programme.stakeholders}
    known = Known(cluster, frozenset(asked), _read_texts(dataset, cluster))
    answers, unreadable = _read_all(sources, known, today)
    counted, findings = _choose(answers)
    old = dataset.rows("positions").collect()
    joined, changed = _join(old, counted)
    result = _with_positions(dataset, joined, [one.path for _, _, one in counted])
    heard = set(joined["stakeholder_id"])
    return CollectedSurvey(
        result,
        tuple(
            SurveyReturn(who, asked[who].name, one.path.name, day, len(one.rows)) for who, day, one in counted
        ),
        tuple(one for one in list_asked(programme) if one.stakeholder_id not in heard),
        tuple(unreadable),
        (*(one for answer in answers for one in answer.findings), *findings, *changed),
    )


def _read_texts(dataset: Dataset, cluster: str) -> dict[str, str]:
    rows = dataset.collect(dataset.table("statements").filter(nw.col("cluster_id") == cluster))
    return {row["statement_id"]: row["text"] for row in rows.iter_rows(named=True)}


def _read_all(
    sources: Iterable[Path], known: Known, today: date
) -> tuple[list[SurveyAnswer], list[UnreadableFile]]:
    answers: list[SurveyAnswer] = []
    unreadable: list[UnreadableFile] = []
    files = [file for path in sources for file in ([path] if path.is_file() else list_files(path))]
    for file in dict.fromkeys(files):
        try:
            answers.append(read_survey_answer(file, known, today))
        except KustError as reason:
            unreadable.append(UnreadableFile(file.name, reason))
    return answers, unreadable


def _choose(answers: Iterable[SurveyAnswer]) -> tuple[list[Counted], list[Finding]]:
    """Of the workbooks of one stakeholder and day the one saved last counts; all others are named."""
    groups: dict[tuple[str, date], list[SurveyAnswer]] = {}
    for one in answers:
        if one.stakeholder_id is not None and one.day is not None and one.rows:
            groups.setdefault((one.stakeholder_id, one.day), []).append(one)
    counted: list[Counted] = []
    findings: list[Finding] = []
    for (who, day), group in sorted(groups.items()):
        latest, *others = sorted(group, key=lambda one: (one.saved, one.path.name), reverse=True)
        counted.append((who, day, latest))
        for other in others:
            values = {"counted": latest.path.name, "day": day.isoformat()}
            place = ("positions", other.path.name, other.rows[0]["_sheet"], None, "stakeholder_id", who)
            findings.append(SurveyFinding("answered_twice", "warning", *place, values))
    return counted, findings


def _join(old: pl.DataFrame, counted: list[Counted]) -> tuple[pl.DataFrame, list[Finding]]:
    """Put the new rows in the place of those of the same key; name those that said otherwise."""
    known = {tuple(row[name] for name in _KEY): row for row in old.iter_rows(named=True)}
    weights = _weights(old)
    new: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for who, day, one in counted:
        for row in one.rows:
            told = row | {"stakeholder_id": who, "answered_on": day}
            before = known.get(tuple(told[name] for name in _KEY))
            told["weight"] = before["weight"] if before else weights.get(who)
            new.append(told)
            if before and before["agreement"] != told["agreement"]:
                values = {"before": before["agreement"], "after": told["agreement"]}
                place = ("positions", row["_file"], row["_sheet"], row["_row"], "agreement")
                value = str(told["statement_id"])
                findings.append(SurveyFinding("replaced", "warning", *place, value, values))
    schema = empty(tables()["positions"]).schema
    added = pl.DataFrame([{name: row[name] for name in schema} for row in new], schema=schema)
    kept = old.select(schema.names()).join(added, on=list(_KEY), how="anti", nulls_equal=True)
    return pl.concat([kept, added]), findings


def _weights(old: pl.DataFrame) -> dict[str, float | None]:
    """Find the weight that all earlier answers of a stakeholder have; none where they differ."""
    found: dict[str, set[float | None]] = {}
    for who, weight in old.select("stakeholder_id", "weight").iter_rows():
        found.setdefault(who, set()).add(weight)
    return {who: next(iter(weights)) for who, weights in found.items() if len(weights) == 1}


def _with_positions(dataset: Dataset, frame: pl.DataFrame, paths: list[Path]) -> Dataset:
    origin = dataset.origins.get("positions")
    columns = frozenset(name for name in frame.columns if name not in PLACE)
    before = origin.paths if origin else ()
    changed = Origin((*before, *paths), frame.height, columns, frame)
    return replace(dataset, origins={**dataset.origins, "positions": changed}, worked_out={})
