"""The chain and its niches in the document."""

from collections.abc import Iterator

from kust.documents.chain.rows import make_groups
from kust.documents.chain.words import Money
from kust.documents.programme.evidence import Annex
from kust.documents.programme.table_lines import NicheLine, StageLine
from kust.documents.programme.tell import ProgrammeTeller
from kust.programme.asking.sign import ASKS, NICHE


def tell_stages(tell: ProgrammeTeller) -> Iterator[StageLine]:
    """Tell the stages from the first to the last."""
    stages = tell.file.stages
    money = Money.for_amounts([one.output_krub for one in stages.products], tell.lang)
    for group in make_groups(stages, money):
        yield StageLine(
            title=group.heading,
            products=tuple(row.name for row in group.rows),
            lacking=tuple(row.name for row in group.rows if row.gap),
            makers=len({maker for row in group.rows for maker in row.makers}),
        )


def tell_niches(tell: ProgrammeTeller, annex: Annex) -> Iterator[NicheLine]:
    """Tell the niches by demand, the largest first."""
    found = [one for one in tell.file.signs.signs if one.kind == NICHE and one.state == ASKS]
    for one in sorted(found, key=lambda sign: (-(sign.figure("amount") or 0), sign.reference)):
        share = one.figure("import_share")
        least = one.figure("import_share_least")
        yield NicheLine(
            product=tell.title(one),
            import_share=tell.amount(least if share is None else share, "share"),
            demand=tell.amount(one.figure("amount"), "krub"),
            buyers=len(one.organisations),
            investment=tell.amount(one.figure("investment"), "krub"),
            figure=annex.place_of(one),
        )
