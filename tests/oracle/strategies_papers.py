"""Random documents, targets and projects."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from .strategies_people import REGIONS, Rows, core_ids

DOCUMENTARY = ("industrial.planning_documents", "innovation.regional_commitment")
DATED = (None, date(2018, 1, 10), date(2019, 3, 1), date(2019, 3, 2))
STARTS = (None, None, date(2018, 1, 1), date(2018, 1, 1), date(2019, 3, 1), date(2019, 3, 2))
ENDS = (None, None, None, date(2019, 3, 1), date(2019, 3, 2), date(2020, 1, 1))


@st.composite
def documents(draw: Callable[..., Any], made: dict[str, Rows]) -> Rows:
    rows = []
    for number in range(1, draw(st.sampled_from([0, 2, 3, 4, 6, 8])) + 1):
        rows.append(
            {
                "document_id": f"D{number}",
                "cluster_id": draw(st.sampled_from(_cluster_ids(made))),
                "requirement": draw(st.sampled_from(DOCUMENTARY)),
                "region": draw(st.sampled_from([*REGIONS, None, None])),
                "title": f"Документ {number} (вымышленные данные)",
                "dated_on": draw(st.sampled_from(DATED)),
                "confirms": draw(st.sampled_from(["yes", "no", None])),
            }
        )
    return rows


@st.composite
def indicator_targets(draw: Callable[..., Any], made: dict[str, Rows]) -> Rows:
    key = st.tuples(
        st.sampled_from(_cluster_ids(made)),
        st.sampled_from(["jobs", "exports"]),
        st.sampled_from([*REGIONS, None]),
        st.sampled_from([2018, 2020]),
    )
    return [
        {"cluster_id": cluster, "indicator": indicator, "region": region, "year": year, "target": 100}
        for cluster, indicator, region, year in draw(st.lists(key, max_size=3, unique=True))
    ]


@st.composite
def projects(draw: Callable[..., Any], made: dict[str, Rows]) -> Rows:
    rows = []
    for number in range(1, draw(st.sampled_from([0, 1, 2, 3, 4])) + 1):
        starts, ends = draw(st.sampled_from(STARTS)), draw(st.sampled_from(ENDS))
        if starts is not None and ends is not None and ends <= starts:
            ends = None
        rows.append(
            {
                "project_id": f"R{number}",
                "cluster_id": draw(st.sampled_from(_cluster_ids(made))),
                "title": f"Проект {number} (вымышленные данные)",
                "kind": draw(st.sampled_from(["joint", "joint", "core", "investment"])),
                "starts_on": starts,
                "ends_on": ends,
            }
        )
    return rows


@st.composite
def project_participants(draw: Callable[..., Any], made: dict[str, Rows]) -> Rows:
    rows = []
    for project in made["projects"]:
        everyone = core_ids(made)
        if everyone:
            listed = draw(st.lists(st.sampled_from(everyone), max_size=8, unique=True))
            project["initiator_id"] = draw(st.sampled_from([None, *listed]))
            rows += [{"project_id": project["project_id"], "organisation_id": one} for one in listed]
    return rows


def _cluster_ids(made: dict[str, Rows]) -> list[str]:
    return [row["cluster_id"] for row in made["clusters"]]
