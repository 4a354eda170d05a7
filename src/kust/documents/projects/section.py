"""Projects as sections: who they are, what each measure could give, what is due; what they promise, reach and cost."""

from collections.abc import Iterator
from datetime import timedelta

from kust.documents.blocks import Block, Bullets, Fact, Facts, Heading, Notice, Said, Section, Table, lift
from kust.documents.cluster import label, region_name
from kust.documents.figures import write, write_day
from kust.documents.projects.details import list_by_category, list_claims, list_limits, tabulate_missing
from kust.documents.projects.file import Portfolio, ProjectFile
from kust.documents.projects.money import (
    list_combinations,
    list_costs,
    list_payments,
    paying,
    tabulate_costs,
    tabulate_days,
    tabulate_funding,
    tabulate_payments,
)
from kust.documents.projects.pictures import picture_measures, picture_money, picture_time
from kust.documents.projects.returns import list_effect_sheets, tell_effects, tell_effects_of_all
from kust.documents.projects.tables import (
    IDLE,
    active,
    list_measures,
    make_table,
    tabulate_conditions,
    tabulate_measures,
    word_code,
)
from kust.documents.projects.words import word_window
from kust.i18n import number, plain_number, say, unit_name
from kust.settings import Settings
from kust.support.result import Offer


def make_projects_section(portfolio: Portfolio, settings: Settings) -> Section:
    """Say everything of the projects of a cluster: support and effects, project by project."""
    lang = portfolio.lang
    blocks: list[Block] = [_notice(portfolio)]
    if len(portfolio.files) > 1:
        blocks += tell_effects_of_all(portfolio)
    for place, file in enumerate(portfolio.files, 1):
        key = f"project-{place}"
        blocks += [Heading(file.title), *tell_project(file, portfolio, key)]
        blocks += tell_effects(portfolio, file.id, key, settings)
    blocks += _absent(portfolio)
    sheets = (*list_support_sheets(portfolio), *list_effect_sheets(portfolio))
    return Section("projects", say("project.section", lang), lift(blocks), sheets)


def make_support_section(portfolio: Portfolio) -> Section:
    """Say what each measure could give to projects."""
    lang = portfolio.lang
    blocks: list[Block] = [Notice(say("project.notice", lang), (say("support.notice", lang),))]
    for place, file in enumerate(portfolio.files, 1):
        if len(portfolio.files) > 1:
            blocks.append(Heading(file.title))
        blocks += tell_project(file, portfolio, f"project-{place}")
    blocks += _absent(portfolio, 3 if len(portfolio.files) > 1 else 4)
    return Section("support", say("project.support", lang), lift(blocks), list_support_sheets(portfolio))


def make_effects_section(portfolio: Portfolio, settings: Settings) -> Section:
    """Say what projects promise and reach."""
    lang = portfolio.lang
    blocks: list[Block] = [Notice(say("project.notice", lang), (say("effects.notice", lang),))]
    projects = portfolio.effects.projects if portfolio.effects else ()
    if len(projects) != 1:
        blocks += tell_effects_of_all(portfolio)
    for place, (project, title) in enumerate(projects, 1):
        blocks.append(Heading(title))
        blocks += tell_effects(portfolio, project, f"project-{place}", settings)
    return Section("effects", say("project.effects", lang), lift(blocks), list_effect_sheets(portfolio))


def _notice(portfolio: Portfolio) -> Notice:
    lang = portfolio.lang
    words = (say("support.notice", lang), say("effects.notice", lang))
    return Notice(say("project.notice", lang), words)


def list_support_sheets(portfolio: Portfolio) -> tuple[Table, ...]:
    """Make the sheets of a workbook on support; those with nothing to say are left out."""
    files, lang = portfolio.files, portfolio.lang
    made = (
        list_projects(portfolio),
        list_costs(files, lang),
        tabulate_funding(files, lang, named=True),
        list_measures(files, lang),
        list_limits(files, lang),
        tabulate_conditions(files, lang, named=True, every=True),
        list_by_category(files, lang),
        list_claims(files, lang),
        list_combinations(files, lang, named=True),
        list_payments(files, lang),
        tabulate_days(files, lang, named=True),
        tabulate_missing(files, lang, named=True),
    )
    return tuple(one for one in made if one.rows)


