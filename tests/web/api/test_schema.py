"""Whatever is asked of the interface, it answers as its description says and never fails."""

import pytest
import schemathesis
from django.core import signals
from django.core.cache import cache
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from kust_web.api.models import Token
from kust_web.api.service import service
from kust_web.wsgi import application
from tests.web.conftest import make_user

ROUTES = sorted(
    (method.upper(), path)
    for path, entry in service.get_openapi_schema()["paths"].items()
    for method in entry
    if method in ("get", "post", "put", "patch", "delete")
)


@pytest.fixture
def _one_connection():
    """Keep the test's own connection over many requests, as Django's test client does."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


def test_the_interface_is_described_by_openapi_3_1() -> None:
    assert service.get_openapi_schema()["openapi"].startswith("3.1")


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_answer_is_as_described(method: str, path: str) -> None:
    _, key = Token.make(make_user("manager", {"cluster_id": "VB"}), "test", may_write=True)
    description = schemathesis.openapi.from_wsgi("/api/openapi.json", application)

    @given(case=description[path][method].as_strategy())
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def ask(case: schemathesis.Case) -> None:
        cache.clear()  # the limit of requests has a test of its own
        # What a file holds stands in no schema: one that cannot be read is refused.
        loose = [positive_data_acceptance] if (method, path) == ("POST", "/api/imports") else []
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, excluded_checks=loose)

    ask()
