"""A value that a column does not have is told with what it was most likely meant as, and with what a kind is."""

from pathlib import Path

import pytest

from kust.data import read_dataset


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("species", "species_id;name;group\nb;Белый;гриб\n", "Ближе всего: «грибы»."),
        ("clusters", "cluster_id;name;kind\nK;Проба;промышленый\n", "Ближе всего: «промышленный»."),
        ("clusters", "cluster_id;name;kind\nK;Проба;дикоросы\n", "Чтобы считать только лес"),
    ],
)
def test_a_refused_word_is_told_with_the_nearest_and_what_it_is_about(
    tmp_path: Path, table: str, text: str, said: str
) -> None:
    (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
    (found,) = [one for one in read_dataset(tmp_path).findings if one.severity == "error"]
    assert (found.code, found.table) == ("cell.code", table)
    assert said in found.mend("ru") and "Выберите одно из: " in found.mend("ru")
    assert ("Ближе всего" in found.mend("ru")) == ("дикоросы" not in text)
    assert found.mend("en") and found.message("ru") != found.message("en")
