"""Words of support measures, the same on a terminal and in documents."""

from kust.data.schema import tables
from kust.documents.figures import write_day
from kust.i18n import has_words, number, percent, say
from kust.support.result import Between, ConditionVerdict, IntakeWindow, Missing, Offer


def word_amount(offer: Offer, lang: str) -> str:
    """Word an amount: a figure, a range, unknown, or that it is no money."""
    amount = offer.amount
    if amount is None:
        return say("support.amount.no_money", lang)
    words = word_money(amount, lang)
    known = amount.value is not None and offer.per == "year"
    return say("support.amount.a_year", lang, amount=words) if known else words


def word_money(amount: Between, lang: str) -> str:
    """Word thousand roubles: a figure, a range, or that nothing bounds them."""
    if amount.value is not None:
        return number(amount.value, lang)
    if amount.most != float("inf"):
        least, most = number(amount.least, lang), number(amount.most, lang)
        return say("support.amount.between", lang, least=least, most=most)
    if amount.least > 0:
        return say("support.amount.from", lang, least=number(amount.least, lang))
    return say("support.amount.unknown", lang)


def word_binding(offer: Offer, lang: str) -> str:
    """Say which limit makes the amount, or the rate of a loan."""
    if offer.form_is_formula:
        rate = (
            say("support.loan_rate", lang, rate=percent(offer.rate, lang)) if offer.rate is not None else ""
        )
        return rate or say("support.limit.formula", lang)
    if offer.amount is None:
        return ""
    if not offer.costs_told:
        return say("support.limit.costs_unknown", lang)
    if not any(claim.counted.most > 0 for claim in offer.claims):
        return say("support.limit.no_costs", lang)
    found = []
    for one in offer.limits:
        if one.binding:
            if one.code == "costs":
                words = say("support.limit.none", lang)
            elif one.code == "ceiling":
                words = say("support.limit.ceiling", lang, share=percent(one.share, lang, 0))
            else:
                words = say("support.limit.cap", lang, krub=number(one.krub.value, lang, 0))
            if one.recipient_id:
                words = say("support.limit.of_recipient", lang, limit=words, recipient=one.recipient_id)
            found.append(words)
    return "; ".join(found)


def word_evidence(evidence: str, certainty: str | None, lang: str) -> str:
    """Name an evidence class, with the certainty of a slide's figure."""
    words = say(f"support.evidence.{evidence}", lang)
    return f"{words}, {say('support.certainty', lang, certainty=certainty)}" if certainty else words


def word_category(category: str, lang: str) -> str:
    """Name a kind of cost; one that the contract does not know keeps its code."""
    code = f"support.category.{category}"
    return say(code, lang) if has_words(code) else category


def word_missing(gap: Missing, offer: Offer, lang: str) -> str:
    """Say what is missing and where to fill it in."""
    place = gap.place
    if place.startswith("rates."):
        return say("support.missing.rate", lang, rate=place.removeprefix("rates."))
    if place == "kust check":
        return say("support.missing.check", lang)
    if place.startswith("support.answers."):
        key = place.rpartition(".")[2]
        text = next((one.text for one in offer.conditions if one.code == key), {})
        return say("support.missing.answer", lang, text=text.get(lang, key))
    if place.endswith("(loan_interest)"):
        return say("support.missing.interest", lang)
    table, _, column = place.partition(".")
    title = tables()[table].column(column).title(lang)
    whose = say("support.missing.of", lang, organisation=gap.organisation_id) if gap.organisation_id else ""
    whose += say("support.missing.year", lang, year=gap.year) if gap.year else ""
    whose += say("support.missing.row", lang, row=gap.row) if gap.row else ""
    return say("support.missing.table", lang, column=title, place=place, whose=whose)


def word_value(one: ConditionVerdict, lang: str) -> str:
    """Word what the data has for a condition, or by whose word it is; nothing where the verdict says it already."""
    if one.answered:
        day = write_day(one.answered.day, lang)
        return say("support.decided.answer_told", lang, day=day, source=one.answered.source)
    if one.value is None or one.kind in ("in_force", "cluster_conforms"):
        return ""
    if one.kind in ("cost_at_least", "loan_at_most"):
        return number(float(one.value), lang, 0)
    if one.kind == "project_kind":
        labels = {code.code: code.title(lang) for code in tables()["projects"].column("kind").codes}
        return labels.get(one.value, one.value)
    return one.value


def word_window(window: IntakeWindow, lang: str) -> str:
    """Word a window of applications."""
    if window.opens_on is None and window.state == "announced" and window.closes_on is not None:
        return say("support.intake.until", lang, closes=write_day(window.closes_on, lang))
    not_told = say("support.intake.not_told", lang)
    return say(
        f"support.intake.{window.state}",
        lang,
        opens=write_day(window.opens_on, lang) if window.opens_on else not_told,
        closes=write_day(window.closes_on, lang) if window.closes_on else not_told,
    )
