"""Answers to the requirements of an edition, worded, with the participants by name."""

from collections.abc import Sequence

from kust.checks.result import Alternative, ClusterVerdicts, MemberVerdict, Part, Verdict
from kust.documents.blocks import Fact
from kust.documents.cluster import Names
from kust.documents.content import Answer, Basis, EditionAnswers, Figure, Glance, Group, Named, Otherwise
from kust.documents.figures import kind_of, kind_of_member, write_day, write_limit
from kust.i18n import has_words, plural, say
from kust.law import Edition, Requirement, parameters


def word_edition(entry: ClusterVerdicts, names: Names, lang: str) -> EditionAnswers:
    """Word all answers of a cluster under an edition."""
    edition = entry.edition
    return EditionAnswers(
        code=edition.code if edition else "",
        title=title_of_edition(edition, lang),
        act=edition.act if edition else "",
        period=period_of(edition, lang) if edition else "",
        year=entry.year,
        glance=word_glance(entry, lang),
        answers=tuple(word_answer(verdict, names, lang) for verdict in entry.verdicts),
    )


def title_of_edition(edition: Edition | None, lang: str) -> str:
    """Name an edition; one that came without words of its own is named by its act."""
    if edition is None:
        return say("report.no_edition", lang)
    code = f"report.edition.{edition.code}"
    return say(code, lang) if has_words(code) else edition.act


def short_title(edition: Edition, lang: str) -> str:
    """Name an edition at the head of a column."""
    code = f"report.edition_short.{edition.code}"
    return say(code, lang) if has_words(code) else edition.code


def period_of(edition: Edition, lang: str) -> str:
    """Say from when until when an edition holds."""
    if edition.until is None:
        return say("report.in_force_since", lang, first=write_day(edition.from_on, lang))
    days = {"first": write_day(edition.from_on, lang), "until": write_day(edition.until, lang)}
    return say("report.in_force_between", lang, **days)


def word_glance(entry: ClusterVerdicts, lang: str) -> Glance:
    """Say in one sentence whether the cluster conforms, and never more than the edition's coverage allows."""
    found = [verdict.verdict for verdict in entry.verdicts]
    counts = {name: found.count(name) for name in ("met", "not_met", "unknown")}
    edition = entry.edition
    coverage = edition.coverage if edition else "none"
    return Glance(
        conforms=entry.conforms,
        sentence=_sentence(entry.conforms, coverage, counts, lang),
        **counts,
        coverage=say(f"report.coverage.{coverage}", lang) if has_words(f"report.coverage.{coverage}") else "",
        not_found=tuple(item[lang] for item in edition.not_found) if edition else (),
    )


def _sentence(conforms: str, coverage: str, counts: dict[str, int], lang: str) -> str:
    total = sum(counts.values())
    if not total:
        return say("report.conforms.none", lang)
    if conforms == "met":
        code = f"report.conforms.met_{coverage}"
        rules = plural(total, lang, say("report.forms.rules_met", lang))
        return say(code if has_words(code) else "report.conforms.met", lang, count=total, rules=rules)
    lacking = counts[conforms]
    forms = plural(lacking, lang, say(f"report.forms.{conforms}", lang, count=lacking))
    sentence = say(f"report.conforms.{conforms}", lang, count=lacking, total=total, phrase=forms)
    if conforms == "not_met" and counts["unknown"]:
        sentence += say("report.conforms.and_unknown", lang, count=counts["unknown"])
    return sentence


def word_answer(verdict: Verdict, names: Names, lang: str) -> Answer:
    """Word the answer to one requirement."""
    rule = verdict.requirement
    words = parameters(rule.code)
    return Answer(
        code=rule.code,
        title=words["title"][lang],
        rule=words["rule"][lang],
        figure=figure_of(verdict, lang),
        remark=_remark(verdict, lang),
        parts=tuple(_part(rule, part, lang) for part in verdict.parts),
        groups=_groups(verdict, names, lang),
        missing=len(verdict.missing),
        otherwise=tuple(_otherwise(alternative, lang) for alternative in verdict.alternatives),
        basis=word_basis(rule, lang),
    )


def figure_of(verdict: Verdict, lang: str) -> Figure:
    """Bring a verdict into the form in which figures are shown."""
    rule = verdict.requirement
    kind = kind_of(rule.code, rule.comparison)
    title = parameters(rule.code)["title"][lang]
    held = (verdict.value, verdict.threshold, rule.comparison or "", verdict.margin)
    return Figure(title, verdict.verdict, *held, kind, verdict.is_withheld)


