"""Verdicts as they are beside verdicts as they would be, in words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kust.checks.result import ClusterVerdicts, Verdict
from kust.documents.blocks import Amount, Cell, Column, Table
from kust.documents.content import Figure, Glance
from kust.documents.verdicts import figure_of, title_of_edition, word_glance
from kust.i18n import say
from kust_web.workbench.models import Job


@dataclass(frozen=True)
class Pair:
    """A requirement before and after; ``moved`` where anything of it changed, ``turned`` where its verdict did."""

    before: Figure
    after: Figure
    moved: bool
    turned: bool


@dataclass(frozen=True)
class Compared:
    """An edition before and after a change."""

    title: str
    before: Glance
    after: Glance
    pairs: tuple[Pair, ...]


def compare(before: Sequence[ClusterVerdicts], after: Sequence[ClusterVerdicts], lang: str) -> list[Compared]:
    """Put each edition before and after a change side by side."""
    return [
        Compared(
            title_of_edition(then.edition, lang),
            word_glance(then, lang),
            word_glance(now, lang),
            tuple(_pair(old, new, lang) for old, new in zip(then.verdicts, now.verdicts, strict=True)),
        )
        for then, now in zip(before, after, strict=True)
    ]


def _pair(old: Verdict, new: Verdict, lang: str) -> Pair:
    turned = old.verdict != new.verdict
    return Pair(figure_of(old, lang), figure_of(new, lang), turned or old.value != new.value, turned)


def tabulate_change(compared: Compared, lang: str) -> Table:
    """Write an edition before and after as a table."""
    heads = (("requirement", "long"), ("verdict_before", "verdict"), ("before", "amount"))
    heads += (("verdict_after", "verdict"), ("after", "amount"))
    columns = tuple(Column(say(f"plan.column.{name}", lang), kind, 20) for name, kind in heads)
    rows = tuple(_row(pair) for pair in compared.pairs)
    return Table("workbench.what_if", compared.title, columns, rows)


def _row(pair: Pair) -> tuple[Cell, ...]:
    old, new = pair.before, pair.after
    values = ("", "") if old.kind == "none" else (Amount(old.value, old.kind), Amount(new.value, new.kind))
    return (old.title, old.verdict, values[0], new.verdict, values[1])


def word_not_held(job: Job | None, lang: str) -> str:
    """Say what of a change the state that is asked about knows nothing of; empty where that is not what failed.

    The library speaks of a file of changes, which the page has none of.
    """
    if job is None or job.state != Job.FAILED or not job.failure.startswith('{"code": "change_'):
        return ""
    values = json.loads(job.failure).get("values", {})
    told = values.get("value") or str(values.get("place", "")).rpartition(": ")[2]
    return say("workbench.what_if.wrong.not_held", lang, what=told)
