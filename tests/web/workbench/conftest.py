"""What the tests of the workbench's pages share: who looks, and answers that were worked out before."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kust_web.registry import snapshot
from kust_web.registry.models import Snapshot
from kust_web.workbench import jobs
from kust_web.workbench.models import Job


@pytest.fixture(scope="module")
def answers(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Answers that several tests of a module look at, worked out once: its ``ANSWERS``."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            digest = snapshot.current("VB").digest
            for kind, parameters in request.module.ANSWERS:
                done = jobs.ask(kind, cluster="VB", digest=digest, parameters=parameters)
                assert done.state == Job.DONE, done.failure
        yield
        Job.objects.all().delete()
        Snapshot.objects.all().delete()


@pytest.fixture
def manager(client_of: Callable[..., Client]) -> Client:
    return client_of("manager")


@pytest.fixture
def visitor(client_of: Callable[..., Client]) -> Client:
    return client_of("visitor")
