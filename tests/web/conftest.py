"""The registry with the example clusters in it, loaded once; every test sees its own copy and leaves no trace."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kust_web.people.models import Duty, User
from kust_web.registry.examples import load_examples

ROLES = ("visitor", "participant", "manager", "reviewer", "administrator")
# The duties of a person of each role, and of one who has the same role elsewhere.
HERE = {
    "participant": {"organisation_id": "M01"},
    "manager": {"cluster_id": "VB"},
    "reviewer": {"region": "00"},
    "administrator": {},
}
ELSEWHERE = {
    "participant": {"organisation_id": "M02"},
    "manager": {"cluster_id": "UG"},
    "reviewer": {"region": "16"},
}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load_examples()


def make_user(role: str, where: dict[str, str]) -> User:
    user = User.objects.create_user(
        f"{role}-{'-'.join(where.values()) or 'all'}@kust.example", "Tundra-moss-17"
    )
    Duty.objects.create(user=user, kind=role, **where)
    return user


@pytest.fixture
def client_of(db: None) -> Callable[..., Client]:
    """Return a browser in which somebody of a role is logged in; `elsewhere` gives one of another firm or cluster."""

    def make(role: str, *, elsewhere: bool = False) -> Client:
        client = Client(headers={"accept-language": "ru"})
        if role != "visitor":
            client.force_login(
                make_user(role, (ELSEWHERE if elsewhere else HERE)[role]),
                backend="django.contrib.auth.backends.ModelBackend",
            )
        return client

    return make


@pytest.fixture
def only_asked(settings: Any) -> None:
    """Long computations are asked for and never done: where it matters who may ask, and with what."""
    settings.TASKS = {
        name: one | {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}
        for name, one in settings.TASKS.items()
    }
