"""A row of the table of access, and who commonly may."""

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


def of_reviewers_here(code: int) -> tuple[int, ...]:
    """The reviewer of the region and the administrator, no reviewer of another region."""
    return (404, 404, 404, code, code, 404, 404, 404)


def of_administrator(code: int) -> tuple[int, ...]:
    return (404, 404, 404, 404, code, 404, 404, 404)
