"""Tables of a plan: its steps, the requirements before and after it, what is to be found out, what conflicts."""

from collections.abc import Iterable, Iterator, Sequence

from kust.data.schema import tables
from kust.documents.blocks import Amount, Cell, Column, Table
from kust.documents.figures import kind_of
from kust.documents.plans.pictures import word_side
from kust.documents.plans.words import head_of, points, sources_of, title_of
from kust.i18n import has_words, plain_number, say
from kust.remedies.linear_programme import Step
from kust.remedies.plan import Plan, Remedy, RequirementFigures, ToFindOut

_SIGNS = {">=": "≥", "<=": "≤"}
_LEAST = 1e-9


def columns_of(catalogue: str, lang: str, *heads: tuple[str, str, int]) -> tuple[Column, ...]:
    """Make columns whose titles stand in a catalogue under ``column``."""
    return tuple(Column(say(f"{catalogue}.column.{name}", lang), kind, width) for name, kind, width in heads)


def tabulate_steps(plan: Plan, remedy: Remedy, lang: str) -> Table:
    """List the steps of a plan in words, with their points."""
    heads = (("number", "count", 6), ("step", "long", 56), ("out_of", "long", 44), ("points", "figure", 13))
    rows = tuple(
        (
            place,
            head_of(step, remedy, lang),
            "; ".join(sources_of(step, remedy, lang)) or "—",
            points(step.cost, lang),
        )
        for place, step in enumerate(plan.steps, 1)
    )
    total = (say("plan.steps.total", lang), "", "", points(plan.cost, lang))
    return Table(
        "plan.steps",
        say("plan.steps.title", lang),
        columns_of("plan", lang, *heads),
        rows,
        say("plan.steps.note", lang),
        totals=(total,),
        look="stack",
    )


def _points(cost: float) -> float:
    # What the solver leaves behind the seventh digit is no price.
    return round(cost, 6)


_WIDE_STEPS = (
    ("edition", "text", 14),
    ("plan", "count", 6),
    ("number", "count", 5),
    ("kind", "text", 24),
    ("step", "long", 60),
    ("out_of", "long", 50),
    ("organisation", "long", 30),
    ("supplier", "long", 30),
    ("buyer", "long", 30),
    ("product", "long", 24),
    ("before_krub", "krub", 15),
    ("after_krub", "krub", 15),
    ("growth_krub", "krub", 15),
    ("before_jobs", "count", 12),
    ("after_jobs", "count", 12),
    ("points", "number", 9),
)


def list_steps(remedies: Iterable[Remedy], lang: str) -> Table:
    """List the steps of every plan, the cheapest (1) and the different ones, each figure in its own column."""
    rows = tuple(
        (remedy.edition.code, number, place, *_wide_step(step, remedy, lang))
        for remedy in remedies
        for number, plan in enumerate((remedy.plan, *remedy.different), 1)
        if plan is not None
        for place, step in enumerate(plan.steps, 1)
    )
    title = say("plan.steps.title", lang)
    return Table(
        "plan.steps", title, columns_of("plan", lang, *_WIDE_STEPS), rows, say("plan.steps.note", lang)
    )


def _wide_step(step: Step, remedy: Remedy, lang: str) -> tuple[Cell, ...]:
    def named(who: str | None) -> str:
        return remedy.names.get(who, who) if who else ""

    is_supply, is_jobs = step.supplier_id is not None, step.kind == "jobs"
    kind = f"plan.kind.{step.kind}"
    figures: tuple[Cell, ...] = (
        *((step.before or 0.0, step.after, step.growth_krub) if is_supply else ("", "", "")),
        *((step.before, step.after) if is_jobs else ("", "")),
    )
    return (
        say(kind, lang) if has_words(kind) else step.kind,
        head_of(step, remedy, lang),
        "; ".join(sources_of(step, remedy, lang)),
        named(step.organisation_id),
        named(step.supplier_id),
        named(step.buyer_id),
        named(step.product_id),
        *figures,
        _points(step.cost),
    )


