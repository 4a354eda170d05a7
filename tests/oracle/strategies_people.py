"""Random organisations, clusters, regions and memberships."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import strategies as st

Rows = list[dict[str, Any]]
REGIONS = ("16", "70", "54")
YES_NO = st.sampled_from(["yes", "no", None])
MOSTLY_EMPTY = st.sampled_from([None, None, "yes", "no"])
JOINED = (None, None, date(2015, 1, 1), date(2018, 7, 1), date(2019, 3, 1), date(2019, 3, 2))
LEFT = (None, None, None, date(2018, 10, 1), date(2019, 3, 1), date(2019, 3, 2), date(2020, 1, 1))
ROLES = ("enterprise",) * 6 + (
    "education",
    "research",
    "infrastructure",
    "finance",
    "authority",
    "other",
)
FLAGS = {
    "makes_final_products": MOSTLY_EMPTY,
    "uses_cluster_inputs": MOSTLY_EMPTY,
    "exports": MOSTLY_EMPTY,
    "is_founder": YES_NO,
    "in_governing_body": YES_NO,
    "cofinances": st.sampled_from(["yes", "yes", "no", None]),
    "not_yet_producing": MOSTLY_EMPTY,
    "special_territory": MOSTLY_EMPTY,
}


@st.composite
def organisations(draw: Callable[..., Any]) -> Rows:
    rows = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        country = draw(st.sampled_from(["RU"] * 5 + ["KZ", "CN"]))
        rows.append(
            {
                "organisation_id": f"O{number}",
                "name": f"Организация {number} (вымышленные данные)",
                "country": country,
                "region": draw(st.sampled_from([*REGIONS, None])) if country == "RU" else None,
                "okved": draw(st.sampled_from(["26.11", "26.12", "28.1", "25", None])),
                "size": draw(st.sampled_from(["micro", "small", "medium", "large", None])),
            }
        )
    return rows


@st.composite
def clusters(draw: Callable[..., Any], made: dict[str, Rows]) -> Rows:
    heads = [None, *ids(made)]
    return [
        {
            "cluster_id": f"C{number}",
            "name": f"Кластер {number} (вымышленные данные)",
            "kind": draw(st.sampled_from(["industrial", "innovation", "both"])),
            "specialised_organisation_id": draw(st.sampled_from(heads)),
        }
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]


@st.composite
def cluster_regions(draw: Callable[..., Any], made: dict[str, Rows]) -> Rows:
    rows = []
    for cluster in made["clusters"]:
        for region in draw(st.lists(st.sampled_from(REGIONS), max_size=3, unique=True)):
            agreed_on = draw(st.sampled_from([None, date(2017, 5, 1), date(2019, 3, 1), date(2019, 3, 2)]))
            rows.append(
                {
                    "cluster_id": cluster["cluster_id"],
                    "region": region,
                    "agreement_on": agreed_on,
                    "special_programme": draw(YES_NO),
                }
            )
    return rows


@st.composite
def memberships(
    draw: Callable[..., Any], made: dict[str, Rows], complete: bool, contradictions: bool
) -> Rows:
    """Up to three rows of an organisation in a cluster; it may be in several clusters."""
    rows = []
    for cluster in made["clusters"]:
        for organisation in ids(made):
            flags = draw(st.fixed_dictionaries(FLAGS))
            if complete:
                flags = {
                    column: cell or draw(st.sampled_from(["yes", "no"])) for column, cell in flags.items()
                }
            for again in range(draw(st.sampled_from([0, 1, 1, 1, 1, 1, 2, 3]))):
                row = {"cluster_id": cluster["cluster_id"], "organisation_id": organisation}
                row |= draw(_place()) | draw(_days())
                row |= draw(_repeated(flags, contradictions)) if again else flags
                rows.append(row)
    return draw(st.permutations(rows))


@st.composite
def _place(draw: Callable[..., Any]) -> dict[str, Any]:
    role = draw(st.sampled_from(ROLES))
    place: dict[str, Any] = {"role": role, "education_level": None, "infrastructure_kind": None}
    if role == "education":
        place["education_level"] = draw(st.sampled_from(["higher", "vocational", None]))
    if role == "infrastructure":
        place["infrastructure_kind"] = draw(st.sampled_from(["technological", "industrial", None]))
    return place


@st.composite
def _days(draw: Callable[..., Any]) -> dict[str, Any]:
    joined, left = draw(st.sampled_from(JOINED)), draw(st.sampled_from(LEFT))
    if joined is not None and left is not None and left <= joined:
        left = None
    return {"joined_on": joined, "left_on": left}


@st.composite
def _repeated(draw: Callable[..., Any], flags: dict[str, Any], contradictions: bool) -> dict[str, Any]:
    """A further row says the same, or is silent; only with contradictions something else."""
    if contradictions:
        return draw(st.fixed_dictionaries(FLAGS))
    return {column: draw(st.sampled_from([cell, cell, None])) for column, cell in flags.items()}


@st.composite
def crowd(draw: Callable[..., Any], made: dict[str, Rows]) -> None:
    """Now and then enough plain members of the first cluster to come near 10, 40 or exactly 30 %."""
    size = draw(st.sampled_from([0] * 8 + [7, 9, 10, 39, 40]))
    role = draw(st.sampled_from(["enterprise", "enterprise", "other"]))
    special, finals = draw(st.integers(0, 6)), draw(st.integers(0, size))
    for number in range(1, size + 1):
        organisation = {"organisation_id": f"X{number}", "name": f"Участник {number} (вымышленные данные)"}
        made["organisations"].append(organisation | {"country": "RU", "region": "16"})
        member = {"cluster_id": "C1", "organisation_id": f"X{number}", "role": role, "cofinances": "yes"}
        flags = {
            "in_governing_body": "yes",
            "is_founder": "no",
            "special_territory": "yes" if number <= special else "no",
            "makes_final_products": "yes" if number <= finals else "no",
        }
        made["memberships"].append(member | flags)


def ids(made: dict[str, Rows]) -> list[str]:
    return [row["organisation_id"] for row in made["organisations"]]


def core_ids(made: dict[str, Rows]) -> list[str]:
    """Without the crowd, whose figures are even."""
    return [one for one in ids(made) if one.startswith("O")]


def crowd_ids(made: dict[str, Rows]) -> list[str]:
    return [one for one in ids(made) if one.startswith("X")]
