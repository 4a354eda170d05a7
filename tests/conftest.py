"""What all tests share: how Hypothesis draws, and that a run that must not skip anything says so."""

import os

import pytest
from hypothesis import settings

# The same draws on every run of CI, so that it fails for what a change did and not for what chance found.
settings.register_profile("ci", derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is installed (KUST_NO_SKIPS), a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("KUST_NO_SKIPS") or reporter is None:
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and session.exitstatus == 0:
        for report in skipped:
            reporter.write_line(f"skipped where nothing may be: {report.nodeid}: {report.longrepr}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
