"""Support on a terminal: every measure side by side, what to find out, the best combination, one measure in detail."""

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from kust.cli.support_words import word_binding, word_grounds, word_term
from kust.cli.terminal import new_table, paint
from kust.documents.projects.words import (
    word_amount,
    word_category,
    word_evidence,
    word_missing,
    word_window,
)
from kust.i18n import number, percent, say
from kust.support.find_answers import ANSWERS_FILE
from kust.support.intakes import Due
from kust.support.result import Combination, Missing, Offer, Support

_IDLE = ("not_yet", "ended")


def present(support: Support, console: Console, lang: str) -> None:
    """Print every measure, why not, what to find out, and the best combination."""
    _print_title(support, console, lang)
    _print_table(support, console, lang)
    for offer in support.offers:
        _print_why_not(offer, console, lang)
    _print_idle(support, console, lang)
    _print_missing(support.offers, support.path, console, lang)
    console.print(f"\n{say('support.best', lang)}", style="bold")
    _print_best(support, support.sure, "sure", console, lang)
    if support.possible != support.sure:
        _print_best(support, support.possible, "possible", console, lang)
    console.print(say("support.best.rule", lang), style="dim", markup=False)
    console.print(f"\n{say('support.not_adopted', lang)}", style="bold")
    for one in support.not_adopted:
        line = f"– {one.title.say(lang)}: {one.why.say(lang)} ({one.source})"
        console.print(line, style="dim", markup=False)
    console.print(f"\n{say('support.next', lang)}", style="dim", markup=False)


def _print_title(support: Support, console: Console, lang: str) -> None:
    title = say(
        "support.title", lang, title=support.title, project=support.project_id, on=support.on.isoformat()
    )
    console.print(title, style="bold", markup=False)
    console.print(say("support.notice", lang), markup=False)


def _print_table(support: Support, console: Console, lang: str) -> None:
    columns = ("measure", "eligible", "amount", "binding", "evidence")
    table = new_table(*(say(f"support.column.{column}", lang) for column in columns))
    for offer in sorted(support.offers, key=_rank):
        if offer.status in _IDLE:
            continue
        table.add_row(
            f"{escape(offer.measure.title.say(lang))}\n[dim]{offer.measure.code} · {_status(offer, lang)}[/]",
            paint(say(f"support.eligible.{offer.eligible}", lang), offer.eligible),
            word_amount(offer, lang),
            escape(word_binding(offer, lang)),
            _evidence(offer, lang),
        )
    console.print(table)


def _evidence(offer: Offer, lang: str) -> str:
    """Name what the measure rests on, and the limit that makes its amount where that is something else."""
    classes = [
        offer.measure.evidence,
        *(one.evidence for one in offer.limits if one.binding and one.evidence),
    ]
    return "\n".join(word_evidence(one, None, lang) for one in dict.fromkeys(classes))


def _rank(offer: Offer) -> tuple[bool, int, float, str]:
    order = {"met": 0, "unknown": 1, "not_met": 2}[offer.eligible]
    return offer.scenario, order, -(offer.amount.least if offer.amount else 0.0), offer.measure.code


def _status(offer: Offer, lang: str) -> str:
    status = say(f"support.status.{offer.status}", lang)
    return f"{status}; {say('support.scenario', lang)}" if offer.scenario else status


def _print_why_not(offer: Offer, console: Console, lang: str) -> None:
    if offer.scenario or offer.status in _IDLE or offer.eligible != "not_met":
        return
    failed = [_text(one.text, one.code, lang) for one in offer.conditions if one.verdict == "not_met"]
    words = say("support.not_eligible", lang, conditions="; ".join(failed))
    console.print(f"– {offer.measure.title.say(lang)}. {words}", markup=False)


def _print_idle(support: Support, console: Console, lang: str) -> None:
    """Name the measures that are not in force on the day; they have no figures worth a row."""
    for status in _IDLE:
        idle = [offer.measure for offer in support.offers if offer.status == status]
        if idle:
            names = "; ".join(f"{one.title.say(lang)} ({one.code})" for one in idle)
            console.print(
                f"– {say(f'support.idle.{status}', lang, measures=names)}", style="dim", markup=False
            )


