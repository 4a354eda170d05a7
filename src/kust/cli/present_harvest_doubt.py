"""What a plan of purchases comes to on a terminal, and how far that can be relied on: said before all the tables."""

from collections.abc import Callable, Sequence
from functools import partial

from rich.console import Console

from kust.documents.figures import write_day
from kust.documents.harvest.limits import word_limits
from kust.harvest.purchase.prices import CHOSEN
from kust.harvest.purchase.procured import Procurement, SpeciesPlan
from kust.i18n import number, percent, say

_LEAST_SHARE = 0.01
# Stands for the names of species until it is known of how many the same is said.
_NAME = "\0"


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_procurement.{code}", lang, **values)


def figure(value: float | None, lang: str) -> str:
    """Write a figure with as many digits as it bears."""
    if value is None:
        return "–"
    return number(value, lang, 0 if abs(value) >= 100 else 1)


def signed(value: float, lang: str) -> str:
    """Write a figure with two digits and a real minus."""
    return number(value, lang, 2).replace("-", "−")


def print_answer(plan: Procurement, console: Console, lang: str) -> None:
    """Print the one sum with its interval, what it holds, and in the same breath what certainty it cannot have."""
    pay, tonnes = plan.to_pay, plan.total_t
    if pay is None:
        return
    told = {"plan": pay.krub.plan, "median": pay.krub.quantiles["p50"], "low": pay.krub.quantiles["p10"]}
    told |= {"high": pay.krub.quantiles["p90"], "cvar": pay.krub.cvar}
    certainty = percent(plan.certainty, lang, 0)
    words = {name: figure(one, lang) for name, one in told.items()}
    words["again"] = _say("answer.again", lang) if pay.spent_krub > 0 else ""
    code = "answer.unsure" if plan.keeps_certainty is False else "answer"
    most = {"most": percent(plan.promised, lang, 0)} if plan.keeps_certainty is False else {}
    console.print(_say(code, lang, certainty=certainty, **most, **words), style="bold", markup=False)
    if tonnes is not None:
        ends = {
            name: figure(tonnes.quantiles[code], lang) for name, code in (("low", "p10"), ("high", "p90"))
        }
        console.print(_say("answer.tonnes", lang, **ends), markup=False)
    for line in word_limits(plan, lang):
        console.print(line, markup=False)
    _print_too_few(plan, console, lang, certainty)


def _print_too_few(plan: Procurement, console: Console, lang: str, certainty: str) -> None:
    doubts = {"history": _by_history(plan)}
    doubts |= {code: _least_certain(plan, *of) for code, of in _TOO_FEW.items()}
    for code, one in doubts.items():
        if one is not None:
            values = {
                "years": one[1],
                "certainty": certainty,
                "most": percent(one[1] / (one[1] + 1), lang, 0),
            }
            share = _say("answer.all" if one[0] >= 1 else "answer.part", lang, share=percent(one[0], lang, 0))
            line = _say(f"answer.{code}", lang, share=share, **values)
            console.print(f"! {line}", style="yellow", markup=False)


def _part_of(plan: Procurement, species: Sequence[SpeciesPlan]) -> float:
    """Return what share of the mean of the sum these species are."""
    whole = plan.total_krub[CHOSEN]
    means = [one.krub[CHOSEN] for one in species]
    part = sum(one.mean for one in means if one is not None)
    return round(part / whole.mean, 6) if whole is not None and whole.mean else 0.0


def _by_history(plan: Procurement) -> tuple[float, int] | None:
    """Return what share of the money rests on past purchases alone, and on how many years of them at least."""
    own = [one for one in plan.species if one.buying.basis == "history" and one.krub[CHOSEN] is not None]
    return (_part_of(plan, own), min(one.past_years for one in own)) if own else None


def _least_certain(
    plan: Procurement, code: str, years: Callable[[SpeciesPlan], int]
) -> tuple[float, int] | None:
    """Return what share of the money has too few years for the certainty, and how few years."""
    own = [one for one in plan.species if code in one.cautions and one.krub[CHOSEN] is not None]
    return (_part_of(plan, own), min(years(one) for one in own)) if own else None


