"""What a step of the forest took beside the data, on a terminal and in JSON: figures with their class of evidence."""

from collections.abc import Callable
from typing import Any

from rich.console import Console

from kust.cli.options import Question, tell
from kust.documents.harvest.assumed import word_assumed
from kust.harvest.land.assumed import Assumed, assumed_as_json, list_assumed
from kust.i18n import say
from kust.settings import HarvestSettings


def tell_with_assumed(
    question: Question,
    result: Any,
    as_json: Callable[[Any], dict[str, Any]],
    present: Callable[[Any, Console, str], None],
    step: str,
    settings: HarvestSettings,
    *,
    in_words: bool = True,
) -> None:
    """Write a result with what it stands on beside the data; ``in_words``: on a terminal, too."""
    listed = list_assumed(step, settings)

    def whole(told: Any) -> dict[str, Any]:
        return as_json(told) | {"assumptions": assumed_as_json(listed)}

    def shown(told: Any, console: Console, lang: str) -> None:
        present(told, console, lang)
        if in_words:
            print_assumed(listed, console, lang)

    tell(question, result, whole, shown)


def print_assumed(listed: tuple[Assumed, ...], console: Console, lang: str) -> None:
    """Print figures that are not data, a line each."""
    if not listed:
        return
    console.print(f"\n{say('harvest_assumed.title', lang)}", style="bold", markup=False)
    for one in listed:
        evidence = say(f"harvest_assumed.evidence.{one.evidence}", lang)
        console.print(f"– {word_assumed(one, lang)} [{evidence}]", markup=False)
