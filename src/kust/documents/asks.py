"""What is missing, whom to ask for it, and the letter that asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kust.checks.result import ClusterVerdicts, Gap, Verdict
from kust.data.schema import tables
from kust.documents.cluster import Cluster
from kust.documents.content import Ask
from kust.documents.figures import write_day
from kust.i18n import has_words, say
from kust.law import parameters

# Tables whose figures may be zero: there a letter says how zero differs from nothing.
_AMOUNTS = ("accounts", "supplies")


@dataclass
class _Wanted:
    """What one organisation is asked for, in order, and the requirements that hang on it."""

    items: dict[str, None] = field(default_factory=dict)
    open: dict[str, None] = field(default_factory=dict)
    decided: dict[str, None] = field(default_factory=dict)
    amounts: bool = False


def list_asks(cluster: Cluster, entries: Sequence[ClusterVerdicts]) -> tuple[Ask, ...]:
    """Group the gaps of all verdicts by whom to ask; those on whom an answer hangs come first.

    What belongs to no organisation is asked of the specialised organisation.
    """
    wanted: dict[str | None, _Wanted] = {}
    special = cluster.row["specialised_organisation_id"]
    for entry in entries:
        for verdict in entry.verdicts:
            for gap in verdict.missing:
                whom = gap.organisation_id or special
                _add(wanted.setdefault(whom, _Wanted()), verdict, gap, cluster.lang)
    cluster.names.load(whom for whom in wanted if whom)
    asks = [_ask(cluster, whom, what) for whom, what in wanted.items()]
    return tuple(sorted(asks, key=lambda ask: (not ask.decides, ask.organisation_id is not None, ask.name)))


def _add(wanted: _Wanted, verdict: Verdict, gap: Gap, lang: str) -> None:
    title = parameters(verdict.requirement.code)["title"][lang]
    wanted.items[word_gap(gap, verdict.requirement.code, lang)] = None
    wanted.amounts |= gap.table in _AMOUNTS
    (wanted.open if verdict.verdict == "unknown" else wanted.decided)[title] = None


def word_gap(gap: Gap, requirement: str, lang: str, *, placed: bool = True) -> str:
    """Say what is asked for; ``placed``: also the sheet and column of the workbook where it goes."""
    table = tables()[gap.table]
    column = table.column(gap.column)
    values = {"year": gap.year, "requirement": parameters(requirement)["title"][lang]}
    code = f"report.gap.{gap.table}.{gap.column}"
    words = say(code, lang, **values) if has_words(code) else f"{table.title(lang)}: {column.title(lang)}"
    if not placed:
        return words
    place = say("report.gap_place", lang, sheet=table.title(lang), column=column.title(lang))
    return f"{words} ({place})"


def _ask(cluster: Cluster, whom: str | None, wanted: _Wanted) -> Ask:
    lang = cluster.lang
    name = cluster.names.of(whom) if whom else say("report.ask.manager", lang)
    requirements = tuple(wanted.open) or tuple(wanted.decided)
    special = cluster.row["specialised_organisation_id"]
    signature = cluster.names.of(special) if special != whom else ""
    letter = _letter(cluster, wanted, requirements, signature)
    return Ask(whom, name, tuple(wanted.items), requirements, bool(wanted.open), letter)


def _letter(cluster: Cluster, wanted: _Wanted, requirements: Iterable[str], signature: str) -> str:
    """Write the letter, ready to be sent."""
    lang = cluster.lang
    values = {
        "cluster": cluster.name,
        "year": cluster.year,
        "day": write_day(cluster.on, lang),
        "items": "\n".join(f"{number}. {item}" for number, item in enumerate(wanted.items, 1)),
        "requirements": "\n".join(f"– {title}" for title in requirements),
    }
    zero = say("report.letter.zero", lang) + "\n\n" if wanted.amounts else ""
    why = say("report.letter.decides" if wanted.open else "report.letter.refines", lang, **values)
    text = say("report.letter.text", lang, why=why, zero=zero, **values)
    return f"{text}\n\n{signature}" if signature else text


@dataclass(frozen=True)
class SameLetter:
    """A letter and all those to whom it goes word for word."""

    asks: tuple[Ask, ...]

    @property
    def letter(self) -> str:
        return self.asks[0].letter


def group_letters(asks: Iterable[Ask]) -> list[SameLetter]:
    """Join the asks whose letters are equal, in order."""
    found: dict[str, list[Ask]] = {}
    for ask in asks:
        found.setdefault(ask.letter, []).append(ask)
    return [SameLetter(tuple(group)) for group in found.values()]
