"""What has still to be put to an application, what for, and who brings it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kust.checks.result import Gap, Verdict
from kust.data.schema import tables
from kust.documents.asks import word_gap
from kust.documents.blocks import Column, Table
from kust.documents.plans.words import title_of
from kust.documents.programme.package_asked import Asked
from kust.documents.programme.package_functions import list_untold
from kust.documents.projects.details import list_missing
from kust.documents.projects.file import ProjectFile
from kust.documents.projects.words import word_category
from kust.i18n import has_words, say
from kust.support.result import Missing, Offer

PARTICIPANTS, FUNCTIONS, JOBS, PAPERS = "participants", "functions", "jobs", "papers"
_JOBS = "industrial.high_productivity_jobs"
_ANSWER, _SETTINGS = "support.answers.", ("rates.", "kust check")
_MEMBER = ("inn", "ogrn", "region")
_PROJECT = ("product_id", "starts_on", "ends_on")


@dataclass(frozen=True)
class Wanted:
    """A thing that is lacking; ``parts``: the documents that wait for it, of a passport the project's id."""

    parts: tuple[str, ...]
    what: str
    purpose: str
    who: tuple[str, ...]

    def count(self, part: str) -> int:
        """Count the figures that a document lacks: in a list of organisations each of theirs is one."""
        if part not in self.parts:
            return 0
        return len(self.who) if part in (PARTICIPANTS, JOBS) else 1


def list_wanted(asked: Asked) -> tuple[Wanted, ...]:
    """List what is lacking: the same thing of several organisations, and for several purposes, once."""
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    of_cluster = (*_of_members(asked), *_of_functions(asked), *_of_jobs(asked), *_of_requirements(asked))
    for one in (*of_cluster, *_of_projects(asked)):
        key = (one.parts[0], one.what, one.purpose)
        found.setdefault(key, {}).update(dict.fromkeys(one.who))
    joined: dict[tuple[str, str, tuple[str, ...]], dict[str, dict[str, None]]] = {}
    projects = {file.id for file in asked.files}
    for (part, what, purpose), who in found.items():
        # A figure of the cluster is brought once for all its documents, a paper of a project for that one.
        thing = (part if part in projects else "", what[:1].upper() + what[1:], tuple(who))
        joined.setdefault(thing, {}).setdefault(part, {})[purpose] = None
    return tuple(
        Wanted(
            tuple(parts), what, "; ".join(dict.fromkeys(one for told in parts.values() for one in told)), who
        )
        for (_, what, who), parts in joined.items()
    )


def tabulate_wanted(wanted: tuple[Wanted, ...], asked: Asked) -> Table:
    """Put what is lacking into a table."""
    heads = (
        ("number", "count", 5),
        ("bring", "long", 50),
        ("purpose", "long", 44),
        ("who_brings", "long", 46),
    )
    columns = tuple(Column(asked.t(f"column.{name}"), kind, width) for name, kind, width in heads)
    rows = tuple((place, one.what, one.purpose, "; ".join(one.who)) for place, one in enumerate(wanted, 1))
    return Table("programme_document.wanted", asked.t("table.wanted"), columns, rows)


def _of_members(asked: Asked) -> Iterator[Wanted]:
    """Ask for what registers tell of members and the data do not."""
    organisations, names = tables()["organisations"], asked.cluster.names
    for member in {one["organisation_id"]: one for one in asked.cluster.members}.values():
        row = names.organisation(member["organisation_id"])
        lacking = [organisations.column(name).title(asked.lang) for name in _MEMBER if not row.get(name)]
        if lacking:
            purpose = asked.t("package.participants")
            yield Wanted((PARTICIPANTS,), ", ".join(lacking), purpose, (names.of(member["organisation_id"]),))


def _of_functions(asked: Asked) -> Iterator[Wanted]:
    """Ask makers for the cells of the functional map that are not stated."""
    purpose = asked.t("package.functions")
    for one in list_untold(asked):
        what = asked.t("lacking.function", product=one.product, column=one.column.lower())
        yield Wanted((FUNCTIONS,), what, purpose, one.makers)


def _of_jobs(asked: Asked) -> Iterator[Wanted]:
    """Ask participants for the figures that the statement of jobs lacks."""
    purpose, year = asked.t("package.jobs"), asked.cluster.year
    for row in asked.cluster.participants:
        lacking = [one for one in ("jobs", "high_productivity_jobs") if row[one] is None]
        told = [
            word_gap(Gap("accounts", one, None, year), _JOBS, asked.lang, placed=False) for one in lacking
        ]
        if row["average_wage_rub"] is None and row["high_productivity_jobs"] is not None:
            told.append(asked.t("lacking.wage", year=year))
        for words in told:
            who = (asked.cluster.names.of(row["organisation_id"]),)
            yield Wanted((JOBS,), asked.t("lacking.figures", what=words), purpose, who)


