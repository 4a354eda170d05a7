"""The extract of a cluster's entry: what the registry says of it on a day, and the sheet of paper that says so."""

import json
from datetime import date
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.documents.cluster import label, region_name
from kust.documents.figures import write_day
from kust.documents.markup import clean
from kust.errors import MissingEngineError
from kust.i18n import say

# All words come in as data, so that none of them is read as markup.
_SOURCE = """
#let told = json(bytes(sys.inputs.content))
#set document(title: told.title, date: none)
#set text(font: ("DejaVu Sans", "Libertinus Serif"), size: 10pt, lang: told.lang)
#set page(paper: "a4", margin: (x: 18mm, top: 18mm, bottom: 20mm),
  footer: context [#set text(size: 7pt, fill: luma(35%))
    #told.foot #h(1fr) #counter(page).display("1 / 1", both: true)])
#set par(leading: 0.5em)
#text(size: 9pt, fill: luma(35%), told.kind)
#v(-2mm)
#text(size: 16pt, weight: "bold", told.title)
#v(1mm)
#text(fill: luma(30%), told.state)
#v(3mm)
#table(columns: (5.2cm, 1fr), stroke: (x, y) => (bottom: 0.4pt + luma(80%)), inset: (x: 0pt, y: 4pt),
  ..told.facts.map(one => (text(fill: luma(35%), one.at(0)), one.at(1))).flatten())
#v(4mm)
#text(size: 12pt, weight: "bold", told.members_title)
#set text(size: 8.5pt)
#if told.members.len() > 0 {
  table(columns: (0.7cm, 3fr, 2fr, 2.2cm, 2.1cm), stroke: 0.4pt + luma(75%), inset: 4pt,
    table.header(..told.heads.map(one => strong(one))), ..told.members.flatten())
} else { told.nobody }
#v(4mm)
#text(size: 8.5pt, told.note)
#v(2mm)
#text(size: 7.5pt, fill: luma(35%), told.digest)
"""
_FACTS = (
    "number",
    "of_kind",
    "registry_number",
    "confirmed_on",
    "regions",
    "specialised_organisation",
    "count",
)


def find_entry(dataset: Dataset, cluster: str, on: date) -> dict[str, Any] | None:
    """Find what the registry says of a cluster on a day: codes and names; None where it has no entry."""
    rows = dataset.rows("clusters").filter(cluster_id=cluster).collect()
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    named = dataset.rows("organisations").select("organisation_id", "name", "inn").collect()
    firms = {one["organisation_id"]: one for one in named.iter_rows(named=True)}
    listed = _list_members(dataset, cluster, on, firms)
    found = dataset.rows("cluster_regions").filter(cluster_id=cluster).select("region").collect()
    special = row["specialised_organisation_id"]
    return {
        "name": row["name"],
        "kind": row["kind"],
        "registry_number": row["registry_number"],
        "confirmed_on": row["confirmed_on"].isoformat() if row["confirmed_on"] else None,
        "regions": sorted(set(found["region"].to_list())),
        "specialised_organisation": firms.get(special, {}).get("name") or special,
        "members": sorted(listed, key=lambda one: (one["role"] != "enterprise", one["role"], one["name"])),
    }


def _list_members(
    dataset: Dataset, cluster: str, on: date, firms: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    joined, left = pl.col("joined_on"), pl.col("left_on")
    here = (joined.is_null() | (joined <= on)) & (left.is_null() | (left > on))
    members = dataset.rows("memberships").filter(here, cluster_id=cluster).collect()
    return [
        {
            "name": firms.get(one["organisation_id"], {}).get("name") or one["organisation_id"],
            **_number_of(firms.get(one["organisation_id"], {})),
            "role": one["role"],
            "joined_on": one["joined_on"].isoformat() if one["joined_on"] else None,
        }
        for one in members.iter_rows(named=True)
    ]


def _number_of(firm: dict[str, Any]) -> dict[str, str | None]:
    """Return a firm's tax number; one of twelve digits is a person's own and withheld from a public paper."""
    inn = firm.get("inn")
    if inn and len(inn) != 10:
        return {"inn": None, "inn_why": "withheld"}
    return {"inn": inn or None}


def word_extract(answer: dict[str, Any], on: date, lang: str) -> dict[str, Any]:
    """Word an extract for a page or for paper."""
    entry = answer["entry"]
    return {
        "lang": lang,
        "kind": say("workbench.extract.kind", lang),
        "title": entry["name"],
        "state": say("workbench.extract.state", lang, day=write_day(on, lang), number=answer["number"]),
        "facts": _word_facts(answer, lang),
        "members_title": say("workbench.extract.members", lang, day=write_day(on, lang)),
        "heads": [
            say(f"workbench.extract.column.{code}", lang) for code in ("n", "name", "role", "inn", "joined")
        ],
        "members": [_word_member(number, one, lang) for number, one in enumerate(entry["members"], 1)],
        "nobody": say("workbench.extract.nobody", lang),
        "note": _word_note(entry, lang),
        "digest": f"{say('workbench.digest', lang)}: {answer['digest']}",
        "foot": say("workbench.extract.foot", lang, number=answer["number"], day=write_day(on, lang)),
    }


def _word_facts(answer: dict[str, Any], lang: str) -> list[list[str]]:
    entry = answer["entry"]
    unknown = say("report.not_stated", lang)
    told = {
        "number": answer["number"],
        "of_kind": label("clusters", "kind", entry["kind"], lang),
        "registry_number": entry["registry_number"],
        "confirmed_on": _day(entry["confirmed_on"], lang),
        "regions": "; ".join(region_name(code, lang) for code in entry["regions"]),
        "specialised_organisation": entry["specialised_organisation"],
        "count": str(len(entry["members"])),
    }
    return [[say(f"workbench.extract.{code}", lang), told[code] or unknown] for code in _FACTS]


def _word_member(number: int, one: dict[str, Any], lang: str) -> list[str]:
    role = label("memberships", "role", one["role"], lang)
    inn = say("report.withheld", lang) if one.get("inn_why") else one["inn"] or "–"
    return [str(number), one["name"], role, inn, _day(one["joined_on"], lang) or "–"]


def _word_note(entry: dict[str, Any], lang: str) -> str:
    withheld = any(one.get("inn_why") for one in entry["members"])
    told = ("withheld", "note") if withheld else ("note",)
    return " ".join(say(f"workbench.extract.{code}", lang) for code in told)


def _day(text: str | None, lang: str) -> str:
    return write_day(date.fromisoformat(text), lang) if text else ""


def print_extract(answer: dict[str, Any], on: date, lang: str) -> bytes:
    """Set an extract on paper (PDF).

    Raises
    ------
    MissingEngineError
        Typst is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise MissingEngineError("pdf_not_installed", extra="pdf") from error
    content = json.dumps(_clean(word_extract(answer, on, lang)), ensure_ascii=False)
    made: bytes = typst.compile(
        _SOURCE.encode(), format="pdf", sys_inputs={"content": content}, ignore_system_fonts=True
    )
    return made


def _clean(told: Any) -> Any:
    if isinstance(told, str):
        return clean(told)
    if isinstance(told, dict):
        return {key: _clean(value) for key, value in told.items()}
    return [_clean(one) for one in told] if isinstance(told, list) else told
