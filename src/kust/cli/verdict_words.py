"""Verdicts in words: titles of requirements, figures in their unit, what coverage lets one say."""

from kust.checks.result import Alternative, ClusterVerdicts, Verdict
from kust.i18n import number, percent, plural, say
from kust.law import parameters


def title_of(requirement: str, lang: str) -> str:
    """Return the title of a requirement."""
    return str(parameters(requirement)["title"][lang])


def figure_of(requirement: str, value: float | None, lang: str) -> str:
    """Write a figure of a requirement in its unit: shares as percentages, counts as whole numbers."""
    if value is None:
        return "–"
    return percent(value, lang, 1) if parameters(requirement)["unit"] == "share" else number(value, lang, 0)


def threshold_of(verdict: Verdict, lang: str) -> str:
    """Write the threshold with its comparison."""
    if verdict.threshold is None:
        return "–"
    sign = "≤" if verdict.requirement.comparison == "<=" else "≥"
    return f"{sign} {figure_of(verdict.requirement.code, verdict.threshold, lang)}"


def conforms_in_words(entry: ClusterVerdicts, lang: str) -> str:
    """Say what the verdicts come to; of an edition known in part nothing says that the cluster conforms to it."""
    if entry.edition is None:
        return say("verdict.no_edition", lang)
    if entry.edition.coverage != "partial":
        return say(f"verdict.conforms.{entry.conforms}", lang)
    count = len(entry.verdicts)
    return say(
        f"verdict.partial.{entry.conforms}",
        lang,
        count=count,
        rules=plural(count, lang, say("verdict.rules", lang)),
    )


def alternative_in_words(alternative: Alternative, lang: str) -> str:
    """Say which other reading would give which other verdict."""
    setting = alternative.setting
    if isinstance(setting, bool):
        word = say(f"verdict.reading.{'yes' if setting else 'no'}", lang)
    else:
        word = say(f"verdict.reading.{alternative.reading}.{setting}", lang)
    reading = say(f"verdict.reading.{alternative.reading}", lang, setting=word)
    return f"{reading} → {say(f'verdict.{alternative.verdict}', lang)}"
