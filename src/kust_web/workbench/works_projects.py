"""The work of telling what each support measure could give to projects, and what they promise and reach."""

from datetime import date
from typing import Any

from kust.checks import check
from kust.checks.conforming import tell_conforming
from kust.checks.rule import Readings
from kust.checks.run import latest_year
from kust.data.dataset import Dataset
from kust.documents.blocks import Column, Document, Fact, Table
from kust.documents.figures import SYMBOLS, write_day
from kust.documents.projects.file import Portfolio, gather_portfolio
from kust.documents.projects.section import make_projects_section
from kust.documents.projects.tables import active
from kust.documents.projects.words import word_amount
from kust.i18n import LANGUAGES, say
from kust.projects.as_json import effects_as_json
from kust.settings import Settings
from kust.support import Support
from kust.support.as_json import support_as_json
from kust.support.intakes import Due, find_due, write_calendar
from kust.support.result import Offer
from kust_web.registry.snapshot import open_snapshot
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job
from kust_web.workbench.packing import pack
from kust_web.workbench.saved import readings_of, settings_of
from kust_web.workbench.works_check import tidy


@work("projects")
def work_projects(job: Job, tell: Say) -> dict[str, Any]:
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    on = date.fromisoformat(job.parameters["on"])
    year = job.parameters.get("year") or latest_year(dataset, on)
    tell(0.2, "judging")
    settings = settings_of(job.parameters)
    conforms = _conforms(dataset, job.cluster_id, on, year, readings_of(job.parameters))
    told = {}
    for place, lang in enumerate(LANGUAGES):
        tell(0.3 + 0.3 * place, "support")
        told[lang] = gather_portfolio(
            dataset,
            job.cluster_id,
            on=on,
            year=year,
            conforms=conforms,
            settings=settings,
            own=(),
            lang=lang,
        )
    return _answer(dataset, {lang: one for lang, one in told.items() if one}, settings)


def _answer(dataset: Dataset, told: dict[str, Portfolio], settings: Settings) -> dict[str, Any]:
    if not told:
        return {"projects": [], "support": [], "effects": None}
    portfolio = told["ru"]
    return {
        "projects": [[one.id, one.title] for one in portfolio.files],
        "support": [_tidy(support_as_json(one.support)) for one in portfolio.files],
        "effects": _tidy(effects_as_json(portfolio.effects)) if portfolio.effects else None,
        "pages": {lang: pack(_document(dataset, one, lang, settings)) for lang, one in told.items()},
        "beside": {lang: pack(_beside(one, lang)) for lang, one in told.items()},
        "calendars": {
            lang: {file.id: _calendar(file.support, lang) for file in one.files} for lang, one in told.items()
        },
    }


def _tidy(document: dict[str, Any]) -> dict[str, Any]:
    return tidy(document) if "dataset" in document else document


def _conforms(dataset: Dataset, cluster: str, on: date, year: int, readings: Readings) -> dict[str, str]:
    """Check the cluster by the industrial edition of the day, as conditions of measures ask."""
    result = check(dataset, on=on, year=year, clusters=[cluster], readings=readings, alternatives=False)
    return tell_conforming(result.clusters)


def _document(dataset: Dataset, portfolio: Portfolio, lang: str, settings: Settings) -> Document:
    day = write_day(portfolio.on, lang)
    return Document(
        lang=lang,
        kind=say("project.section", lang),
        title=say("project.section", lang),
        subtitle=say("project.document.on", lang, on=day),
        day=portfolio.on,
        sections=(make_projects_section(portfolio, settings),),
        sources=(Fact(say("report.day", lang), day), Fact(say("report.digest", lang), dataset.digest)),
    )


def _beside(portfolio: Portfolio, lang: str) -> Table:
    """Put every measure side by side for all projects: whether it fits, and how much at most."""
    offers = [{one.measure.code: one for one in active(file)} for file in portfolio.files]
    titles = {code: one.measure.title.say(lang) for of_one in offers for code, one in of_one.items()}
    rows = tuple(
        (title, *(_offer(of_one.get(code), lang) for of_one in offers)) for code, title in titles.items()
    )
    heads = (Column(say("workbench.projects.measure", lang), "long", 40),)
    heads += tuple(Column(file.title, "long", 30) for file in portfolio.files)
    note = say("support.notice", lang)
    return Table("workbench.beside", say("workbench.projects.beside", lang), heads, rows, note)


def _offer(offer: Offer | None, lang: str) -> str:
    if offer is None:
        return "–"
    fits = f"{SYMBOLS[offer.eligible]} {say(f'workbench.projects.{offer.eligible}', lang)}"
    if offer.eligible == "not_met":
        return fits
    amount = word_amount(offer, lang)
    known = offer.amount is not None and (offer.amount.value is not None or offer.amount.least > 0)
    words = f"{fits}\n{amount} {say('project.unit.thousand', lang)}" if known else f"{fits}\n{amount}"
    return f"{words}\n{say('workbench.projects.scenario', lang)}" if offer.scenario else words


def _calendar(support: Support, lang: str) -> str:
    return write_calendar(support, [(one, *_word(one, support, lang)) for one in find_due(support)])


def _word(due: Due, support: Support, lang: str) -> tuple[str, str]:
    """Word a due day: its title and its description, which says that it is an estimate and no decision."""
    name = due.measure.title.say(lang) if due.measure else ""
    title = say(f"support.calendar.{due.kind}", lang, measure=name, title=support.title)
    source = say("support.source", lang, source=due.source) + "\n" if due.source else ""
    return title, f"{source}{say('support.notice', lang)}"
