"""The whole path by clicks, in Russian: from an empty installation to a cluster that conforms and is confirmed."""

from pathlib import Path
from typing import Any

import pytest

from tests.chromium import needs_browser

from .figures import start_plan, write_example
from .steps import Steps
from .steps_answers import see_that_it_conforms, see_why_it_fails_and_what_is_cheapest, take_documents
from .steps_figures import (
    accept_answers,
    confirm_supply,
    tell_products,
    type_figures,
    upload_rest,
    upload_workbook,
)
from .steps_people import (
    confirm_cluster,
    invite_firms,
    let_in_reviewer_and_manager,
    register_cluster,
    take_in_a_firm,
)
from .visitor import Registry

pytestmark = [
    pytest.mark.lengthy,
    pytest.mark.browser,
    needs_browser,
]


def test_a_cluster_comes_into_an_empty_registry_conforms_and_is_confirmed(
    installation: Registry, browser: Any, tmp_path: Path, shots: Path | None
) -> None:
    pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    path = Steps(browser, installation, tmp_path, shots)
    let_in_reviewer_and_manager(path)
    register_cluster(path)
    plan = tmp_path / "plan"
    write_example(tmp_path / "all", path.codes)
    with start_plan(tmp_path / "all", plan, path.codes["VB"]) as seeking:
        invite_firms(path)
        tell_products(path)
        type_figures(path)
        upload_workbook(path)
        accept_answers(path)
        confirm_supply(path)
        upload_rest(path, tmp_path / "all", "rest")
        see_why_it_fails_and_what_is_cheapest(path)
        assert seeking.wait() == 0, seeking.stderr and seeking.stderr.read()
    take_in_a_firm(path)
    upload_rest(path, plan, "plan")
    see_that_it_conforms(path)
    take_documents(path)
    confirm_cluster(path)
    assert {who: one.faults for who, one in path.people.items() if one.faults} == {}
