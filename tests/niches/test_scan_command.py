"""The command `kust scan` as a user calls it."""

import json
import shutil
from pathlib import Path

import fastexcel
import jsonschema
import polars as pl
import pytest

from bench import national
from kust.cli.main import run
from kust.data import read_dataset
from kust.examples import load
from kust.niches.production import read_production
from kust.niches.scan import scan_niches
from kust.niches.scan_nearness import add_relatedness

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/scan.schema.json").read_text("utf-8"))


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", "scan", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nation")
    national.make(folder, national.size_of(20_000))
    return folder


@pytest.mark.parametrize("more", [(), ("--relatedness",), ("--region", "50"), ("--top", "3")])
def test_a_scan_prints_one_json_document_that_fits_the_schema(kust, nation: Path, more) -> None:
    code, out, _ = kust(nation, "--year", "2018", "--format", "json", *more)
    document = json.loads(out)
    jsonschema.validate(document, SCHEMA)
    assert code == 0
    assert document["cells"]
    ranks = [row["rank"] for row in document["cells"]]
    assert ranks == sorted(ranks)
    if more == ("--region", "50"):
        assert {row["region"] for row in document["cells"]} == {"50"}
        assert document["country"] == []
    assert len(ranks) == 3 or "--top" not in more
    assert ("relatedness" in document["cells"][0]) == ("--relatedness" in more)


def test_the_year_is_the_latest_with_figures(kust) -> None:
    document = json.loads(kust(load("machine-building"), "--on", "2019-03-01", "--format", "json")[1])
    assert (document["year"], document["on"]) == (2018, "2019-03-01")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "ru",
            ("Обзор страны", "Подшипники роликовые", "критическая", "кандидатов в ниши (*): 3", "По стране"),
        ),
        ("en", ("Scan of the country", "high by one", "The whole country", "concentration")),
    ],
)
def test_the_terminal_shows_candidates_why_they_are_and_the_country(kust, lang: str, words) -> None:
    code, out, _ = kust(load("machine-building"), "--on", "2019-03-01", "--lang", lang)
    assert code == 0
    for word in words:
        assert word in " ".join(out.split())


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_the_rows_are_written_to_a_file(kust, nation: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"scan.{form}"
    code, _, err = kust(nation, "--year", "2018", "--top", "50", "--output", path, "--lang", "ru")
    assert (code, str(path) in err) == (0, True)
    cells = scan_niches(read_dataset(nation).dataset, year=2018).cells.head(50)
    if form == "xlsx":
        book = fastexcel.read_excel(path)
        assert book.sheet_names == ["Продукция и регионы", "По стране"]
        written = book.load_sheet(0).to_polars()
        assert written["Импорт, тыс. руб."].to_list() == pytest.approx(cells["imported_krub"].to_list())
        assert set(written["Степень зависимости"].drop_nulls()) <= {
            "высокая", "критическая", "высокая по одному из прочтений",
        }  # fmt: skip
        return
    written = pl.read_parquet(path) if form == "parquet" else pl.read_csv(path, infer_schema=False)
    assert written.columns == cells.columns
    assert written["product_id"].to_list() == cells["product_id"].to_list()


def test_a_file_that_is_there_or_of_another_form_is_refused_and_nothing_is_written(
    kust, nation: Path, tmp_path: Path
) -> None:
    there = tmp_path / "scan.csv"
    there.write_text("mine")
    for path in (there, tmp_path / "scan.docx", tmp_path / "scan"):
        code, out, err = kust(nation, "--year", "2018", "--output", path)
        assert (code, out) == (2, "")
        assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["scan.csv"]
    assert there.read_text() == "mine"


def test_a_file_that_cannot_be_finished_leaves_nothing_behind(
    kust, nation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: pl.DataFrame, path: Path) -> None:
        Path(path).write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_csv", fail)
    code, _, err = kust(nation, "--year", "2018", "--output", tmp_path / "scan.csv")
    assert (code, "No space left" in err) == (2, True)
    assert not list(tmp_path.iterdir())


def test_a_dataset_without_clusters_is_scanned_all_the_same(kust, nation: Path, tmp_path: Path) -> None:
    for name in ("supplies", "organisations", "products"):
        shutil.copy(nation / f"{name}.parquet", tmp_path)
    for trust in ((), ("--trust",)):
        code, out, _ = kust(tmp_path, "--year", "2018", "--format", "json", "--top", "2", *trust)
        document = json.loads(out)
        assert (code, len(document["cells"])) == (0, 2)
        assert document["cells"][0]["makers_in_country"] is None


def test_a_wrong_question_is_one_line_and_exit_code_2(kust) -> None:
    for words in (("--on", "never"), ("--year", "2017,2018"), ("--top", "0"), ("--engine", "none")):
        code, out, err = kust(load("machine-building"), *words)
        assert (code, out) == (2, "")
        assert "Traceback" not in err


def test_nothing_of_that_kind_is_told_in_words(kust) -> None:
    code, out, _ = kust(load("machine-building"), "--year", "2018", "--product", "none", "--lang", "en")
    assert (code, "Nothing to show" in out) == (0, True)


def test_the_relatedness_of_a_region_is_what_a_loop_over_its_products_says(nation: Path) -> None:
    dataset = read_dataset(nation).dataset
    scan = add_relatedness(dataset, scan_niches(dataset, year=2018))
    production = read_production(dataset, 2018)
    amounts, presence = production.amounts.toarray(), production.presence.toarray()
    region = production.organisations["region"].to_list()
    names = sorted({name for name in region if name is not None})
    made = [amounts[[r == name for r in region]].sum(axis=0) for name in names]
    total, by_product = sum(row.sum() for row in made), sum(made)
    cells = {
        (row["product_id"], row["region"]): row["relatedness"] for row in scan.cells.iter_rows(named=True)
    }
    for product, column in list(production.column.items())[::17]:
        others = [q for q in range(presence.shape[1]) if q != column]
        together = presence[:, [column]] * presence
        near = {
            q: together[:, q].sum() / max(presence[:, column].sum(), presence[:, q].sum(), 1) for q in others
        }
        for name, row in zip(names, made, strict=True):
            if (product, name) not in cells or not sum(near.values()):
                continue
            best = {
                q
                for q in others
                if by_product[q] and row[q] / row.sum() / (by_product[q] / total) >= 1 - 1e-9
            }
            expected = sum(near[q] for q in best) / sum(near.values())
            assert cells[product, name] == pytest.approx(expected), (product, name)
