"""The package for an application: participants, functional map, jobs, passports of projects, what is lacking."""

from dataclasses import dataclass, replace
from datetime import date

from kust.data.dataset import Dataset
from kust.documents.annexes import list_members, state_jobs
from kust.documents.blocks import (
    Answered,
    Block,
    Column,
    Document,
    Fact,
    Facts,
    Judged,
    Notice,
    Said,
    Section,
    Table,
)
from kust.documents.figures import write_day
from kust.documents.functional_map import split_by_stage
from kust.documents.passport import describe_cluster, describe_sources, list_remarks
from kust.documents.programme.package_asked import Asked, ask
from kust.documents.programme.package_functions import map_functions
from kust.documents.programme.package_lacking import (
    FUNCTIONS,
    JOBS,
    PAPERS,
    PARTICIPANTS,
    Wanted,
    list_wanted,
    tabulate_wanted,
)
from kust.documents.programme.package_papers import tabulate_papers
from kust.documents.programme.package_passport import list_tables, tell_passport
from kust.documents.programme.trace import Options, list_trace, name_editions, write_command
from kust.documents.verdicts import title_of_edition, word_glance
from kust.i18n import say
from kust.law.measures import Measure
from kust.settings import Settings

_MOST_LETTERS = 70
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))


@dataclass(frozen=True)
class Part:
    """A document of the package: the name of its files without an ending, and how much is missing in it."""

    name: str
    document: Document
    missing: int


@dataclass(frozen=True)
class _Draft:
    """A document without its number; ``signer``: whose head signs it.

    ``code``: which of the things that are lacking belong to it.
    """

    title: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    code: str = ""
    across: bool = False
    signer: str = ""


def make_package(
    dataset: Dataset,
    *,
    cluster: str,
    on: date,
    year: int | None = None,
    edition: str | None = None,
    lang: str = "ru",
    settings: Settings | None = None,
    own: tuple[Measure, ...] = (),
    options: Options | None = None,
) -> tuple[Part, ...]:
    """Put the documents of an application together, the index first.

    Parameters
    ----------
    dataset
        Uses what the report on a cluster uses.
    cluster
        Id of a cluster.
    options
        With which options of ``kust programme package`` it is made, for the trace: ``settings`` and ``output`` as
        paths; by default the edition and the language.

    Returns
    -------
    tuple of Part
        Numbered in their order; what is lacking is counted, and named with who brings it in the last but one. The
        last is the technical trace, which is not handed in.

    Raises
    ------
    UsageError
        No such cluster or edition.
    """
    chosen = settings or Settings()
    asked = ask(dataset, cluster, on=on, year=year, edition=edition, lang=lang, settings=chosen, own=own)
    wanted = list_wanted(asked)
    drafts = [_participants(asked), _functions(asked), _jobs(asked), *_passports(asked)]
    used = options or {"edition": edition, "lang": lang, "output": "package.zip"}
    drafts += [
        _papers(asked),
        _lacking(asked, wanted),
        _trace(asked, used, chosen.support.measures if own else ()),
    ]
    digits = len(str(len(drafts)))
    parts = [_number(draft, place, digits, asked, wanted) for place, draft in enumerate(drafts, 1)]
    index = _index(asked, parts, wanted)
    return (_number(index, 0, digits, asked, wanted), *parts)


def _number(draft: _Draft, place: int, digits: int, asked: Asked, wanted: tuple[Wanted, ...]) -> Part:
    """Number a document and count what is lacking for it; the index and the list count everything."""
    missing = len(wanted) if draft.code == "*" else sum(one.count(draft.code) for one in wanted)
    signed = (Said(asked.t("package.signed", who=draft.signer)),) if draft.signer else ()
    blocks = (*_head(asked), *draft.blocks, *signed)
    section = Section("document", "", blocks, draft.tables, draft.across)
    subtitle = asked.t("subtitle", day=write_day(asked.on, asked.lang), year=asked.cluster.year)
    document = Document(
        lang=asked.lang,
        kind=asked.cluster.name,
        title=draft.title,
        subtitle=subtitle,
        day=asked.on,
        sections=(section,),
        sources=(),
    )
    return Part(f"{place:0{digits}d}. {name_file(draft.title)}", document, missing)


def _head(asked: Asked) -> tuple[Block, ...]:
    """Say first of made-up data that they are."""
    made_up = say("report.about.made_up", asked.lang)
    is_made_up = any(one.label == made_up for one in list_remarks(asked.dataset, asked.lang))
    return (Notice(asked.t("made_up")),) if is_made_up else ()


def name_file(title: str) -> str:
    """Make a title fit to name a file.

    >>> name_file('Паспорт проекта «Мост: новый / 2»')
    'Паспорт проекта «Мост новый 2»'
    """
    words = " ".join(title.translate(_FORBIDDEN).split())
    if len(words) <= _MOST_LETTERS:
        return words.rstrip(". ")
    return words[: _MOST_LETTERS - 1].rsplit(" ", 1)[0].rstrip(" .,«") + "…"


