"""A dozen questions without any data: what would the cluster lack under an edition?"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kust.cli.options import Question as Asked
from kust.cli.terminal import new_table, note, out, paint, write_json
from kust.cli.verdict_words import title_of
from kust.errors import UsageError
from kust.i18n import percent, say
from kust.law import Edition, Requirement, editions_for, find_edition
from kust.quantities import TOLERANCE, parse_number

_YES, _NO = ("да", "yes", "y", "д"), ("нет", "no", "n", "н")
Answers = dict[str, float | None]
Judge = Callable[[Requirement, Answers], str]


@dataclass(frozen=True)
class WordedQuestion:
    """A question as it is asked; ``kind`` is count, percent or yes."""

    code: str
    kind: str
    words: str


@dataclass(frozen=True)
class Item:
    """What is asked for a requirement: the words' codes with their kinds, and how answers make a verdict."""

    questions: tuple[tuple[str, str], ...]
    judge: Judge


def run_quick(asked: Asked, edition: str | None, given: str | None) -> None:
    """Ask, judge and say what is lacking."""
    rules = find_edition(edition) if edition else _edition_of_day(asked)
    questions = [
        _word(rule, code, kind, asked.lang)
        for rule in rules.requirements
        for code, kind in ITEMS[rule.code].questions
    ]
    answers = dict(
        zip((question.code for question in questions), _answers(questions, given, asked.lang), strict=True)
    )
    verdicts = {rule.code: ITEMS[rule.code].judge(rule, answers) for rule in rules.requirements}
    if asked.as_json:
        write_json({"edition": rules.code, "answers": answers, "verdicts": verdicts})
        return
    _present(rules, verdicts, asked.lang)


def _edition_of_day(asked: Asked) -> Edition:
    holding = editions_for("industrial", asked.on)
    if not holding:
        raise UsageError("no_edition", on=asked.on, known=", ".join(e.code for e in editions_for("both")))
    return holding[0]


def _word(rule: Requirement, code: str, kind: str, lang: str) -> WordedQuestion:
    """Word a question, with the figures of the rule put in."""
    figures = {name: percent(float(figure.value), lang, 0) for name, figure in rule.figures.items()}
    return WordedQuestion(code, kind, say(f"quick.{code}", lang, **figures))


def _answers(questions: list[WordedQuestion], given: str | None, lang: str) -> Iterator[float | None]:
    if given is not None:
        texts = [text.strip() for text in given.split(";")]
        if len(texts) > len(questions):
            raise UsageError("too_many_answers", count=len(texts), questions=len(questions))
        texts += [""] * (len(questions) - len(texts))
        for question, text in zip(questions, texts, strict=True):
            yield _read(text, question)
        return
    note(say("cli.quick_intro", lang))
    for number, question in enumerate(questions, start=1):
        yield _ask(f"{number}/{len(questions)}. ", question, lang)


