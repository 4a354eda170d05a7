"""The same cluster under every edition of its kind."""

from collections.abc import Sequence

from kust.checks.result import ClusterVerdicts
from kust.documents.content import Comparison
from kust.documents.verdicts import figure_of, period_of, short_title
from kust.i18n import say
from kust.law import parameters


def compare_editions(entries: Sequence[ClusterVerdicts], lang: str) -> Comparison:
    """Put the verdicts of all editions side by side; what an edition does not ask for stays empty."""
    known = [entry for entry in entries if entry.edition is not None]
    codes = list(dict.fromkeys(verdict.requirement.code for entry in known for verdict in entry.verdicts))
    found = [
        {verdict.requirement.code: figure_of(verdict, lang) for verdict in entry.verdicts} for entry in known
    ]
    editions = [entry.edition for entry in known if entry.edition]
    return Comparison(
        editions=tuple(short_title(edition, lang) for edition in editions),
        periods=tuple(period_of(edition, lang) for edition in editions),
        requirements=tuple(parameters(code)["title"][lang] for code in codes),
        cells=tuple(tuple(figures.get(code) for figures in found) for code in codes),
        conforms=tuple(entry.conforms for entry in known),
        totals=tuple(_total(entry, lang) for entry in known),
    )


def _total(entry: ClusterVerdicts, lang: str) -> str:
    """Say how many known rules are met, not met or unknown; a whole edition is never said to be met here."""
    found = [verdict.verdict for verdict in entry.verdicts]
    count = found.count(entry.conforms)
    return say(f"report.total.{entry.conforms}", lang, count=count, total=len(found))