def _text(text: dict[str, str], code: str, lang: str) -> str:
    return text[lang] if text else say(f"support.condition.{code}", lang)


def _print_missing(offers: Iterable[Offer], path: str, console: Console, lang: str) -> None:
    """Print what to find out, once each, with the measures that hang on it."""
    asked: dict[Missing, list[Offer]] = {}
    for offer in offers:
        if offer.eligible != "not_met" and not offer.scenario:
            for gap in offer.missing:
                asked.setdefault(gap, []).append(offer)
    if not asked:
        return
    console.print(f"\n{say('support.to_find_out', lang)}", style="bold")
    for gap, waiting in asked.items():
        codes = ", ".join(offer.measure.code for offer in waiting)
        words = word_missing(gap, waiting[0], lang) + say("support.in_measures", lang, measures=codes)
        console.print(f"– {words}", markup=False)
    answers = next((gap.place for gap in asked if gap.place.startswith("support.answers.")), None)
    if answers is not None:
        section, _, key = answers.rpartition(".")
        folder = Path(path) if Path(path).is_dir() else Path(path).parent
        told = {"path": path, "answers": folder / ANSWERS_FILE, "section": section, "key": key}
        console.print(say("support.how_to_answer", lang, **told), style="dim", markup=False)


def _print_best(support: Support, best: Combination, which: str, console: Console, lang: str) -> None:
    words = say(f"support.best.{which}", lang, krub=number(best.krub, lang))
    if best.yearly_krub:
        words += say("support.best.yearly", lang, krub=number(best.yearly_krub, lang))
    if not best.shares:
        words = f"{words} – {say('support.best.nothing', lang)}"
    console.print(words, markup=False)
    titles = {offer.measure.code: offer.measure.title.say(lang) for offer in support.offers}
    for share in best.shares:
        words = say("support.best.share", lang, measure=titles[share.measure], krub=number(share.krub, lang))
        rows = f" ({', '.join(share.rows)})" if share.rows else ""
        console.print(f"  – {words}{rows}", markup=False)


def present_one(support: Support, code: str, console: Console, lang: str) -> None:
    """Print one measure: its conditions, limits, rows of costs, schedule and what goes with it."""
    offer = next(one for one in support.offers if one.measure.code == code)
    _print_title(support, console, lang)
    measure = offer.measure
    console.print(f"\n{measure.title.say(lang)}", style="bold", markup=False)
    clause = f", {measure.clause.say(lang)}" if measure.clause else ""
    console.print(f"{measure.act.say(lang)}{clause} · {_status(offer, lang)}", markup=False)
    amount, binding = word_amount(offer, lang), word_binding(offer, lang)
    told = amount if offer.term else f"{amount} · {binding}"
    console.print(f"{say('support.column.amount', lang)}: {told}", markup=False)
    if offer.term is not None:
        console.print(word_term(offer, support.project_id, lang), markup=False)
    _print_conditions(offer, console, lang)
    _print_limits(offer, console, lang)
    _print_claims(offer, console, lang)
    _print_money(support, offer, console, lang)
    _print_missing([offer], support.path, console, lang)
    for words in measure.notes:
        console.print(words.say(lang), style="dim", markup=False)
    for words in measure.not_found:
        console.print(f"{say('support.not_found', lang)}: {words.say(lang)}", style="dim", markup=False)


def _print_conditions(offer: Offer, console: Console, lang: str) -> None:
    table = new_table(*(say(f"support.column.{name}", lang) for name in ("condition", "verdict", "evidence")))
    for one in offer.conditions:
        grounds = word_grounds(one, lang)
        table.add_row(
            escape(_text(one.text, one.code, lang) + (f" ({grounds})" if grounds else "")),
            paint(say(f"support.verdict.{one.verdict}", lang), one.verdict),
            f"{word_evidence(one.evidence, None, lang)}\n[dim]{escape(one.source)}[/]",
        )
    console.print(table)


