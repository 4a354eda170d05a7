"""What a dataset lacks for a step of the forest, on a terminal: which tables and columns, and how to bring them."""

from collections.abc import Mapping

from kust.cli.terminal import out
from kust.data.dataset import Dataset
from kust.data.schema import tables
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
    for one in wants:
        console.print(f"– {_word(one, names, lang)}", markup=False)
    first = next((one.table for one in wants if one.needed), wants[0].table)
    for line in ("bring.new", "bring.import", *(["demo"] if any(one.needed for one in wants) else [])):
        console.print(_say(line, lang, path=data.path, table=first), markup=False, soft_wrap=True)


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_wants.{code}", lang, **values)


def _word(want: Want, names: Mapping[str, str], lang: str) -> str:
    table = tables()[want.table]
    by_code = {column.name: column for column in table.columns}
    every = len(want.species) == len(names) > 1
    species = _say("every", lang) if every else ", ".join(names.get(one, one) for one in want.species)
    words = _say(
        f"want.{want.why}",
        lang,
        title=table.title_ru if lang == "ru" else table.title_en,
        table=want.table,
        columns=", ".join(f"{by_code[name].title(lang)} ({name})" for name in want.columns),
        species=species,
        years=want.years,
    )
    if want.why in ("table", "column") and want.species:
        words += " " + _say("want.about", lang, species=species)
    return words if want.needed else f"{words} {_say('not_needed', lang)}"
