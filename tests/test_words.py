"""Every word there is stands in both languages, with the same figures in it, and every code has its words."""

import re
import string
import tomllib
from pathlib import Path

import pytest

import kust
from kust.i18n import has_words

SOURCE = Path(kust.__file__).parent
CATALOGUES = sorted((SOURCE / "words").glob("*.toml"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))


def figures_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_entry_has_both_languages_with_the_same_figures(path: Path) -> None:
    for code, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
        assert words["ru"], code
        assert words["en"], code
        assert figures_in(words["ru"]) == figures_in(words["en"]), code
        if "mend_ru" in words:
            assert words["mend_en"], code


@pytest.mark.parametrize(
    "code", sorted(set(re.findall(r"(?:Usage|Unreadable|MissingEngine)Error\(\s*\"(\w+)\"", CODE)))
)
def test_every_exception_has_its_words(code: str) -> None:
    assert has_words(f"error.{code}")


@pytest.mark.parametrize("code", sorted(set(re.findall(r"\"((?:cell|row|key|id|code|supply)\.\w+)\"", CODE))))
def test_every_finding_has_its_words(code: str) -> None:
    assert has_words(f"finding.{code}") or has_words(f"template.{code}")