def _print_limits(offer: Offer, console: Console, lang: str) -> None:
    if not offer.limits:
        return
    table = new_table(*(say(f"support.column.{name}", lang) for name in ("binding", "amount", "evidence")))
    for one in offer.limits:
        name = "cap_foreign" if one.code.startswith("cap_") else one.code
        if one.code == "cap":
            words = say("support.limit.cap", lang, krub=number(one.krub.value, lang, 0))
        else:
            words = say(f"support.limit.{name}", lang, share=percent(one.share, lang, 0))
        if one.recipient_id:
            words = say("support.limit.of_recipient", lang, limit=words, recipient=one.recipient_id)
        krub = say("support.amount.unknown", lang) if one.krub.value is None else number(one.krub.value, lang)
        evidence = word_evidence(one.evidence, one.certainty, lang) if one.evidence else ""
        mark = "[bold]→ " if one.binding else "  "
        table.add_row(
            mark + escape(words) + ("[/]" if one.binding else ""),
            krub,
            f"{evidence}\n[dim]{escape(one.source)}[/]" if evidence else "",
        )
    console.print(table)


def _print_claims(offer: Offer, console: Console, lang: str) -> None:
    if not offer.claims:
        return
    columns = ("category", "year", "cost", "claimed", "place", "why")
    table = new_table(*(say(f"support.column.{column}", lang) for column in columns))
    for claim in offer.claims:
        row = claim.row
        if claim.why == "category":
            continue
        table.add_row(
            word_category(row.category, lang),
            str(row.year),
            number(row.amount_krub, lang),
            say("support.amount.unknown", lang)
            if claim.claimed.value is None
            else number(claim.claimed.value, lang),
            f"{escape(row.cost_id)}\n[dim]{escape(row.file)}: {row.row or '–'}[/]",
            say(f"support.why.{claim.why}", lang) if claim.why else "",
        )
    if table.row_count:
        console.print(table)
    others = [claim.row.cost_id for claim in offer.claims if claim.why == "category"]
    if others:
        console.print(say("support.not_covered", lang, rows=", ".join(others)), style="dim", markup=False)


def _print_money(support: Support, offer: Offer, console: Console, lang: str) -> None:
    titles = {one.measure.code: one.measure.title.say(lang) for one in support.offers}
    if offer.instalments:
        parts = ", ".join(f"{one.year}: {number(one.krub, lang)}" for one in offer.instalments)
        code = "support.schedule.relief" if offer.term else "support.schedule"
        console.print(say(code, lang, parts=parts), markup=False)
    if offer.unpaid_krub > 0.05:
        console.print(
            say("support.schedule.unpaid", lang, krub=number(offer.unpaid_krub, lang)), markup=False
        )
    if offer.granted_krub is not None or offer.paid_krub is not None:
        granted, paid = number(offer.granted_krub, lang), number(offer.paid_krub, lang)
        console.print(say("support.award", lang, granted=granted, paid=paid), markup=False)
    for window in offer.intakes:
        console.print(word_window(window, lang), markup=False)
    for one in offer.alternatives:
        value = one.krub.value
        amount = say("support.amount.unknown", lang) if value is None else number(value, lang)
        words = say(f"support.alternative.{one.reading}", lang, amount=amount)
        gaps = "; ".join(word_missing(gap, offer, lang) for gap in one.missing)
        console.print(f"{words}{' – ' + gaps if gaps else ''}", markup=False)
    for caution in offer.cautions:
        console.print(f"! {say(f'support.caution.{caution}', lang)}", markup=False)
    idle = {one.measure.code for one in support.offers if one.status in _IDLE}
    for code, why in offer.not_together:
        if code in idle:
            continue
        console.print(say(f"support.together.{why}", lang, measure=titles[code]), markup=False)


def word_due(due: Due, support: Support, lang: str) -> tuple[str, str]:
    """Word a due day for the calendar: its title and its description."""
    name = due.measure.title.say(lang) if due.measure else ""
    title = say(f"support.calendar.{due.kind}", lang, measure=name, title=support.title)
    source = say("support.source", lang, source=due.source) + "\n" if due.source else ""
    return title, f"{source}{say('support.notice', lang)}"
