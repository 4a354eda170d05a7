"""Everything that the document of a programme is made from: its rows, and what the analyses say of them on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kust.chain.staged import Stages
from kust.chain.stages import calc_stages
from kust.checks.conforming import tell_conforming
from kust.checks.result import ClusterVerdicts
from kust.checks.rule import Readings
from kust.checks.run import check, latest_year
from kust.data.dataset import Dataset
from kust.law.measures import Measure as SupportMeasure
from kust.programme.agreement.vision import Agreement, calc_agreement
from kust.programme.asking.sign import Signs
from kust.programme.asking.signs import find_signs
from kust.programme.measuring.indicator_figures import Indicators
from kust.programme.measuring.indicators import calc_indicators
from kust.programme.programme import Programme
from kust.programme.read import read_programme
from kust.programme.timeline.cover import calc_cover
from kust.programme.timeline.roadmap import Roadmap, calc_roadmap
from kust.settings import Settings

if TYPE_CHECKING:
    from kust.programme.keeping.changes import Changes


@dataclass(frozen=True)
class ProgrammeFile:
    """A programme and what is known of it; ``names``: of organisations, products and projects by id.

    ``own_files``: the user's own files of support measures that were used, by their names from the settings.
    ``before``: the programme of the version that the changes are told since, which names what is no longer there.
    """

    dataset: Dataset
    programme: Programme
    on: date
    year: int
    lang: str
    roadmap: Roadmap
    entries: tuple[ClusterVerdicts, ...]
    signs: Signs
    agreement: Agreement
    stages: Stages
    indicators: Indicators
    names: Mapping[str, str]
    own_files: tuple[str, ...] = ()
    changes: "Changes | None" = None
    versions: tuple[int | None, int | None] | None = None
    before: Programme | None = None

    def name(self, thing: str | None) -> str:
        """Name an organisation, a product or a project; one without a name by its id."""
        return self.names.get(thing or "") or thing or ""


def gather_programme(
    dataset: Dataset,
    *,
    cluster: str,
    on: date,
    year: int | None = None,
    edition: str | None = None,
    lang: str = "ru",
    settings: Settings | None = None,
    own: tuple[SupportMeasure, ...] = (),
    programme: Programme | None = None,
) -> ProgrammeFile:
    """Run the analyses that the document tells of.

    Parameters
    ----------
    programme
        A version that was kept; by default the working one of the dataset.

    Raises
    ------
    UsageError
        No such cluster or edition.
    """
    chosen = settings or Settings()
    told = programme or read_programme(dataset, cluster)
    asked = year if year is not None else latest_year(dataset, on)
    readings = Readings(**chosen.readings.model_dump())
    entries = check(
        dataset, on=on, year=asked, edition=edition, clusters=[cluster], readings=readings, alternatives=False
    ).clusters
    also = dict.fromkeys(one.edition for one in told.problems if one.edition)
    signs = find_signs(
        dataset,
        cluster=cluster,
        on=on,
        year=asked,
        edition=edition,
        also_editions=tuple(also),
        settings=chosen,
        own=own,
    )
    cover = calc_cover(dataset, told, on=on, settings=chosen, conforms=tell_conforming(entries), own=own)
    return ProgrammeFile(
        dataset=dataset,
        programme=told,
        on=on,
        year=asked,
        lang=lang,
        roadmap=calc_roadmap(told, on=on, settings=chosen.programme, support=cover),
        entries=tuple(entries),
        signs=signs,
        stages=calc_stages(dataset, on=on, year=asked, cluster=cluster),
        agreement=calc_agreement(dataset, cluster=cluster, on=on, settings=chosen),
        indicators=calc_indicators(told, dataset, on=on, year=asked, settings=chosen),
        names=_read_names(dataset),
        own_files=chosen.support.measures if own else (),
    )


def with_changes(
    file: ProgrammeFile,
    changes: "Changes",
    old: int | None,
    new: int | None,
    *,
    before: Programme | None = None,
) -> ProgrammeFile:
    """Add what changed since a version; ``before``: the programme of that version."""
    return replace(file, changes=changes, versions=(old, new), before=before)


def _read_names(dataset: Dataset) -> dict[str, str]:
    names: dict[str, str] = {}
    for table, column, title in (
        ("organisations", "organisation_id", "name"),
        ("products", "product_id", "name"),
        ("projects", "project_id", "title"),
    ):
        rows = dataset.rows(table).select(column, title).drop_nulls().collect()
        names |= dict(rows.iter_rows())
    return names
