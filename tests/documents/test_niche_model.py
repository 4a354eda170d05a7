"""The workbook of the financial model: formulas everywhere, LibreOffice works them out to our figures."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kust.documents.niches.model import write_niche_model
from kust.errors import UsageError
from kust.i18n import say
from kust.niches.economics import calc_economics
from kust.niches.investment import KnownProjects
from kust.niches.model_figures import given
from kust.niches.model_inputs import make_inputs
from kust.niches.niche import Economics, Range
from kust.settings import EconomicSettings
from tests.data.office import needs_office, save_all_again

from .made_up_niches import FULL

ON = date(2018, 12, 1)
RESULTS = (
    "npv",
    "irr",
    "profitability_index",
    "payback",
    "discounted_payback",
    "break_even_price",
    "break_even_quantity",
)
SETTINGS = EconomicSettings(
    investment_krub={"P": 250_000.0}, capacity={"P": 1200.0}, price_krub={"P": 412.5}, variable_cost_share=0.5
)

# Cells that a banker changes, and the settings that say the same.
CHANGES: dict[str, tuple[dict[str, float], dict[str, Any]]] = {
    "price": (
        {"price_krub": 500.0, "variable_cost_share": 0.3},
        {"price_krub": {"P": 500.0}, "variable_cost_share": 0.3},
    ),
    "no return": ({"investment": 9e6, "build_years": 3}, {"investment_krub": {"P": 9e6}, "build_years": 3}),
    "smaller": (
        {"capacity": 700.0, "discount_rate": 0.2, "change": 0.1},
        {"capacity": {"P": 700.0}, "discount_rate": 0.2, "sensitivity": 0.1},
    ),
    "shorter": (
        {"horizon_years": 7, "depreciation_years": 3, "profit_tax_rate": 0.25, "loss_offset_share": 0.1},
        {"horizon_years": 7, "depreciation_years": 3, "profit_tax_rate": 0.25, "loss_offset_share": 0.1},
    ),
    "dear": ({"fixed_cost_share": 0.4}, {"fixed_cost_share": 0.4}),
}


def economics_of(settings: EconomicSettings, demand: float = 1450.0) -> Economics:
    known = KnownProjects(ON, key_rate=given(0.075))
    inputs = make_inputs(
        "P",
        known,
        settings,
        demand=Range(demand, demand),
        proven_share=0.3,
        demand_by_year={2022: Range(1500, 1700)},
    )
    return calc_economics(inputs, settings)


def write(path: Path, economics: Economics | None, lang: str = "ru") -> Path:
    write_niche_model(replace(FULL, economics=economics), path, lang, ON)
    return path


def cell_of(book: Any, name: str) -> Any:
    sheet, _, cell = book.defined_names[name].attr_text.rpartition("!")
    return book[sheet.strip("'")][cell.replace("$", "")]


def change(source: Path, target: Path, changes: dict[str, float]) -> Path:
    """Open the workbook as a banker would and change cells.

    openpyxl keeps formulas without their values, so that every figure LibreOffice gives is its own.
    """
    book = openpyxl.load_workbook(source)
    for name, value in changes.items():
        cell_of(book, name).value = value
    book.save(target)
    return target


@pytest.fixture(scope="module")
def worked_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The workbook in either language and with every change, worked out by LibreOffice in one go."""
    folder, economics = tmp_path_factory.mktemp("models"), economics_of(SETTINGS)
    plain = {lang: write(folder / f"written-{lang}.xlsx", economics, lang) for lang in ("ru", "en")}
    sources = [change(path, folder / f"{lang}.xlsx", {}) for lang, path in plain.items()]
    sources += [
        change(plain["ru"], folder / f"{name}.xlsx", changes) for name, (changes, _) in CHANGES.items()
    ]
    saved = save_all_again(sources, folder / "office")
    return {path.stem: openpyxl.load_workbook(path, data_only=True) for path in saved}


def assert_agrees(book: Any, economics: Economics, lang: str = "ru") -> None:
    for name in RESULTS:
        found, expected = cell_of(book, name).value, getattr(economics, name)
        if expected is None:
            assert isinstance(found, str), name
        else:
            assert found == pytest.approx(expected, rel=1e-6), name
    sheet = book[say("economics.workbook.results", lang)]
    rows = {row[0]: row[1:4] for row in sheet.iter_rows(values_only=True) if row[0]}
    for one in economics.sensitivity:
        low, base, high = rows[say(f"economics.sensitivity.{one.figure}", lang)]
        assert (low, base, high) == pytest.approx(
            (one.npv_low, economics.npv, one.npv_high), rel=1e-6, abs=1e-3
        )
    for check in ("price", "quantity", "irr", "capital", "investment"):
        assert rows[say(f"economics.workbook.check.{check}", lang)][1] == say(
            "economics.workbook.holds", lang
        )