def list_projects(portfolio: Portfolio) -> Table:
    """Put the passports of projects side by side."""
    lang = portfolio.lang
    rows = []
    for file in portfolio.files:
        row = file.row
        participants = "; ".join(_participant(*one, lang) for one in file.participants)
        rows.append(
            (
                file.title,
                file.id,
                label("projects", "kind", row["kind"], lang),
                file.name(row["initiator_id"]),
                participants,
                portfolio.products.get(row["product_id"] or "", row["product_id"] or ""),
                row["capacity"] if row["capacity"] is not None else "",
                region_name(row["region"], lang),
                row["starts_on"] or "",
                row["ends_on"] or "",
                row["selected_on"] or say("report.not_stated", lang),
            )
        )
    heads = (
        ("project", "long", 36),
        ("project_id", "text", 20),
        ("kind", "text", 18),
        ("initiator", "long", 34),
        ("participants", "long", 50),
        ("product", "long", 28),
        ("capacity", "number", 15),
        ("region", "text", 24),
        ("starts_on", "day", 13),
        ("ends_on", "day", 15),
        ("selected_on", "day", 15),
    )
    return make_table("passport", lang, heads, rows, named=True)


def _participant(name: str, part: str, lang: str) -> str:
    return f"{name} ({word_code('part', part, lang)})" if part else name


def tell_project(file: ProjectFile, portfolio: Portfolio, key: str) -> Iterator[Block]:
    """Say of a project who it is, what it costs, what each measure could give, when, and what is due."""
    lang = portfolio.lang
    yield Facts(tuple(list_facts(file, portfolio)))
    yield from _money(file, key, lang)
    yield from _measures(file, key, lang)
    yield from _together(file, lang)
    yield from _time(file, key, lang)


def list_facts(file: ProjectFile, portfolio: Portfolio) -> Iterator[Fact]:
    """List who and what a project is, when and where."""
    lang, row = portfolio.lang, file.row
    unknown = say("report.not_stated", lang)
    product = portfolio.products.get(row["product_id"] or "", row["product_id"] or "")
    if product and row["capacity"] is not None:
        product = say("project.product", lang, product=product, capacity=_capacity(file, portfolio))
    told = (
        ("kind", label("projects", "kind", row["kind"], lang)),
        ("participants", "; ".join(_participant(*one, lang) for one in file.participants)),
        ("product", product),
        ("region", region_name(row["region"], lang)),
        ("dates", _dates(file, lang)),
        ("selected_on", write_day(row["selected_on"], lang) if row["selected_on"] else ""),
    )
    for code, words in told:
        yield Fact(say(f"project.passport.{code}", lang), words or unknown)


def _capacity(file: ProjectFile, portfolio: Portfolio) -> str:
    unit = portfolio.units.get(file.row["product_id"] or "")
    return f"{plain_number(file.row['capacity'], portfolio.lang)} {unit_name(unit, portfolio.lang)}"


def _dates(file: ProjectFile, lang: str) -> str:
    starts, ends = file.row["starts_on"], file.row["ends_on"]
    if starts is None and ends is None:
        return ""
    unknown = say("report.not_stated", lang)
    # The day that ends it is the first on which it is over.
    last = write_day(ends - timedelta(days=1), lang) if ends else unknown
    return f"{write_day(starts, lang) if starts else unknown} – {last}"


def _money(file: ProjectFile, key: str, lang: str) -> Iterator[Block]:
    if file.support.costs or file.funding:
        yield Heading(say("project.heading.money", lang), 4)
    if file.support.costs:
        yield tabulate_costs(file, lang)
    picture = picture_money(file, f"{key}-money", lang)
    if picture is not None:
        yield picture
    if file.funding:
        yield tabulate_funding([file], lang, named=False)


