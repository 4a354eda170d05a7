"""Steps of a plan in plain words."""

from dataclasses import replace
from math import ceil

from kust.data.schema import regions
from kust.i18n import number, plural, say
from kust.law import parameters
from kust.remedies.change import Change
from kust.remedies.linear_programme import Step
from kust.remedies.plan import Remedy

_COMMITMENTS = {"industrial.founders": "is_founder", "innovation.cofinancing": "cofinances"}


def title_of(requirement: str, lang: str) -> str:
    """Return the title of a requirement."""
    return str(parameters(requirement)["title"][lang])


def words_of(step: Step, remedy: Remedy, lang: str) -> str:
    """Say a step with its partners and amounts, and where a supply comes from."""
    return "; ".join([head_of(step, remedy, lang), *sources_of(step, remedy, lang)])


def head_of(step: Step, remedy: Remedy, lang: str) -> str:
    """Say a step with its partners and amounts."""
    if step.supplier_id is not None:
        return _supply(step, remedy, lang)
    name = _name(step.organisation_id, remedy)
    if step.kind == "jobs":
        before, after = (number(value, lang, 0) for value in (step.before, step.after))
        return say("remedy.step.jobs", lang, name=name, before=before, after=after)
    if step.kind == "agreement":
        return say("remedy.step.agreement", lang, region=_region(step.region, lang))
    if step.kind == "document":
        return _document(step, name, lang)
    if step.made_up:
        return say(f"remedy.step.{step.kind}_new", lang)
    return say(f"remedy.step.{step.kind}", lang, name=name)


def _name(who: str | None, remedy: Remedy) -> str:
    return f"{remedy.names.get(who or '', who)} ({who})"


def _region(code: str | None, lang: str) -> str:
    known = regions().get(code or "")
    return f"{known[0 if lang == 'ru' else 1]} ({code})" if known else str(code)


def _document(step: Step, name: str, lang: str) -> str:
    requirement = str(step.requirement)
    if step.organisation_id is not None:
        return say(f"remedy.step.document_{_COMMITMENTS[requirement]}", lang, name=name)
    title = title_of(requirement, lang)
    if step.region is not None:
        return say("remedy.step.document_region", lang, region=_region(step.region, lang), requirement=title)
    return say("remedy.step.document", lang, requirement=title)


def _supply(step: Step, remedy: Remedy, lang: str) -> str:
    partners = {
        "supplier": _name(step.supplier_id, remedy),
        "buyer": _name(step.buyer_id, remedy),
        "product": remedy.names.get(str(step.product_id), step.product_id),
        "after": _money(step.after, lang),
    }
    if step.kind == "raise_supply":
        return say("remedy.step.raise_supply", lang, before=_money(step.before, lang), **partners)
    return say("remedy.step.new_supply", lang, **partners)


def _money(amount: float | None, lang: str) -> str:
    """Write thousand roubles, whole ones, upwards: who follows the words comes to the threshold."""
    if amount is None:
        return "–"
    return number(ceil(amount - 1e-6), lang, 0)


def sources_of(step: Step, remedy: Remedy, lang: str) -> list[str]:
    """Say where a supply comes from on both sides; nothing of other steps."""
    if step.supplier_id is None:
        return []
    told = []
    if step.replaces:
        names = ", ".join(
            say("remedy.replaces_one", lang, name=_name(who, remedy), amount=_money(amount, lang))
            for who, amount in step.replaces
        )
        told.append(say("remedy.replaces", lang, names=names))
    if step.growth_krub:
        told.append(say("remedy.grows", lang, amount=_money(step.growth_krub, lang)))
    for who, amount in step.out_of:
        if who == "capacity":
            told.append(say("remedy.capacity", lang, amount=_money(amount, lang)))
        else:
            told.append(say("remedy.sales_to", lang, name=_name(who, remedy), amount=_money(amount, lang)))
    return told if step.out_of else [*told, say("remedy.sales_outside", lang)]


def points(cost: float | None, lang: str) -> str:
    """Write a cost in points.

    >>> points(1.0, "en"), points(3.52, "en")
    ('1 point', '3.52 points')
    """
    if cost is None:
        return "–"
    whole = abs(cost - round(cost)) < 5e-3
    if whole:
        return f"{number(round(cost), lang, 0)} {plural(round(cost), lang, say('remedy.points', lang))}"
    return f"{number(cost, lang, 2)} {say('remedy.points_part', lang)}"


def worded(change: Change, lang: str) -> Change:
    """Give names to the places and documents that a plan adds to the data."""
    kinds = {row["organisation_id"]: row["role"] for row in change.joins}
    place = {"education": "education", "infrastructure": "facility"}
    named = tuple(
        {**row, "name": say(f"remedy.place.{place[kinds[row['organisation_id']]]}", lang)}
        for row in change.organisations
    )
    documents = tuple(
        one._replace(title=say("remedy.document_title", lang, requirement=title_of(one.requirement, lang)))
        for one in change.documents
    )
    return replace(change, organisations=named, documents=documents)
