"""Everything that a case brings about has its words in both languages, and says that it is no decision."""

import json
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from kust.cli.present_support import present, present_one
from kust.support.as_json import support_as_json

from .cases import Case, load_cases, run_case
from .test_support_command import SCHEMA


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.id)
def test_a_case_is_told_in_both_languages_and_fits_the_schema(case: Case, tmp_path: Path) -> None:
    support = run_case(case, tmp_path)
    jsonschema.validate(json.loads(json.dumps(support_as_json(support), allow_nan=False)), SCHEMA)
    for lang, decision in (("ru", "не решение министерства"), ("en", "not a decision of any ministry")):
        for print_it in (
            lambda console, lang=lang: present(support, console, lang),
            lambda console, lang=lang: present_one(support, case.measure, console, lang),
        ):
            page = StringIO()
            print_it(Console(file=page, width=140, highlight=False))
            assert decision in " ".join(page.getvalue().split())
