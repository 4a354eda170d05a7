"""The report of a season that a department hands to firms: what, how surely, when, where, how much cash."""

from collections.abc import Iterator

from kust.documents.blocks import Block, Document, Heading, Notice, Picture, Said, Section, Table
from kust.documents.figures import write_day
from kust.documents.harvest.contract_section import make_contract_section
from kust.documents.harvest.crop_section import make_crop_section, make_when_section, make_where_section
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.ground import draw_flows
from kust.documents.harvest.map import list_sources
from kust.documents.harvest.missing_section import make_missing_section
from kust.documents.harvest.money_section import make_cash_section
from kust.documents.harvest.outlook import tabulate_outlook
from kust.documents.harvest.overload import tell_shortage
from kust.documents.harvest.pictures import picture_loads
from kust.documents.harvest.season import Season
from kust.documents.harvest.stands import tell_siting
from kust.documents.harvest.tables import (
    tabulate_elsewhere,
    tabulate_flows,
    tabulate_loads,
    tabulate_stations,
)
from kust.i18n import percent

_MORE, _LESS = 1.25, 0.8
_FLOWS_WIDTH = 900.0


def make_season_report(season: Season, lang: str) -> Document:
    """Put the report together.

    Parameters
    ----------
    season
        Worked out with stock and money.
    lang
        ``ru`` or ``en``.
    """
    tell = Teller(lang)
    return Document(
        lang=lang,
        kind=tell.t("report.kind"),
        title=season.name,
        subtitle=tell.t("subtitle", year=season.year, day=write_day(season.on, lang)),
        day=season.on,
        sections=(
            _make_glance(season, tell),
            make_crop_section(season, tell),
            make_when_section(season, tell),
            make_where_section(season, tell),
            make_cash_section(season, tell),
            make_contract_section(season, tell),
            _make_stations(season, tell),
            make_missing_section(season, tell),
        ),
        sources=tuple(list_sources(season, tell)),
    )


def _make_glance(season: Season, tell: Teller) -> Section:
    blocks: list[Block] = []
    if season.made_up:
        blocks.append(Notice(tell.t("notice.made_up")))
    blocks.append(Notice(tell.t("glance.title"), tuple(list_glances(season, tell))))
    outlook = tabulate_outlook(season, tell)
    if not outlook.rows:
        return Section("glance", tell.t("section.glance"), tuple(blocks), ())
    return Section("glance", tell.t("section.glance"), (*blocks, outlook), (outlook,))


def list_glances(season: Season, tell: Teller) -> Iterator[str]:
    """Say the main things in a sentence each."""
    yield from _glance_crops(season, tell)
    openings = [
        (opening.when.day, one.name) for one in season.forecast.species for opening in one.calendar.openings
    ]
    if openings:
        day, name = min(openings)
        yield tell.t("glance.opens", name=name, day=tell.day(day))
    yield from _glance_money(season, tell)
    for kind, sited in season.sited.items():
        new = [one.name for one in sited.siting.stations if one.open and not one.exists]
        if new:
            yield tell.t(f"glance.site_{kind}", places=", ".join(new))
        short = sited.siting.shortage
        if short is not None and short.more:
            yield tell.t(f"glance.short_{kind}", words=next(tell_shortage(season, tell, sited.siting)))
    doubtful = [one.name for one in season.forecast.species if one.method == "climatology"]
    if doubtful:
        yield tell.t("glance.as_usual", species=", ".join(doubtful))
    none = [one.name for one in season.forecast.species if one.method == "none"]
    if none:
        yield tell.t("glance.none", species=", ".join(none))


def _glance_crops(season: Season, tell: Teller) -> Iterator[str]:
    """Name the species that promise more or less than usual, by their medians."""
    more: list[str] = []
    less: list[str] = []
    same: list[str] = []
    for one in season.forecast.species:
        middle, usual = one.kg_ha["p50"], one.usual_kg_ha
        if one.method != "hierarchical" or middle is None or not usual:
            continue
        ratio = middle / usual
        words = tell.t("glance.ratio", name=one.name, share=percent(ratio, tell.lang, 0))
        (more if ratio >= _MORE else less if ratio <= _LESS else same).append(words)
    for code, listed in (("more", more), ("less", less), ("same", same)):
        if listed:
            yield tell.t(f"glance.{code}", species=", ".join(listed))


def _glance_money(season: Season, tell: Teller) -> Iterator[str]:
    plan = season.procurement
    spread = plan.to_pay.krub if plan and plan.to_pay else None
    if plan is None or plan.to_pay is None or spread is None:
        yield tell.t("cash.none")
        return
    yield tell.t(
        "glance.money_doubtful" if plan.keeps_certainty is False else "glance.money",
        plan=tell.figure(spread.plan),
        most=percent(plan.promised, tell.lang, 0),
        certainty=percent(plan.certainty, tell.lang, 0),
        middle=tell.figure(spread.quantiles["p50"]),
        high=tell.figure(spread.quantiles["p90"]),
    )
    bound = plan.bound.krub if plan.through == "stations" else None
    if bound is not None and tell.figure(bound.plan) != tell.figure(spread.plan):
        yield tell.t("glance.bound", bound=tell.figure(bound.plan))
    elif plan.through == "no_stations":
        yield tell.t("glance.no_stations")
    weeks = plan.to_pay.weeks
    if weeks:
        peak = max(weeks, key=lambda one: one.krub.get("p50") or 0.0)
        yield tell.t("glance.peak", day=tell.day(peak.week_on), money=tell.figure(peak.krub.get("p50")))


def _make_stations(season: Season, tell: Teller) -> Section:
    blocks: list[Block] = []
    sheets: list[Table] = []
    for kind, sited in season.sited.items():
        siting = sited.siting
        blocks.append(Heading(tell.t(f"kind.{kind}")))
        blocks += [Said(words) for words in tell_siting(season, tell, siting)]
        title, key = tell.t(f"picture.flows_{kind}"), f"flows-{kind}"
        opened = ", ".join(tell.site(season, site) for site in siting.open)
        note = tell.t("map.flows_desc", stations=opened)
        svg = draw_flows(
            season, tell, siting, siting.catchments, siting.open, key, title, note, width=_FLOWS_WIDTH
        )
        if svg:
            blocks.append(Picture(key, svg, title, f"{note} {tell.t('key.flow')}."))
        tables = [tabulate_stations(season, tell, siting)]
        if sited.elsewhere:
            tables.append(tabulate_elsewhere(season, tell, kind))
        tables.append(tabulate_flows(season, tell, kind, siting.catchments))
        blocks += tables
        title = tell.t(f"picture.loads_{kind}")
        loads = picture_loads(season, tell, siting.weeks, siting.open, f"loads-{kind}", title)
        if loads:
            blocks.append(loads)
            tables.append(tabulate_loads(season, tell, kind, siting.weeks))
            blocks.append(tables[-1])
        sheets += tables
    for kind, error in season.not_sited.items():
        why = error.words(tell.lang)
        blocks.append(Notice(tell.t("notice.not_sited", kind=tell.t(f"kind.{kind}"), why=why)))
    return Section("stations", tell.t("section.stations"), tuple(blocks), tuple(sheets))
