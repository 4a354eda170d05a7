"""The tour names rooms and files of the forest that there are, and leaves no room out."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
KUST = ROOT / "src" / "kust"
SECTION = re.search(
    r"^## The forest: `harvest/`\n(.*?)^## ",
    (ROOT / "docs/tour.md").read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)


def test_the_tour_of_the_forest_names_every_room_and_only_files_that_exist() -> None:
    assert SECTION
    named: dict[str, list[str]] = {}
    room = ""
    for name in re.findall(r"`([\w/]+(?:\.py|/))`", SECTION[1]):
        if name.endswith("/"):
            room = name
            named[room] = []
        elif "/" in name:
            assert (KUST / name).is_file(), name
        else:
            named[room].append(name)
    rooms = {
        f"harvest/{one.name}/" for one in (KUST / "harvest").iterdir() if (one / "__init__.py").is_file()
    }
    assert rooms <= set(named)
    for place in rooms:
        assert named[place], place
        for name in named[place]:
            assert (KUST / place / name).is_file(), f"{place}{name}"
