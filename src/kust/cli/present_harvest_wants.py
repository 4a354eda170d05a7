"""What a dataset lacks for a step of the forest, on a terminal: which tables and columns, and how to bring them."""

from collections.abc import Mapping
from pathlib import Path

from kust.cli.terminal import out
from kust.data.dataset import Dataset
from kust.data.schema import tables
from kust.data.sources import WORKBOOKS
from kust.harvest.land.wants import Want, find_wants
from kust.i18n import say


def tell_wants(data: Dataset, step: str, lang: str, *, species: str | None = None) -> None:
    """Print what is lacking for a step and how to bring it; nothing where nothing is."""
    names: dict[str, str] = dict(data.rows("species").select("species_id", "name").collect().iter_rows())
    wants = find_wants(data, step, [species] if species else sorted(names))
    if not wants:
        return
    console = out()
    code = "title" if any(one.needed for one in wants) else "title_less"
    console.print(f"\n{_say(code, lang)}", style="bold", markup=False)
    place = Path(data.path)
    is_book = place.suffix.lower() in WORKBOOKS
    for one in wants:
        console.print(f"– {_word(one, names, lang, coded=not is_book)}", markup=False)
    first = next((one.table for one in wants if one.needed), wants[0].table)
    lines = ["bring.fill" if is_book else "bring.new", "bring.into_folder" if is_book else "bring.import"]
    for line in (*lines, *(["demo"] if any(one.needed for one in wants) else [])):
        told = _say(line, lang, path=place, folder=place.stem, table=first)
        console.print(told, markup=False, soft_wrap=True)


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_wants.{code}", lang, **values)


def _word(want: Want, names: Mapping[str, str], lang: str, *, coded: bool) -> str:
    """Word what is lacking; ``coded``: with the codes of table and columns, which files bear and sheets do not."""
    table = tables()[want.table]
    by_code = {column.name: column for column in table.columns}
    every = len(want.species) == len(names) > 1
    species = _say("every", lang) if every else ", ".join(names.get(one, one) for one in want.species)
    words = _say(
        f"want.{want.why}",
        lang,
        table=f"«{table.title(lang)}»" + (f" ({want.table})" if coded else ""),
        columns=", ".join(
            by_code[name].title(lang) + (f" ({name})" if coded else "") for name in want.columns
        ),
        species=species,
        years=want.years,
    )
    if want.why in ("table", "column") and want.species:
        words += " " + _say("want.about", lang, species=species)
    return words if want.needed else f"{words} {_say('not_needed', lang)}"
