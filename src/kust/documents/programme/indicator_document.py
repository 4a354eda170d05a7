"""The indicators of programmes as a document: what the forecast says, pictures, figures by year, sums over clusters."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from kust.documents.blocks import (
    Amount,
    Answered,
    Block,
    Bullets,
    Cell,
    Document,
    Fact,
    Gallery,
    Notice,
    Picture,
    Said,
    Section,
    Table,
)
from kust.documents.programme.indicator_pictures import draw_indicator
from kust.documents.programme.indicator_words import Teller, is_share
from kust.documents.table_of import Heads, table_of
from kust.i18n import say
from kust.programme.measuring.indicator_figures import IndicatorResult, Indicators
from kust.programme.measuring.indicator_sums import PartSum, RolledIndicator, RolledUp

Row = tuple[Cell, ...]
_WORDS = "programme_indicators"


def make_indicator_document(
    programmes: Sequence[Indicators],
    rolled: RolledUp | None,
    names: dict[str, str],
    lang: str,
    sources: Sequence[Fact] = (),
) -> Document:
    """Put the document together.

    Parameters
    ----------
    programmes
        One a cluster, in the order in which they are shown.
    rolled
        Their sums, where there are several.
    names
        Of organisations and projects by id.
    """
    tell = Teller(lang, names)
    alone = tell.t("section.indicators") if len(programmes) == 1 else ""
    sections = [_make_cluster(one, number, tell, alone) for number, one in enumerate(programmes, 1)]
    sections[0] = replace(sections[0], sheets=_make_sheets(programmes, tell))
    if rolled is not None:
        sections.append(_make_rolled(rolled, tell))
    first = programmes[0]
    return Document(
        lang=lang,
        kind=tell.t("kind"),
        title=first.cluster if len(programmes) == 1 else tell.t("title.all", count=len(programmes)),
        subtitle=tell.subtitle(first),
        day=first.on,
        sections=tuple(sections),
        sources=(*sources, Fact(tell.t("facts.method"), tell.t("method"))),
        sources_title=say("programme_document.template.sources", lang),
    )


def _make_cluster(found: Indicators, number: int, tell: Teller, title: str) -> Section:
    pictures = tuple(
        Picture(f"trend-{number}-{place}", draw_indicator(one, f"trend-{number}-{place}", tell), "")
        for place, one in enumerate(found.results, 1)
    )
    blocks: list[Block] = [Answered(_sign(found), tell.counts(found), found.title)]
    remarks = (*tell.cautions(found), *tell.gaps(found))
    if remarks:
        blocks.append(Notice(tell.t("remarks"), remarks))
    if pictures:
        blocks += [Gallery(tell.t("pictures"), pictures), Said(tell.t("picture.note"), "note")]
    blocks.append(tabulate_indicators([found], tell))
    regions = _tabulate_regions([found], tell)
    blocks += [regions] if regions.rows else []
    return Section(f"cluster-{number}", title or found.cluster, tuple(blocks), ())


def _make_sheets(programmes: Sequence[Indicators], tell: Teller) -> tuple[Table, ...]:
    """Make the sheets of a workbook: all clusters stand in one."""
    regions = _tabulate_regions(programmes, tell)
    return (tabulate_indicators(programmes, tell), *([regions] if regions.rows else []))


def _with_cluster(
    programmes: Sequence[Indicators],
    heads: Heads,
    rows: Callable[[Indicators], Iterable[Row]],
) -> tuple[Heads, Iterable[Row]]:
    """Put the cluster before the rows where there are several."""
    if len(programmes) == 1:
        return heads, rows(programmes[0])
    named = (("cluster", "long", 30), *heads)
    return named, ((found.cluster, *row) for found in programmes for row in rows(found))


def _sign(found: Indicators) -> str:
    states = {one.outlook.state for one in found.results}
    return "met" if states == {"met"} else "not_met" if "not_met" in states else "unknown"


def _amount(value: float | None, one: IndicatorResult | RolledIndicator) -> Amount | None:
    return None if value is None else Amount(value, "share" if is_share(one) else "number")


def tabulate_indicators(programmes: Sequence[Indicators], tell: Teller) -> Table:
    """Make a row an indicator and year, its base first and its forecast last."""
    heads = (
        ("indicator", "long", 40),
        ("unit", "text", 12),
        ("year", "text", 14),
        ("target", "amount", 14),
        ("actual", "amount", 14),
        ("deviation", "text", 14),
        ("state", "text", 16),
        ("source", "long", 34),
    )
    named, rows = _with_cluster(
        programmes, heads, lambda found: (row for one in found.results for row in _rows(one, tell))
    )
    return table_of(_WORDS, "indicators", tell.lang, named, rows, look="folded")


def _rows(one: IndicatorResult, tell: Teller) -> Iterator[Row]:
    name, unit = one.indicator, tell.unit(one)
    if one.base_year is not None:
        base = tell.t("base", year=one.base_year)
        yield name, unit, base, "", _amount(one.base.value, one), "", "", tell.source(one)
    for year in one.years:
        late = year.actual.why == "later"
        yield (
            name,
            unit,
            str(year.year),
            "" if year.target is None else _amount(year.target, one),
            "" if late else _amount(year.actual.value, one),
            "" if year.deviation is None else tell.deviation(year.deviation, one),
            "" if late or year.target is None else tell.state(year.state),
            "",
        )
    seen = one.outlook
    yield (
        name,
        unit,
        tell.t("forecast", year=seen.year) if seen.year else tell.t("forecast.undated"),
        "" if seen.target is None else _amount(seen.target, one),
        _amount(seen.value, one),
        "" if seen.deviation is None else tell.deviation(seen.deviation, one),
        "" if seen.target is None else tell.state(seen.state),
        tell.outlook(one),
    )


def _tabulate_regions(programmes: Sequence[Indicators], tell: Teller) -> Table:
    heads = (
        ("indicator", "long", 40),
        ("region", "text", 12),
        ("year", "year", 10),
        ("target", "amount", 14),
        ("actual", "amount", 14),
        ("state", "text", 16),
    )
    named, rows = _with_cluster(programmes, heads, lambda found: _region_rows(found, tell))
    return table_of(_WORDS, "regions", tell.lang, named, rows, note=tell.t("regions.note"))


def _region_rows(found: Indicators, tell: Teller) -> Iterator[Row]:
    for one in found.results:
        for held in one.regions:
            figures = (_amount(held.target, one), _amount(held.actual, one))
            yield one.indicator, held.region, held.year, *figures, tell.state(held.state)


def _make_rolled(rolled: RolledUp, tell: Teller) -> Section:
    table = tabulate_rolled(rolled, tell)
    blocks: list[Block] = [Said(tell.t("rolled.note")), table]
    if rolled.shared:
        blocks.append(Bullets((tell.t("rolled.shared", names=tell.name_all(rolled.shared)),)))
    return Section("rolled", tell.t("section.rolled"), tuple(blocks), (table,))


def tabulate_rolled(rolled: RolledUp, tell: Teller) -> Table:
    """Make a row an indicator and year, over all clusters that have it."""
    heads = (
        ("indicator", "long", 40),
        ("year", "year", 10),
        ("target", "amount", 14),
        ("actual", "amount", 14),
        ("known", "text", 18),
        ("state", "text", 16),
        ("clusters", "text", 20),
    )
    rows = tuple(
        (
            one.name,
            year.year,
            _amount(year.target.value, one),
            _amount(year.actual.value, one) if year.year <= rolled.year else "",
            known_part(year.actual, one, tell) if year.year <= rolled.year else "",
            tell.state(year.state) if year.year <= rolled.year else "",
            ", ".join(one.clusters),
        )
        for one in rolled.indicators
        for year in one.years
    )
    return table_of(_WORDS, "rolled", tell.lang, heads, rows, title="section.rolled")


def known_part(part: PartSum, one: RolledIndicator, tell: Teller) -> str:
    """Write what is known of a sum, and whose part is missing."""
    if not part.missing:
        return ""
    return tell.t("known.part", figure=tell.figure(part.known, one), clusters=", ".join(part.missing))