def _part(rule: Requirement, part: Part, lang: str) -> Figure:
    margin = None
    if part.value is not None and part.threshold is not None:
        margin = part.threshold - part.value if part.comparison == "<=" else part.value - part.threshold
    title = _title_of_part(part.part, lang)
    kind = kind_of(rule.code, part.comparison)
    held = (part.value, part.threshold, part.comparison, margin)
    return Figure(title, part.verdict, *held, kind, part.is_withheld)


def _title_of_part(part: str, lang: str) -> str:
    code = f"report.part.{part}"
    return say(code, lang) if has_words(code) else part


def _remark(verdict: Verdict, lang: str) -> str:
    """Say what would otherwise be misread: a lower bound, figures that are missing, figures that are not told."""
    told = [verdict.is_withheld, *(one.is_withheld for one in verdict.parts)]
    told += [one.is_withheld for one in verdict.alternatives]
    words = (_remark_on_answer(verdict, lang), say("report.remark.withheld", lang) if any(told) else "")
    return " ".join(filter(None, words))


def _remark_on_answer(verdict: Verdict, lang: str) -> str:
    kind = kind_of(verdict.requirement.code, verdict.requirement.comparison)
    if kind == "none":
        return say(f"report.remark.document_{verdict.verdict}", lang)
    if not verdict.missing:
        return say("report.remark.either_side", lang) if _is_two_sided(verdict) else ""
    if verdict.verdict != "unknown":
        return say("report.remark.decided", lang)
    if verdict.is_withheld:
        return ""
    if verdict.value is None:
        return say("report.remark.no_value", lang)
    return say("report.remark.known_count" if kind == "count" else "report.remark.known_lowest", lang)


def _is_two_sided(verdict: Verdict) -> bool:
    return any(part.part.endswith("_below") for part in verdict.parts)


def _groups(verdict: Verdict, names: Names, lang: str) -> tuple[Group, ...]:
    """List who is below: for each side of a rule with sides, else for the rule."""
    rule = verdict.requirement
    kind = kind_of_member(rule.code, rule.comparison)
    own = rule.figures.get("own_share")
    threshold = float(own.value) if own else verdict.threshold
    if not _is_two_sided(verdict):
        title = say("report.group.flag" if kind == "flag" else "report.group.all", lang)
        titles = (title, say("report.group.no_data", lang))
        return (_group(titles, kind, threshold, verdict.members, names),) if verdict.members else ()
    return tuple(
        _group(_titles_of_side(part.part, lang), kind, threshold, part.members, names)
        for part in verdict.parts
        if part.members
    )


def _titles_of_side(part: str, lang: str) -> tuple[str, str]:
    return say(f"report.group.{part}", lang), say(f"report.group_no_data.{part}", lang)


def _group(
    titles: tuple[str, str],
    kind: str,
    threshold: float | None,
    members: Sequence[MemberVerdict],
    names: Names,
) -> Group:
    names.load(member.organisation_id for member in members)
    named = [
        (member.verdict, Named(member.organisation_id, names.of(member.organisation_id), member.value))
        for member in members
    ]
    below = sorted(
        (one for verdict, one in named if verdict == "not_met"), key=lambda one: (one.value or 0, one.name)
    )
    unknown = tuple(one for verdict, one in named if verdict == "unknown")
    return Group(*titles, kind, threshold, tuple(below), unknown, len(named) - len(below) - len(unknown))


def _otherwise(alternative: Alternative, lang: str) -> Otherwise:
    setting = str(alternative.setting).lower()
    reading = say(f"report.reading.{alternative.reading}.{setting}", lang)
    return Otherwise(reading, alternative.verdict, alternative.value, alternative.is_withheld)


def word_basis(rule: Requirement, lang: str) -> Basis:
    """Say what a requirement rests on, and of what class the evidence is."""
    figures = tuple(
        Fact(_title_of_figure(name, lang), _write_figure(figure.value, lang))
        for name, figure in rule.figures.items()
    )
    basis = rule.basis
    clause = basis.clause[lang] if basis.clause else ""
    words = say(f"report.evidence.{basis.evidence}", lang)
    return Basis(basis.act, clause, basis.evidence, words, basis.source, figures)


def _title_of_figure(name: str, lang: str) -> str:
    code = f"report.figure.{name}"
    return say(code, lang) if has_words(code) else name


def _write_figure(value: float | bool, lang: str) -> str:
    if isinstance(value, bool):
        return say("report.yes" if value else "report.no", lang)
    return write_limit(value, "share" if value < 1 else "count", lang)
