"""The first page, and the figures of the whole country."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kust.i18n import say
from kust.law import editions
from kust.projects.effects import read_references
from kust_web.people.access import allowed
from kust_web.registry import dashboard, downloads, national, search, tiles
from kust_web.registry.templatetags.registry import coded, indicator_title
from kust_web.ui.language import current


def wants_made_up(request: HttpRequest) -> bool:
    """Tell whether clusters that are made up are to be counted too."""
    return request.GET.get("made_up") == "1"


@allowed("public")
def show_home(request: HttpRequest) -> HttpResponse:
    on, with_made_up = timezone.localdate(), wants_made_up(request)
    counts = dashboard.count(on, with_made_up=with_made_up)
    page = {"counts": counts, "tiles": tiles.lay_out(dict(counts.regions)), "on": on}
    page |= {"made_up": counts.made_up, "with_made_up": with_made_up}
    return render(request, "registry/home.html", page)


@allowed("public")
def show_dashboard(request: HttpRequest) -> HttpResponse:
    """Show what the registry adds up to; any of it as a file."""
    on, with_made_up = timezone.localdate(), wants_made_up(request)
    counts, state = dashboard.count(on, with_made_up=with_made_up), national.look(with_answer=True)
    answer = state.answer or {}
    if with_made_up:
        answer = answer | answer.get("with_made_up", {})
    kind = downloads.asked_format(request)
    if kind:
        return downloads.send(request, _sheet(counts, answer), kind)
    edition = search.edition_of(search.Search(), on)
    page = {
        "counts": counts,
        "made_up": counts.made_up,
        "with_made_up": with_made_up,
        "on": on,
        "state": state,
        "accounts": _turn(answer.get("accounts", [])),
        "effects": _line_up(answer.get("effects", [])),
        "references": read_references(),
        "edition": editions()[edition],
        "standings": dashboard.count_standings(edition, with_made_up=with_made_up),
    }
    return render(request, "registry/dashboard.html", page)


def _turn(accounts: list[dict[str, Any]]) -> dict[str, Any]:
    """Put the figures in rows and the years in columns."""
    if not accounts:
        return {}
    figures = list(accounts[-1]["figures"])
    rows = [(name, [year["figures"][name] for year in accounts]) for name in figures]
    return {"years": [year["year"] for year in accounts], "rows": rows}


def _line_up(effects: list[dict[str, Any]]) -> dict[str, Any]:
    """Put indicators, planned and actual, in rows, the years in columns."""
    if not effects:
        return {}
    years = sorted({year for one in effects for year in one["years"]})
    rows = [
        (one, basis, one["total"][basis], [one["years"].get(year, {}).get(basis) for year in years])
        for one in effects
        for basis in ("plan", "fact")
    ]
    return {"years": years, "rows": rows}


@allowed("public")
def follow_national(request: HttpRequest) -> HttpResponse:
    """Tell how far the country's figures are; once they are there, the page that asked is loaded anew."""
    job = national.ask(request.user)
    response = render(request, "registry/national.html", {"job": job})
    if job.state == job.DONE:
        response["HX-Refresh"] = "true"
    return response


def _sheet(counts: dashboard.Counts, answer: dict[str, Any]) -> downloads.Sheet:
    lang = current()
    columns = [
        downloads.Column(name, say(f"registry.dashboard.column.{name}", lang), kind)
        for name, kind in (
            ("section", "text"),
            ("figure", "text"),
            ("year", "text"),
            ("basis", "text"),
            ("value", "number"),
            ("told_by", "count"),
            ("of", "count"),
            ("why", "text"),
        )
    ]
    about = {say("registry.on", lang): timezone.localdate().isoformat()}
    if counts.made_up:
        told = "counted_too" if counts.with_made_up else "left_out"
        about |= {say("registry.made_up_clusters", lang): say(f"registry.made_up.{told}", lang)}
    if answer:
        about |= {say("registry.digest", lang): answer["digest"]}
    rows = [*_count_rows(counts), *_account_rows(answer), *_effect_rows(answer)]
    return downloads.Sheet("dashboard", say("registry.dashboard", lang), columns, rows, about)


def _count_rows(counts: dashboard.Counts) -> list[tuple[Any, ...]]:

    lang = current()

    def row(figure: str, value: int, section: str = "clusters") -> tuple[Any, ...]:
        return (say(f"registry.dashboard.{section}", lang), figure, None, None, value, None, None, None)

    rows = [row(say("registry.clusters_all", lang), counts.clusters)]
    rows += [row(coded(code, "clusters.kind"), number) for code, number in counts.kinds]
    rows.append(row(say("registry.regions_all", lang), len(counts.regions)))
    rows.append(row(say("registry.organisations_all", lang), counts.organisations, "participants"))
    rows += [row(coded(code, "memberships.role"), number, "participants") for code, number in counts.roles]
    rows += [row(coded(code, "projects.kind"), number, "projects") for code, number in counts.projects]
    return rows


def _why(told: dict[str, Any]) -> downloads.Coded | None:
    if told["is_hidden"]:
        return downloads.say_why("withheld")
    return downloads.say_why("no_data") if told["value"] is None else None


def _account_rows(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    lang = current()
    section = say("registry.dashboard.accounts", lang)
    return [
        (
            section,
            say(f"registry.figure.{name}", lang),
            str(year["year"]),
            None,
            told["value"],
            told["known"],
            told["of"],
            _why(told),
        )
        for year in answer.get("accounts", [])
        for name, told in year["figures"].items()
    ]


def _effect_rows(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    lang = current()
    section = say("registry.dashboard.effects", lang)
    rows: list[tuple[Any, ...]] = []
    for one in answer.get("effects", []):
        title = indicator_title(one["indicator"], lang)
        for year, bases in ((None, one["total"]), *sorted(one["years"].items())):
            for basis, told in bases.items():
                words = say(f"effects.column.{basis}", lang)
                rows.append((section, title, year, words, told["value"], told["projects"], None, _why(told)))
    return rows