def _of_requirements(asked: Asked) -> Iterator[Wanted]:
    for entry in asked.entries:
        for verdict in entry.verdicts:
            yield from list_wanted_for(verdict, asked)


def list_wanted_for(verdict: Verdict, asked: Asked) -> Iterator[Wanted]:
    """List what is lacking to answer or to confirm a requirement."""
    code = verdict.requirement.code
    purpose = title_of(code, asked.lang)
    for gap in verdict.missing:
        who = asked.cluster.names.of(gap.organisation_id) if gap.organisation_id else asked.manager
        words = word_gap(gap, code, asked.lang, placed=False)
        what = words if gap.table == "documents" else asked.t("lacking.figures", what=words)
        yield Wanted((PAPERS,), what, purpose, (who,))
    if wants_paper(verdict) and not verdict.missing and code not in list_papers(asked):
        what = asked.t("lacking.paper", requirement=purpose)
        yield Wanted((PAPERS,), what, purpose, (asked.manager,))


def wants_paper(verdict: Verdict) -> bool:
    """Tell whether a requirement is confirmed by a document and not by figures."""
    return verdict.requirement.comparison is None


def list_papers(asked: Asked) -> dict[str, list[str]]:
    """List the documents that there are on the day by the requirement that they confirm."""
    from kust.documents.figures import write_day

    found: dict[str, list[str]] = {}
    for row in asked.cluster.rows("documents"):
        day = row["dated_on"]
        if day is not None and day > asked.on:
            continue
        told = (
            asked.t("package.dated", title=row["title"], day=write_day(day, asked.lang))
            if day
            else row["title"]
        )
        found.setdefault(row["requirement"], []).append(str(told))
    return found


def _of_projects(asked: Asked) -> Iterator[Wanted]:
    for file in asked.files:
        who = (file.name(file.row["initiator_id"]) or asked.manager,)
        passport = asked.t("package.passport_of", title=file.title)
        for what in _lacking_of(file, asked):
            yield Wanted((file.id,), what, passport, who)
        for gap, offers in list_missing(file).items():
            words = _word_missing(gap, offers[0], file, asked.lang)
            if words:
                measures = "; ".join(one.measure.title.say(asked.lang) for one in offers)
                purpose = asked.t("lacking.support", project=file.title, measures=measures)
                of_cluster = asked.manager if gap.place.startswith("clusters.") else who[0]
                yield Wanted((file.id,), words, purpose, (file.name(gap.organisation_id) or of_cluster,))


def _lacking_of(file: ProjectFile, asked: Asked) -> Iterator[str]:
    """Tell what the passport of a project has nothing about."""
    projects, effects = tables()["projects"], asked.portfolio.effects if asked.portfolio else None
    for name in _PROJECT:
        if file.row[name] is None:
            yield (
                asked.t(f"lacking.{name}")
                if name == "product_id"
                else projects.column(name).title(asked.lang)
            )
    if not file.support.costs:
        yield asked.t("lacking.costs")
    if not file.funding:
        yield asked.t("lacking.funding")
    if effects is None:
        return
    if not any(one.level == "project" and one.key == file.id for one in effects.effects):
        yield asked.t("lacking.effects")
    economics = [one for one in effects.economics if one.project_id == file.id]
    if any(gap.startswith("effects") for one in economics for gap in one.missing):
        yield asked.t("lacking.inflows")


def _word_missing(gap: Missing, offer: Offer, file: ProjectFile, lang: str) -> str:
    """Say what a measure of support asks for; nothing where it is no paper but a setting of the program."""
    place = gap.place
    if place.startswith(_SETTINGS):
        return ""
    if place.startswith(_ANSWER):
        key = place.rpartition(".")[2]
        text = next((one.text for one in offer.conditions if one.code == key), {})
        return say("programme_document.lacking.condition", lang, text=text.get(lang, key))
    if place.endswith("(loan_interest)"):
        return say("programme_document.lacking.interest", lang)
    table, _, column = place.partition(".")
    if table == "project_costs" and not file.support.costs:
        # The estimate of costs is asked for as a whole.
        return ""
    own = f"programme_document.lacking.{place}"
    cost = next((one for one in file.support.costs if one.cost_id == gap.row), None)
    told = [say(own, lang) if has_words(own) else tables()[table].column(column).title(lang)]
    told += [word_category(cost.category, lang)] if cost else []
    told += [say("programme_document.lacking.year", lang, year=gap.year)] if gap.year else []
    return ", ".join(told)
