"""The commands about the programme of a cluster: one file a verb, listed here."""

from kust.cli.later import list_later
from kust.cli.options import words

# Another verb is one more name here: the COMMANDS of its module are pairs of a function and its help.
PLACES = {
    **dict.fromkeys(("vision", "survey", "collect"), "programme_vision"),
    "indicators": "programme_indicators",
    "roadmap": "programme_roadmap",
    "draft": "programme_draft",
    "needed": "programme_needed",
    **dict.fromkeys(("publish", "changes"), "programme_versions"),
    **dict.fromkeys(("document", "template", "package"), "programme_documents"),
}
app = list_later("programme", words("help.programme"), PLACES)
