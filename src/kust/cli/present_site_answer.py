"""Where to open stations, in a sentence each: where, how far that is, and whether anything is better."""

from collections.abc import Iterator

from kust.cli.present_harvest_overload import name_site
from kust.harvest.siting.sited import Siting
from kust.i18n import number, percent, say


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_siting.{code}", lang, **values)


def word_status(status: str, gap: float, lang: str) -> str:
    """Word how sure an answer is."""
    if status == "proved":
        return _say("status.proved", lang)
    if status == "heuristic":
        return _say("status.heuristic", lang)
    return _say("status.gap", lang, gap=percent(gap, lang, 3 if gap < 0.001 else 2 if gap < 0.1 else 1))


def word_answer(siting: Siting, lang: str) -> Iterator[str]:
    """Say where to open stations, what that comes to, and whether anything is better."""
    new = [name_site(siting, one.site_id) for one in siting.stations if one.open and not one.exists]
    old = [name_site(siting, one.site_id) for one in siting.stations if one.open and one.exists]
    number_of = "none" if not new else "one" if len(new) == 1 else "many"
    yield _say(f"found.{siting.kind}.{number_of}", lang, places=", ".join(new))
    if old:
        yield _say("found.stand", lang, places=", ".join(old))
    status = word_status(siting.status, siting.gap, lang)
    value = number(siting.value, lang, 0 if siting.unit == "krub" else 1)
    km, hours = (_mean(siting, name) for name in ("km", "hours"))
    code = f"told.{siting.problem}" if siting.problem != "median" or km is not None else "told.median_hours"
    yield _say(code, lang, value=value, km=number(km, lang, 0), hours=number(hours, lang, 1), status=status)


def _mean(siting: Siting, name: str) -> float | None:
    """Mean of a tonne's way to its station; None where the way of any is not known."""
    ways = [(one.mass_t, getattr(one, name)) for one in siting.catchments if one.site_id is not None]
    whole = sum(mass for mass, _ in ways)
    if not whole or any(far is None for mass, far in ways if mass > 0):
        return None
    return float(sum(mass * far for mass, far in ways if mass > 0)) / whole
