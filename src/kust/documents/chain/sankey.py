"""Flows in money as a page of its own, drawn by Plotly: hovering tells every amount. Needs the extra ``charts``."""

from html import escape
from typing import Any

from kust.documents.chain.content import ChainContent
from kust.documents.chain.page import MARK
from kust.drawings.sankey import Sankey, place_sankey, through
from kust.errors import MissingEngineError
from kust.i18n import say

_BAR, _BAND, _INK = "#2b6b72", "rgba(77,127,140,0.42)", "#1d2a2e"
_EDGE = 0.001
_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="generator" content="{mark}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0; padding: 1.2rem clamp(1rem, 3vw, 2.5rem); color: #1d2a2e; background: #fff;
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }}
h1 {{ font-size: 1.4rem; margin: 0 0 .3rem; }} p {{ margin: .3rem 0; color: #4f5d62; max-width: 60rem; }}
.scroll {{ overflow-x: auto; }} .scroll > div {{ min-width: 60rem; }}
table {{ border-collapse: collapse; font-size: .92rem; }} th, td {{ padding: .3rem .7rem; text-align: left;
  border-bottom: 1px solid #cfd8da; }} td:last-child, th:last-child {{ text-align: right; white-space: nowrap; }}
summary {{ cursor: pointer; padding: .5rem 0; font-weight: 600; }}
@page {{ size: A4 landscape; margin: 10mm; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{subtitle}</p><p>{desc}</p>
<div class="scroll" tabindex="0" role="region" aria-label="{flows_title}">{chart}</div>
<p>{note}</p>
<details><summary>{flows_title}</summary><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details>
</main>
</body>
</html>
"""


def render_sankey(page: ChainContent) -> str:
    """Render the flows as one file without any request: Plotly's script stands inside.

    Raises
    ------
    MissingEngineError
        Plotly is not installed.
    """
    try:
        from plotly import graph_objects
    except ImportError as error:
        raise MissingEngineError("engine_not_installed", engine="plotly", extra="charts") from error
    flows, lang = page.flows, page.lang
    chart = escape(say("chain.sankey.none", lang))
    if flows.sankey.flows:
        figure = graph_objects.Figure(_trace(graph_objects, page))
        figure.update_layout(
            separators=", " if lang == "ru" else ".,",
            font={
                "family": "Segoe UI, Roboto, Liberation Sans, Arial, sans-serif",
                "size": 12,
                "color": _INK,
            },
            margin={"l": 10, "r": 10, "t": 34, "b": 14},
            height=_height(flows.sankey),
            annotations=_heads(flows.sankey),
        )
        config = {"displaylogo": False, "displayModeBar": False, "responsive": True}
        chart = figure.to_html(full_html=False, include_plotlyjs=True, config=config, div_id="sankey")
    codes = ("from", "into", "amount")
    return _PAGE.format(
        lang=lang,
        mark=MARK,
        title=escape(page.title),
        subtitle=escape(page.subtitle),
        desc=escape(flows.desc),
        note=escape(flows.note),
        flows_title=escape(flows.title),
        chart=chart,
        heads="".join(
            f'<th scope="col">{escape(say(f"chain.column.{code}", lang, unit=page.money.unit))}</th>'
            for code in codes
        ),
        rows="".join(_rows(page)),
    )


def _trace(graph_objects: Any, page: ChainContent) -> Any:
    """Give Plotly both places of every bar: with one of them alone it moves bars to columns of its own."""
    sankey, money = page.flows.sankey, page.money
    found = place_sankey(sankey)
    number = {node.key: place for place, node in enumerate(sankey.nodes)}
    columns, whole = max(len(sankey.heads) - 1, 1), max(found.places.height, 1)
    amounts = through(sankey.flows)
    middles = [(found.places.tops[node.key] + found.heights[node.key] / 2) / whole for node in sankey.nodes]
    return graph_objects.Sankey(
        arrangement="fixed",
        node={
            "label": [_plain(node.name) for node in sankey.nodes],
            "x": [_within(node.column / columns) for node in sankey.nodes],
            "y": [_within(middle) for middle in middles],
            "pad": 12,
            "thickness": 14,
            "color": _BAR,
            "customdata": [money.write(amounts[node.key]) for node in sankey.nodes],
            "hovertemplate": "%{label}<br>%{customdata}<extra></extra>",
        },
        link={
            "source": [number[flow.source] for flow in sankey.flows],
            "target": [number[flow.target] for flow in sankey.flows],
            "value": [flow.amount for flow in sankey.flows],
            "color": _BAND,
            "customdata": [money.write(flow.amount) for flow in sankey.flows],
            "hovertemplate": "%{source.label} → %{target.label}<br>%{customdata}<extra></extra>",
        },
    )


def _plain(name: str) -> str:
    """Keep Plotly from reading a name as markup."""
    return escape(name, quote=False)


def _within(share: float) -> float:
    return min(max(share, _EDGE), 1 - _EDGE)


def _height(sankey: Sankey) -> int:
    columns = [node.column for node in sankey.nodes]
    return max(520, 30 * max(columns.count(column) for column in columns) + 80)


def _heads(sankey: Sankey) -> list[dict[str, Any]]:
    last = max(len(sankey.heads) - 1, 1)
    place = {"xref": "paper", "yref": "paper", "y": 1.0, "yanchor": "bottom", "yshift": 8, "showarrow": False}
    ends = {0: "left", last: "right"}
    return [
        {
            **place,
            "x": column / last,
            "xanchor": ends.get(column, "center"),
            "text": f"<b>{escape(words)}</b>",
        }
        for column, words in enumerate(sankey.heads)
    ]


def _rows(page: ChainContent) -> list[str]:
    names = {node.key: node.name for node in page.flows.sankey.nodes}
    largest = sorted(page.flows.sankey.flows, key=lambda flow: (-flow.amount, flow.source, flow.target))
    return [
        f"<tr><td>{escape(names[flow.source])}</td><td>{escape(names[flow.target])}</td>"
        f"<td>{escape(page.money.figure(flow.amount))}</td></tr>"
        for flow in largest
    ]
