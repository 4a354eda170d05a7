"""The command that says where buying points and boiling stations should stand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import (
    Day,
    EngineName,
    Format,
    Lang,
    Question,
    Settings,
    check_choice,
    help_words,
    read_question,
)
from kust.errors import UsageError

if TYPE_CHECKING:
    from kust.harvest.siting.bare import Wish as BareWish
    from kust.harvest.siting.place import Wish


words = help_words("harvest_siting")


def _option(name: str, **more: Any) -> Any:
    return typer.Option(f"--{name}", help=words(name.replace("-", "_")), show_default=False, **more)


def site(
    target: Annotated[Path | None, typer.Argument(help=words("points"), show_default=False)] = None,
    median: Annotated[int | None, _option("median")] = None,
    capacity: Annotated[bool, typer.Option("--capacity", help=words("capacity"))] = False,
    distances: Annotated[Path | None, _option("distances")] = None,
    problem: Annotated[str, typer.Option("--problem", help=words("problem"))] = "median",
    count: Annotated[int | None, _option("open")] = None,
    hours: Annotated[float | None, _option("hours")] = None,
    fixed: Annotated[str | None, _option("fixed")] = None,
    kind: Annotated[str, typer.Option("--kind", help=words("kind"))] = "boiling_station",
    season: Annotated[str, typer.Option("--season", help=words("season"))] = "summer",
    species: Annotated[str | None, _option("species")] = None,
    intake: Annotated[Path | None, _option("intake")] = None,
    draws: Annotated[int, typer.Option("--draws", help=words("draws"))] = 30,
    year: Annotated[str | None, _option("year")] = None,
    move: Annotated[str | None, _option("move")] = None,
    time_limit: Annotated[float | None, _option("time-limit")] = None,
    seed: Annotated[int, typer.Option("--seed", help=words("seed"))] = 0,
    on: Day = None,
    settings: Settings = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
) -> None:
    """Say where stations should stand."""
    question = read_question(on, year, lang, form)
    if median is not None and count is not None and median != count:
        raise UsageError("siting_two_counts", median=median, count=count)
    if median is not None and distances is None and target is not None and _is_dataset(target):
        raise UsageError("siting_median_of_dataset", count=median)
    count = median if median is not None else count
    if time_limit is not None and not time_limit >= 0:
        raise UsageError("siting_time_limit", value=time_limit)
    if median is not None or distances is not None or _is_table(target):
        from kust.harvest.siting.bare import Wish as BareWish

        bare = BareWish(problem, count, capacity, hours, _list(fixed), seed)
        _answer_bare(target, distances, bare, time_limit, question)
        return
    if target is None:
        raise UsageError("siting_nothing_given")
    if capacity or fixed is not None:
        raise UsageError("siting_only_bare", option="--capacity" if capacity else "--fixed")
    from kust.harvest.siting.place import Wish

    wish = Wish(
        problem=problem,  # type: ignore[arg-type]  # checked there, with the words of the choice
        kind=kind,
        count=count,
        season=season,
        hours=hours,
        species=_list(species),
        intake=intake,
        move=_read_move(move),
        year=question.year,
        draws=draws,
        seed=seed,
    )
    _answer_dataset(target, wish, settings, time_limit, engine, question)


def _answer_dataset(
    target: Path,
    wish: "Wish",
    settings: Path | None,
    time_limit: float | None,
    engine: str,
    question: Question,
) -> None:
    """Answer a dataset."""
    from kust.cli.harvest_reading import open_forest
    from kust.cli.present_harvest_assumed import tell_with_assumed
    from kust.cli.present_harvest_overload import warn_at_end
    from kust.cli.present_site import present_siting
    from kust.cli.terminal import progress
    from kust.harvest.siting.place import calc_siting
    from kust.harvest.siting.sited import siting_as_json

    data, chosen = open_forest(target, settings, engine, question)
    with progress(question.lang):
        result = calc_siting(data, wish, chosen.siting, on=question.on, time_limit=time_limit, harvest=chosen)
    tell_with_assumed(question, result, siting_as_json, present_siting, "site", chosen)
    warn_at_end(result, question.lang)


def _is_table(target: Path | None) -> bool:
    return target is not None and target.suffix.lower() in (".csv", ".txt", ".tsv")


def _is_dataset(target: Path) -> bool:
    return target.is_dir() or target.suffix.lower() == ".xlsx"


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _read_move(text: str | None) -> tuple[str, str] | None:
    """Read ``FROM=TO``."""
    if text is None:
        return None
    here, sign, there = (part.strip() for part in text.partition("="))
    if not (here and sign and there):
        raise UsageError("siting_bad_move", value=text)
    return here, there


def _answer_bare(
    points: Path | None,
    distances: Path | None,
    wish: "BareWish",
    time_limit: float | None,
    question: Question,
) -> None:
    """Answer a bare table or matrix."""
    from kust.cli.present_site import present_bare
    from kust.cli.terminal import out, progress, write_json
    from kust.harvest.siting.bare import PROBLEMS, answer_bare, bare_as_json, read_bare
    from kust.harvest.siting.clock import Clock

    check_choice("problem", wish.problem, PROBLEMS)
    with progress(question.lang):
        bare = read_bare(points, distances)
        answer = answer_bare(bare, wish, Clock() if time_limit is None else Clock(time_limit))
    if question.as_json:
        write_json(bare_as_json(bare, answer))
    else:
        present_bare(bare, wish, answer, out(), question.lang)


COMMANDS: tuple[tuple[Any, str], ...] = ((site, words("site")),)