def test_figures_stand_in_the_cells_before_anybody_works_them_out(tmp_path: Path) -> None:
    economics = economics_of(SETTINGS)
    book = openpyxl.load_workbook(write(tmp_path / "model.xlsx", economics), data_only=True)
    assert_agrees(book, economics)
    model = book["Расчёт"]
    rows = {row[0]: list(row[1:]) for row in model.iter_rows(values_only=True) if row[0]}
    assert rows["Денежный поток"] == pytest.approx([flow.cash for flow in economics.flows])


def test_the_model_its_variants_and_results_are_formulas_only(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path / "model.xlsx", economics_of(SETTINGS)))
    for name in ("Расчёт", "Варианты"):
        cells = [cell for row in book[name].iter_rows(min_row=3, min_col=2) for cell in row]
        told = [cell.value for cell in cells if cell.value is not None]
        assert len(told) > 100
        assert all(str(value).startswith("=") for value in told)
    assert all(str(cell_of(book, name).value).startswith("=") for name in RESULTS)


def test_every_input_has_a_yellow_cell_a_name_a_unit_a_basis_and_a_note(tmp_path: Path) -> None:
    economics = economics_of(SETTINGS)
    book = openpyxl.load_workbook(write(tmp_path / "model.xlsx", economics))
    for figure in economics.figures:
        if figure.name.startswith("ramp_up_"):
            continue
        cell = cell_of(book, figure.name)
        assert cell.value == pytest.approx(figure.value, rel=1e-12)
        assert cell.fill.fgColor.rgb == "FFFFF7C2"
        unit, basis, note = (cell.offset(0, step).value for step in (1, 3, 4))
        assert unit
        assert basis == say(f"economics.basis.{figure.basis}", "ru")
        assert note.startswith(figure.say_note("ru"))


@pytest.mark.parametrize("economics", [None, "without price"])
def test_without_figures_the_workbook_says_what_is_missing(tmp_path: Path, economics: str | None) -> None:
    found = None
    if economics:
        found = economics_of(SETTINGS.model_copy(update={"price_krub": {}}))
        assert found.missing == ("price_krub",)
    sheet = openpyxl.load_workbook(write(tmp_path / "model.xlsx", found))["Допущения"]
    words = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
    assert say("economics.missing.price_krub", "ru") in words


def test_the_same_model_is_the_same_file(tmp_path: Path) -> None:
    economics = economics_of(SETTINGS)
    first, again = (write(tmp_path / f"{name}.xlsx", economics).read_bytes() for name in "ab")
    assert first == again


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_libreoffice_works_out_our_figures(worked_out: dict[str, Any], lang: str) -> None:
    economics = economics_of(SETTINGS)
    assert economics.npv > 0
    assert economics.break_even_quantity is not None
    assert_agrees(worked_out[lang], economics, lang)


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("name", CHANGES)
def test_after_a_cell_is_changed_libreoffice_agrees_with_the_program(
    worked_out: dict[str, Any], name: str
) -> None:
    book = worked_out[name]
    changed = economics_of(SETTINGS.model_copy(update=CHANGES[name][1]))
    assert_agrees(book, changed)
    original = [
        row for row in book["Итоги"].iter_rows(values_only=True) if row[0] and "исходных данных" in row[0]
    ]
    assert "ячейки изменены" in {row[2] for row in original}


def test_a_model_replaces_nothing_for_somebody_may_have_worked_in_it(tmp_path: Path) -> None:
    target = tmp_path / "model.xlsx"
    target.write_bytes(b"somebody's own file")
    with pytest.raises(UsageError, match=r"model\.xlsx"):
        write(target, None)
    assert target.read_bytes() == b"somebody's own file"
    target.unlink()
    write(target, economics_of(SETTINGS))
    written = target.read_bytes()
    with pytest.raises(UsageError, match=r"model\.xlsx"):
        write(target, None)
    assert target.read_bytes() == written
    assert openpyxl.load_workbook(target).properties.category == "kust report"
    assert list(tmp_path.iterdir()) == [target]


def test_a_model_is_a_workbook(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.xlsx"):
        write(tmp_path / "model.pdf", None)
    assert not list(tmp_path.iterdir())
