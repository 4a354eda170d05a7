"""`kust harvest site` on a bare table and on a matrix, as a user calls it."""

import numpy as np
import pytest

from .seeded import choices, uniform

KEYS = {"value", "lower_bound", "gap", "status", "open", "assignment"}


def write(path, places, weights, extra=""):
    heading = "point_id,x,y,weight" + ("," + extra.split("=")[0] if extra else "")
    tail = "," + extra.split("=")[1] if extra else ""
    rows = [
        f"P{n},{x!r},{y!r},{w}{tail}"
        for n, ((x, y), w) in enumerate(zip(places.tolist(), weights.tolist(), strict=True))
    ]
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_table_of_points_is_answered_by_ids_with_unrounded_figures(ask, tmp_path) -> None:
    places, _, weights = uniform(30, seed=6)
    exact = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    answer = ask(write(tmp_path / "points.csv", places, weights), "--median", 3)
    assert set(answer) == KEYS
    best = min(float(weights @ exact[:, sites].min(axis=1)) for sites in choices(30, 3))
    assert answer["value"] == pytest.approx(best, rel=1e-12)
    assert answer["status"] == "proved"
    assert answer["lower_bound"] <= answer["value"]
    open_ = [int(name[1:]) for name in answer["open"]]
    for name, site in answer["assignment"].items():
        assert int(site[1:]) == open_[int(np.argmin(exact[int(name[1:]), open_]))]
    assert len(answer["assignment"]) == 30


def test_a_matrix_is_read_from_npy_and_csv_with_and_without_points(ask, tmp_path) -> None:
    places, distances, weights = uniform(25, seed=3)
    points = write(tmp_path / "points.csv", places, weights)
    np.save(tmp_path / "d.npy", distances)
    np.savetxt(tmp_path / "d.csv", distances, delimiter=";", fmt="%.3f")
    (tmp_path / "d.csv").write_text((tmp_path / "d.csv").read_text("utf-8").replace(".", ","), "utf-8")
    best = min(float(weights @ distances[:, sites].min(axis=1)) for sites in choices(25, 2))
    for file in ("d.npy", "d.csv"):
        answer = ask(points, "--distances", tmp_path / file, "--median", 2)
        assert answer["value"] == pytest.approx(best)
        assert all(name.startswith("P") for name in answer["open"])
    bare = ask("--distances", tmp_path / "d.npy", "--median", 2)
    unweighted = min(float(distances[:, sites].min(axis=1).sum()) for sites in choices(25, 2))
    assert bare["value"] == pytest.approx(unweighted)
    assert distances[:, [int(name) for name in bare["open"]]].min(axis=1).sum() == pytest.approx(unweighted)


def test_rows_of_a_matrix_are_clients_and_columns_sites_with_their_names(ask, tmp_path) -> None:
    (tmp_path / "d.csv").write_text(",S1,S2\nv1,1,9\nv2,2,9\nv3,inf,3\n", encoding="utf-8")
    answer = ask("--distances", tmp_path / "d.csv", "--median", 1)
    assert answer["open"] == ["S2"]
    assert answer["assignment"] == {"v1": "S2", "v2": "S2", "v3": "S2"}
    assert answer["value"] == 21


def test_with_capacity_nobody_is_divided_and_no_point_overfull(ask, tmp_path) -> None:
    places, _, weights = uniform(14, seed=8)
    limit = int(np.ceil(weights.sum() / 3 * 1.15))
    points = write(tmp_path / "points.csv", places, weights, f"capacity={limit}")
    answer = ask(points, "--median", 3, "--capacity")
    exact = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    load = dict.fromkeys(answer["open"], 0)
    value = 0.0
    for name, site in answer["assignment"].items():
        load[site] += weights[int(name[1:])]
        value += weights[int(name[1:])] * exact[int(name[1:]), int(site[1:])]
    assert max(load.values()) <= limit
    assert answer["value"] == pytest.approx(value)
    assert answer["status"] == "proved"
    assert answer["value"] >= ask(points, "--median", 3)["value"]


