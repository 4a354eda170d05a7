"""A chain on paper: A4 across as PDF, the drawing first, then the table. Needs the extra ``pdf`` (typst)."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from kust.documents.chain.content import ChainContent
from kust.documents.chain.page import MARK
from kust.documents.chain.rows import Neighbour
from kust.drawings.chain import draw_chain
from kust.errors import MissingEngineError
from kust.i18n import say

_MOST_NEAR = 6
# All words come in as data, so that none of them is read as markup.
_SOURCE = """
#let told = json("page.json")
#set document(title: told.title, keywords: (told.mark,))
#let faces = ("Segoe UI", "Liberation Sans", "Arial", "DejaVu Sans", "Libertinus Serif")
#set text(font: faces, size: 8pt, lang: told.lang)
#set page(paper: "a4", flipped: true, margin: (x: 10mm, top: 8mm, bottom: 11mm),
  footer: context align(right, text(size: 7pt, counter(page).display("1 / 1", both: true))))
#block(height: 100%, {
  layout(size => {
    let drawing = image("chain.svg", width: size.width, alt: told.desc)
    let wanted = measure(drawing)
    if wanted.height > size.height { drawing = image("chain.svg", height: size.height, alt: told.desc) }
    align(center, drawing)
  })
})
#pagebreak()
#text(size: 13pt, weight: "bold", told.title)

#text(fill: luma(30%), told.subtitle)

#for note in told.notes [#par(text(fill: luma(30%), note))]
#show table.cell.where(y: 0): set text(weight: "bold")
#for group in told.groups {
  block(above: 4mm, below: 2mm, text(size: 10.5pt, weight: "bold", group.heading))
  if group.rows.len() > 0 {
    table(
      columns: (2.1fr, 2.1fr, 1fr, 1fr, 1.5fr, 2.6fr, 2.6fr).slice(0, told.columns.len()),
      stroke: 0.4pt + luma(75%), inset: 3pt,
      align: (x, y) => if x in (2, 3) and y > 0 { right } else { left },
      table.header(..told.columns),
      ..group.rows.flatten(),
    )
  }
  if group.people.len() > 0 { par(strong(told.participants + ": ") + group.people.join("; ")) }
}
"""


def print_chain(page: ChainContent) -> bytes:
    """Lay the chain out as PDF.

    Raises
    ------
    MissingEngineError
        Typst is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise MissingEngineError("engine_not_installed", engine="typst", extra="pdf") from error
    with TemporaryDirectory() as folder:
        root = Path(folder)
        drawing = draw_chain(page.picture, "chain", page.title, page.desc)
        (root / "chain.svg").write_text(drawing, encoding="utf-8")
        (root / "page.json").write_text(json.dumps(_told(page), ensure_ascii=False), encoding="utf-8")
        (root / "page.typ").write_text(_SOURCE, encoding="utf-8")
        # The mark goes into the open metadata, by which an older chain is known.
        paper = typst.compile(str(root / "page.typ"), root=str(root), format="pdf")
    return bytes(paper)


def _told(page: ChainContent) -> dict[str, object]:
    lang, unit = page.lang, page.money.unit
    return {
        "lang": lang,
        "mark": MARK,
        "title": page.title,
        "subtitle": page.subtitle,
        "desc": page.desc,
        "notes": page.notes,
        "participants": say("chain.participants", lang),
        "columns": [say(f"chain.column.{code}", lang, unit=unit) for code in page.columns],
        "groups": [
            {
                "heading": group.heading,
                "people": group.people,
                "rows": [
                    [
                        f"{row.name} ({row.product_id})" + (f". {row.gap_words}" if row.gap else ""),
                        "; ".join(row.makers) or say("chain.cell.not_told", lang),
                        row.output or "–",
                        row.bought or "–",
                        "; ".join(row.imports) or "–",
                        _word_near(row.inputs, lang),
                        _word_near(row.uses, lang),
                    ][: len(page.columns)]
                    for row in group.rows
                ],
            }
            for group in page.groups
        ],
    }


def _word_near(several: tuple[Neighbour, ...], lang: str) -> str:
    listed = [f"{one.name} – {one.amount}" for one in several[:_MOST_NEAR]]
    if len(several) > _MOST_NEAR:
        listed.append(say("chain.and_more", lang, count=len(several) - _MOST_NEAR))
    return "; ".join(listed) or "–"
