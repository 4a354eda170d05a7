"""«What if»: verdicts as they are beside verdicts as they would be."""

from typing import TYPE_CHECKING, Any

from kust.errors import UsageError
from kust.i18n import say

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from kust.checks import CheckResult
    from kust.checks.result import ClusterVerdicts
    from kust.cli.options import Question
    from kust.data.dataset import Dataset


def changed_dataset(data: "Dataset", path: "Path", cluster: str | None, question: "Question") -> "Dataset":
    """Return the dataset as it would be after the changes of a file, which concern one cluster and year."""
    from kust.checks.run import latest_year
    from kust.remedies.change import apply_change
    from kust.remedies.change_file import read_change

    known = data.rows("clusters").collect()["cluster_id"].sort().to_list()
    if cluster is None and len(known) > 1:
        raise UsageError("one_cluster_needed", known=", ".join(known[:20]))
    if cluster is not None and cluster not in known:
        raise UsageError("unknown_cluster", cluster=cluster, known=", ".join(known[:20]))
    year = question.year
    of_year = latest_year(data, question.on) if year is None else year
    return apply_change(data, read_change(path, data, cluster or known[0], question.on, of_year))


def change_as_json(before: "CheckResult", after: "CheckResult", path: "Path") -> dict[str, Any]:
    """Bring both states into JSON, one row a cluster, edition and requirement."""
    rows = [
        {
            "cluster_id": then.cluster_id,
            "edition": then.edition.code if then.edition else None,
            "requirement": old.requirement.code,
            "before": old.value,
            "after": new.value,
            "before_verdict": old.verdict,
            "after_verdict": new.verdict,
        }
        for then, now in zip(before.clusters, after.clusters, strict=True)
        for old, new in zip(then.verdicts, now.verdicts, strict=True)
    ]
    return {"file": str(path), "requirements": rows}


def present_change(before: "CheckResult", after: "CheckResult", console: "Console", lang: str) -> None:
    """Print a table a cluster and edition: before, after; what moved is marked."""
    for then, now in zip(before.clusters, after.clusters, strict=True):
        _print_one(then, now, console, lang)


def _print_one(then: "ClusterVerdicts", now: "ClusterVerdicts", console: "Console", lang: str) -> None:
    from kust.cli.terminal import new_table, paint
    from kust.cli.verdict_words import conforms_in_words, figure_of, title_of

    signs = {"met": "✓", "not_met": "✗", "unknown": "?"}
    edition = f" · {then.edition.code}" if then.edition else ""
    console.print(f"\n[bold]{say('remedy.what_if', lang)}[/]{edition}")
    columns = (say(f"remedy.column.{column}", lang) for column in ("requirement", "before", "after"))
    table = new_table("", *columns)
    for old, new in zip(then.verdicts, now.verdicts, strict=True):
        code = old.requirement.code
        cells = [
            paint(f"{signs[one.verdict]} {figure_of(code, one.value, lang)}", one.verdict)
            for one in (old, new)
        ]
        moved = (old.verdict, old.value) != (new.verdict, new.value)
        table.add_row("→" if moved else "", title_of(code, lang), *cells)
    table.add_section()
    total = [paint(conforms_in_words(one, lang), one.conforms) for one in (then, now)]
    table.add_row("", say("cli.total", lang), *total)
    console.print(table)