def test_the_other_problems_are_asked_of_a_bare_table_too(ask, tmp_path) -> None:
    text = "point_id,x,y,weight,capacity,fixed_cost\na,0,0,2,3,1\nb,2,0,2,3,1\nc,9,0,1,3,1\n"
    (tmp_path / "p.csv").write_text(text, encoding="utf-8")
    points = tmp_path / "p.csv"
    covered = ask(points, "--problem", "coverage", "--open", 1, "--hours", 2)
    assert (covered["value"], covered["assignment"]["c"]) == (1, None)
    assert ask(points, "--problem", "center", "--open", 1)["value"] == 7
    divided = ask(points, "--problem", "capacitated")
    # Each its own: three times 1. Two stations: at least 1·7 for c, or 3 of 4 at one of a, b: dearer.
    assert (divided["value"], divided["assignment"]["a"]) == (3, {"a": 1})
    assert ask(points, "--median", 1, "--fixed", "c")["open"] == ["c"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("point_id,x,y\na,0,0\n", ("«weight»",)),
        ("point_id,x,y,weight\na,0,0,1\nb,zero,0,1\n", ("p.csv", "row 3", "«x»", "«zero»")),
        ("point_id,x,y,weight\na,0,0,1\nb,0,0,-4\n", ("row 3", "«weight»", "-4")),
        ("point_id,x,y,weight\na,0,0,1\nb,0,0,nan\n", ("row 3", "«weight»", "nan")),
        ("point_id,x,y,weight\na,0,0,1\nb,0,inf,2\n", ("row 3", "«y»", "inf")),
        ("point_id,x,y,weight\na,0,0,1\na,0,0,1\n", ("row 3", "row 2", "«a»")),
        ("point_id,x,y,weight\na,0,0,\n", ("row 2", "«weight»", "empty")),
        ("point_id,x,y,weight\n", ("p.csv",)),
        ("point_id,x,y,weight\na,0,0,1\n", ("from 1 to 1",)),
        ("point_id,x,x,y,weight\na,0,9,0,1\n", ("«x»", "twice")),
        ("point_id,x,y,weight\na,0,5,0,1\nb,3,4,2\n", ("row 2", "5 cells", "semicolons")),
        ("point_id,x,y,weight\na,0,0,1_000\n", ("row 2", "«weight»", "1_000")),
        ("point_id,x,y,weight\na,1e200,0,1\n", ("row 2", "«x»", "1e200")),
        ('point_id,x,y,weight\n"a,0,0,1\nb,0,0,1\n', ("quotation mark",)),
    ],
)
def test_a_bad_table_is_told_by_row_column_and_value(
    kust, tmp_path, text: str, said: tuple[str, ...]
) -> None:
    (tmp_path / "p.csv").write_text(text, encoding="utf-8")
    code, out, err = kust(tmp_path / "p.csv", "--median", 2, "--format", "json", "--lang", "en")
    assert (code, out) == (2, "")
    for words in said:
        assert words in err
    assert kust(tmp_path / "p.csv", "--median", 2, "--lang", "ru")[2].startswith("kust: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0,1\n1\n", "row 2"),
        ("0,x\n1,0\n", "«x»"),
        ("0,-1\n1,0\n", "-1"),
        ("0,nan\n1,0\n", "nan"),
        ("0,,2\n1,0,3\n", "«»"),
        (",a,b\nv,1,2\nw,3,-4\n", "row 3, column «3»: -4"),
    ],
)
def test_a_bad_matrix_is_told_too(kust, tmp_path, text: str, said: str) -> None:
    (tmp_path / "d.csv").write_text(text, encoding="utf-8")
    code, out, err = kust("--distances", tmp_path / "d.csv", "--median", 1, "--lang", "en")
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    "matrix",
    [np.array([[0, 1j], [1, 0]]), np.array([["0", "1"], ["1", "0"]]), np.zeros((2, 2), "datetime64[D]")],
)
def test_a_matrix_of_anything_but_real_numbers_is_refused(kust, tmp_path, matrix: np.ndarray) -> None:
    np.save(tmp_path / "d.npy", matrix)
    code, out, err = kust("--distances", tmp_path / "d.npy", "--median", 1, "--lang", "en")
    assert (code, out) == (2, "")
    assert "real numbers" in err


def test_points_are_refused_by_their_ids(kust, tmp_path) -> None:
    points = tmp_path / "p.csv"
    points.write_text("point_id,x,y,weight,capacity\nAnino,0,0,1,2\nBorki,3,4,3,2\n", encoding="utf-8")
    assert "«Borki» brings 3" in kust(points, "--median", 2, "--capacity", "--lang", "en")[2]
    (tmp_path / "d.csv").write_text(",S\nAnino,1\nBorki,inf\n", encoding="utf-8")
    assert "Borki" in kust("--distances", tmp_path / "d.csv", "--median", 1, "--lang", "en")[2]


def test_what_is_missing_is_asked_for(kust, tmp_path) -> None:
    points = tmp_path / "p.csv"
    points.write_text("point_id;x;y;weight\na;0;0;1,5\nb;1;0;2\n", encoding="utf-8")
    assert "--median" in kust(points, "--problem", "center", "--lang", "en")[2]
    assert "«capacity»" in kust(points, "--median", 1, "--capacity", "--lang", "en")[2]
    assert "--hours" in kust(points, "--problem", "coverage", "--open", 1, "--lang", "en")[2]
    assert "nowhere.csv" in kust(tmp_path / "nowhere.csv", "--median", 1, "--lang", "en")[2]
    assert kust("--problem", "median")[0] == 2
    assert "--hours changes nothing" in kust(points, "--median", 1, "--hours", 2, "--lang", "en")[2]
    assert kust(points, "--median", 1, "--time-limit", "-1")[0] == 2


@pytest.mark.parametrize(
    ("lang", "words"), [("ru", ("p-медиана", "доказано", "Нижняя граница")), ("en", ("p-median", "proved"))]
)
def test_the_terminal_says_how_sure_the_answer_is(kust, tmp_path, lang: str, words: tuple[str, ...]) -> None:
    points = tmp_path / "p.csv"
    points.write_text("point_id;x;y;weight\na;0;0;1,5\nb;1;0;2\n", encoding="utf-8")
    code, out, _ = kust(points, "--median", 1, "--lang", lang)
    assert code == 0
    for word in words:
        assert word in out


def test_without_time_an_answer_comes_and_says_that_it_is_not_proved(ask, tmp_path) -> None:
    places, _, weights = uniform(400, seed=2)
    answer = ask(write(tmp_path / "points.csv", places, weights), "--median", 20, "--time-limit", 0)
    assert len(answer["open"]) == 20
    assert answer["lower_bound"] <= answer["value"]
    assert answer["status"] == "heuristic" or answer["status"].startswith("gap ")
