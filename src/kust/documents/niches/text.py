"""Figures of a niche as people of the language write them: money scaled, ranges, quantities with their unit."""

from kust.documents.figures import MINUS
from kust.i18n import NO_BREAK_SPACE, has_words, number, percent, plain_number, plural, say, unit_name
from kust.niches.niche import Range

_SCALES = ((1_000_000.0, "billion"), (1_000.0, "million"), (1.0, "thousand"))


def tell(code: str, lang: str, /, **values: object) -> str:
    """Say an entry of ``words/niche_card.toml``."""
    return say(f"niche_card.{code}", lang, **values)


def word_code(kind: str, code: str, lang: str) -> str:
    """Word a code of an analysis; one without words stands for itself."""
    entry = f"niche_card.{kind}.{code}"
    return say(entry, lang) if has_words(entry) else code.replace("_", " ")


def write_number(value: float, lang: str) -> str:
    """Write a figure with three digits that count; whole ones from 100 on are whole.

    >>> write_number(1450.0, "en"), write_number(1.0401, "en"), write_number(-0.5, "en")
    ('1,450', '1.04', '−0.5')
    """
    size = abs(value)
    rounded = round(value, 0 if size >= 100 else 1 if size >= 10 else 2)
    return plain_number(rounded + 0.0, lang).replace("-", MINUS)


def write_share(value: float, lang: str) -> str:
    """Write a share as a percentage: whole above 10 %, else with a digit where it counts.

    >>> write_share(0.925, "en"), write_share(0.9, "en"), write_share(0.014, "en")
    ('92.5%', '90%', '1.4%')
    """
    digits = 0 if abs(100 * value - round(100 * value)) < 0.05 else 1
    return percent(value, lang, digits).replace("-", MINUS)


def write_money(krub: float, lang: str) -> str:
    """Write thousand roubles in thousands, millions or billions.

    >>> [write_money(krub, "en").replace(NO_BREAK_SPACE, " ") for krub in (1_040_000, -58_000, 0)]
    ['1.04 billion roubles', '−58 million roubles', '0 thousand roubles']
    """
    return write_money_range(Range(krub, krub), lang)


def write_money_range(krub: Range, lang: str) -> str:
    """Write a range of money in one unit, that of its larger end; nothing where it is not known.

    >>> write_money_range(Range(701_250, 948_750), "en").replace(NO_BREAK_SPACE, " ")
    '701–949 million roubles'
    """
    ends = [end for end in (krub.least, krub.most) if end is not None]
    if not ends:
        return ""
    largest = max(abs(round(end, 2)) for end in ends)
    size, unit = next((scale for scale in _SCALES if largest >= scale[0]), _SCALES[-1])
    scaled = Range(*(None if end is None else end / size for end in (krub.least, krub.most)))
    return f"{write_range(scaled, lang)}{NO_BREAK_SPACE}{tell(f'money.{unit}', lang)}"


def write_range(figures: Range, lang: str, *, share: bool = False) -> str:
    """Write a range: one figure where its ends are equal, «от» or «до» where only one is known.

    >>> write_range(Range(100, 400), "en"), write_range(Range(0.9, 0.95), "en", share=True)
    ('100–400', '90–95%')
    >>> write_range(Range(-1, 2), "en"), write_range(Range(None, 2), "en"), write_range(Range(), "en")
    ('from −1 to 2', 'up to 2', '')
    """
    least, most = figures.least, figures.most
    low = "" if least is None else _write_end(least, lang, share)
    high = "" if most is None else _write_end(most, lang, share)
    if least is None or most is None:
        return tell("up_to", lang, figure=high) if high else tell("from", lang, figure=low) if low else ""
    if low == high:
        return low
    if min(least, most) < 0:
        return tell("from_to", lang, low=low, high=high)
    # «90–95 %»: the sign of percent stands once.
    return f"{low.removesuffix('%').rstrip(NO_BREAK_SPACE) if share else low}–{high}"


def _write_end(value: float, lang: str, share: bool) -> str:
    return write_share(value, lang) if share else write_number(value, lang)


def write_quantity(figures: Range, unit: str | None, lang: str) -> str:
    """Write a quantity a year: «100–400 т в год»; nothing where it is not known."""
    words = write_range(figures, lang)
    return tell("a_year", lang, quantity=f"{words}{NO_BREAK_SPACE}{unit_name(unit, lang)}") if words else ""


def write_years(years: float, lang: str) -> str:
    """Write a time in years: «4,6 года», «5 лет».

    >>> write_years(4.6, "ru").replace(NO_BREAK_SPACE, " "), write_years(5.0, "ru").replace(NO_BREAK_SPACE, " ")
    ('4,6 года', '5 лет')
    """
    rounded = round(years, 1)
    forms = tell("forms.years", lang)
    whole = rounded == int(rounded)
    # A fraction takes the genitive singular in Russian, the plural in English.
    noun = plural(int(rounded), lang, forms) if whole else plural(2, lang, forms)
    return f"{number(rounded, lang, 0 if whole else 1)}{NO_BREAK_SPACE}{noun}"