def tabulate_requirements(
    remedy: Remedy, lang: str, *, with_edition: bool = False, wide: bool = False
) -> Table:
    """Put the requirements before and after a plan side by side; ``wide`` splits comparison and threshold."""
    prices = {one.requirement: one.saves for one in remedy.without}
    heads = [
        ("requirement", "long", 40),
        ("verdict_before", "verdict", 19),
        ("before", "amount", 13),
        ("verdict_after", "verdict", 19),
        ("after", "amount", 13),
    ]
    heads += [("comparison", "text", 10)] if wide else []
    heads += [("threshold", "amount", 12)]
    heads += [("price", "number" if wide else "figure", 14)] if prices else []
    if with_edition:
        heads.insert(0, ("edition", "text", 14))
    rows = tuple(
        ((remedy.edition.code,) if with_edition else ()) + _row(one, prices, lang, wide=wide)
        for one in remedy.requirements
    )
    note = say("plan.requirements.note", lang) if prices else ""
    title = say("plan.requirements.title", lang)
    return Table("plan.requirements", title, columns_of("plan", lang, *heads), rows, note)


def _row(
    one: RequirementFigures, prices: dict[str, float | None], lang: str, *, wide: bool
) -> tuple[Cell, ...]:
    code = one.requirement.code
    kind = kind_of(code, one.requirement.comparison)
    names = title_of(code, lang)
    if one.before_part and one.after_part and one.before_part != one.after_part:
        sides = say(
            "plan.picture.sides",
            lang,
            before=word_side(one.before_part, lang),
            after=word_side(one.after_part, lang),
        )
        names = f"{names} ({sides})"
    sign = _SIGNS.get(one.requirement.comparison or "", "")
    held: tuple[Cell, ...] = (
        names,
        one.before_verdict,
        "" if kind == "none" else Amount(one.before, kind),
        one.after_verdict,
        "" if kind == "none" else Amount(one.after, kind),
    )
    limit: Cell = "" if one.threshold is None else Amount(one.threshold, kind)
    if wide:
        held = (*held, "" if one.threshold is None else sign)
    held = (*held, limit)
    if not prices:
        return held
    price = prices.get(code)
    if price is None:
        return (*held, "")
    exact = _points(price) if price > _LEAST else 0.0
    return (*held, exact if wide else plain_number(round(exact, 2), lang))


def list_requirements(remedies: Sequence[Remedy], lang: str) -> Table:
    """List the requirements of every edition before and after its plan."""
    listed = [tabulate_requirements(one, lang, with_edition=True, wide=True) for one in remedies]
    widest = max(listed, key=lambda table: len(table.columns))
    rows = tuple(
        (*row, *("" for _ in range(len(widest.columns) - len(row)))) for table in listed for row in table.rows
    )
    return Table(widest.code, widest.title, widest.columns, rows, widest.note)


def list_to_find_out(remedies: Iterable[Remedy], lang: str) -> Table:
    """List what is to be found out, each with table, column, organisation and year."""
    heads = (
        ("edition", "text", 14),
        ("requirement", "long", 40),
        ("column", "long", 44),
        ("whose", "long", 36),
        ("year", "year", 8),
    )
    rows = tuple(_gap(one, remedy, lang) for remedy in remedies for one in remedy.find_out)
    return Table("plan.find_out", say("plan.find_out.title", lang), columns_of("plan", lang, *heads), rows)


def _gap(one: ToFindOut, remedy: Remedy, lang: str) -> tuple[Cell, ...]:
    gap = one.gap
    year: Cell = gap.year if gap.year is not None else ""
    return (
        remedy.edition.code,
        title_of(one.requirement, lang),
        word_column(gap.table, gap.column, lang),
        whose(one, remedy),
        year,
    )


def word_column(table: str, column: str, lang: str) -> str:
    """Name a column with its table, as a reader finds them in a workbook."""
    known = tables()[table]
    title = next((one.title(lang) for one in known.columns if one.name == column), column)
    return f"{known.title(lang)}, «{title}»" if lang == "ru" else f"{known.title(lang)}, “{title}”"


def whose(one: ToFindOut, remedy: Remedy) -> str:
    """Name who knows: the organisation, else the cluster itself."""
    who = one.gap.organisation_id
    return remedy.names.get(who, who) if who else remedy.name


def list_conflicts(remedies: Iterable[Remedy], lang: str) -> Iterator[Table]:
    """List the requirements that no plan meets together; no table where there is a plan for each edition."""
    heads = (("edition", "text", 14), ("requirement", "long", 60))
    rows = tuple(
        (remedy.edition.code, title_of(code, lang))
        for remedy in remedies
        for code in remedy.set_aside or remedy.conflict
    )
    if rows:
        yield Table("plan.conflict", say("plan.conflict.title", lang), columns_of("plan", lang, *heads), rows)
