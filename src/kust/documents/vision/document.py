"""The shared vision as a document: what is agreed, the picture, all statements, who disagrees, what goals rest on."""

from collections.abc import Iterator, Mapping, Sequence

from kust.documents.blocks import (
    Answered,
    Block,
    Bullets,
    Document,
    Fact,
    Heading,
    Notice,
    Picture,
    Said,
    Section,
    Table,
)
from kust.documents.table_of import table_of
from kust.documents.vision.page import both_forms
from kust.documents.vision.picture import draw_vision, order_statements
from kust.documents.vision.words import Teller
from kust.i18n import say
from kust.programme.agreement.vision import AGREED, DISPUTED, Agreement
from kust.programme.agreement.voices import Comment

_WORDS = "programme_vision"


def make_vision_document(
    agreement: Agreement, goals: Mapping[str, str], lang: str, sources: Sequence[Fact] = ()
) -> Document:
    """Put the document together.

    Parameters
    ----------
    goals
        Titles of the programme's goals by id.
    sources
        Where the data come from.
    """
    tell = Teller(agreement, lang)
    sections = (
        _make_answer(agreement, goals, tell),
        _make_picture(agreement, tell),
        _make_statements(agreement, tell),
        _make_voices(agreement, tell),
    )
    return Document(
        lang=lang,
        kind=tell.t("kind"),
        title=agreement.cluster,
        subtitle=tell.subtitle(),
        day=agreement.on,
        sections=sections,
        sources=(
            *sources,
            Fact(tell.t("facts.bounds"), tell.bounds()),
            Fact(tell.t("facts.privacy"), tell.t("privacy")),
        ),
        sources_title=say("programme_document.template.sources", lang),
    )


def _make_answer(agreement: Agreement, goals: Mapping[str, str], tell: Teller) -> Section:
    blocks: list[Block] = []
    if agreement.vision:
        blocks.append(Said(agreement.vision, "lead"))
    blocks.append(Answered(_sign(agreement), tell.counts(), tell.heard()))
    remarks = tuple(tell.goal_remarks(dict(goals)))
    if remarks:
        blocks.append(Notice(tell.t("remarks"), remarks))
    doubts = tuple(tell.doubts())
    if doubts:
        blocks.append(Notice(tell.t("doubts"), doubts))
    return Section("answer", tell.t("section.answer"), tuple(blocks), ())


def _sign(agreement: Agreement) -> str:
    verdicts = {one.verdict for one in agreement.statements}
    return "met" if verdicts == {AGREED} else "not_met" if DISPUTED in verdicts else "unknown"


def _make_picture(agreement: Agreement, tell: Teller) -> Section:
    svg = both_forms(draw_vision(agreement, tell.lang), draw_vision(agreement, tell.lang, narrow=True))
    picture = Picture("vision", svg, "", tell.t("picture.note"))
    return Section("picture", tell.t("section.picture"), (picture,), ())


def _make_statements(agreement: Agreement, tell: Teller) -> Section:
    table = tabulate_statements(agreement, tell)
    kinds = tabulate_kinds(agreement, tell)
    return Section(
        "statements", tell.t("section.statements"), (table, Said(tell.bounds(), "note")), (table, kinds)
    )


def tabulate_statements(agreement: Agreement, tell: Teller) -> Table:
    """Make a row a statement."""
    hidden = tell.t("hidden")
    heads = (
        ("statement", "long", 46),
        ("area", "text", 18),
        ("verdict", "text", 16),
        ("median", "number", 10),
        ("lower", "number", 10),
        ("upper", "number", 10),
        ("for", "share", 10),
        ("against", "share", 10),
        ("opinions", "count", 10),
        ("asked", "count", 10),
    )
    rows = tuple(
        (
            one.text,
            one.area or "",
            tell.verdict(one),
            *(
                hidden if figure is None and one.dissent.withheld else figure
                for figure in (
                    one.median,
                    one.lower_quartile,
                    one.upper_quartile,
                    one.for_share,
                    one.against_share,
                )
            ),
            one.opinions,
            one.asked,
        )
        for one in order_statements(agreement)
    )
    return table_of(_WORDS, "statements", tell.lang, heads, rows, look="stack")


def tabulate_kinds(agreement: Agreement, tell: Teller) -> Table:
    """Make a row a statement and group of kinds."""
    heads = (
        ("statement", "long", 46),
        ("kinds", "long", 26),
        ("opinions", "count", 10),
        ("median", "number", 10),
        ("for", "share", 10),
        ("against", "share", 10),
    )
    rows = tuple(
        (one.text, tell.kinds(part.kinds), part.opinions, part.median, part.for_share, part.against_share)
        for one in order_statements(agreement)
        for part in one.kinds
    )
    return table_of(_WORDS, "kinds", tell.lang, heads, rows, look="folded")


def _make_voices(agreement: Agreement, tell: Teller) -> Section:
    blocks = list(_tell_voices(agreement, tell)) or [Said(tell.t("voices.none"))]
    blocks += [tabulate_kinds(agreement, tell)]
    return Section("voices", tell.t("section.voices"), tuple(blocks), (_tabulate_voices(agreement, tell),))


def _tell_voices(agreement: Agreement, tell: Teller) -> Iterator[Block]:
    for one in order_statements(agreement):
        lines = (
            [*tell.dissent(one.dissent)]
            if one.dissent.named or one.dissent.others or one.dissent.withheld
            else []
        )
        lines += [
            tell.t("comment.line", name=name, text=text) for name, text in _comments(one.comments, tell)
        ]
        if one.withheld_comments:
            lines.append(tell.t("comment.withheld", count=one.withheld_comments))
        if lines:
            yield Heading(one.text)
            yield Said(f"{tell.verdict(one)}; {tell.figures(one)}", "note")
            yield Bullets(tuple(lines))


def _comments(comments: Sequence[Comment], tell: Teller) -> Iterator[tuple[str, str]]:
    for one in comments:
        yield one.name or tell.t("comment.unnamed", kinds=tell.kinds(one.kinds)), one.text


def _tabulate_voices(agreement: Agreement, tell: Teller) -> Table:
    heads = (
        ("statement", "long", 46),
        ("who", "long", 34),
        ("said", "long", 60),
    )
    rows: list[tuple[str, str, str]] = []
    for one in order_statements(agreement):
        rows += [(one.text, "", words) for words in tell.dissent(one.dissent)]
        rows += [(one.text, name, text) for name, text in _comments(one.comments, tell)]
    return table_of(_WORDS, "voices", tell.lang, heads, rows, title="section.voices")


def name_sources(path: str, digest: str, lang: str) -> tuple[Fact, ...]:
    """Say which data a document is made of."""
    return Fact(say("report.dataset", lang), path), Fact(say("report.digest", lang), digest)
