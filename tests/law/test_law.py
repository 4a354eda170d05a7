"""The rules as data: days, thresholds, evidence, words; and that no figure of a rule stands in code."""

import re
from datetime import date
from pathlib import Path

import pytest

import kust
from kust.checks.run import module_of
from kust.errors import UsageError
from kust.law import editions, editions_for, find_edition, parameters
from kust.law.loader import EVIDENCE

SOURCE = Path(kust.__file__).parent
REQUIREMENTS = [(edition.code, rule) for edition in editions().values() for rule in edition.requirements]


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2015, 7, 30), []),
        (date(2015, 7, 31), ["779-2015"]),
        (date(2016, 9, 25), ["779-2015", "innovation-2016"]),
        (date(2016, 9, 26), ["779-2016", "innovation-2016"]),
        (date(2018, 8, 1), ["779-2016", "innovation-2016"]),
        (date(2018, 8, 2), ["779-2018", "innovation-2016"]),
        (date(2021, 1, 1), ["779-2018"]),
        (date(2021, 11, 16), ["779-2021"]),
        (date(2026, 11, 21), ["779-2023"]),
    ],
)
def test_until_is_the_first_day_on_which_an_edition_no_longer_holds(on: date, codes: list[str]) -> None:
    assert [edition.code for edition in editions_for("both", on)] == codes


def test_an_edition_is_asked_only_of_its_kind_of_cluster() -> None:
    assert {edition.kind for edition in editions_for("industrial")} == {"industrial"}
    assert [edition.code for edition in editions_for("innovation")] == ["innovation-2016"]


def test_an_unknown_edition_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="779-2018"):
        find_edition("799-2018")


@pytest.mark.parametrize(("edition", "rule"), REQUIREMENTS, ids=[f"{e}-{r.code}" for e, r in REQUIREMENTS])
def test_every_requirement_has_its_words_its_evidence_and_its_module(edition: str, rule) -> None:
    content = parameters(rule.code)
    for words in (content["title"], content["rule"], content["ask"]):
        assert words["ru"]
        assert words["en"]
    assert content["unit"] in ("share", "count", "document")
    assert rule.basis.evidence in EVIDENCE
    assert rule.basis.source
    assert all(figure.evidence in EVIDENCE and figure.source for figure in rule.figures.values())
    assert callable(module_of(rule.code).check)
    stem = rule.code.replace(".", "/")
    for file in (
        f"src/kust/checks/{stem}.py",
        f"src/kust/law/parameters/{stem}.yaml",
        f"docs/methods/{stem}.md",
    ):
        assert (SOURCE.parents[1] / file).exists(), file


def test_a_deck_is_never_given_out_as_a_source() -> None:
    for _, rule in REQUIREMENTS:
        if rule.evidence.startswith("deck 002"):
            assert rule.basis.evidence == "deck"


def test_no_figure_of_a_rule_stands_in_the_code_of_the_checks() -> None:
    figures = {f"{rule.threshold:g}" for _, rule in REQUIREMENTS if rule.threshold} - {"1", "2", "3"}
    figures |= {"0.3", "0.30", "0.20", "0.10", "0.50", "0.05"}
    pattern = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, sorted(figures)))})(?![\w.%])")
    found = [
        f"{path.name}:{number}"
        for path in sorted((SOURCE / "checks").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line.split("#")[0])
    ]
    assert found == []
