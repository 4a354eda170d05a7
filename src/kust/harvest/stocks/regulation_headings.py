"""How tables of regulations are headed, and what their rows say by their wording: totals, headings of groups, units."""

import re

from kust.data.grid import Grid
from kust.data.schema import fold

HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("№", "n", "№ п/п", "n п/п", "п/п"),
    "forestry": ("forestry", "лесничество", "наименование лесничества"),
    "group": ("group", "группа", "вид использования", "вид ресурса", "вид сырья"),
    "species": ("species", "species_id", "вид", "код вида", "наименование", "показатель", "наименование вида"),
    "amount": ("amount", "допустимый объём", "допустимый объем", "объём", "объем", "количество", "admissible volume"),
    "amount_t": ("amount_t", "объём, т", "объем, т", "допустимый объём, т", "количество, т", "admissible_t"),
    "amount_kg": ("amount_kg", "объём, кг", "объем, кг", "допустимый объём, кг", "количество, кг"),
    "unit": ("unit", "единица", "единица измерения", "единицы измерения", "ед. изм.", "ед.изм."),
    "total": ("total", "итого", "всего", "printed total", "итого по таблице"),
    "year": ("year", "год"),
}  # fmt: skip
AMOUNTS = ("amount", "amount_t", "amount_kg")
_OF = {fold(title): name for name, titles in HEADINGS.items() for title in titles}
# As regulations print it: «Виды пищевых лесных ресурсов, лекарственных растений», «Ежегодный допустимый объём …, т».
_PRINTED = (
    ("species", re.compile(r"^(наименование|вид(ы|а)?)\b.*(ресурс|растени|сырь)")),
    ("amount_kg", re.compile(r"допустим\w* объем(?!.*\b(тыс|млн)\b).*\bкг\.?$")),
    ("amount_t", re.compile(r"допустим\w* объем(?!.*\b(тыс|млн)\b).*\b(т|тонн)\.?$")),
    ("amount", re.compile(r"допустим\w* объем")),
)
_WITHIN = 15
_TOTALS = ("итого", "всего", "total", "в том числе итого")
_OPENS = re.compile(r"(,| –)\s*(всего|итого)\b|в том числе\W*$")
_NUMBER = re.compile(r"^\s*(\d{1,3}|[IVX]{1,5})(\.\d{1,2})*\s*[.)]\s*|^\s*$")
_DASH = re.compile(r"^\s*[-–—•]\s*")
_GROUP = re.compile(
    r":$|\bпо видам\b|^(дикорастущие )?(ягоды|грибы|орехи|плоды)$|\bсоки$|^пищевые\b|^лекарственн\w+ (сырье|растения)"
)
_TONNES = {
    "т": 1.0, "тн": 1.0, "тонн": 1.0, "тонна": 1.0, "тонны": 1.0, "t": 1.0, "кг": 0.001, "kg": 0.001, "ц": 0.1,
    "цн": 0.1, "центнер": 0.1, "центнеров": 0.1, "тыс. т": 1000.0, "тыс.т": 1000.0, "тыс. тонн": 1000.0,
    "тыс.тонн": 1000.0, "тыс. кг": 1.0, "тыс.кг": 1.0,
}  # fmt: skip
_NOT_MASS = re.compile(
    r"^(тыс\.? ?|млн\.? ?)?(л|литр\w*|м3|м³|куб\.? ?м|шт|штук\w*|га|пог\.? ?м|скв\.? ?м|l|pcs)$"
)


def find_heading(grid: Grid) -> tuple[int, dict[str, str]] | None:
    """Find the row of headings: which row, and by name the cell; None where no row names an amount of something."""
    for number, row in enumerate(grid.cells.head(_WITHIN).iter_rows()):
        found: dict[str, str] = {}
        for cell, text in zip(grid.cells.columns, row, strict=True):
            name = _name_of(text or "")
            if name:
                found.setdefault(name, cell)
        if "species" not in found and "forestry" not in found and "group" in found:
            # «Вид ресурса» with nothing finer beside it names what is taken.
            found["species"] = found.pop("group")
        if {"forestry", "species"} & set(found) and set(AMOUNTS) & set(found):
            return number, found
    return None


def _name_of(title: str) -> str | None:
    folded = fold(title)
    known = _OF.get(folded)
    return known or next((name for name, form in _PRINTED if form.search(folded)), None)


def is_count_of_columns(cells: list[str]) -> bool:
    """Tell whether a row below the headings only counts the columns: 1, 2, 3, 4.

    >>> is_count_of_columns(["1", "2", "3"]), is_count_of_columns(["1.", "Клюква", "3"])
    (True, False)
    """
    return len(cells) > 1 and cells == [str(place) for place in range(1, len(cells) + 1)]


def split_name(number: str, text: str) -> tuple[bool, bool, str]:
    """Take the number and the dash off a name.

    Returns
    -------
    tuple
        Whether it bears a number, whether a dash, and the name without either.

    Examples
    --------
    >>> split_name("", "2. Грибы по видам:"), split_name("", "- белый")
    ((True, False, 'Грибы по видам:'), (False, True, 'белый'))
    """
    bare = _NUMBER.sub("", text, count=1)
    name = _DASH.sub("", bare, count=1)
    # Roman numbers are those of sections: «I. Пищевые ресурсы».
    numbered = bool(number.strip(" .)").isdigit()) or text[: len(text) - len(bare)].strip(" .)").isdigit()
    return numbered, name != bare, name.strip()


def is_total(name: str) -> bool:
    """Tell whether a row is a total: «ИТОГО:», «Всего по лесничеству»."""
    return fold(name).startswith(_TOTALS)


def is_whole(name: str) -> bool:
    """Tell whether a total is that of all the rows so far rather than of the last group."""
    return not fold(name).startswith("итого")


def opens_with_total(name: str) -> bool:
    """Tell whether a row is the total of those that follow it: «Грибы, всего, в том числе:»."""
    return bool(_OPENS.search(fold(name)))


def is_group(name: str) -> bool:
    """Tell whether a row without an amount heads those below it."""
    return bool(_GROUP.search(fold(name)))


def read_unit(text: str) -> float | None:
    """Return how many tonnes a unit has; None of one that is not known.

    >>> read_unit("тыс. тонн"), read_unit("цн"), read_unit("бочка")
    (1000.0, 0.1, None)
    """
    folded = fold(text)
    return _TONNES.get(folded, _TONNES.get(folded.rstrip(".")))


def is_no_mass(text: str) -> bool:
    """Tell whether a unit is one of volume or number: litres of sap, pieces."""
    return bool(_NOT_MASS.match(fold(text).rstrip(".")))
