"""Where the figure behind a problem is shown: the page of its verdict, need, niche, plan or project."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from kust.programme.asking.sign import NEED, NICHE, PROJECT, REMEDY, REQUIREMENT, SUPPORT
from kust_web.workbench.pages import Page


def lead_to(page: Page, problem: Mapping[str, Any]) -> str:
    """Write the address of the page that shows a problem's figure; nothing for a challenge that people named."""
    kind, reference = problem["shown_by"], problem["reference"]
    if not reference:
        return ""
    cluster = page.cluster.cluster_id
    asked = dict(page.state)
    if kind == REQUIREMENT:
        asked |= {"edition": problem["edition"]} if problem["edition"] else {}
        return f"{reverse('verdicts-why', args=[cluster, reference])}{_query(asked)}"
    if kind in (NEED, NICHE):
        told = {"niche": reference} if kind == NICHE else {}
        return f"{reverse('niches', args=[cluster])}{_query(asked | told)}"
    if kind == REMEDY:
        asked |= {"edition": problem["edition"]} if problem["edition"] else {}
        return f"{reverse('remedies', args=[cluster])}{_query(asked)}"
    if kind in (PROJECT, SUPPORT):
        return (
            f"{reverse('projects', args=[cluster])}{_query(asked | {'project': reference.partition(':')[0]})}"
        )
    return ""


def _query(asked: Mapping[str, Any]) -> str:
    return f"?{urlencode(asked)}" if asked else ""
