"""Drawings as pictures of their own: on paper, and following the reader's light or dark as the pages do."""

_DARK = {
    "k-ink": "#e3eaec",
    "k-soft": "#a9b6ba",
    "k-paper": "#212529",
    "k-box": "#212529",
    "k-empty": "#2b3035",
    "k-band": "#2b3035",
    "k-fold": "#343a40",
    "k-gap": "#40371c",
    "k-none": "#46292a",
    "k-met-zone": "#1d3b2b",
    "k-met": "#5fc292",
    "k-not_met": "#ef8b80",
    "k-unknown": "#d9b64f",
    "k-threshold": "#e3eaec",
    "k-line": "#6f7c80",
    "k-flow": "#79b3c2",
    "k-flow-back": "#d59a61",
    "k-import": "#cf9eea",
    "k-series-0": "#7cc4cf",
    "k-series-1": "#dba865",
    "k-shade-0": "#1d373b",
    "k-shade-1": "#24494e",
    "k-shade-2": "#2d6168",
    "k-shade-3": "#55a3a8",
    "k-shade-4": "#84c5c6",
    "k-shade-5": "#c9f0ec",
    "k-on-0": "#ffffff",
    "k-on-1": "#ffffff",
    "k-on-2": "#ffffff",
    "k-on-3": "#06181b",
    "k-on-4": "#06181b",
    "k-on-5": "#06181b",
}


def _dark_rules() -> str:
    rules = "".join(f".{name}{{fill:{to}}}.{name}-stroke{{stroke:{to}}}" for name, to in _DARK.items())
    return f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>"


def for_image(svg: str) -> str:
    """Make a drawing of a page one that a page shows as a picture: its styles stand inside it."""
    head, mark, rest = svg.partition(">")
    return f"{head}{mark}{_dark_rules()}{rest}"
