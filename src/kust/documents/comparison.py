"""The same cluster under every edition of its kind."""

from collections.abc import Sequence

from kust.checks.result import ClusterVerdicts
from kust.documents.content import Comparison
from kust.documents.verdicts import figure_of, period_of, title_of_edition, word_glance
from kust.law.loader import parameters


def compare_editions(entries: Sequence[ClusterVerdicts], lang: str) -> Comparison:
    """Put the verdicts of all editions side by side; a requirement that an edition does not have stays empty."""
    known = [entry for entry in entries if entry.edition is not None]
    codes = list(dict.fromkeys(verdict.requirement.code for entry in known for verdict in entry.verdicts))
    found = [
        {verdict.requirement.code: figure_of(verdict, lang) for verdict in entry.verdicts} for entry in known
    ]
    editions = [entry.edition for entry in known if entry.edition]
    return Comparison(
        editions=tuple(title_of_edition(edition, lang) for edition in editions),
        periods=tuple(period_of(edition, lang) for edition in editions),
        requirements=tuple(parameters(code)["title"][lang] for code in codes),
        cells=tuple(tuple(figures.get(code) for figures in found) for code in codes),
        totals=tuple(word_glance(entry, lang) for entry in known),
    )
