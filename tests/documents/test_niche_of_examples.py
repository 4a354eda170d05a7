"""The cards of the composites example say what the slide says, as surely as its reading allows."""

import pytest

from kust.data import read_dataset
from kust.documents.niches.card import NicheCard, make_booklet
from kust.examples import describe, load
from kust.i18n import NO_BREAK_SPACE
from kust.niches.find import find_niches


@pytest.fixture(scope="module")
def cards() -> dict[str, NicheCard]:
    example = describe("composites")
    dataset = read_dataset(load("composites")).dataset
    made = make_booklet(find_niches(dataset, on=example.on, year=example.year))
    return {card.title: card for card in made.cards}


def tiles(card: NicheCard) -> list[str]:
    """Return demand, import share and investment."""
    return [tile.value.replace(NO_BREAK_SPACE, " ") for tile in card.tiles[:3]]


# As facts on the slide are read: figures of certainty D stand together, none alone.
@pytest.mark.parametrize(
    ("title", "demand", "imported", "investment"),
    [
        ("ПАН-прекурсор с повышенной прочностью", "100–150 или 400 т в год", "90–95 %", "6,9 млрд руб."),
        ("Стекловолокно", "150 т в год", "не известно", "2,2 млрд руб."),
        ("Ткани и препреги", "400 или 100–150 т в год", "60–70 %", "1,3 млрд руб."),
        ("Сверхлёгкие композитные баллоны высокого давления", "20 000 шт. в год", "100 %", "1,04 млрд руб."),
    ],
)
def test_the_four_niches_are_told_as_the_slide_tells_them(
    cards: dict[str, NicheCard], title: str, demand: str, imported: str, investment: str
) -> None:
    assert tiles(cards[title]) == [demand, imported, investment]


def test_what_the_slide_does_not_pair_stands_word_for_word_with_its_rival(
    cards: dict[str, NicheCard],
) -> None:
    assert len(cards) == 4
    for card in cards.values():
        # Each niche of the slide has at least one figure that may belong to another.
        assert len(card.unpaired) == 1
    assert (
        "возможны 2,2 и 1,3 млрд руб."
        in cards["Сверхлёгкие композитные баллоны высокого давления"].unpaired[0]
    )


def test_every_figure_of_the_slide_is_marked_as_declared_with_its_source(cards: dict[str, NicheCard]) -> None:
    card = cards["Стекловолокно"]
    lines = {line.label: line for block in card.blocks for line in block.lines}
    assert lines["Спрос сейчас"].note.startswith("заявлено [")
    assert lines["Инвестиции"].note.startswith("заявлено [")
    assert any("слайд «Инвестиционные ниши»" in source for source in card.sources)
