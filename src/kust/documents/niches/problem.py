"""What a card says of the niche itself: product, problem, consumers, foreign suppliers, who is nearest to making it."""

from collections.abc import Iterator

from kust.documents.cluster import region_name
from kust.documents.niches.declared import certainty_of_niche, grounds, reserve, who_names
from kust.documents.niches.telling import MOST_LISTED, Block, Line, Telling, join, shorten
from kust.documents.niches.text import tell, word_code, write_number, write_range, write_share
from kust.i18n import has_words, number
from kust.niches.need import Cause
from kust.niches.niche import Nearest

MOST_NEAREST = 4


def tell_problem(telling: Telling) -> tuple[Block, ...]:
    """Tell the product, its problem, who buys it, who supplies it from abroad and who could make it."""
    return (
        telling.block("product", _product(telling)),
        telling.block("problem", _problem(telling)),
        telling.block("consumers", shorten(list(_consumers(telling)), telling)),
        telling.block("foreign", shorten(list(_foreign(telling)), telling)),
        telling.block("nearest", _nearest(telling), note=_about_relatedness(telling)),
    )


def _product(telling: Telling) -> Iterator[Line]:
    niche, say_ = telling.niche, telling.tell
    yield Line(say_("line.product"), niche.name)
    if niche.required_characteristics:
        words = "; ".join(niche.required_characteristics)
        yield Line(say_("line.characteristics"), words)
    else:
        yield telling.unknown("characteristics", "buyers")
    if niche.stage is None:
        yield telling.unknown("stage", "cluster")
    else:
        yield Line(say_("line.stage"), say_("stage", stage=niche.stage))
    if len(niche.clusters) > 1:
        names = ", ".join(telling.cluster(one) for one in niche.clusters)
        yield Line(say_("line.clusters"), names, say_("same_in_clusters"))


def _problem(telling: Telling) -> Iterator[Line]:
    causes = telling.niche.causes
    shown = {cause.cause for cause in causes if cause.value is not None}
    for cause in causes:
        # What figures show and people say as well stands in one line.
        if cause.value is not None or cause.cause not in shown:
            yield _cause(telling, cause)
    if not causes:
        yield Line("", telling.tell("unknown_cause", whom=telling.whom("buyers")), known=False)


def _cause(telling: Telling, cause: Cause) -> Line:
    lang = telling.lang
    label = word_code("cause", cause.cause, lang)
    grade = word_code("grade", cause.grade, lang) if cause.grade else ""
    part = telling.tell("part_of", cause=word_code("cause", cause.part_of, lang)) if cause.part_of else ""
    named = grounds(telling, who_names(telling, cause.cause))
    if cause.value is None:
        said = named or telling.refer(cause.source)
        return Line(label, _declared_figure(telling, cause), join(grade, part, said))
    origin = telling.tell("threshold_from.user")
    if cause.evidence:
        origin = f"{word_code('threshold_from', cause.evidence, lang)} {telling.refer(cause.source)}".strip()
    also = f"{telling.tell('also_declared')}: {named}" if named else ""
    return Line(label, _held(cause, lang), join(grade, part, origin, also.replace(": [", " [")))


def _declared_figure(telling: Telling, cause: Cause) -> str:
    """Say that a cause is declared, for import with the share that is."""
    share = telling.niche.import_share
    if cause.cause == "import_dependence" and share.is_known:
        figure = write_range(share, telling.lang, share=True)
        return telling.tell("cause_declared_as", figure=figure)
    return telling.tell("cause_declared")


def _held(cause: Cause, lang: str) -> str:
    """Write a cause's figure against its threshold."""
    is_share = cause.cause != "long_haul"
    value, threshold = (
        "" if figure is None else write_share(figure, lang) if is_share else write_number(figure, lang)
        for figure in (cause.value, cause.threshold)
    )
    if not threshold:
        return value
    entry = f"cause_as.{cause.cause}.{cause.against}" if cause.against else f"cause_as.{cause.cause}"
    entry = entry if has_words(f"niche_card.{entry}") else "cause_as.other"
    limit = "more_than" if cause.comparison == ">" else "at_least"
    return tell(entry, lang, value=value, threshold=tell(limit, lang, figure=threshold))


def _consumers(telling: Telling) -> Iterator[Line]:
    several = len(telling.niche.clusters) > 1
    for one in telling.niche.consumers:
        share = telling.tell("share_unknown") if one.share is None else write_share(one.share, telling.lang)
        cluster = telling.cluster(one.cluster_id) if several and one.cluster_id else ""
        yield Line(one.name, share, cluster, share=one.share)
    if not telling.niche.consumers:
        yield Line("", telling.tell("unknown", whom=telling.whom("buyers")), known=False)


def _foreign(telling: Telling) -> Iterator[Line]:
    for one in telling.niche.foreign_suppliers:
        country = word_code("country", one.country, telling.lang) if one.country else ""
        share = telling.tell("share_unknown") if one.share is None else write_share(one.share, telling.lang)
        # «Hexagon (Норвегия)»: a source wrote the country into the name.
        unknown = "" if "(" in one.name else telling.tell("country_unknown")
        yield Line(one.name, share, country or unknown, share=one.share)
    if not telling.niche.foreign_suppliers:
        yield Line("", telling.tell("unknown", whom=telling.whom("buyers")), known=False)


def _nearest(telling: Telling) -> Iterator[Line]:
    niche, lang = telling.niche, telling.lang
    for one in niche.nearest[:MOST_NEAREST]:
        yield Line(
            one.name,
            telling.tell("relatedness", figure=number(one.relatedness, lang, 2)),
            _where(telling, one),
        )
    if not niche.nearest:
        yield telling.unknown("nearest", "cluster")
    regions = ", ".join(region_name(code, lang) for code in niche.regions)
    declared = [one for one in niche.declared if one.region in niche.regions]
    said = grounds(telling, ((certainty_of_niche(telling, one), one.source) for one in declared))
    note = join(telling.tell("basis_of.declared"), said, reserve(telling, declared)) if declared else ""
    yield (
        Line(telling.tell("line.regions"), regions, note) if regions else telling.unknown("regions", "region")
    )
    if niche.neighbours:
        names = ", ".join(telling.product(one) for one in niche.neighbours[:MOST_LISTED])
        yield Line(telling.tell("line.neighbours"), names)


def _where(telling: Telling, one: Nearest) -> str:
    return join(region_name(one.region, telling.lang), word_code("scope", one.scope, telling.lang))


def _about_relatedness(telling: Telling) -> str:
    return telling.tell("relatedness_about") if telling.niche.nearest else ""
