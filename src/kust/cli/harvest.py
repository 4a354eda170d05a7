"""The commands about wild harvest: one file a verb, listed here."""

from kust.cli.later import list_later
from kust.cli.options import words

# Another verb is one more name here: the COMMANDS of its module are pairs of a function and its help.
PLACES = {
    "stock": "harvest_stock",
    "site": "harvest_site",
    **dict.fromkeys(("forecast", "backtest"), "harvest_forecast"),
    **dict.fromkeys(("procure", "expedition"), "harvest_procure"),
    **dict.fromkeys(("map", "report"), "harvest_map"),
    "regulation": "harvest_regulation",
    "import": "harvest_import",
}
app = list_later("harvest", words("help.harvest"), PLACES)
