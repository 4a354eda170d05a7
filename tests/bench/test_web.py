"""What is told of the registry under weight; the made-up registry that is measured can be written and looked at."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from django.test import Client

from bench import report, web_registry
from bench.web import Page, _headers
from bench.web_heavy import Heavy
from bench.web_pages import list_pages

# Pages whose computations a test need not wait for.
COMPUTED = ("chain", "niches", "remedies", "projects", "compare", "anonymous", "book", "W0010", "duplicates")
COMPUTED += ("why", "extract", "edition=all", "dashboard")


def _web(failed: int, seconds: float) -> dict[str, Any]:
    page = Page("visitor", "/clusters/", [200], 0.02, 0.03, 0.002, 15.0, 7, 72)
    return {
        "cores": 2,
        "load": [0.1, 0.2],
        "versions": {"django": "5.2"},
        "database": "sqlite",
        "clusters": 2000,
        "times": 100,
        "big": {"participants": 200, "years": 5, "supplies": 20_000, "code": "BIG"},
        "filled_seconds": 21.0,
        "pages": [asdict(page)],
        "pressed": {
            "users": 50,
            "seconds": 120.0,
            "answers": 9999,
            "failed": failed,
            "median": 1.0,
            "p95": 2.0,
        },
        "heavy": [asdict(Heavy("the change taken back", 10_000, seconds, 10.0))],
    }


@pytest.mark.parametrize(("failed", "seconds", "met", "missed"), [(0, 4.0, 2, 0), (3, 12.0, 0, 2)])
def test_a_target_that_is_missed_stays_in_the_table(
    failed: int, seconds: float, met: int, missed: int
) -> None:
    content = report.describe([], "python -m bench", date(2026, 11, 21), (0.1, 0.2))
    content["web"] = report.part(_web(failed, seconds), "python -m bench --only-web", date(2026, 11, 22))
    told = report.render(content).partition("## The registry")[2].partition("## Growth")[0]
    assert "| visitor | `/clusters/` | 20.0 | 30.0 | 2.00 | 15.0 | 7 | 72 |" in told
    assert (told.count("met"), told.count("**missed**")) == (met, missed)


@pytest.mark.django_db
def test_the_made_up_registry_is_written_and_its_pages_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_registry, "PARTICIPANTS", 100)
    monkeypatch.setattr(web_registry, "YEARS", web_registry.YEARS[-2:])
    people = web_registry.fill(3, supplies=50)
    for role, address in list_pages():
        if not any(part in address for part in COMPUTED):
            answer = Client().get(address, headers=_headers(people, role))
            assert (address, answer.status_code) == (address, 200)
