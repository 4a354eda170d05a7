"""CSV texts: encodings, separators, quotes, lines of uneven length."""

from pathlib import Path

from .case import broken, error, notice
from .sound import as_csv, sound, supplies_text, write_folder

_AMOUNTS = {"supplies.amount_krub": [100.5, 200.0, 300.0]}
_HEAD = "supplier_id,buyer_id,product_id,year,quantity,amount_krub,contract\n"
_RUSSIAN = """Поставщик;Покупатель;Код продукции;Год;Стоимость, тыс. руб.;Кто сообщил;Договор
F1;F2;P1;2018;100,5;поставщик;№ 7 «Ёлка»
F2;F3;P2;2018;200;покупатель;
F3;F1;P3;2018;300;учёт;
"""
_BY = {"supplies.reported_by": ["supplier", "buyer", "ledger"]}


def _encoded(encoding: str) -> bytes:
    return _RUSSIAN.encode(encoding)


for _encoding in ("utf-8", "utf-8-sig", "cp1251", "utf-16"):
    broken(
        f"A table in {_encoding} with semicolons, decimal commas and Russian headings",
        reads={**_AMOUNTS, **_BY, "supplies.contract": ["№ 7 «Ёлка»", None, None]},
    )(supplies_text(_encoded(_encoding)))

for _name, _wrong in (
    ("the DOS encoding", _RUSSIAN.replace("«", "").replace("»", "").encode("cp866")),
    ("KOI-8", _RUSSIAN.replace("«", "").replace("»", "").replace("№", "").encode("koi8-r")),
    ("the old Mac encoding", _encoded("mac_cyrillic")),
):
    broken(f"A table in {_name}, which would come out as other letters", refused="unknown_encoding")(
        supplies_text(_wrong)
    )

broken("A table in UTF-8 that breaks off inside a letter", refused="broken_text")(
    supplies_text(_RUSSIAN.rstrip().removesuffix(";").encode()[:-1] + b"\xd0")
)
broken("A table glued of UTF-8 and Windows-1251", refused="broken_text")(
    supplies_text(_RUSSIAN.encode() + "F1;F2;P1;2018;1;поставщик;".encode("cp1251"))
)
broken("A table in UTF-16 without the second half of its last sign", refused="broken_text")(
    supplies_text(_encoded("utf-16")[:-1])
)
broken("A table in UTF-16 without the mark that says so", refused="binary_as_csv")(
    supplies_text(_encoded("utf-16-le"))
)
broken("A picture under the name of a table", refused="binary_as_csv")(
    supplies_text(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)))
)

for _sign, _word in ((",", "commas"), (";", "semicolons"), ("\t", "tabs")):
    broken(f"A table with {_word}", reads=_AMOUNTS)(supplies_text(as_csv(sound()["supplies"], _sign)))

broken(
    "A title full of commas above a table with semicolons",
    notice("heading.below_title", 3),
    reads=_AMOUNTS,
)(supplies_text("Поставки, возвраты, обмен, прочее, за год, тыс. руб., без НДС\n\n" + _RUSSIAN))
broken(
    "A line for Excel that names the separator",
    notice("heading.below_title", 2),
    reads=_AMOUNTS,
)(supplies_text("sep=;\n" + _RUSSIAN))
broken("Lines that end as on an old Mac", reads=_AMOUNTS)(supplies_text(_RUSSIAN.replace("\n", "\r")))
broken("Lines that end as on Windows, the last one not at all", reads=_AMOUNTS)(
    supplies_text(_RUSSIAN.strip().replace("\n", "\r\n"))
)

broken(
    "A quoted cell with line breaks, separators and quotes in it; rows after it keep their places",
    error("cell.number", 4, "amount_krub", "триста"),
    reads={
        "supplies.contract": ['№ 7,\nот "2018" года', None, None],
        "supplies.amount_krub": [100.0, 200.0, None],
    },
)(
    supplies_text(
        f'{_HEAD}F1,F2,P1,2018,1,100,"№ 7,\nот ""2018"" года"\nF2,F3,P2,2018,1,200,\nF3,F1,P3,2018,1,триста,\n'
    )
)
broken(
    "A quote that was never closed swallows the rows after it",
    error("row.quotes", 3),
)(supplies_text(f'{_HEAD}F1,F2,P1,2018,1,100,\nF2,F3,P2,2018,1,200,"№ 8\nF3,F1,P3,2018,1,300,\n'))
broken(
    "A quote that was never closed swallows the rows down to the next quote",
    error("row.quotes", 2),
)(
    supplies_text(
        f'{_HEAD}F1,F2,P1,2018,1,100,"№ 7\nF2,F3,P2,2018,1,200,\nF3,F1,P3,2018,1,300,№ 9"\nF1,F3,P1,2018,1,400,\n'
    )
)
broken(
    "Quotes inside a quoted text that nobody doubled",
    error("row.quotes", 3),
)(supplies_text(f'{_HEAD}F1,F2,P1,2018,1,100,\nF2,F3,P2,2018,1,200,"ООО "Ромашка", договор"\n'))
broken(
    "Quotes in the middle of a text without quotes are the text's own",
    reads={"supplies.contract": ['труба 5" и 7"', 'ООО "Ромашка"', None], **_AMOUNTS},
)(
    supplies_text(
        f'{_HEAD}F1,F2,P1,2018,1,100.5,труба 5" и 7"\nF2,F3,P2,2018,1,200,ООО "Ромашка"\nF3,F1,P3,2018,1,300,\n'
    )
)

