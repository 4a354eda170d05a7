"""A wrong value in kust.toml is told with its key, the value and what it may be, in the reader's language."""

from pathlib import Path

import pytest

from kust.errors import UsageError
from kust.settings import read_settings


def refusal(folder: Path, text: str) -> UsageError:
    (folder / "kust.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError) as refused:
        read_settings(folder)
    return refused.value


@pytest.mark.parametrize(
    ("text", "russian", "english"),
    [
        ("[needs]\nimport_high = 1.5", "needs.import_high = 1.5, а должно быть не больше 1.", "at most 1."),
        ("[needs]\nimport_high = -1", "needs.import_high = -1, а должно быть не меньше 0.", "at least 0."),
        ("[needs]\nlong_haul_km = 0", "needs.long_haul_km = 0, а должно быть больше 0.", "more than 0."),
        ("[economics]\nsensitivity = 1", "economics.sensitivity = 1, а должно быть меньше 1.", "less than 1."),
        ("[economics]\nramp_up = []", "economics.ramp_up = [], а значений должно быть не меньше 1.", "is 1."),
        ("[needs]\nimport_high = 'a'", 'needs.import_high = "a", а нужно число', "a number"),
        ("[needs]\nimport_high = nan", "needs.import_high = NaN, а нужно число", "a number"),
        ("[demand]\nmin_years = 4.5", "demand.min_years = 4.5, а нужно целое число.", "a whole number"),
        ("[readings]\nwage_at_threshold_counts = 1", "= 1, а нужно true или false.", "true or false"),
        ("[support]\nmeasures = [3]", "support.measures.0 = 3, а нужен текст в кавычках.", "text in"),
        ("[economics]\nramp_up = 0.5", "economics.ramp_up = 0.5, а нужен список", "a list"),
        ("needs = 3", "needs = 3, а нужен раздел с ключами", "a section"),
        ("[niches]\nminimum_scale = 3", "niches.minimum_scale = 3, а нужен раздел с ключами", "a section"),
        ("[readings]\nparticipants = 'some'", "можно: 'enterprises', 'all'.", "possible: 'enterprises', 'all'."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_in_both_languages(
    tmp_path: Path, text: str, russian: str, english: str
) -> None:
    refused = refusal(tmp_path, text)
    assert russian in refused.words("ru")
    assert english in refused.words("en")
    for lang in ("ru", "en"):
        assert "kust.toml" in refused.words(lang)
        assert "Input" not in refused.words(lang)


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    words = refusal(tmp_path, f"[needs]\nimport_high = '{'a' * 500}'").words("en")
    assert "aaa…" in words
    assert len(words) < 300 + len(str(tmp_path))
