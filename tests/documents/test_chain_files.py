"""The files of a chain: whole without a network, safe from hostile names, never over those of others."""

import builtins
import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from kust.chain.staged import Stages
from kust.cli.main import run
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.documents.chain.content import View, make_chain
from kust.documents.chain.page import render_chain
from kust.documents.chain.words import anchor_of
from kust.documents.chain.write import draw_alone, write_chain, write_sankey
from kust.errors import MissingEngineError, UsageError

from ..chain.small import write
from .chain_pages import page_of, page_of_example

HOSTILE = '<script>alert(1)</script>"&'


def test_the_page_is_whole_without_script_and_without_network() -> None:
    html = render_chain(page_of_example("machine-building"))
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", html)
    # What needs the script is hidden until it runs; the drawing, the table and the flows are not.
    assert '<div class="tools" id="tools" hidden>' in html
    assert html.count("<svg") == 2
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids


def test_the_page_of_a_folded_chain_holds_the_whole_one_to_unfold(long_chain: tuple[Dataset, Stages]) -> None:
    html = render_chain(make_chain(*long_chain, View()))
    assert "Развернуть: вся цепочка, 200 видов продукции" in html
    assert html.count('class="chain-box"') == 40 + 200


def test_hostile_names_are_words_on_the_page_and_in_its_script(tmp_path: Path) -> None:
    dataset = write(tmp_path, {"A": {"x": 50}, "B": {"y": 60}}, [("A", "B", "x", 20)])
    for table in ("products", "organisations", "clusters"):
        file = tmp_path / f"{table}.csv"
        quoted = '"' + HOSTILE.replace('"', '""') + '"'
        file.write_text(
            re.sub(
                r"[xyAB] \(вымышленные данные\)|Проба \(вымышленные данные\)",
                lambda _, quoted=quoted: quoted,
                file.read_text(),
            ),
            encoding="utf-8",
        )
    dataset = read_dataset(tmp_path).dataset
    page = page_of(dataset)
    html = render_chain(page)
    assert html.count("<script") == 2
    assert "&lt;script&gt;alert(1)" in html
    assert fromstring(draw_alone(page)).findtext("{http://www.w3.org/2000/svg}title").endswith(HOSTILE)
    words = re.search(r'<script type="application/json" id="words">(.*?)</script>', html, re.S)
    assert words is not None and json.loads(words.group(1))["links"] == [["x", "y"]]


def test_the_place_of_a_product_in_the_page_differs_for_ids_that_differ_in_signs_alone() -> None:
    ids = ["a b", "a_b", "a-b", "a.b", "a/b", "а-б", "a_20_b"]
    assert len({anchor_of(one) for one in ids}) == len(ids)
    assert not any(re.search(r"\s", anchor_of(one)) for one in ids)


@pytest.mark.parametrize("suffix", [".svg", ".html", ".pdf"])
def test_a_file_is_replaced_by_a_newer_and_one_of_others_is_not(
    tmp_path: Path, small_chain: Dataset, suffix: str
) -> None:
    if suffix == ".pdf":
        pytest.importorskip("typst", reason="typst (extra pdf) is not installed")
    page, path = page_of(small_chain), tmp_path / f"chain{suffix}"
    write_chain(page, path)
    first = path.read_bytes()
    write_chain(page_of(small_chain, lang="en"), path)
    assert path.read_bytes() != first
    foreign = tmp_path / f"mine{suffix}"
    foreign.write_text("%PDF my own work <svg>", encoding="utf-8")
    with pytest.raises(UsageError):
        write_chain(page, foreign)
    assert foreign.read_text(encoding="utf-8") == "%PDF my own work <svg>"
    assert {one.name for one in tmp_path.iterdir()} == {path.name, foreign.name, "data"}


