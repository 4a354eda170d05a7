"""Every measure gives what its cases, worked out by hand, say: at its limits, above them, and with evidence missing.

Everything that a case brings about has its words in both languages and fits the schema.
"""

import json
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from kust.cli.present_support import present, present_one
from kust.law.measures import shipped_measures
from kust.support.as_json import support_as_json
from kust.support.result import Offer, Support

from .cases import Case, load_cases, run_case

CASES = load_cases()
FIRST_OF_A_MEASURE = {case.measure: case.id for case in reversed(CASES)}
NO_DECISION = {"ru": "не решение министерства", "en": "not a decision of any ministry"}
SCHEMA = json.loads((Path(__file__).parents[2] / "docs/support.schema.json").read_text("utf-8"))
FITS = jsonschema.Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.id} {case.told['case']}" for case in CASES])
def test_a_measure_gives_what_the_case_says_and_has_words_for_it(case: Case, tmp_path: Path) -> None:
    support = run_case(case, tmp_path)
    offer = next(one for one in support.offers if one.measure.code == case.measure)
    for what, said in case.expect.items():
        CHECKS[what](said, offer, support)
    FITS.validate(json.loads(json.dumps(support_as_json(support), allow_nan=False)))
    for lang, words in NO_DECISION.items():
        assert all(words in page for page in _pages(case, support, lang))


def _pages(case: Case, support: Support, lang: str) -> list[str]:
    """Show the measure, and for one case of each measure all of them side by side."""
    page, whole = StringIO(), StringIO()
    present_one(support, case.measure, Console(file=page, width=140, highlight=False), lang)
    if FIRST_OF_A_MEASURE[case.measure] != case.id:
        return [" ".join(page.getvalue().split())]
    present(support, Console(file=whole, width=140, highlight=False), lang)
    return [" ".join(one.getvalue().split()) for one in (page, whole)]


def _eligible(said, offer: Offer, _: Support) -> None:
    assert offer.eligible == said


def _amount(said, offer: Offer, _: Support) -> None:
    assert (offer.amount and offer.amount.value) == (said if said is None else pytest.approx(said))


def _range(said, offer: Offer, _: Support) -> None:
    assert offer.amount is not None
    least, most = said
    assert offer.amount.least == pytest.approx(least)
    assert offer.amount.most == pytest.approx(float("inf") if most is None else most)


def _binding(said, offer: Offer, _: Support) -> None:
    assert {limit.code for limit in offer.limits if limit.binding} == set(
        said if isinstance(said, list) else [said]
    )


def _conditions(said, offer: Offer, _: Support) -> None:
    found = {one.code: one.verdict for one in offer.conditions}
    assert {code: found.get(code) for code in said} == said


def _missing(said, offer: Offer, _: Support) -> None:
    assert {gap.place for gap in offer.missing} == set(said)


def _instalments(said, offer: Offer, _: Support) -> None:
    assert {one.year: one.krub for one in offer.instalments} == pytest.approx(said)


def _unpaid(said, offer: Offer, _: Support) -> None:
    assert offer.unpaid_krub == pytest.approx(said)


def _claimed(said, offer: Offer, _: Support) -> None:
    found = {one.row.cost_id: one.claimed.value for one in offer.claims}
    wanted = {f"c{number}": value for number, value in enumerate(said, 1)}
    assert {cost: found[cost] for cost in wanted} == {
        cost: value if value is None else pytest.approx(value) for cost, value in wanted.items()
    }


def _rate(said, offer: Offer, _: Support) -> None:
    assert offer.rate == (said if said is None else pytest.approx(said))


def _scenario(said, offer: Offer, _: Support) -> None:
    assert offer.scenario is said


def _alternatives(said, offer: Offer, _: Support) -> None:
    found = {one.reading: one.krub.value for one in offer.alternatives}
    assert found == {name: value if value is None else pytest.approx(value) for name, value in said.items()}


def _best(said, _: Offer, support: Support) -> None:
    assert {one.measure for one in support.sure.shares} == set(said["measures"])
    assert support.sure.krub == pytest.approx(said["krub"])


def _possible(said, _: Offer, support: Support) -> None:
    assert {one.measure for one in support.possible.shares} == set(said["measures"])
    assert support.possible.krub == pytest.approx(said["krub"])


def _cautions(said, offer: Offer, _: Support) -> None:
    assert set(offer.cautions) == set(said)


def _not_together(said, offer: Offer, _: Support) -> None:
    assert {code: why for code, why in offer.not_together if code in said} == said


def _intakes(said, offer: Offer, _: Support) -> None:
    assert [one.state for one in offer.intakes] == said


def _granted(said, offer: Offer, _: Support) -> None:
    assert offer.granted_krub == said


def _paid(said, offer: Offer, _: Support) -> None:
    assert offer.paid_krub == said


def _decided(said, offer: Offer, _: Support) -> None:
    found = {one.code: one.decided_by for one in offer.conditions}
    assert {code: found[code] for code in said} == said


def _left_out(said, offer: Offer, _: Support) -> None:
    assert [who for one in offer.conditions for who in one.left_out] == said


def _term(said, offer: Offer, _: Support) -> None:
    assert offer.term is not None
    assert [offer.term.starts_on, offer.term.ends_on, offer.term.basis] == said


CHECKS = {
    "decided": _decided,
    "left_out": _left_out,
    "term": _term,
    "eligible": _eligible,
    "amount": _amount,
    "range": _range,
    "binding": _binding,
    "conditions": _conditions,
    "missing": _missing,
    "instalments": _instalments,
    "unpaid": _unpaid,
    "claimed": _claimed,
    "rate": _rate,
    "scenario": _scenario,
    "alternatives": _alternatives,
    "best": _best,
    "possible": _possible,
    "cautions": _cautions,
    "not_together": _not_together,
    "intakes": _intakes,
    "granted": _granted,
    "paid": _paid,
}


def test_every_measure_that_comes_with_kust_has_cases() -> None:
    assert {case.measure for case in CASES} >= {measure.code for measure in shipped_measures()}
