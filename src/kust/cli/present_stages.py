"""Stages on a terminal: a table a stage, what disagrees, and what one product is made of."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from kust.chain.link_rows import SourceRow, find_rows
from kust.chain.staged import StagedProduct, StageLink, Stages
from kust.cli.terminal import line_of, new_table
from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.i18n import number, percent, say

_SHOWN = 20


def present(stages: Stages, console: Console, lang: str) -> None:
    """Print the products of each stage, the back flow and the disagreements."""
    if not stages.products:
        console.print(say("stages.nothing", lang))
        return
    console.print(say("stages.title", lang, on=stages.on.isoformat(), year=stages.year))
    for stage in [*range(1, stages.last_stage + 1), None]:
        _print_stage(stages, stage, console, lang)
    share = stages.back_flow_share
    if share is None:
        console.print(say("stages.no_links", lang))
    else:
        console.print(say("stages.back_flow", lang, share=percent(share, lang, 2)))
    _print_findings(stages, console, lang)


def _print_stage(stages: Stages, stage: int | None, console: Console, lang: str) -> None:
    products = [product for product in stages.products if product.stage == stage]
    if not products:
        return
    heading = say("stages.stage", lang, stage=stage) if stage else say("stages.no_stage", lang)
    title = stages.titles.get(stage or 0)
    console.print(f"\n{heading}" + (f" · {title}" if title else ""), style="bold", markup=False)
    table = new_table(
        *(say(f"stages.column.{c}", lang) for c in ("product", "level", "basis", "makers", "imports"))
    )
    for product in products:
        makers = ", ".join(escape(maker.name) for maker in product.makers) or "–"
        imports = ", ".join(
            f"{escape(country)} {number(amount, lang, 0)}" for country, amount in product.imports.items()
        )
        level = number(product.level, lang, 2)
        title = f"{escape(product.name)}\n[dim]{escape(product.product_id)}[/]"
        table.add_row(title, level, _basis(product, lang), makers, imports)
    console.print(table)


def _basis(product: StagedProduct, lang: str) -> str:
    basis = say(f"stages.basis.{product.basis}", lang)
    if product.certainty is None:
        return basis
    return f"{basis}; {say('stages.certainty', lang, certainty=escape(product.certainty))}"


def _print_findings(stages: Stages, console: Console, lang: str) -> None:
    if not stages.findings:
        return
    console.print(f"\n{say('stages.disagreements', lang)}", style="bold")
    for finding in stages.findings[:_SHOWN]:
        console.print(line_of(finding, lang), markup=False)
    if len(stages.findings) > _SHOWN:
        console.print(say("stages.more", lang, count=len(stages.findings) - _SHOWN))


def check_product(stages: Stages, product: str) -> None:
    """Refuse a product that is not in the chain, with the ids of those that are."""
    known = [one.product_id for one in stages.products]
    if product not in known:
        shown = ", ".join(sorted(known)[:_SHOWN]) or "–"
        raise UsageError("choice", option="why", value=product, known=shown)


def present_inputs(dataset: Dataset, stages: Stages, product: str, console: Console, lang: str) -> None:
    """Print what a product is made of, how strong each link is, and the rows behind it.

    Raises
    ------
    UsageError
        There is no such product in the chain.
    """
    check_product(stages, product)
    names = {one.product_id: one.name for one in stages.products}
    links = [link for link in stages.links if link.product_id == product]
    if not links:
        console.print(say("stages.no_inputs_of", lang, product=product), markup=False)
        return
    console.print(f"{names[product]} ({product})", style="bold", markup=False)
    table = new_table(
        *(say(f"stages.column.{c}", lang) for c in ("input", "amount", "strength", "origin", "rows"))
    )
    for link in sorted(links, key=lambda one: (-one.strength, one.input_id)):
        rows = find_rows(dataset, stages, link.input_id, product)
        table.add_row(
            f"{escape(names[link.input_id])}\n[dim]{escape(link.input_id)}[/]",
            number(link.amount_krub, lang, 0),
            percent(link.strength, lang),
            _origin(link, lang),
            _places(rows),
        )
    console.print(table)


def _origin(link: StageLink, lang: str) -> str:
    sure = percent(link.sure_share, lang, 0)
    origin = say(f"stages.origin.{link.origin}", lang, firms=link.firms, sure=sure)
    return f"{origin}; {say('stages.is_back_flow', lang)}" if link.back_flow else origin


def _places(rows: Sequence[SourceRow]) -> str:
    files = Counter(row.file or row.table for row in rows)
    return "\n".join(
        f"{escape(file)}: {', '.join(str(row.row) for row in rows if (row.file or row.table) == file)}"
        for file in files
    )
