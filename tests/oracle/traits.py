"""What is true of a participant: stated in its membership, else worked out, else unknown (None)."""

from .flows import account_of, output_of
from .question import Question, said
from .rows import Row, number, of_year, text, truth


def stated(rows: list[Row], column: str) -> bool | None:
    """The one thing said; None where nothing is said or both."""
    cells = said(rows, column)
    return cells.pop() if len(cells) == 1 else None


def makes_final(question: Question, organisation: str, rows: list[Row]) -> bool | None:
    if said(rows, "makes_final_products"):
        return stated(rows, "makes_final_products")
    made = [(row["product_id"], _is_output(row)) for row in _outputs(question, organisation)]
    possible = {_is_final(question, product) for product, is_output in made if is_output is not False}
    certain = {_is_final(question, product) for product, is_output in made if is_output}
    if True in certain:
        return True
    return False if certain and possible == {False} else None


def _outputs(question: Question, organisation: str) -> list[Row]:
    rows = of_year(question.tables.get("outputs", []), question.year)
    return [row for row in rows if row["organisation_id"] == organisation]


def _is_output(row: Row) -> bool | None:
    """A row that says 0 is no output; one without any figure may be."""
    figures = [number(row, "amount_krub"), number(row, "quantity")]
    known = [figure for figure in figures if figure is not None]
    return any(figure > 0 for figure in known) if known else None


def _is_final(question: Question, product: str) -> bool | None:
    for row in question.tables.get("products", []):
        if row["product_id"] == product:
            return truth(row, "is_final")
    return None


def uses_inputs(question: Question, organisation: str, rows: list[Row]) -> bool | None:
    if said(rows, "uses_cluster_inputs"):
        return stated(rows, "uses_cluster_inputs")
    bought = question.flows.bought_from(organisation, question.participant_ids)
    return None if bought is None else bought > 0


def exports(question: Question, organisation: str, rows: list[Row]) -> bool | None:
    if said(rows, "exports"):
        return stated(rows, "exports")
    amount = number(account_of(question.tables, organisation, question.year), "exports_krub")
    if (amount is not None and amount > 0) or _sells_abroad(question, organisation):
        return True
    return False if amount == 0 else None


def _sells_abroad(question: Question, organisation: str) -> bool:
    for row in question.tables.get("organisations", []):
        buyer = row["organisation_id"]
        if buyer != organisation and row["country"] != "RU" and question.flows.sold(organisation, buyer) > 0:
            return True
    return False


def not_yet_producing(question: Question, organisation: str, rows: list[Row]) -> bool | None:
    if said(rows, "not_yet_producing"):
        return stated(rows, "not_yet_producing")
    output = output_of(question.tables, organisation, question.year)
    return None if output is None else output == 0


def in_special_territory(question: Question, organisation: str, rows: list[Row]) -> bool | None:
    if said(rows, "special_territory"):
        return stated(rows, "special_territory")
    region = text(question.organisation(organisation), "region")
    for row in question.of_cluster("cluster_regions"):
        if region is not None and row["region"] == region:
            return truth(row, "special_programme")
    return None