def _measures(file: ProjectFile, key: str, lang: str) -> Iterator[Block]:
    yield Heading(say("project.heading.measures", lang), 4)
    yield tabulate_measures(file, lang, scenario=False)
    picture = picture_measures(file, f"{key}-measures", lang)
    if picture is not None:
        yield picture
    conditions = tabulate_conditions([file], lang, named=False, every=False)
    if conditions.rows:
        yield conditions
    scenarios = tabulate_measures(file, lang, scenario=True)
    if scenarios.rows:
        yield scenarios
    told = tuple(_remarks(file, lang))
    if told:
        yield Facts(told)


def _remarks(file: ProjectFile, lang: str) -> Iterator[Fact]:
    """Say of each measure what excludes it, what bends its figures, other readings, and what no source tells."""
    titles = {one.measure.code: one.measure.title.say(lang) for one in file.support.offers}
    there = {one.measure.code for one in active(file)}
    for offer in active(file):
        if offer.eligible == "not_met" or offer.scenario:
            continue
        told = [
            say(f"support.together.{why}", lang, measure=titles[code])
            for code, why in offer.not_together
            if code in there
        ]
        told += [say(f"support.caution.{caution}", lang) for caution in offer.cautions]
        told += _readings(offer, lang)
        found = "; ".join(one.say(lang) for one in offer.measure.not_found)
        told += [f"{say('project.not_found', lang)}: {found}."] if found else []
        if told:
            yield Fact(titles[offer.measure.code], " ".join(told))


def _absent(portfolio: Portfolio, level: int = 3) -> Iterator[Block]:
    """Name once for all projects the measures that are not there on the day, and what is spoken of as one."""
    if portfolio.files:
        yield Heading(say("project.heading.absent", portfolio.lang), level)
        yield Bullets(tuple(_list_absent(portfolio.files[0], portfolio.lang)))


def _list_absent(file: ProjectFile, lang: str) -> Iterator[str]:
    for status in IDLE:
        idle = [one.measure.title.say(lang) for one in file.support.offers if one.status == status]
        if idle:
            yield say(f"support.idle.{status}", lang, measures="; ".join(idle))
    spoken = [
        f"{one.title.say(lang)} – {one.why.say(lang)} ({one.source})" for one in file.support.not_adopted
    ]
    if spoken:
        yield f"{say('support.not_adopted', lang)}: {'; '.join(spoken)}."


def _readings(offer: Offer, lang: str) -> Iterator[str]:
    """Say what an amount would be under another reading, and what was granted and paid already."""
    for one in offer.alternatives:
        value = one.krub.value
        words = say("support.amount.unknown", lang)
        if value is not None:
            words = f"{write(value, 'krub', lang)} {say('project.unit.thousand', lang)}"
        yield say(f"support.alternative.{one.reading}", lang, amount=words).rstrip(".") + "."
    if offer.granted_krub is not None or offer.paid_krub is not None:
        granted, paid = (write(krub, "krub", lang) for krub in (offer.granted_krub, offer.paid_krub))
        yield say("support.award", lang, granted=granted, paid=paid) + "."


def _together(file: ProjectFile, lang: str) -> Iterator[Block]:
    yield Heading(say("project.heading.together", lang), 4)
    yield list_combinations([file], lang, named=False)
    missing = tabulate_missing([file], lang, named=False)
    if missing.rows:
        yield missing


def _time(file: ProjectFile, key: str, lang: str) -> Iterator[Block]:
    windows = tuple(
        f"{offer.measure.title.say(lang)}: {word_window(window, lang)}"
        for offer in active(file)
        if offer.eligible != "not_met"
        for window in offer.intakes
    )
    days = tabulate_days([file], lang, named=False)
    picture = picture_time(file, f"{key}-time", lang)
    yield Heading(say("project.heading.time", lang), 4)
    if picture is not None:
        yield picture
    if paying(file):
        yield tabulate_payments(file, lang)
    late = [one for one in paying(file) if one.unpaid_krub > 0.05]
    for one in late:
        yield Said(say("support.schedule.unpaid", lang, krub=number(one.unpaid_krub, lang)), "note")
    if days.rows:
        yield days
    else:
        yield Said(say("project.days.none", lang))
    if windows:
        yield Bullets(windows)
