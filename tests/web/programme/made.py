"""What tests of a programme put into the registry."""

from typing import Any

from django.test import Client

from kust_web.people.models import Duty, User
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of

ASKED = "on=2019-03-01&year=2018"
PAGE = f"/clusters/VB/programme/?{ASKED}"


def row_of(table: str, **which: Any) -> Any:
    return model_of(table).objects.get(**which)


def editor_of(firm: str) -> Client:
    """Return a browser in which the editor of a firm is logged in."""
    user = User.objects.create_user(f"{firm.lower()}@kust.example", "Tundra-moss-17")
    Duty.objects.create(user=user, kind=Duty.PARTICIPANT, organisation_id=firm)
    client = Client(headers={"accept-language": "ru"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def propose() -> None:
    """Propose a goal, a problem under it and a measure against that, as a draft does."""
    of = {"cluster_id": "VB", "decision": "proposed"}
    write(
        [
            Edit("goals", of | {"goal_id": "X-G", "title": "Предложенная цель"}),
            Edit("problems", of | {"problem_id": "X-P", "goal_id": "X-G", "title": "Предложенная проблема"}),
            Edit(
                "measures",
                of
                | {
                    "measure_id": "X-M",
                    "goal_id": "X-G",
                    "problem_id": "X-P",
                    "title": "Предложенное мероприятие",
                },
            ),
        ],
        user=None,
        kind="load",
    )


def decisions() -> dict[str, tuple[str, str | None]]:
    """Return what was decided about the three, with the reason."""
    keys = {"goals": "goal_id", "problems": "problem_id", "measures": "measure_id"}
    rows = [row_of(table, **{key: f"X-{table[0].upper()}"}) for table, key in keys.items()]
    return {table: (row.decision, row.reason) for table, row in zip(keys, rows, strict=True)}
