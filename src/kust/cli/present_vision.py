"""The shared vision on a terminal, and what came back of its survey."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import line_of, new_table, paint
from kust.documents.figures import write_day
from kust.documents.vision.picture import order_statements
from kust.documents.vision.words import VERDICTS, Teller
from kust.i18n import percent, say
from kust.programme.agreement.survey_collect import CollectedSurvey
from kust.programme.agreement.vision import Agreement

_COLUMNS = ("statement", "verdict", "median", "spread", "for", "against", "opinions")


def present(agreement: Agreement, goals: dict[str, str], console: Console, lang: str) -> None:
    """Print the statements with their answers, who disagrees, and where vision and goals part."""
    tell = Teller(agreement, lang)
    console.print(f"{tell.title()}. {tell.subtitle()}", style="bold", markup=False)
    if not agreement.statements:
        console.print(tell.t("nothing"), markup=False)
        return
    console.print(f"{tell.counts()} {tell.heard()}", markup=False)
    table = new_table(*(tell.t(f"column.{name}") for name in _COLUMNS))
    for one in order_statements(agreement):
        table.add_row(
            escape(one.text),
            paint(tell.verdict(one), VERDICTS[one.verdict]),
            tell.points(one.median),
            tell.points(one.spread),
            percent(one.for_share, lang, 0),
            percent(one.against_share, lang, 0),
            f"{one.opinions}/{one.asked}",
        )
    console.print(table)
    console.print(tell.bounds(), style="dim", markup=False)
    _print_voices(agreement, tell, console)
    _print_list(tell.t("remarks"), list(tell.goal_remarks(goals)), console)
    _print_list(tell.t("doubts"), list(tell.doubts()), console)


def _print_voices(agreement: Agreement, tell: Teller, console: Console) -> None:
    lines = []
    for one in order_statements(agreement):
        far = (
            list(tell.dissent(one.dissent))
            if one.dissent.named or one.dissent.others or one.dissent.withheld
            else []
        )
        for comment in one.comments:
            name = comment.name or tell.t("comment.unnamed", kinds=tell.kinds(comment.kinds))
            far.append(tell.t("comment.line", name=name, text=comment.text))
        if one.withheld_comments:
            far.append(tell.t("comment.withheld", count=one.withheld_comments))
        if far:
            lines.append(f"«{one.text}»: {'; '.join(far)}")
    _print_list(tell.t("section.voices"), lines, console)


def _print_list(title: str, lines: list[str], console: Console) -> None:
    if lines:
        console.print(f"\n{title}", style="bold", markup=False)
    for line in lines:
        console.print(f"– {line}", markup=False)


def present_collected(found: CollectedSurvey, output: Path | None, console: Console, lang: str) -> None:
    """Print whose answers were taken, who has never answered, and what is wrong."""
    console.print(
        say("programme_vision.collected.returned", lang, count=len(found.returned)),
        style="bold",
        markup=False,
    )
    for one in found.returned:
        told = {"name": one.name, "day": write_day(one.day, lang), "answers": one.answers, "file": one.file}
        console.print(f"– {say('programme_vision.collected.line', lang, **told)}", markup=False)
    if found.silent:
        names = ", ".join(one.name for one in found.silent)
        console.print(say("programme_vision.collected.silent", lang, names=names), markup=False)
    for file in found.unreadable:
        words = {"file": file.file, "reason": file.reason.words(lang)}
        console.print(say("programme_vision.collected.unreadable", lang, **words), markup=False)
    for finding in found.findings:
        console.print(line_of(finding, lang), markup=False, soft_wrap=True)
    if output is None:
        console.print(say("programme_vision.collected.not_written", lang), markup=False)
    else:
        console.print(say("cli.written", lang, path=output), markup=False)


def collected_as_json(found: CollectedSurvey, output: Path | None, lang: str) -> dict[str, Any]:
    """Bring what came back into JSON: who answered, not what."""
    return {
        "returned": [asdict(one) | {"day": one.day.isoformat()} for one in found.returned],
        "silent": [one.stakeholder_id for one in found.silent],
        "unreadable": [{"file": one.file, "reason": one.reason.words(lang)} for one in found.unreadable],
        "findings": [
            {**asdict(one), "message": one.message(lang), "mend": one.mend(lang)} for one in found.findings
        ],
        "output": str(output) if output else None,
    }
