"""The table of access: route, method, an address of it, and the code for each role (see test_access)."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Access:
    """One address asked in one way; `codes` stand for visitor, participant, manager, reviewer, administrator,
    then participant, manager and reviewer of elsewhere."""

    route: str
    method: str
    address: str
    codes: tuple[int, ...]
    data: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def everybody(code: int) -> tuple[int, ...]:
    return (code,) * 8


def signed_in(code: int) -> tuple[int, ...]:
    return (302, *(code,) * 7)


def of_cluster(code: int) -> tuple[int, ...]:
    """The cluster's manager, its reviewer and the administrator."""
    return (404, 404, code, code, code, 404, 404, 404)


def of_manager(code: int) -> tuple[int, ...]:
    return (404, 404, code, 404, code, 404, 404, 404)


def of_firm(code: int) -> tuple[int, ...]:
    """The firm's editor, the manager and reviewer of its cluster, the administrator."""
    return (404, code, code, code, code, 404, 404, 404)


def of_firm_editors(code: int) -> tuple[int, ...]:
    return (404, code, code, 404, code, 404, 404, 404)


def of_reviewers(code: int) -> tuple[int, ...]:
    return (404, 404, 404, code, code, 404, 404, code)


def of_administrator(code: int) -> tuple[int, ...]:
    return (404, 404, 404, 404, code, 404, 404, 404)


FRAME = [
    Access("/language/", "POST", "/language/", everybody(302), {"language": "en"}),
    Access("/health/", "GET", "/health/", everybody(200)),
]
PEOPLE = [
    Access("/log-in/", "GET", "/log-in/", (200, *(302,) * 7)),
    Access("/log-out/", "POST", "/log-out/", everybody(302)),
    Access("/my/", "GET", "/my/", signed_in(200)),
    Access("/account/", "GET", "/account/", signed_in(200)),
    Access("/invitations/<token>/", "GET", "/invitations/none/", everybody(404)),
]
REGISTRY = [
    Access("/", "GET", "/", everybody(200)),
    Access("/clusters/", "GET", "/clusters/", everybody(200)),
    Access("/clusters/<cluster_id>/", "GET", "/clusters/VB/", everybody(200)),
]
TABLE = [*FRAME, *PEOPLE, *REGISTRY]