def _from(asked: Asked, *sheets: str) -> Said:
    """Say in words where the figures of a document come from."""
    return Said(asked.t("package.from", sheets=asked.name_sheets(*sheets)), "note")


def _participants(asked: Asked) -> _Draft:
    passport, members = describe_cluster(asked.cluster), list_members(asked.cluster)
    unknown = say("report.not_stated", asked.lang)
    facts = Facts(tuple(one for one in passport.facts if one.value != unknown))
    source = _from(asked, "clusters", "cluster_regions", "memberships", "organisations")
    blocks = (facts, passport.roles, members, source)
    return _Draft(asked.t("package.participants"), blocks, (members,), PARTICIPANTS, True, asked.manager)


def _functions(asked: Asked) -> _Draft:
    table = map_functions(asked)
    source = _from(asked, "products", "recipes", "outputs", "supplies")
    blocks = (Said(asked.t("package.functions_about")), *split_by_stage(table), source)
    return _Draft(asked.t("package.functions"), blocks, (table,), FUNCTIONS, True, asked.manager)


def _jobs(asked: Asked) -> _Draft:
    """State the jobs; a column that nobody has told stays, empty, for it is asked for."""
    table = state_jobs(asked.cluster)
    blocks = (table, _from(asked, "accounts", "organisations"))
    return _Draft(asked.t("package.jobs"), blocks, (table,), JOBS, True, asked.manager)


def _passports(asked: Asked) -> list[_Draft]:
    found = []
    for file in asked.files:
        blocks = tell_passport(file, asked)
        title = asked.t("package.passport_of", title=file.title)
        signer = file.name(file.row["initiator_id"]) or asked.manager
        found.append(_Draft(title, blocks, list_tables(blocks), file.id, signer=signer))
    return found


def _papers(asked: Asked) -> _Draft:
    """List every requirement with its figure and what confirms it."""
    blocks: list[Block] = []
    for entry in asked.entries:
        glance, title = word_glance(entry, asked.lang), title_of_edition(entry.edition, asked.lang)
        blocks.append(Answered(glance.conforms, f"{title}: {glance.sentence}"))
        table = tabulate_papers(asked, entry)
        blocks += [replace(table, title=title)] if table.rows else []
    whole = tabulate_papers(asked, *asked.entries)
    sheets = (whole,) if whole.rows else ()
    return _Draft(asked.t("package.papers"), tuple(blocks), sheets, PAPERS, True, asked.manager)


def _lacking(asked: Asked, wanted: tuple[Wanted, ...]) -> _Draft:
    title = asked.t("package.lacking")
    if not wanted:
        return _Draft(title, (Said(asked.t("lacking.nothing")),), ())
    table = tabulate_wanted(wanted, asked)
    return _Draft(title, (Said(asked.t("lacking.about")), table), (table,), "*", across=True)


def _trace(asked: Asked, options: Options, own_files: tuple[str, ...]) -> _Draft:
    """Tell what the package is made from, for whoever checks it; it is not handed in."""
    lang, cluster = asked.lang, asked.cluster
    sources = describe_sources(asked.dataset, asked.result, asked.entries, lang)
    cluster_id = str(cluster.row["cluster_id"])
    facts: tuple[Fact, ...] = (
        *list_trace(
            asked.dataset,
            on=asked.on,
            year=cluster.year,
            editions=name_editions((one.edition for one in asked.entries), lang),
            command=write_command("package", asked.dataset, cluster_id, asked.on, cluster.year, options),
            lang=lang,
            settings=options.get("settings"),
            own_files=own_files,
        ),
        *sources.remarks,
    )
    blocks = (Said(asked.t("trace.about")), Facts(facts), Facts(sources.readings), sources.tables)
    return _Draft(asked.t("package.trace"), blocks, (sources.tables,))


def _index(asked: Asked, parts: list[Part], wanted: tuple[Wanted, ...]) -> _Draft:
    """List the documents that are handed in: neither the list of what is lacking nor the trace is."""
    heads = (("number", "count", 6), ("paper", "long", 76), ("missing", "long", 36))
    columns = tuple(Column(asked.t(f"column.{name}"), kind, width) for name, kind, width in heads)
    rows = []
    for place, part in enumerate(parts[:-2], 1):
        state = Judged(asked.t("package.whole"), "met") if wanted else Judged("")
        if part.missing:
            state = Judged(asked.t("package.missing", count=part.missing), "unknown")
        rows.append((place, part.document.title, state))
    table = Table("programme_document.index", asked.t("table.index"), columns, tuple(rows)).trim()
    about = asked.t("package.index_about" if wanted else "package.index_whole", name=parts[-2].name)
    return _Draft(asked.t("package.index"), (Said(about), table), (table,), "*")
