"""Verdicts in words: titles of requirements, figures in their unit, what coverage lets one say."""

from datetime import date

from kust.checks.result import Alternative, ClusterVerdicts, Verdict
from kust.i18n import NO_BREAK_SPACE, number, percent, plural, say
from kust.law import parameters


def title_of(requirement: str, lang: str) -> str:
    """Return the title of a requirement."""
    return str(parameters(requirement)["title"][lang])


def figure_of(requirement: str, value: float | None, lang: str) -> str:
    """Write a figure of a requirement in its unit: shares as percentages, counts as whole numbers."""
    if value is None:
        return "–"
    return percent(value, lang, 1) if parameters(requirement)["unit"] == "share" else number(value, lang, 0)


def margin_of(verdict: Verdict, lang: str) -> str:
    """Write the margin with its sign; of a share in percentage points."""
    if verdict.margin is None:
        return "–"
    sign = "+" if verdict.margin > 0 else "−" if verdict.margin < 0 else ""
    if parameters(verdict.requirement.code)["unit"] != "share":
        return sign + number(abs(verdict.margin), lang, 0)
    return f"{sign}{number(100 * abs(verdict.margin), lang, 1)}{NO_BREAK_SPACE}{say('verdict.points', lang)}"


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
    if entry.edition.coverage == "deck":
        return say(f"verdict.deck.{entry.conforms}", lang)
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
    reading = reading_in_words(alternative.reading, alternative.setting, lang)
    return f"{reading} → {say(f'verdict.{alternative.verdict}', lang)}"


def reading_in_words(reading: str, setting: str | bool, lang: str) -> str:
    """Say how an open word of the rules is read."""
    known = (
        say(f"verdict.reading.{reading}.{setting}", lang)
        if isinstance(setting, str)
        else yes_or_no(setting, lang)
    )
    return say(f"verdict.reading.{reading}", lang, setting=known)


def yes_or_no(value: bool, lang: str) -> str:
    """Write a yes or no."""
    return say(f"verdict.reading.{'yes' if value else 'no'}", lang)


def day_of(day: date, lang: str) -> str:
    """Write a day as people of the language do."""
    return day.strftime("%d.%m.%Y") if lang == "ru" else day.isoformat()
