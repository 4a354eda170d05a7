"""The JSON of a check read back into verdicts, so that the library's presenters can word them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kust.checks.result import Alternative, ClusterVerdicts, Gap, MemberVerdict, Part, Verdict
from kust.law import editions, find_edition
from kust_web.registry.disclosure import Rule
from kust_web.registry.models import model_of

Document = Mapping[str, Any]
WITHHELD = "withheld"


def read_entries(document: Document) -> list[ClusterVerdicts]:
    """Read the verdicts of each cluster, edition and year."""
    return [_entry(one) for one in document["clusters"]]


def _entry(told: Document) -> ClusterVerdicts:
    edition = find_edition(told["edition"]) if told["edition"] else None
    rules = {rule.code: rule for rule in edition.requirements} if edition else {}
    verdicts = tuple(_verdict(one, rules) for one in told["verdicts"])
    return ClusterVerdicts(
        told["cluster_id"], told["name"], edition, told["year"], told["conforms"], verdicts
    )


def _verdict(told: Document, rules: Mapping[str, Any]) -> Verdict:
    return Verdict(
        requirement=rules[told["requirement"]],
        verdict=told["verdict"],
        value=told["value"],
        threshold=told["threshold"],
        margin=told["margin"],
        shown_part=None,
        parts=tuple(_part(part) for part in told["parts"]),
        members=_members(told["members"]),
        missing=tuple(Gap(**gap) for gap in told["missing"]),
        alternatives=tuple(_alternative(one) for one in told["alternatives"]),
        readings=dict(told["readings"]),
        is_withheld=is_withheld(told),
    )


def _part(told: Document) -> Part:
    figures = {name: told[name] for name in ("part", "verdict", "value", "threshold", "comparison")}
    return Part(**figures, members=_members(told["members"]), is_withheld=is_withheld(told))


def _alternative(told: Document) -> Alternative:
    figures = {name: told[name] for name in ("reading", "setting", "verdict", "value")}
    return Alternative(**figures, is_withheld=is_withheld(told))


def _members(told: Iterable[Document]) -> tuple[MemberVerdict, ...]:
    return tuple(MemberVerdict(**one) for one in told)


def without_firms(document: Document) -> dict[str, Any]:
    """Leave out of a check what it says of single firms; how many figures are missing stays.

    The figure of a requirement that each has to meet is that of the weakest: one firm's own. What is left out
    although it is known says so (``why`` is ``withheld``), so that nobody takes it for missing.
    """
    clusters = [
        one | {"verdicts": [_bare(verdict, one["edition"]) for verdict in one["verdicts"]]}
        for one in document["clusters"]
    ]
    return dict(document) | {"clusters": clusters}


def _bare(verdict: Document, edition: str) -> dict[str, Any]:
    few = {part["part"].removesuffix("_below") for part in verdict["parts"] if _is_of_few(part["members"])}
    parts = [
        part | {"members": []} | (_withhold(part) if part["part"].removesuffix("_below") in few else {})
        for part in verdict["parts"]
    ]
    return {
        **verdict,
        **(_withhold(verdict) | {"margin": None} if hides_value(edition, verdict) else {}),
        "members": [],
        "parts": parts,
        "missing": [gap | {"organisation_id": None} for gap in verdict["missing"]],
        # Another reading counts other firms: beside the first one it would tell what lies between them.
        "alternatives": [one | _withhold(one) for one in verdict["alternatives"]],
    }


def _withhold(told: Document) -> dict[str, Any]:
    """Leave a value out and say so; one that is missing anyway stays missing."""
    return {"value": None} | ({} if told["value"] is None else {"why": WITHHELD})


def is_withheld(told: Document) -> bool:
    """Tell whether a value has been left out although it is known."""
    return told.get("why") == WITHHELD


def hides_value(edition: str, verdict: Document) -> bool:
    """Tell whether everybody is not to read the value of a verdict: it is one firm's own, or a share of few."""
    return is_of_one(edition, verdict["requirement"]) or _is_of_few(verdict.get("members", ()))


def _is_of_few(members: Sequence[Document]) -> bool:
    """Tell whether no more firms stand behind a share than may be told apart; whoever reads it may be one of them."""
    return 0 < sum(member["value"] is not None for member in members) <= Rule.of_settings().fewest


def is_of_one(edition: str, requirement: str) -> bool:
    """Tell whether the figure of a requirement is that of its weakest participant."""
    known = editions()[edition].requirements if edition in editions() else ()
    rule = next((rule for rule in known if rule.code == requirement), None)
    return rule is None or rule.of_whom.startswith("each")


class StoredNames:
    """Names of firms from the registry, all those of a page in one query."""

    def __init__(self, entries: Iterable[ClusterVerdicts]) -> None:
        ids = {
            member.organisation_id
            for entry in entries
            for verdict in entry.verdicts
            for group in (verdict.members, *(part.members for part in verdict.parts))
            for member in group
        }
        self._known = name_firms(ids)

    def load(self, organisations: Iterable[str]) -> None:
        """Names are there already."""

    def of(self, organisation_id: str | None) -> str:
        return self._known.get(organisation_id or "", organisation_id or "")


def name_firms(ids: Iterable[str | None]) -> dict[str, str]:
    """Return the names of firms by their ids."""
    wanted = set(ids) - {None}
    if not wanted:
        return {}
    rows = model_of("organisations").objects.filter(organisation_id__in=wanted)
    return dict(rows.values_list("organisation_id", "name"))


def name_products(ids: Iterable[str | None]) -> dict[str, str]:
    """Return the names of products by their ids."""
    wanted = set(ids) - {None}
    if not wanted:
        return {}
    rows = model_of("products").objects.filter(product_id__in=wanted)
    return dict(rows.values_list("product_id", "name"))
