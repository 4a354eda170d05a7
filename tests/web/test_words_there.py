"""Every word that a page asks for is there: a missing one is a page that fails only for whoever gets so far."""

import re
from pathlib import Path

import pytest

import kust_web
from kust.i18n import has_words
from kust_web.workbench import jobs

HOME = Path(kust_web.__file__).parent
TEMPLATES = sorted(path.relative_to(HOME) for path in HOME.rglob("templates/**/*.html"))
_ASKED = re.compile(r"""\{%\s*say\s+["']([\w.]+)["']|\|plural:["']([\w.]+)["']""")
_TOLD = re.compile(r"""\btell\([^"()]*,\s*"(\w+)"\)""")


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_a_template_asks_for_words_that_are_there(template: Path) -> None:
    asked = {said or counted for said, counted in _ASKED.findall((HOME / template).read_text("utf-8"))}
    assert {code for code in asked if not has_words(code)} == set()


def test_every_kind_of_job_and_every_stage_of_one_has_a_name() -> None:
    told = {stage for path in HOME.rglob("*.py") for stage in _TOLD.findall(path.read_text("utf-8"))}
    assert {"snapshot", "comparing", "standings"} <= told
    asked = [f"workbench.kind.{kind}" for kind in jobs._WORKS] + [f"workbench.stage.{one}" for one in told]
    assert [code for code in asked if not has_words(code)] == []
