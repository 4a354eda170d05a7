"""A programme proposed from data: goals, problems and measures, each tied to the sign that asks for it."""

from dataclasses import dataclass
from datetime import date

from kust.data.dataset import Dataset
from kust.i18n import say
from kust.law.measures import Measure as SupportMeasure
from kust.programme.asking.sign import REQUIREMENT, Sign, Signs
from kust.programme.asking.signs import find_signs
from kust.programme.drafting.answers import Answering
from kust.programme.drafting.days import calc_programme_days
from kust.programme.drafting.facts import read_facts
from kust.programme.drafting.rows import Because, Rows
from kust.programme.programme import Programme
from kust.programme.read import read_programme
from kust.settings import Settings

# Requirements first, for a step or a project goes to the first sign that it fits.
_ORDER = ("requirement", "remedy", "niche", "need", "project", "support")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is proposed and not in the programme yet; nothing in it is decided.

    ``programme``: only proposals, with ``title`` and days where the dataset has no programme (``is_new``).
    ``stakeholders`` in it are owners that the dataset does not list yet. ``signs``: those behind the proposals.
    """

    path: str
    digest: str
    on: date
    year: int
    editions: tuple[str, ...]
    lang: str
    is_new: bool
    programme: Programme
    because: tuple[Because, ...]
    signs: tuple[Sign, ...]


def make_draft(
    dataset: Dataset,
    *,
    cluster: str,
    on: date,
    year: int,
    edition: str | None = None,
    settings: Settings | None = None,
    own: tuple[SupportMeasure, ...] = (),
    lang: str = "ru",
) -> Draft:
    """Propose a programme from what the data ask for.

    Rows that the dataset has already, whatever was decided about them, stay as they are and are not proposed again: a
    problem is known by its sign, and one that has measures gets none. A draft on its own output is empty.

    Parameters
    ----------
    dataset, cluster, on, year, edition, settings, own
        As :func:`kust.programme.asking.signs.find_signs` takes them.
    lang
        Language of the titles, which become data.

    Returns
    -------
    Draft
        Money in thousand roubles; every row ``decision = proposed``.

    Raises
    ------
    UsageError
        No such cluster or edition.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> draft = make_draft(dataset, cluster="VB", on=date(2019, 3, 1), year=2018, lang="en")
    >>> {one.decision for one in draft.programme.problems} <= {"proposed"}
    True
    """
    signs = find_signs(
        dataset, cluster=cluster, on=on, year=year, edition=edition, settings=settings, own=own
    )
    return draft_from_signs(dataset, signs, own=own, lang=lang)


def draft_from_signs(
    dataset: Dataset, signs: Signs, *, own: tuple[SupportMeasure, ...] = (), lang: str = "ru"
) -> Draft:
    """Propose a programme from signs that were found before, beside what the dataset has by now.

    Parameters
    ----------
    dataset
        The one of the signs; the tables of its programme may have changed since.
    signs
        Of :func:`kust.programme.asking.signs.find_signs`.
    own
        Support measures of the user's own.
    lang
        Language of the titles, which become data.

    Returns
    -------
    Draft
        As :func:`make_draft` gives it.
    """
    programme = read_programme(dataset, signs.cluster_id)
    facts = read_facts(dataset, signs, own)
    rows = Rows(programme, signs, facts, lang)
    carried = frozenset(one.project_id for one in programme.measures if one.project_id)
    answering = Answering(signs, facts, lang, carried, _answered(programme))
    for sign in sorted(signs.signs, key=lambda one: _ORDER.index(one.kind)):
        if (answer := answering.answer(sign)) is not None:
            rows.propose(sign, answer)
    return Draft(
        path=signs.path,
        digest=signs.digest,
        on=signs.on,
        year=signs.year,
        editions=signs.editions,
        lang=lang,
        is_new=not programme.title,
        programme=_proposed(programme, signs, rows, lang),
        because=tuple(rows.because),
        signs=tuple(rows.told),
    )


def _answered(programme: Programme) -> frozenset[str]:
    """Name the requirements of which the programme has a problem with measures."""
    with_measures = {one.problem_id for one in programme.measures}
    return frozenset(
        one.reference
        for one in programme.problems
        if one.shown_by == REQUIREMENT and one.reference and one.problem_id in with_measures
    )


def _proposed(programme: Programme, signs: Signs, rows: Rows, lang: str) -> Programme:
    """Put the proposals together; where the dataset has no programme, with a title and days for one."""
    is_new = not programme.title
    begin, end = calc_programme_days(programme, signs.on)
    return Programme(
        cluster_id=signs.cluster_id,
        cluster=signs.cluster,
        title=say("programme_draft.title", lang, cluster=signs.cluster) if is_new else "",
        starts_on=begin if is_new else programme.starts_on,
        ends_on=end if is_new else programme.ends_on,
        base_year=signs.year if is_new else programme.base_year,
        stakeholders=tuple(rows.stakeholders.values()),
        goals=tuple(rows.goals.values()),
        problems=tuple(rows.problems),
        measures=tuple(rows.measures),
        indicators=tuple(rows.numbered_indicators()),
        milestones=tuple(rows.milestones),
    )
