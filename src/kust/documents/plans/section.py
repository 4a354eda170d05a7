"""The cheapest way to pass as a section: the plan, what it changes, what is to be found out, what is in the way."""

from collections.abc import Iterator, Sequence

from kust.documents.blocks import Answered, Block, Bullets, Heading, Notice, Said, Section, lift
from kust.documents.plans.pictures import picture_requirements
from kust.documents.plans.tables import (
    list_conflicts,
    list_requirements,
    list_steps,
    list_to_find_out,
    tabulate_requirements,
    tabulate_steps,
    whose,
    word_column,
)
from kust.documents.plans.words import points, title_of, words_of
from kust.documents.verdicts import title_of_edition
from kust.i18n import percent, say
from kust.remedies.plan import Remedy

# Longer lists go on in the workbook.
_MOST = 8


def make_plan_section(remedies: Sequence[Remedy], lang: str, *, own: bool = False) -> Section:
    """Say how each cluster could pass most cheaply.

    Parameters
    ----------
    remedies
        The answers, one an edition; where there are several, each gets a heading.
    lang
        ``ru`` or ``en``.
    own
        Whether the section is a document of its own: then it does not say how to get one.
    """
    blocks: list[Block] = [_notice(remedies, lang)]
    for place, remedy in enumerate(remedies, 1):
        if len(remedies) > 1:
            blocks.append(Heading(title_of_edition(remedy.edition, lang)))
        blocks += _tell(remedy, f"plan-{place}", lang)
        if own and not (remedy.plan and remedy.plan.steps):
            blocks.append(tabulate_requirements(remedy, lang))
    if not own:
        blocks.append(Said(say("plan.next", lang, cluster=remedies[0].cluster_id), "note"))
    sheets = (
        list_steps(remedies, lang),
        list_requirements(remedies, lang),
        list_to_find_out(remedies, lang),
        *list_conflicts(remedies, lang),
    )
    return Section("plan", say("plan.section", lang), lift(blocks), tuple(one for one in sheets if one.rows))


def _notice(remedies: Sequence[Remedy], lang: str) -> Notice:
    words = [say("plan.notice_words", lang)]
    if any(one.edition.coverage == "partial" for one in remedies):
        words.append(say("remedy.partial", lang))
    return Notice(say("plan.notice", lang), tuple(words))


def _tell(remedy: Remedy, key: str, lang: str) -> Iterator[Block]:
    yield _answer(remedy, lang)
    yield from _conflict(remedy, lang)
    yield from _find_out(remedy, lang)
    if remedy.moved_from is not None:
        yield from _move(remedy, lang)
    plan = remedy.plan
    if plan is not None and plan.steps:
        if remedy.set_aside:
            yield Heading(say("remedy.rest", lang), 4)
        yield tabulate_steps(plan, remedy, lang)
        gallery = picture_requirements(remedy.requirements, key, lang)
        if gallery is not None:
            yield gallery
        yield tabulate_requirements(remedy, lang)
        yield from _different(remedy, lang)


def _answer(remedy: Remedy, lang: str) -> Answered:
    plan = remedy.plan
    if remedy.status == "infeasible":
        alone = ("infeasible_forced", "infeasible_alone", "infeasible")[min(len(remedy.conflict), 2)]
        code = "set_aside" if remedy.set_aside else alone
    elif plan is None:
        code = f"{remedy.status}_nothing"
    else:
        code = "optimal_nothing" if remedy.status == "optimal" and not plan.steps else remedy.status
    gap = percent(plan.gap, lang) if plan else ""
    found = remedy.status == "optimal"
    verdict = "met" if found else "not_met" if remedy.status == "infeasible" else "unknown"
    if remedy.set_aside:
        verdict = "unknown"
    cost = ""
    if plan and plan.steps:
        words = points(plan.cost, lang)
        cost = say("plan.rest_cost" if remedy.set_aside else "remedy.cost", lang, cost=words)
    return Answered(verdict, say(f"remedy.status.{code}", lang, gap=gap), cost)


def _conflict(remedy: Remedy, lang: str) -> Iterator[Block]:
    """Name the requirements in the way, and what may help."""
    if remedy.status != "infeasible":
        return
    codes = remedy.set_aside or remedy.conflict
    if codes:
        title = say("plan.aside.title" if remedy.set_aside else "plan.conflict.title", lang)
        yield Notice(title, tuple(title_of(code, lang) for code in codes))
    if not remedy.set_aside:
        yield Said(say("plan.conflict.help", lang))


def _find_out(remedy: Remedy, lang: str) -> Iterator[Block]:
    if not remedy.find_out:
        return
    yield Heading(say("plan.find_out.title", lang), 4)
    yield Said(say("plan.find_out.lead", lang))
    asked: dict[tuple[str, str], list[str]] = {}
    for one in remedy.find_out:
        what = (title_of(one.requirement, lang), word_column(one.gap.table, one.gap.column, lang))
        asked.setdefault(what, []).append(whose(one, remedy))
    yield Bullets(
        tuple(
            say("remedy.find_out_one", lang, requirement=title, column=column, who=_shorten(names, lang))
            for (title, column), names in asked.items()
        )
    )


def _shorten(names: Sequence[str], lang: str) -> str:
    """Join names; of many only the first."""
    told = list(dict.fromkeys(names))
    more = [say("remedy.more", lang, count=len(told) - _MOST)] if len(told) > _MOST else []
    return "; ".join([*told[:_MOST], *more])


def _move(remedy: Remedy, lang: str) -> Iterator[Block]:
    """Say what is asked otherwise than in the edition that the cluster comes from."""
    before = {rule.code: rule for rule in remedy.moved_from.requirements} if remedy.moved_from else {}
    after = {rule.code: rule for rule in remedy.edition.requirements}
    groups = {
        "gone": [code for code in before if code not in after],
        "new": [code for code in after if code not in before],
        "changed": [c for c in after if c in before and after[c].threshold != before[c].threshold],
    }
    yield Heading(say("plan.moved.title", lang), 4)
    yield Bullets(
        tuple(
            say(f"remedy.moved.{name}", lang, requirements=", ".join(title_of(one, lang) for one in codes))
            for name, codes in groups.items()
            if codes
        )
    )


def _different(remedy: Remedy, lang: str) -> Iterator[Block]:
    if not remedy.different:
        return
    yield Heading(say("plan.different.title", lang), 4)
    for place, plan in enumerate(remedy.different, 2):
        yield Heading(say("plan.different.one", lang, number=place, cost=points(plan.cost, lang)), 5)
        yield Bullets(tuple(words_of(step, remedy, lang) for step in plan.steps))
