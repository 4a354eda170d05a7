"""A roadmap on a terminal: when it will be over, the critical path, what is late, money, findings."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table, paint
from kust.documents.roadmap.document import tell_late
from kust.documents.roadmap.tables import word_sum
from kust.documents.roadmap.words import (
    Teller,
    count_states,
    tell_answer,
    tell_day_remark,
    tell_nothing,
    tell_subtitle,
)
from kust.i18n import number, percent
from kust.programme.programme import Programme
from kust.programme.timeline.budget import Covered
from kust.programme.timeline.finding import MEASURE, ProgrammeFinding
from kust.programme.timeline.loads import OwnerLoad
from kust.programme.timeline.roadmap import Roadmap

_SHOWN = 20
_CHAINS = 3


def present(
    programme: Programme,
    roadmap: Roadmap,
    console: Console,
    lang: str,
    projects: Mapping[str, str] | None = None,
) -> None:
    """Print the roadmap; ``projects``: titles by id."""
    tell = Teller(programme, lang, projects or {})
    console.print(tell.t("title", title=tell.title()), style="bold", markup=False)
    console.print(tell_subtitle(roadmap, tell), style="dim", markup=False)
    if not roadmap.measures:
        console.print(tell_nothing(tell), markup=False)
    else:
        verdict, words = tell_answer(roadmap, tell)
        if remark := present_day_remark(roadmap, tell):
            console.print(remark, style="yellow", markup=False)
            words = words.removeprefix(tell_day_remark(roadmap, tell)).lstrip()
        console.print(paint(escape(words), verdict))
        console.print(count_states(roadmap, tell), markup=False)
        _print_path(roadmap, tell, console)
        _print_late(roadmap, tell, console)
        _print_loads(roadmap.loads, tell, console)
        _print_money(roadmap, tell, console)
    if roadmap.measures or roadmap.findings:
        _print_findings(roadmap, tell, console)


def present_day_remark(roadmap: Roadmap, tell: Teller) -> str:
    """Say why the programme should not be judged on the day, and which option asks about another; else nothing."""
    if roadmap.day_remark is None:
        return ""
    advised = roadmap.day_remark.advised_on.isoformat()
    return f"{tell_day_remark(roadmap, tell)} {tell.t('day.option', advised_on=advised)}"


def _head(code: str, tell: Teller, console: Console) -> None:
    console.print(f"\n{tell.t(f'section.{code}')}", style="bold", markup=False)


def _print_path(roadmap: Roadmap, tell: Teller, console: Console) -> None:
    paths = roadmap.paths
    title = tell.t("section.paths" if len(paths) > 1 else "section.path", count=len(paths))
    console.print(f"\n{title}", style="bold", markup=False)
    if not paths:
        console.print(tell.t("path.none"), markup=False)
        return
    for place, path in enumerate(paths[:_CHAINS], 1):
        if len(paths) > 1:
            console.print(tell.t("path.one_of", number=place, count=len(paths)), markup=False)
        _print_chain(path, roadmap, tell, console)
    if len(paths) > _CHAINS:
        chains = "; ".join(tell.chain(path) for path in paths[_CHAINS:_SHOWN])
        chains += "; …" if len(paths) > _SHOWN else ""
        console.print(tell.t("path.more", chains=chains), markup=False)
    console.print(tell.t("path.about"), style="dim", markup=False)
    if roadmap.open_ids:
        console.print(tell.t("path.open", names=tell.short(roadmap.open_ids)), markup=False)


def _print_chain(path: Sequence[str], roadmap: Roadmap, tell: Teller, console: Console) -> None:
    measures = {one.measure_id: one for one in tell.programme.standing_measures}
    scheduled = {one.measure_id: one for one in roadmap.measures}
    columns = ("number", "measure", "owner", "starts", "stated_ends", "ends", "state", "forecast")
    table = new_table(*(tell.t(f"column.{column}") for column in columns))
    for name in path:
        one, row = measures[name], scheduled[name]
        table.add_row(
            tell.labels[name],
            escape(one.title),
            escape(tell.owner(one)) or "–",
            tell.day(row.planned.starts_on),
            tell.day(row.stated_ends_on),
            tell.day(row.planned.ends_on),
            tell.t(f"timing.{row.timing}"),
            tell.day(row.ahead.ends_on),
        )
    console.print(table)


def _print_late(roadmap: Roadmap, tell: Teller, console: Console) -> None:
    _head("late", tell, console)
    late = sorted((one for one in roadmap.measures if one.is_late), key=lambda one: -(one.delay_days or 0))
    _print_lines([tell_late(one, tell) for one in late], tell, console, none="no_late")


def _print_lines(lines: Iterable[str], tell: Teller, console: Console, none: str, most: int = _SHOWN) -> None:
    listed = list(lines)
    for line in listed[:most]:
        console.print(f"– {line}", markup=False)
    if not listed:
        console.print(tell.t(none), markup=False)
    if len(listed) > most:
        console.print(tell.t("more", count=len(listed) - most), style="dim", markup=False)


def _print_loads(loads: Iterable[OwnerLoad], tell: Teller, console: Console) -> None:
    """Print the busiest quarter of each owner."""
    busiest: dict[str, OwnerLoad] = {}
    for one in loads:
        known = busiest.get(one.owner_id)
        if known is None or (one.load or 0.0, one.at_once) > (known.load or 0.0, known.at_once):
            busiest[one.owner_id] = one
    if not busiest:
        return
    _head("loads", tell, console)
    names = {one.stakeholder_id: one.name for one in tell.programme.stakeholders}
    table = new_table(*(tell.t(f"column.{name}") for name in ("owner", "quarter", "load", "at_once", "over")))
    shown = sorted(busiest.values(), key=lambda one: (not one.over, -(one.load or 0.0), one.owner_id))
    for one in shown[:_SHOWN]:
        over = "not_known" if one.over is None else "yes" if one.over else "no"
        table.add_row(
            escape(names.get(one.owner_id, one.owner_id)),
            tell.t("quarter", quarter=one.quarter, year=one.year),
            percent(one.load, tell.lang, 0),
            str(one.at_once),
            paint(tell.t(over), "not_met" if one.over else "notice"),
        )
    console.print(table)


def _print_money(roadmap: Roadmap, tell: Teller, console: Console) -> None:
    _head("budget", tell, console)
    budget = roadmap.budget
    if not budget.lines:
        console.print(tell.t("budget.none"), markup=False)
        return
    table = new_table(*(tell.t(f"column.{name}") for name in ("year", "plan", "fact", "missing")))
    for line in (*budget.by_year, budget.total):
        missing = sorted({name for one in (line.plan, line.fact) if one for name in one.missing})
        table.add_row(
            str(line.year) if line.year else tell.t("all_years"),
            word_sum(line.plan, tell),
            word_sum(line.fact, tell),
            tell.short(missing),
        )
    console.print(table)
    for line in budget.by_source:
        source = tell.t(f"source.{line.source or 'none'}")
        console.print(f"– {source}: {word_sum(line.plan, tell)}", markup=False)
    if budget.without_costs:
        console.print(tell.t("budget.without", names=tell.short(budget.without_costs)), markup=False)
    if any(one.support_krub for one in budget.covered):
        console.print(tell.t("table.covered"), markup=False)
        for one in budget.covered:
            if not one.support_krub:
                continue
            console.print(f"– {_word_covered(one, tell)}", markup=False)
        console.print(tell.t("covered.about"), style="dim", markup=False)


def _word_covered(one: Covered, tell: Teller) -> str:
    """Say what support could cover; where nothing is planned, or not all of it is known, say that."""
    told = {"project": tell.project(one.project_id), "year": one.year}
    told["support"] = number(one.support_krub, tell.lang)
    stated = (one.project_id, one.year) in _planned_years(tell.programme)
    if one.covered_krub is None:
        return tell.t("covered.unknown" if stated else "covered.unplanned", **told)
    return tell.t("covered.line", covered=number(one.covered_krub, tell.lang), **told)


def _planned_years(programme: Programme) -> set[tuple[str | None, int]]:
    return {
        (one.project_id, cost.year)
        for one in programme.standing_measures
        for cost in one.costs
        if cost.basis == "plan"
    }


def _print_findings(roadmap: Roadmap, tell: Teller, console: Console) -> None:
    _head("findings", tell, console)
    # What is late has been told above.
    rest = [one for one in roadmap.findings if one.code not in _TOLD]
    lines = [_tell_alike(list(group), tell) for _, group in groupby(rest, key=_kind)]
    _print_lines(lines, tell, console, "no_findings", most=len(lines))


def _kind(finding: ProgrammeFinding) -> tuple[str, ...]:
    """Tell findings of a code together; but each cycle is another chain."""
    return (finding.code, *finding.ids) if finding.code == "cycle" else (finding.code,)


def _tell_cycle(finding: ProgrammeFinding, tell: Teller) -> str:
    """Tell a cycle row by row: each measure with the one that it waits for."""
    names = [tell.name(MEASURE, name) for name in finding.ids]
    told = tell.finding(finding)
    chain = tell.chain((*finding.ids, finding.ids[0]))
    rows = (tell.t("cycle.row", name=name, other=names[place - 1]) for place, name in enumerate(names))
    listed = "".join(f"\n    {row}" for row in rows)
    return f"{told.severity}: {tell.t('finding.cycle', chain=chain)} {told.mend}{listed}"


def _tell_alike(findings: Sequence[ProgrammeFinding], tell: Teller) -> str:
    """Tell the first of several findings of a kind in full, of the others only what they are about."""
    if findings[0].code == "cycle":
        return _tell_cycle(findings[0], tell)
    first = tell.finding(findings[0])
    words = f"{first.severity}: {first.words} {first.mend}"
    others = [id_ for id_ in dict.fromkeys(one.ids[0] for one in findings[1:]) if id_ != findings[0].ids[0]]
    if not others:
        return words
    named = [tell.labels.get(id_) or tell.name(findings[0].subject, id_) for id_ in others[:_SHOWN]]
    more = "…" if len(others) > _SHOWN else ""
    return f"{words} {tell.t('alike', count=len(others), names=', '.join(named) + more)}"


_TOLD = frozenset({"late_to_finish", "late_to_start", "will_be_late"})