def _purchase_years(one: SpeciesPlan) -> int:
    return one.buying.share.years if one.buying.share else one.past_years


_TOO_FEW: dict[str, tuple[str, Callable[[SpeciesPlan], int]]] = {
    "certainty": ("few_years_for_certainty", _purchase_years),
    "crop": ("few_crop_years_for_certainty", lambda one: one.crop_years),
}


def print_doubt(plan: Procurement, console: Console, lang: str) -> None:
    """Print what the quantities rest on, and what to mind."""
    if not plan.species:
        return
    console.print(f"\n{_say('section.doubt', lang)}", style="bold", markup=False)
    _print_basis(plan, console, lang)
    _print_cautions(plan, console, lang)


def _print_basis(plan: Procurement, console: Console, lang: str) -> None:
    for words in _join(plan, plan.species, lambda one, name: word_basis(one, name, lang), lang):
        console.print(f"– {words}", markup=False)
    for one in plan.species:
        if one.cap_binds and one.cap_binds >= _LEAST_SHARE:
            code = "cap.binds_by_forestry" if one.cap.basis == "by_forestry" else "cap.binds"
            cap = None if one.cap.total_kg is None else one.cap.total_kg / 1000
            share = percent(one.cap_binds, lang, 0)
            words = _say(code, lang, name=one.name, cap=figure(cap, lang), share=share)
            console.print(f"– {words}", markup=False)


def _join(
    plan: Procurement, species: Sequence[SpeciesPlan], word: Callable[[SpeciesPlan, str], str], lang: str
) -> list[str]:
    """Say what holds of several species once, with their names joined; of all of them without names."""
    names: dict[str, list[str]] = {}
    for one in species:
        names.setdefault(word(one, _NAME), []).append(one.name)
    every = _say("every", lang) if len(plan.species) > 1 else None
    return [
        words.replace(_NAME, every if every and len(joined) == len(plan.species) else ", ".join(joined))
        for words, joined in names.items()
    ]


def word_basis(one: SpeciesPlan, name: str, lang: str) -> str:
    """Say what the quantity of a species rests on."""
    buying, share, response = one.buying, one.buying.share, one.buying.response
    values: dict[str, object] = {"name": name, "follows": "", "reason": ""}
    values["reason"] = _say(f"reason.{buying.reason}", lang) if buying.reason else ""
    if share is not None:
        ends = {end: percent(getattr(share, end), lang) for end in ("low", "high")}
        values |= {"share": percent(share.value, lang), "years": share.years, **ends}
    if response is not None:
        told = {"response": response.value, "response_low": response.low, "response_high": response.high}
        values |= {key: signed(one_figure, lang) for key, one_figure in told.items()}
        values["follows"] = _say(f"follows.{buying.follows}", lang)
    return _say(f"basis.{buying.basis}", lang, **values)


def _print_cautions(plan: Procurement, console: Console, lang: str) -> None:
    codes = sorted({code for one in plan.species for code in one.cautions})
    for code in codes:
        own = [one for one in plan.species if code in one.cautions]
        for words in _join(plan, own, partial(_word_caution, code, plan, lang), lang):
            console.print(f"! {words}", markup=False)


def _word_caution(code: str, plan: Procurement, lang: str, one: SpeciesPlan, name: str) -> str:
    years, crops = _purchase_years(one), one.crop_years
    return _say(
        f"caution.{code}",
        lang,
        name=name,
        count=one.plots_unknown,
        year=plan.year,
        forestries=", ".join(forestry or "–" for forestry in one.cap.without),
        share=percent(one.buying.share.value, lang, 0) if one.buying.share else "",
        certainty=percent(plan.certainty, lang, 0),
        years=years,
        most=percent(years / (years + 1), lang, 0),
        crop_years=crops,
        crop_most=percent(crops / (crops + 1), lang, 0),
        price_year=one.price.years[-1] if one.price.years else "",
        closes=write_day(one.closes, lang) if one.closes else "",
        closed=percent(one.closed_share, lang, 0),
    )