def _ask(prefix: str, question: WordedQuestion, lang: str) -> float | None:
    """Ask until the answer can be read; where the answers end, the rest is not known."""
    while True:
        sys.stderr.write(f"{prefix}{question.words} ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            return None
        try:
            return _read(line.strip(), question)
        except UsageError as error:
            if not sys.stdin.isatty():
                raise
            note(error.words(lang))


def _read(text: str, question: WordedQuestion) -> float | None:
    """Read a number, a percentage or yes and no; nothing is not known."""
    if not text or text in ("?", "-"):
        return None
    if text.lower() in (*_YES, *_NO):
        return float(text.lower() in _YES)
    read = parse_number(text, share=True)
    if read.value is None or read.value < 0:
        raise UsageError("bad_answer", value=text, question=question.words)
    return read.value / 100 if question.kind == "percent" and "%" not in text else read.value


def _compare(value: float | None, comparison: str | None, threshold: float) -> str:
    if value is None:
        return "unknown"
    gap = threshold - value if comparison == "<=" else value - threshold
    return "met" if gap >= -TOLERANCE * abs(threshold) else "not_met"


def _plain(code: str) -> Judge:
    def judge(rule: Requirement, answers: Answers) -> str:
        return _compare(answers[code], rule.comparison, rule.threshold or 0)

    return judge


def _cooperation(rule: Requirement, answers: Answers) -> str:
    order = ("not_met", "unknown", "met")
    sides = []
    for side in ("supply", "purchase"):
        share = _compare(answers[f"{side}_share"], ">=", rule.threshold or 0)
        below = _compare(answers[f"{side}_below"], "<=", rule.figure("below_at_most"))
        sides.append(min(share, below, key=order.index))
    return max(sides, key=order.index)


def _dependence(rule: Requirement, answers: Answers) -> str:
    full = _compare(answers["purchase_share"], ">=", rule.threshold or 0)
    if "preferential_threshold" not in rule.figures:
        return full
    lower = _compare(answers["purchase_share"], ">=", rule.figure("preferential_threshold"))
    there = _compare(answers["territory_share"], ">=", rule.figure("preferential_share"))
    if there == "unknown":
        return full if full == lower else "unknown"
    return lower if there == "met" else full


def _composition(rule: Requirement, answers: Answers) -> str:
    counts = [answers[code] for code in ("research", "education", "producing", "exporters")]
    found = [_compare(count, ">=", rule.threshold or 0) for count in counts]
    return min(found, key=("not_met", "unknown", "met").index)


def _document(code: str) -> Judge:
    def judge(_: Requirement, answers: Answers) -> str:
        answer = answers[code]
        return "unknown" if answer is None else "met" if answer else "not_met"

    return judge


def _one(code: str, kind: str) -> Item:
    return Item(((code, kind),), _plain(code))


ITEMS: dict[str, Item] = {
    "industrial.enterprises": _one("enterprises", "count"),
    "industrial.final_maker": _one("final_makers", "count"),
    "industrial.territory": _one("regions", "count"),
    "industrial.supply_share_each": _one("lowest_share", "percent"),
    "industrial.founders": _one("founders", "percent"),
    "industrial.joint_projects": _one("joint_projects", "count"),
    "industrial.export_orientation": _one("exporters", "count"),
    "industrial.cooperation": Item(
        (
            ("supply_share", "percent"),
            ("supply_below", "percent"),
            ("purchase_share", "percent"),
            ("purchase_below", "percent"),
        ),
        _cooperation,
    ),
    "industrial.high_productivity_jobs": _one("jobs", "percent"),
    "industrial.education": _one("education", "count"),
    "industrial.infrastructure": _one("infrastructure", "count"),
    "industrial.governing_bodies": _one("governing_bodies", "percent"),
    "industrial.regional_agreement": Item((("agreement", "yes"),), _document("agreement")),
    "industrial.planning_documents": Item((("planning", "yes"),), _document("planning")),
    "industrial.links": _one("fewest_partners", "count"),
    "industrial.functional_dependence": Item(
        (("purchase_share", "percent"), ("territory_share", "percent")), _dependence
    ),
    "industrial.not_yet_producing": _one("not_producing", "count"),
    "innovation.organisations": _one("organisations", "count"),
    "innovation.composition": Item(
        (("research", "count"), ("education", "count"), ("producing", "count"), ("exporters", "count")),
        _composition,
    ),
    "innovation.core_projects": _one("core_projects", "count"),
    "innovation.cofinancing": _one("cofinancing", "percent"),
    "innovation.regional_commitment": Item((("commitment", "yes"),), _document("commitment")),
}


def _present(rules: Edition, verdicts: dict[str, str], lang: str) -> None:
    console = out()
    table = new_table(say("cli.column.requirement", lang), say("cli.column.verdict", lang))
    for code, verdict in verdicts.items():
        table.add_row(title_of(code, lang), paint(say(f"verdict.{verdict}", lang), verdict))
    console.print(f"[bold]{rules.act}[/]")
    console.print(table)
    for heading, verdict in (("quick_lacks", "not_met"), ("quick_unknown", "unknown")):
        lines = [code for code, found in verdicts.items() if found == verdict]
        if lines:
            console.print(f"[bold]{say(f'cli.{heading}', lang)}[/]")
            for code in lines:
                console.print(f"  {title_of(code, lang)}: {say_rule(code, lang)}", markup=False)
    if all(verdict == "met" for verdict in verdicts.values()):
        console.print(say("cli.quick_nothing", lang))
    console.print(say("cli.quick_note", lang))


def say_rule(code: str, lang: str) -> str:
    """Return the rule of a requirement in words."""
    from kust.law import parameters

    return str(parameters(code)["rule"][lang])
