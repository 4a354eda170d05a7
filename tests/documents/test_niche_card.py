"""The content of a niche's card: figures in words, certainty beside them, what is not known says whom to ask."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from kust.documents.niches import card as niche_card
from kust.documents.niches.card import NicheCard, make_booklet
from kust.documents.niches.telling import Line
from kust.documents.niches.text import write_money, write_money_range, write_range, write_years
from kust.errors import UsageError
from kust.i18n import NO_BREAK_SPACE, has_words
from kust.niches.candidates import find_objection
from kust.niches.cautions import CAUTIONS
from kust.niches.confidence import GRADES
from kust.niches.criteria import CRITERIA
from kust.niches.need import CAUSES, Cause, DeclaredNeed, Need, Place
from kust.niches.niche import Declared, Figure, Niche, Proof, Range

from .made_up_niches import BARE, FULL, LONG, PRECURSOR, booklet

WORDS = tomllib.loads(files("kust").joinpath("words/niche_card.toml").read_text(encoding="utf-8"))
SOURCES = Path(niche_card.__file__).parent


def card_of(niche: Niche, lang: str = "ru", **more: object) -> NicheCard:
    return make_booklet(booklet(niche), lang=lang, **more).cards[0]


def line_of(card: NicheCard, block: str, label: str) -> Line:
    lines = next(one.lines for one in card.blocks if one.code == block)
    return next(line for line in lines if line.label == label)


def plain(words: str) -> str:
    return words.replace(NO_BREAK_SPACE, " ")


def test_a_plant_larger_than_its_market_is_said_before_anything_else() -> None:
    # 100 / 5 000 = 2 %, 400 / 5 000 = 8 %; in the niche itself the code stands last.
    assert PRECURSOR.warnings[0] != "below_minimum_scale"
    first = card_of(PRECURSOR).warnings[0]
    assert plain(first) == (
        "Завод больше рынка. Наименьший известный завод выпускает 5 000 т в год, "
        "а спрос – 100–400 т в год, то есть 2–8 % его мощности."
    )


def test_main_figures_are_those_of_the_niche() -> None:
    tiles = {tile.label: (plain(tile.value), plain(tile.short)) for tile in card_of(FULL).tiles}
    assert tiles == {
        "Спрос сейчас": ("1 450 т в год", "2018 год"),
        "Доля импорта": ("92 %", "2018 год"),
        "Инвестиции": ("434–868 млн руб.", "по аналогии"),
        "Чистый приведённый доход": ("184 млн руб.", "от −58 до 402 млн руб."),
    }


def test_a_cause_stands_with_its_figure_its_threshold_and_where_that_is_from() -> None:
    card = card_of(FULL)
    line = line_of(card, "problem", "Зависимость от импорта")
    assert plain(line.value) == "92 %; порог – более 70 %"
    assert line.note == "критическая; порог из презентации, не из закона [1]"
    assert card.sources[0] == FULL.causes[0].source


def test_rival_figures_of_a_source_are_both_shown_and_none_as_a_fact() -> None:
    niche = replace(BARE, unit="168")
    card = card_of(niche)
    line = line_of(card, "demand", "Спрос сейчас")
    assert plain(line.value) == "400 или 100–150 т в год"
    assert "источник не говорит" in line.note
    assert card.tiles[0].short == "не сопоставлено"
    assert card.unpaired[0].startswith(niche.declared[0].unpaired or "–")
    # Rival figures say more than that nothing is known.
    assert len(card.warnings) == 1


def test_what_is_not_known_says_whom_to_ask() -> None:
    card = card_of(BARE)
    asked = {(block, line.label): line.value for block, line in card.unknown}
    assert asked["Спрос и импорт", "Доля импорта"] == f"не известно: спросите {BARE.consumers[0].name}"
    assert "поставщиков технологии" in asked["Масштаб", "Наименьший завод"]
    assert "kust.toml" in asked["Инвестиции и окупаемость", "Чистый приведённый доход (NPV)"]
    assert all("спросите" in words for words in asked.values())
    assert len(asked) >= 12


def test_nothing_of_a_full_niche_is_unknown() -> None:
    assert card_of(FULL).unknown == ()


def test_a_declared_figure_bears_its_certainty_and_its_source() -> None:
    declared = Declared(
        "n1", "Ниша", 2, Range(150.0, 150.0), Range(), 2_200_000.0, "16", (), "Слайд 9", "B", None
    )
    niche = replace(BARE, quantity=Range(150.0, 150.0), unit="168", declared=(declared,), regions=("16",))
    card = card_of(replace(niche, quantity_candidates=(), warnings=()))
    line = line_of(card, "demand", "Спрос сейчас")
    assert (plain(line.value), line.note) == ("150 т в год", "заявлено; достоверность не ниже B [1]")
    investment = line_of(card, "economics", "Инвестиции")
    assert (plain(investment.value), investment.note) == (
        "2,2 млрд руб.",
        "заявлено; достоверность не ниже B [1]",
    )
    assert line_of(card, "nearest", "Где строить").value == "Республика Татарстан"
    assert card.sources == ("Слайд 9",)


def test_where_the_source_leaves_something_open_its_own_words_tell_the_certainty() -> None:
    declared = replace(BARE.declared[0], investment_krub=1_300_000.0)
    card = card_of(replace(BARE, declared=(declared,)))
    note = line_of(card, "economics", "Инвестиции").note
    assert note == "заявлено [1]; достоверность и оговорки – выше"
    assert card.unpaired[0].endswith("Достоверность ниши – D, по наименее надёжной величине.")


def test_a_declared_import_share_bears_the_certainty_of_the_need() -> None:
    place = Place("needs", None, None, None)
    row = DeclaredNeed(
        "need-1", None, None, None, None, 0.9, 0.95, ("import_dependence",), None, "critical", None, "Слайд 8", "C",
        (), place,
    )  # fmt: skip
    none = (None,) * 11
    need = Need("VB", "fabrics", "Ткани", None, 2018, "declared", *none, (), None, (), (), (), (), (row,))
    cause = Cause("import_dependence", grade="critical", basis="declared", source="Слайд 8")
    card = card_of(replace(BARE, import_share=Range(0.9, 0.95), needs=(need,), causes=(cause,)))
    assert card.tiles[1] == Line("Доля импорта", f"90–95{NO_BREAK_SPACE}%", short="заявлено; достоверность C")
    line = line_of(card, "problem", "Зависимость от импорта")
    assert plain(line.value) == "90–95 %, заявлено"
    assert line.note.startswith("критическая; достоверность C [")


def test_a_cause_that_figures_show_and_people_name_stands_once() -> None:
    declared = replace(BARE.declared[0], causes=("import_dependence",), unpaired=None, certainty="A")
    causes = (FULL.causes[0], Cause("import_dependence", basis="declared"))
    card = card_of(replace(FULL, causes=causes, declared=(declared,)))
    block = next(one for one in card.blocks if one.code == "problem")
    assert [line.label for line in block.lines] == ["Зависимость от импорта"]
    assert "заявлено и участниками: достоверность A [" in block.lines[0].note


def test_an_investment_that_never_pays_says_so() -> None:
    card = card_of(PRECURSOR)
    assert line_of(card, "economics", "Окупаемость").value == "не окупается за срок расчёта"
    assert line_of(card, "economics", "Внутренняя норма доходности (IRR)").value.startswith("нет:")


def test_several_rates_of_return_are_all_told() -> None:
    economics = replace(PRECURSOR.economics, irr_note="several", irrs=(0.1, 0.4))
    card = card_of(replace(PRECURSOR, economics=economics))
    words = line_of(card, "economics", "Внутренняя норма доходности (IRR)").value
    assert plain(words) == "не однозначна: 10 %, 40 %"


def test_the_figures_that_the_model_lacks_are_named() -> None:
    economics = replace(FULL.economics, npv=None, simulation=None, missing=("price_krub", "capacity"))
    words = line_of(
        card_of(replace(FULL, economics=economics)), "economics", "Чистый приведённый доход (NPV)"
    )
    assert words.value.startswith("не известно: не хватает – цена, мощность; спросите")
    assert not words.known


def test_the_rank_says_how_it_moves_and_the_score_how_much_it_rests_on() -> None:
    card = card_of(PRECURSOR)
    assert "места с 2 по 4" in line_of(card, "rank", "Место").note
    known = tuple(replace(one, score=None if one.name != "size" else 0.5) for one in PRECURSOR.criteria)
    note = line_of(card_of(replace(PRECURSOR, criteria=known)), "rank", "Оценка").note
    # Only «size» is known, whose weight is a quarter.
    assert plain(note).endswith("учтено 25 % веса")


def test_criteria_stand_with_figure_score_and_weight() -> None:
    rows = {str(row[0]): row[1:] for row in card_of(FULL).criteria.rows}
    assert plain(str(rows["Сколько заменит"])) == plain(str(("550\u00a0млн руб.", "0,81", "25\u00a0%")))
    assert card_of(BARE).criteria.rows[0][1] is None


def test_long_lists_are_cut_and_say_how_much_is_left() -> None:
    block = next(one for one in card_of(LONG).blocks if one.code == "consumers")
    # 10 consumers: 6 are shown.
    assert len(block.lines) == 7
    assert block.lines[-1].value.startswith("и ещё 4")


def test_clusters_are_named_where_names_are_given() -> None:
    card = card_of(FULL, cluster_names={"VB": "«Верхнебродский»"})
    assert card.kicker.endswith("кластеры: «Верхнебродский», ST")


def test_cards_stand_in_the_order_of_ranks() -> None:
    cards = make_booklet(booklet(BARE, FULL, PRECURSOR)).cards
    assert [card.rank for card in cards] == [1, 2, 3]
    assert len({card.key for card in cards}) == 3


def test_one_card_is_asked_for_by_product_or_by_declared_niche() -> None:
    niches = booklet(FULL, PRECURSOR, BARE)
    assert make_booklet(niches, only="pan-5").cards[0].rank == 2
    assert make_booklet(niches, only="n-fabrics").title == BARE.title
    with pytest.raises(UsageError, match=r"28\.15\.10, pan-5, fabrics"):
        make_booklet(niches, only="nothing")


def test_a_dataset_is_named_without_the_folders_of_this_machine() -> None:
    made = make_booklet(
        replace(booklet(FULL), path="/home/somebody/data/my-cluster", digest="sha256:" + "ab" * 32)
    )
    assert "набор данных my-cluster" in made.dataset.lower()
    assert "abababababab" in made.dataset
    assert "somebody" not in made.dataset


def test_the_card_of_an_english_reader_has_no_russian_words_of_ours() -> None:
    # Everything that the data says is put into Latin letters first; what is left is ours.
    consumers = tuple(replace(one, name=f"Firm {n}") for n, one in enumerate(FULL.consumers))
    niche = replace(
        BARE, name="Fabrics", title="Fabrics", consumers=consumers, declared=(), quantity_candidates=()
    )
    assert not re.search("[а-яё]", str(card_of(niche, "en")), re.IGNORECASE)


@pytest.mark.parametrize(
    ("krub", "words"),
    [
        # Thousand roubles: 999.4 stay thousands, 1 000 000 is a billion.
        (0.0, "0 тыс. руб."),
        (42.4, "42,4 тыс. руб."),
        (999.4, "999 тыс. руб."),
        (67_500.0, "67,5 млн руб."),
        (1_040_000.0, "1,04 млрд руб."),
        (-3_150_000.0, "−3,15 млрд руб."),
    ],
)
def test_money_is_written_in_the_unit_that_reads_best(krub: float, words: str) -> None:
    assert plain(write_money(krub, "ru")) == words


def test_ranges_have_one_unit_and_no_minus_beside_a_dash() -> None:
    assert plain(write_money_range(Range(-58_000.0, 402_100.0), "ru")) == "от −58 до 402 млн руб."
    assert plain(write_money_range(Range(None, 5_000.0), "ru")) == "до 5 млн руб."
    assert plain(write_range(Range(0.9, 0.95), "ru", share=True)) == "90–95 %"
    assert write_range(Range(), "ru") == ""


@pytest.mark.parametrize(
    ("years", "words"), [(1.0, "1 год"), (2.0, "2 года"), (5.0, "5 лет"), (4.6, "4,6 года"), (5.04, "5 лет")]
)
def test_years_are_declined(years: float, words: str) -> None:
    assert plain(write_years(years, "ru")) == words


def test_every_code_of_the_analysis_has_words() -> None:
    codes = [f"warning.{code}" for code in CAUTIONS]
    codes += [f"criterion.{code}" for code in CRITERIA]
    codes += [f"confidence.{grade}" for grade in GRADES]
    codes += [f"cause.{cause}" for cause in CAUSES]
    codes += [f"reason.{reason}" for reason in ("no_cause", "free_capacity", "too_small")]
    codes += [f"proof.{kind}" for kind in ("plan", "contract", "need")]
    missing = [code for code in codes if not has_words(f"niche_card.{code}")]
    assert not missing


def test_reasons_that_are_worded_are_those_of_the_analysis() -> None:
    source = Path(find_objection.__code__.co_filename).read_text(encoding="utf-8")
    assert set(re.findall(r'_reject\(need, "(\w+)"', source)) == {
        code.removeprefix("reason.") for code in WORDS if code.startswith("reason.")
    }


def test_every_word_that_is_told_exists_and_every_word_is_used() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    text += "".join(path.read_text(encoding="utf-8") for path in SOURCES.parent.glob("templates/niche*"))
    said = set(re.findall(r"""\b(?:tell|t)\(\s*["']([\w.]+)["'][,)]""", text))
    assert len(said) > 60
    assert said <= set(WORDS)
    # Codes that are put together from a group and a name.
    groups = {group.partition(".")[0] for group in WORDS if "." in group}
    alone = {code for code in WORDS if code.partition(".")[0] not in groups}
    assert not [code for code in alone if f'"{code}"' not in text and f"'{code}'" not in text]


def test_a_proof_says_its_probability_or_that_none_is_stated() -> None:
    proofs = {line.label.partition(":")[0]: line for line in card_of(FULL).blocks[6].lines}
    assert plain(proofs["Договор"].value) == "2020 год; 300–400 т; 145 млн руб."
    assert plain(proofs["Договор"].note).startswith("вероятность 90 %")
    assert proofs["План закупок"].note.startswith("вероятность не указана")


def test_a_proof_without_figures_says_so() -> None:
    bare = Proof("plan", "t1", "ООО «Имя»", None, Range(), None, 0.5, "")
    block = next(one for one in card_of(replace(FULL, proofs=(bare,))).blocks if one.code == "proofs")
    assert block.lines[0].value == "без величин"


def test_the_subtitle_tells_day_and_year() -> None:
    made = make_booklet(booklet(FULL))
    assert made.day == date(2019, 3, 1)
    assert made.subtitle == "Участники на 01.03.2019, показатели за 2018 год"


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_card_tells_from_what_it_was_worked_out_only_where_something_was(lang: str) -> None:
    heading = WORDS["line.assumptions"][lang]
    missing = replace(FULL.economics, npv=None, missing=("investment",))
    told = {
        name: [line.label for block in card_of(niche, lang).blocks for line in block.lines]
        for name, niche in {"full": FULL, "missing": replace(FULL, economics=missing)}.items()
    }
    assert heading in told["full"]
    assert heading not in told["missing"]


def test_every_basis_of_a_figure_has_its_own_words() -> None:
    bases = ("user", "data", "declared", "analogy", "law", "assumption")
    for lang in ("ru", "en"):
        assert len({WORDS[f"basis.{basis}"][lang] for basis in bases}) == len(bases)
    for basis in bases:
        figures = (Figure("capacity", 1_200.0, basis), Figure("price_krub", 412.5, "data"))
        card = card_of(replace(FULL, economics=replace(FULL.economics, figures=figures)))
        note = line_of(card, "economics", "Из чего посчитано").note
        said = next(part for part in plain(note).split("; ") if "мощность" in part)
        assert said.startswith(f"{WORDS[f'basis.{basis}']['ru']}: ")


def test_an_import_share_beside_purchases_of_0_is_told_as_declared() -> None:
    declared = Declared("n1", "Ниша", 2, Range(), Range(0.95, 0.95), None, None, (), "Слайд 9", "A", None)
    unmet = replace(
        FULL,
        quantity=Range(0.0, 0.0),
        amount_krub=0.0,
        imported_krub=0.0,
        import_share=Range(0.95, 0.95),
        declared=(declared,),
    )
    card = card_of(unmet)
    assert line_of(card, "demand", "Доля импорта").note.startswith("заявлено; достоверность A [")
    assert line_of(card, "demand", "Спрос сейчас").note == "поставки 2018 года"
