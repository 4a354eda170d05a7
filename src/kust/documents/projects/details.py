"""Tables behind the measures: what each counts row by row, its limits, and what is to be found out."""

from kust.documents.blocks import Table
from kust.documents.projects.file import ProjectFile
from kust.documents.projects.tables import Files, Heads, active, make_table
from kust.documents.projects.words import word_category, word_evidence, word_missing
from kust.i18n import number, percent, say
from kust.support.result import Limit, Missing, Offer


def list_by_category(files: Files, lang: str) -> Table:
    """List what each measure counts by kind of cost and year."""
    heads: Heads = (
        ("project", "long", 34),
        ("measure", "long", 34),
        ("category", "long", 28),
        ("year", "year", 8),
        ("counted", "krub", 14),
        ("claimed", "krub", 15),
    )
    rows = (
        (
            file.title,
            offer.measure.title.say(lang),
            word_category(one.category, lang),
            one.year,
            one.counted_krub,
            one.claimed_krub,
        )
        for file in files
        for offer in active(file)
        for one in offer.by_category
    )
    return make_table("by_category", lang, heads, rows, named=True)


def list_missing(file: ProjectFile) -> dict[Missing, list[Offer]]:
    """Tell what is to be found out, once each, with the measures that hang on it."""
    asked: dict[Missing, list[Offer]] = {}
    for offer in active(file):
        if offer.eligible != "not_met" and not offer.scenario:
            for gap in offer.missing:
                asked.setdefault(gap, []).append(offer)
    return asked


def tabulate_missing(files: Files, lang: str, *, named: bool) -> Table:
    """List what is to be found out, where it goes, and what hangs on it."""
    heads: Heads = (("project", "long", 34), ("what", "long", 60), ("hangs", "long", 44))
    rows = (
        (
            file.title,
            word_missing(gap, waiting[0], lang),
            "; ".join(one.measure.title.say(lang) for one in waiting),
        )
        for file in files
        for gap, waiting in list_missing(file).items()
    )
    return make_table("missing", lang, heads, rows, named=named)


def list_limits(files: Files, lang: str) -> Table:
    """List the limits of every measure, which of them makes the amount, and what it rests on."""
    heads: Heads = (
        ("project", "long", 34),
        ("measure", "long", 34),
        ("limit", "long", 34),
        ("recipient", "long", 30),
        ("krub", "krub", 15),
        ("least", "krub", 14),
        ("is_binding", "flag", 12),
        ("evidence", "text", 24),
        ("source", "long", 44),
    )
    rows = (
        (
            file.title,
            offer.measure.title.say(lang),
            word_limit(one, lang),
            file.name(one.recipient_id),
            one.krub.value,
            one.krub.least,
            one.binding,
            word_evidence(one.evidence, one.certainty, lang) if one.evidence else "",
            one.source,
        )
        for file in files
        for offer in active(file)
        for one in offer.limits
    )
    return make_table("limits", lang, heads, rows, named=True)


def word_limit(one: Limit, lang: str) -> str:
    """Name a limit."""
    if one.code == "cap" and one.krub.value is not None:
        return say("support.limit.cap", lang, krub=number(one.krub.value, lang, 0))
    name = "cap_foreign" if one.code.startswith("cap") else one.code
    return say(f"support.limit.{name}", lang, share=percent(one.share, lang, 0))


def list_claims(files: Files, lang: str) -> Table:
    """List what each measure takes of every row of costs, and why not all of it."""
    heads: Heads = (
        ("project", "long", 34),
        ("measure", "long", 34),
        ("cost_id", "text", 20),
        ("category", "long", 28),
        ("basis", "text", 8),
        ("year", "year", 8),
        ("cost", "krub", 14),
        ("counted", "krub", 14),
        ("claimed", "krub", 15),
        ("why", "long", 34),
        ("place", "text", 26),
    )
    rows = (
        (
            file.title,
            offer.measure.title.say(lang),
            one.row.cost_id,
            word_category(one.row.category, lang),
            say(f"effects.basis.{one.row.basis}", lang),
            one.row.year,
            one.row.amount_krub,
            one.counted.value,
            one.claimed.value,
            say(f"support.why.{one.why}", lang) if one.why else "",
            f"{one.row.file}: {one.row.row}" if one.row.row else one.row.file,
        )
        for file in files
        for offer in active(file)
        for one in offer.claims
    )
    return make_table("claims", lang, heads, rows, named=True)
