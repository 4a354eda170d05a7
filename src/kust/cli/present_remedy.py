"""Remedies on a terminal: one cluster whole, many as a table."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table, paint
from kust.cli.verdict_words import day_of, figure_of, title_of
from kust.data.schema import tables
from kust.documents.plans.words import points, words_of
from kust.i18n import percent, say
from kust.remedies.plan import Plan, Remedy, RequirementFigures

_SIGNS = {"met": "✓", "not_met": "✗", "unknown": "?"}
_SHOWN = 12


def present(remedy: Remedy, console: Console, lang: str) -> None:
    """Print the plan of one cluster: steps, requirements before and after, other plans, prices."""
    console.print(f"\n[bold]{escape(remedy.name)}[/] ({escape(remedy.cluster_id)})", highlight=False)
    asked = say(
        "remedy.asked", lang, edition=remedy.edition.act, on=day_of(remedy.on, lang), year=remedy.year
    )
    console.print(asked, markup=False)
    if remedy.moved_from is not None:
        _print_move(remedy, console, lang)
    console.print(say("remedy.nature", lang), style="dim")
    if remedy.edition.coverage == "partial":
        console.print(say("remedy.partial", lang), style="dim")
    _print_status(remedy, console, lang)
    _print_find_out(remedy, console, lang)
    if remedy.plan is not None and remedy.plan.steps:
        if remedy.set_aside:
            console.print(f"\n[bold]{say('remedy.rest', lang)}[/]")
        _print_plan(remedy.plan, remedy, console, lang)
    _print_requirements(remedy.requirements, remedy, console, lang)
    if remedy.plan is not None and remedy.plan.steps:
        _print_different(remedy, console, lang)


def _print_status(remedy: Remedy, console: Console, lang: str) -> None:
    plan = remedy.plan
    if remedy.status == "infeasible":
        if remedy.set_aside:
            code = "set_aside"
        else:
            code = ("infeasible_forced", "infeasible_alone", "infeasible")[min(len(remedy.conflict), 2)]
        codes = remedy.set_aside or remedy.conflict
        console.print(f"\n[bold]{paint(say(f'remedy.status.{code}', lang), 'not_met')}[/]", end="")
        console.print(":" if codes else "")
        for one in codes:
            console.print(f"  {title_of(one, lang)} [dim]{one}[/]")
        return
    gap = percent(plan.gap, lang) if plan else ""
    code = remedy.status if plan else f"{remedy.status}_nothing"
    if remedy.status == "optimal" and plan and not plan.steps:
        code = "optimal_nothing"
    colour = "met" if remedy.status == "optimal" else "unknown"
    console.print(f"\n[bold]{paint(say(f'remedy.status.{code}', lang, gap=gap), colour)}[/]")


def _print_find_out(remedy: Remedy, console: Console, lang: str) -> None:
    if not remedy.find_out:
        return
    console.print(f"\n{say('remedy.find_out', lang)}", markup=False)
    for one in remedy.find_out[:_SHOWN]:
        column = next(c.title(lang) for c in tables()[one.gap.table].columns if c.name == one.gap.column)
        who = remedy.names.get(one.gap.organisation_id or "", one.gap.organisation_id or remedy.name)
        words = say(
            "remedy.find_out_one",
            lang,
            requirement=title_of(one.requirement, lang),
            column=f"{tables()[one.gap.table].title(lang)}, «{column}»",
            who=who,
        )
        console.print(f"  {words}", markup=False)
    if len(remedy.find_out) > _SHOWN:
        console.print(f"  {say('remedy.more', lang, count=len(remedy.find_out) - _SHOWN)}")
    for price in remedy.without:
        found = price.requirement in {one.requirement for one in remedy.find_out}
        if found and price.saves and price.saves > 1e-6:
            title = title_of(price.requirement, lang)
            cost = points(price.cost, lang)
            console.print(say("remedy.find_out_saves", lang, requirement=title, cost=cost), markup=False)


def _print_plan(plan: Plan, remedy: Remedy, console: Console, lang: str) -> None:
    table = new_table(*(say(f"remedy.column.{c}", lang) for c in ("step", "cost")))
    table.columns[1].justify = "right"
    for step in plan.steps:
        table.add_row(_plain(words_of(step, remedy, lang)), points(step.cost, lang).split(" ")[0])
    console.print(table)
    console.print(say("remedy.cost", lang, cost=points(plan.cost, lang)), markup=False)


def _plain(text: str) -> str:
    """Take square brackets of names for what they are, not for colours."""
    from rich.markup import escape

    return escape(text)


def _print_requirements(
    figures: Sequence[RequirementFigures], remedy: Remedy, console: Console, lang: str
) -> None:
    prices = {one.requirement: one for one in remedy.without}
    titles = ["requirement", "before", "after", "threshold", *(["price"] if prices else [])]
    table = new_table(*(say(f"remedy.column.{c}", lang) for c in titles))
    for one in figures:
        code = one.requirement.code
        cells = [
            f"{title_of(code, lang)}",
            _cell(code, one.before, one.before_verdict, lang) + _side(one.before_part, one, lang),
            _cell(code, one.after, one.after_verdict, lang) + _side(one.after_part, one, lang),
            _threshold(one, lang),
        ]
        if prices:
            price = prices.get(code)
            cells.append(points(price.saves, lang) if price and (price.saves or 0) > 1e-9 else "–")
        table.add_row(*cells)
    console.print()
    console.print(table)


def _cell(code: str, value: float | None, verdict: str, lang: str) -> str:
    figure = say(f"verdict.{verdict}", lang) if value is None else figure_of(code, value, lang)
    return paint(f"{_SIGNS[verdict]} {figure}", verdict)


def _side(part: str | None, one: RequirementFigures, lang: str) -> str:
    """Name the side of a figure where the sides before and after are not the same: two figures of two shares."""
    if part is None or one.before_part == one.after_part:
        return ""
    return f"\n[dim]{say(f'remedy.{part}', lang)}[/]"


def _threshold(one: RequirementFigures, lang: str) -> str:
    if one.threshold is None:
        return "–"
    sign = "≤" if one.requirement.comparison == "<=" else "≥"
    return f"{sign} {figure_of(one.requirement.code, one.threshold, lang)}"


def _print_different(remedy: Remedy, console: Console, lang: str) -> None:
    if not remedy.different:
        if remedy.without:
            console.print(say("remedy.no_different", lang))
        return
    console.print(f"[bold]{say('remedy.different', lang)}[/]")
    for place, plan in enumerate(remedy.different, 2):
        cost = points(plan.cost, lang)
        console.print(say("remedy.different_one", lang, number=place, cost=cost), markup=False)
        for step in plan.steps:
            console.print(f"  • {words_of(step, remedy, lang)}", markup=False)


def _print_move(remedy: Remedy, console: Console, lang: str) -> None:
    """Say what is asked otherwise than in the edition that the cluster comes from."""
    before = {rule.code: rule for rule in remedy.moved_from.requirements} if remedy.moved_from else {}
    after = {rule.code: rule for rule in remedy.edition.requirements}
    changed = [c for c in after if c in before and after[c].threshold != before[c].threshold]
    groups = {
        "gone": [code for code in before if code not in after],
        "new": [code for code in after if code not in before],
        "changed": changed,
    }
    codes = (remedy.moved_from.code if remedy.moved_from else "", remedy.edition.code)
    console.print(say("remedy.moved", lang, before=codes[0], after=codes[1]), style="bold")
    for group, of_group in groups.items():
        if of_group:
            names = ", ".join(title_of(code, lang) for code in of_group)
            console.print(f"  {say(f'remedy.moved.{group}', lang, requirements=names)}", markup=False)


def present_many(remedies: Sequence[Remedy], console: Console, lang: str) -> None:
    """Print the plans of many clusters, one a row."""
    columns = ("cluster", "edition", "status", "cost", "steps")
    table = new_table(*(say(f"remedy.column.{column}", lang) for column in columns))
    for remedy in remedies:
        steps = remedy.plan.steps if remedy.plan else ()
        shown = [words_of(step, remedy, lang).split(";")[0] for step in steps[:3]]
        if len(steps) > 3:
            shown.append(say("remedy.more", lang, count=len(steps) - 3))
        table.add_row(
            f"{_plain(remedy.name)} [dim]{remedy.cluster_id}[/]",
            remedy.edition.code,
            _short(remedy, lang),
            points(remedy.plan.cost, lang) if remedy.plan else "–",
            _plain("\n".join(shown)) or ", ".join(title_of(code, lang) for code in remedy.conflict),
        )
    console.print(table)
    console.print(say("remedy.nature", lang), style="dim")


def _short(remedy: Remedy, lang: str) -> str:
    if remedy.status == "infeasible":
        code, colour = ("set_aside", "unknown") if remedy.set_aside else ("infeasible", "not_met")
    elif remedy.status == "time_limit":
        code, colour = "time_limit", "unknown"
    else:
        code, colour = ("optimal" if remedy.plan and remedy.plan.steps else "nothing"), "met"
    return paint(say(f"remedy.short.{code}", lang), colour)
