"""Links resolve, files that are named exist, what is made from the code is up to date."""

import re
import tomllib
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from kust.data import read_dataset
from kust.data.parse import blank_to_null, parse_column
from kust.data.schema import tables
from kust.data.validate import validate
from kust.settings import HarvestSettings, Settings, parse_settings

from .made import DOCS, make
from .severities import severities
from .worked import read_tables

ROOT = DOCS.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_NAMED = re.compile(r"`([\w./*-]+\.(?:py|toml|csv|yaml|md|html|json|sql|jinja)|[\w./-]+/)`")
# Where a path may start that a page names.
_STARTS = (ROOT, ROOT / "src/kust", ROOT / "src/kust/data", ROOT / "src", ROOT / "src/kust_web")
# Names of files that a user or a command makes, not of files of the repository.
_MADE = (
    "kust.toml",
    "my-cluster",
    "report.html",
    "prepared.json",
    "figures/",
    "about.toml",
    "supplies.csv",
    "/health/",
)
# Where Debian keeps the data of services: the page about a server has to name it.
_OF_DEBIAN = "/var/lib/"


@pytest.fixture(params=PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def page(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text("utf-8")):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        assert not anchor or anchor in _anchors(target), f"{page.name}: {link}"


@cache
def _anchors(page: Path) -> frozenset[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def test_files_that_are_named_exist(page: Path) -> None:
    for name in _NAMED.findall(page.read_text("utf-8")):
        # What starts with a slash is a page of the registry.
        if name.startswith((*_MADE, "/")) or "/" not in name.rstrip("/"):
            continue
        assert any(list(start.glob(name.rstrip("/"))) for start in (*_STARTS, page.parent)), (
            f"{page.name}: {name}"
        )


def test_what_is_made_from_the_code_is_up_to_date(page: Path) -> None:
    text = page.read_text("utf-8")
    assert make(text) == text, "write it anew: python -m tests.docs.made"


def test_no_page_names_a_path_of_a_machine(page: Path) -> None:
    text = page.read_text("utf-8")
    if page.name == "deploy.md":
        text = text.replace(_OF_DEBIAN, "")
    assert not re.search(r"(^|[\s`(])/(home|root|work|tmp|usr|var)/", text)


def test_the_page_of_data_names_every_setting_and_the_program_takes_them() -> None:
    page = DOCS / "data.md"
    text = page.read_text("utf-8").partition("## Settings")[2]
    shown = text.split("```toml")[1].split("```")[0]
    content = tomllib.loads(shown)
    parse_settings(content, page)
    assert {name for name in Settings.model_fields if f"[{name}" not in text} == set()
    for name, section in HarvestSettings.model_fields.items():
        own = re.findall(rf"^\[harvest\.{name}[].].*?(?=^\[|\Z)", shown, re.MULTILINE | re.DOTALL)
        assert set(section.annotation.model_fields) <= set(re.findall(r"\w+", "".join(own))), name


def test_every_schema_is_linked_from_the_list_of_pages() -> None:
    listed = (DOCS / "README.md").read_text("utf-8")
    assert [one.name for one in DOCS.glob("*.schema.json") if f"({one.name})" not in listed] == []


def test_the_words_of_the_glossary_live_in_the_code() -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for suffix in ("py", "csv", "toml", "yaml")
        for path in (ROOT / "src/kust").rglob(f"*.{suffix}")
    )
    # Most words of the table are whole runs of letters, which a set finds at once.
    runs = set(re.findall(r"[A-Za-z_]+", code))
    files = {path.name for path in (ROOT / "src/kust").rglob("*.csv")}
    for table in read_tables((DOCS / "glossary.md").read_text("utf-8").splitlines()):
        for row in table.rows:
            for word in row["in the code"].split(", "):
                known = word in runs or re.search(rf"(?<![A-Za-z_]){re.escape(word)}(?![A-Za-z_])", code)
                assert known or word in files, f"{row['English']}: {word}"


def test_every_term_of_the_glossary_has_one_word_in_each_language() -> None:
    rows = [r for t in read_tables((DOCS / "glossary.md").read_text("utf-8").splitlines()) for r in t.rows]
    for language in ("English", "Russian"):
        terms = [row[language] for row in rows]
        assert len(terms) == len(set(terms))


@pytest.mark.parametrize(
    ("column", "said", "read"),
    [
        ("amount_krub", "1 234,5", 1234.5),
        ("amount_krub", "1234.5", 1234.5),
        ("amount_krub", "1.234,5", 1234.5),
        ("amount_krub", "н/д", None),
        ("amount_krub", "–", None),
        ("year", "2018", 2018),
    ],
)
def test_cells_are_read_as_the_page_on_data_says(column: str, said: str, read: float | None) -> None:
    assert f"`{said}`" in (DOCS / "data.md").read_text("utf-8") or column == "year"
    cells = pl.select(blank_to_null(pl.lit(pl.Series([said])))).to_series()
    values, problems = parse_column(cells, tables()["supplies"].column(column))
    assert values.to_list() == [read]
    assert not problems


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("amount_krub", ["1.234", "1.234.567"]),
        ("year", ["2.018"]),
        ("amount_krub", ["20 %"]),
    ],
)
def test_cells_are_refused_as_the_page_on_data_says(column: str, cells: list[str]) -> None:
    assert all(f"`{cell}`" in (DOCS / "data.md").read_text("utf-8") for cell in cells if cell != "12,5")
    values, problems = parse_column(pl.Series(cells), tables()["supplies"].column(column))
    assert values[0] is None
    assert [problem.severity for problem in problems] == ["error"]


def test_findings_are_as_severe_as_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text(
        "organisation_id,name,inn,country,okved,Лишний\n"
        "A,А (вымышленные данные),1234567890,RU,ошибка,1\n\n"
        "B,Б (вымышленные данные),,XX,,\n"
        "B,Ещё Б (вымышленные данные),,RU,,\n"
        ",Итого,,,,3\n",
        "utf-8",
    )
    (tmp_path / "supplies.csv").write_text(
        "supplier_id,buyer_id,product_id,year,amount_krub,reported_by\n"
        "A,A,P,2018,5,supplier\n"
        "A,B,P,2018,10,supplier\n"
        "A,B,P,2018,12,buyer\n"
        "A,B,P,2018,-1,ledger\n"
        "A,B,P,год,много,кто-то\n",
        "utf-8",
    )
    (tmp_path / "accounts.csv").write_text(
        "organisation_id,year,output_krub\nA,2018,1\nA,2017,100\n", "utf-8"
    )
    reading = read_dataset(tmp_path)
    found = {f.code: f.severity for f in validate(reading.dataset, reading.findings)}
    assert len(found) >= 12
    assert found == {code: severities()[code] for code in found}
