"""Tables of measures side by side: of one project for a page, of all for a workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import isinf

from kust.documents.blocks import Cell, Table
from kust.documents.figures import write
from kust.documents.plans.tables import columns_of
from kust.documents.projects.file import ProjectFile
from kust.documents.projects.words import (
    word_binding,
    word_evidence,
    word_missing,
    word_money,
    word_value,
)
from kust.i18n import has_words, say
from kust.support.result import Between, Offer

IDLE = ("not_yet", "ended")
Files = Sequence[ProjectFile]
Heads = tuple[tuple[str, str, int], ...]


def make_table(
    code: str, lang: str, heads: Heads, rows: Iterable[tuple[Cell, ...]], *, named: bool, note: str = ""
) -> Table:
    """Make a table; without ``named`` the first column, whose project a row is, is left out."""
    kept = heads if named else heads[1:]
    cut = tuple(row if named else row[1:] for row in rows)
    title = say(f"project.title.{code}", lang)
    return Table(f"project.{code}", title, columns_of("project", lang, *kept), cut, note)


def rank(offer: Offer) -> tuple[bool, int, float, str]:
    """Order measures: scenarios last, those whose conditions are met first, then the larger amount."""
    order = {"met": 0, "unknown": 1, "not_met": 2}[offer.eligible]
    return offer.scenario, order, -(offer.amount.least if offer.amount else 0.0), offer.measure.code


def active(file: ProjectFile) -> list[Offer]:
    """Return the measures that are there on the day, best first."""
    return sorted((one for one in file.support.offers if one.status not in IDLE), key=rank)


def word_code(kind: str, code: str, lang: str) -> str:
    """Word a code; one without words stands for itself."""
    entry = f"project.{kind}.{code}"
    return say(entry, lang) if has_words(entry) else code


def title_of_measure(file: ProjectFile, code: str | None, lang: str) -> str:
    """Name a measure by its code; one that is not known stands for itself."""
    known = {one.measure.code: one.measure.title.say(lang) for one in file.support.offers}
    return known.get(code, code) if code else ""


def counted(offer: Offer, lang: str) -> Cell:
    """Tell the costs that a measure counts: a figure, a range in words, nothing where it counts no costs."""
    if offer.form_is_formula or offer.measure.form == "none":
        return ""
    total = Between(0.0, 0.0)
    for claim in offer.claims:
        total = total + claim.counted
    if not offer.claims and has_no_costs(offer):
        return None
    return total.value if total.value is not None else word_range(total, lang)


def has_no_costs(offer: Offer) -> bool:
    """Tell whether nobody tells the costs: then there are no rows of them, and the amount is not known."""
    return offer.amount is not None and offer.amount.value is None


def word_range(krub: Between, lang: str) -> str:
    """Word thousand roubles that are not known exactly."""
    if isinf(krub.most):
        return word_money(krub, lang)
    least, most = (write(end, "krub", lang) for end in (krub.least, krub.most))
    return say("support.amount.between", lang, least=least, most=most)


def bind(offer: Offer, lang: str) -> str:
    """Say what limits an amount; where nobody tells the costs, that."""
    if not offer.claims and offer.measure.form == "costs" and has_no_costs(offer):
        return say("project.costs_unknown", lang)
    return word_binding(offer, lang)


def amount(offer: Offer, lang: str) -> Cell:
    """Tell an amount: a figure, or in words a range, that it is unknown, or that it is no money."""
    if offer.amount is None:
        return say("support.amount.no_money", lang)
    if offer.amount.value is not None and offer.per != "year":
        return offer.amount.value
    words = write(offer.amount.value, "krub", lang)
    if offer.amount.value is None:
        words = word_range(offer.amount, lang)
    is_known = offer.amount.value is not None and offer.per == "year"
    return say("support.amount.a_year", lang, amount=words) if is_known else words


def tabulate_measures(file: ProjectFile, lang: str, *, scenario: bool) -> Table:
    """Put the measures side by side, or the scenarios among them."""
    heads: Heads = (
        ("project", "long", 34),
        ("measure", "long", 30),
        ("conditions", "verdict", 19),
        ("counted", "krub", 13),
        ("amount", "krub", 14),
        ("binding", "long", 24),
        ("basis_of_law", "long", 40),
    )
    rows = (
        (
            file.title,
            one.measure.title.say(lang),
            one.eligible,
            counted(one, lang),
            amount(one, lang),
            bind(one, lang) or "—",
            word_basis(one, lang),
        )
        for one in active(file)
        if one.scenario is scenario
    )
    code = "scenarios" if scenario else "measures"
    return make_table(code, lang, heads, rows, named=False, note=say(f"project.{code}.note", lang))


def word_basis(offer: Offer, lang: str) -> str:
    """Say what a measure rests on: act, clause, status, and the classes of its evidence."""
    measure = offer.measure
    clause = measure.clause.say(lang) if measure.clause else say("report.clause_unknown", lang)
    status = say(f"support.status.{offer.status}", lang)
    classes = [
        measure.evidence,
        *(one.evidence for one in offer.limits if one.binding and one.evidence),
    ]
    evidence = ", ".join(word_evidence(one, None, lang) for one in dict.fromkeys(classes))
    return say(
        "project.basis_of_law",
        lang,
        act=measure.act.say(lang),
        clause=clause,
        status=status,
        evidence=evidence,
    )


def list_measures(files: Files, lang: str) -> Table:
    """List every measure for every project, each figure in its own column."""
    heads: Heads = (
        ("project", "long", 34),
        ("measure", "long", 34),
        ("status", "text", 22),
        ("scenario", "flag", 11),
        ("conditions", "verdict", 19),
        ("counted", "krub", 14),
        ("amount", "krub", 15),
        ("least", "krub", 14),
        ("most", "krub", 14),
        ("per", "text", 11),
        ("loan_rate", "share", 10),
        ("binding", "long", 30),
        ("granted", "krub", 13),
        ("paid", "krub", 13),
        ("act", "long", 40),
        ("clause", "long", 24),
        ("evidence", "text", 20),
        ("source", "long", 44),
    )
    rows = (_measure(file, one, lang) for file in files for one in sorted(file.support.offers, key=rank))
    made = make_table("measures", lang, heads, rows, named=True, note=say("support.notice", lang))
    return replace(made, title=say("project.title.every_measure", lang))


def _measure(file: ProjectFile, one: Offer, lang: str) -> tuple[Cell, ...]:
    measure, krub = one.measure, one.amount
    ends: tuple[Cell, Cell] = ("", "")
    if krub is not None:
        ends = (krub.least, say("project.no_end", lang) if isinf(krub.most) else krub.most)
    return (
        file.title,
        measure.title.say(lang),
        say(f"support.status.{one.status}", lang),
        one.scenario,
        one.eligible,
        counted(one, lang),
        amount(one, lang) if krub is None or krub.value is None else krub.value,
        *ends,
        say(f"project.per.{one.per}", lang) if krub is not None else "",
        "" if one.rate is None else one.rate,
        bind(one, lang),
        "" if one.granted_krub is None else one.granted_krub,
        "" if one.paid_krub is None else one.paid_krub,
        measure.act.say(lang),
        measure.clause.say(lang) if measure.clause else say("report.clause_unknown", lang),
        word_evidence(measure.evidence, None, lang),
        measure.source,
    )


def tabulate_conditions(files: Files, lang: str, *, named: bool, every: bool) -> Table:
    """List the conditions of measures; without ``every`` those that are not met, of measures that could count."""
    heads: Heads = (
        ("project", "long", 34),
        ("measure", "long", 28),
        ("condition", "long", 42),
        ("verdict", "verdict", 19),
        ("what_is_missing", "long", 34),
        ("source", "long", 40),
    )
    rows = (
        (
            file.title,
            offer.measure.title.say(lang),
            _condition(one.text, one.code, lang)
            + (f" ({value})" if (value := word_value(one, lang)) else ""),
            one.verdict,
            "; ".join(word_missing(gap, offer, lang) for gap in one.missing),
            f"{one.source} ({word_evidence(one.evidence, None, lang)})",
        )
        for file in files
        for offer in (sorted(file.support.offers, key=rank) if every else active(file))
        for one in offer.conditions
        if every or (one.verdict != "met" and not offer.scenario)
    )
    return make_table("conditions", lang, heads, rows, named=named)


def _condition(text: dict[str, str], code: str, lang: str) -> str:
    return text[lang] if text else say(f"support.condition.{code}", lang)