def test_another_ending_is_refused_by_name(tmp_path: Path, small_chain: Dataset) -> None:
    with pytest.raises(UsageError, match=r"\.svg, \.html, \.pdf"):
        write_chain(page_of(small_chain), tmp_path / "chain.xlsx")
    with pytest.raises(UsageError, match=r"\.html"):
        write_sankey(page_of(small_chain), tmp_path / "chain.svg")
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_paper_is_a4_across(tmp_path: Path, small_chain: Dataset) -> None:
    pytest.importorskip("typst", reason="typst (extra pdf) is not installed")
    write_chain(page_of(small_chain), tmp_path / "chain.pdf")
    boxes = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", (tmp_path / "chain.pdf").read_bytes())
    # 297 × 210 mm in points.
    assert {tuple(round(float(side)) for side in box.split()[2:]) for box in boxes} == {(842, 595)}


def test_the_flows_are_one_file_with_both_places_of_every_bar(tmp_path: Path, small_chain: Dataset) -> None:
    pytest.importorskip("plotly", reason="Plotly (extra charts) is not installed")
    write_sankey(page_of(small_chain), tmp_path / "flows.html")
    html = (tmp_path / "flows.html").read_text(encoding="utf-8")
    assert 'content="kust chain"' in html[:4096]
    assert not re.search(r"""<(?:script|link)[^>]+(?:src|href)=""", html)
    tail = html[html.rindex("Plotly.newPlot(") :]
    trace = json.loads(tail[tail.index("[") : tail.index("],", tail.index('"type":"sankey"')) + 1])[0]
    assert trace["arrangement"] == "fixed"
    bars = trace["node"]
    assert len(bars["x"]) == len(bars["y"]) == len(bars["label"]) == 5
    assert all(0 < place < 1 for place in (*bars["x"], *bars["y"]))


@pytest.mark.parametrize(
    ("package", "name", "extra"), [("plotly", "flows.html", "charts"), ("typst", "chain.pdf", "pdf")]
)
def test_a_missing_package_is_said_with_the_extra_that_brings_it(
    tmp_path: Path, small_chain: Dataset, monkeypatch: pytest.MonkeyPatch, package: str, name: str, extra: str
) -> None:
    real = builtins.__import__

    def without(wanted: str, *more: Any) -> Any:
        if wanted.split(".")[0] == package:
            raise ImportError(wanted)
        return real(wanted, *more)

    page = page_of(small_chain)
    monkeypatch.setattr(builtins, "__import__", without)
    writer = write_sankey if package == "plotly" else write_chain
    with pytest.raises(MissingEngineError, match=re.escape(f"kust[{extra}]")):
        writer(page, tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", "stages", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


def test_the_command_writes_the_drawing_and_says_where(
    kust: Any, tmp_path: Path, small_chain: Dataset
) -> None:
    target = tmp_path / "chain.svg"
    code, out, err = kust(
        tmp_path / "data", "--on", "2019-03-01", "-o", target, "--focus", "steel", "--lang", "en"
    )
    assert (code, out) == (0, "")
    assert "chain.svg" in err
    boxes = fromstring(target.read_text(encoding="utf-8")).iter("{http://www.w3.org/2000/svg}a")
    assert {element.get("data-key") for element in boxes} == {"ore", "steel", "car"}


def test_with_json_the_command_writes_both(kust: Any, tmp_path: Path, small_chain: Dataset) -> None:
    target = tmp_path / "chain.html"
    code, out, _ = kust(tmp_path / "data", "--on", "2019-03-01", "-o", target, "--format", "json")
    assert code == 0 and target.exists()
    assert len(json.loads(out)["products"]) == 5


@pytest.mark.parametrize(
    "words",
    [
        ("-o", "chain.png"),
        ("--sankey", "flows.svg"),
        ("--focus", "ore"),
        ("-o", "chain.svg", "--fold", "some"),
        ("-o", "chain.svg", "--focus", "none"),
    ],
)
def test_a_wrong_wish_is_one_line_and_writes_nothing(
    kust: Any, tmp_path: Path, small_chain: Dataset, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = kust(tmp_path / "data", "--on", "2019-03-01", *words)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert [one.name for one in tmp_path.iterdir()] == ["data"]