broken(
    "A row with a cell too many, from a decimal comma among commas",
    error("row.too_long", 3),
)(supplies_text(f"{_HEAD}{'F1,F2,P1,2018,1,100,' + chr(10)}F2,F3,P2,2018,1,200,5,№ 8\n"))
broken(
    "A row far below with a cell too many",
    error("row.too_long", 22),
)(supplies_text(_HEAD + "".join(f"F1,F2,P1,2018,{n},10,\n" for n in range(20)) + "F2,F3,P2,2018,1,200,5,\n"))
broken(
    "A decimal comma that shifts a row into columns without a heading",
    error("row.too_long", 3),
)(
    supplies_text(
        "supplier_id,buyer_id,product_id,year,amount_krub,,\nF1,F2,P1,2018,100,,\nF2,F3,P2,2018,200,5,\n"
    )
)
broken(
    "A decimal comma that shifts a row, with an empty cell over the edge",
    error("row.too_long", 2),
    error("row.too_long", 4),
)(supplies_text(f"{_HEAD}F1,F2,P1,2018,1,100,5,\nF2,F3,P2,2018,1,200\nF3,F1,P3,2018,1,300,25,\n"))
broken("Separators at the end of each line, the heading's too, change nothing", reads=_AMOUNTS)(
    supplies_text(
        f"{_HEAD.strip()},,\nF1,F2,P1,2018,1,100.5,,,\nF2,F3,P2,2018,1,200,,,\nF3,F1,P3,2018,1,300,,,\n"
    )
)
broken(
    "A row that breaks off lacks what is required",
    error("cell.required", 3, "year"),
    error("cell.required", 3, "amount_krub"),
)(supplies_text(f"{_HEAD}F1,F2,P1,2018,1,100,\nF2,F3,P2\n"))
broken(
    "Very long cells are read, and shown short",
    error("key.broken", 3, "supplier_id", "x" * 200 + "…"),
    reads={"supplies.contract": ["y" * 300_000, None]},
)(supplies_text(f"{_HEAD}F1,F2,P1,2018,1,100,{'y' * 300_000}\n{'x' * 200_000},F3,P2,2018,1,200,\n"))
broken(
    "Control characters, which a terminal would obey, are not shown",
    error("key.broken", 2, "supplier_id", "F1·[2J·]0;owned·"),
)(supplies_text(f"{_HEAD}F1\x1b[2J\x1b]0;owned\x07,F2,P1,2018,1,100,\n"))
broken(
    "A text like a formula is a text",
    error("key.broken", 3, "supplier_id", "=1+1"),
    reads={"supplies.contract": ['=HYPERLINK("http://x")', "+7"]},
)(supplies_text(f'{_HEAD}F1,F2,P1,2018,1,100,"=HYPERLINK(""http://x"")"\n=1+1,F3,P2,2018,1,200,+7\n'))
broken(
    "Spaces of all kinds, line breaks and invisible signs around cells are not part of them",
    reads={
        "supplies.supplier_id": ["F1", "F2", "F3"],
        "supplies.buyer_id": ["F2", "F3", "F1"],
        "supplies.contract": [None, "№ 7 от мая", None],
    },
)(
    supplies_text(
        f"{_HEAD} F1\u00a0,\u200bF2,P1,2018,1,100,–\n"
        '"F2\n",F3\ufeff,P2,2018,1,200,№\u00a07 \t от\u2009мая\n\u3000F3,F1,P3,2018,1,300,Нет\u00a0данных\n'
    )
)


@broken("Only headings, no rows: the table counts as absent", reads={"supplies.year": []})
def _(folder: Path) -> Path:
    return write_folder(folder / "data", sound(), supplies=_HEAD)
