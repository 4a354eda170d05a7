"""The table of access: route, method, an address of it, and the code for each role (see test_access)."""

from tests.web import (
    access_api,
    access_entry,
    access_firm,
    access_programme,
    access_registry,
    access_shared,
    access_workbench,
)
from tests.web.access_row import Access, everybody, of_administrator, signed_in

FRAME = [
    Access("/language/", "POST", "/language/", everybody(302), {"language": "en"}),
    Access("/health/", "GET", "/health/", everybody(200)),
]
PEOPLE = [
    Access("/log-in/", "GET", "/log-in/", (200, *(302,) * 7)),
    Access("/log-out/", "POST", "/log-out/", everybody(302)),
    Access("/my/", "GET", "/my/", signed_in(200)),
    Access("/messages/", "GET", "/messages/", signed_in(200)),
    Access("/account/", "GET", "/account/", signed_in(200)),
    Access("/account/forget/", "POST", "/account/forget/", signed_in(302)),
    Access("/account/second-step/", "GET", "/account/second-step/", signed_in(200)),
    Access("/account/second-step/off/", "POST", "/account/second-step/off/", signed_in(422)),
    Access("/log-in/code/", "GET", "/log-in/code/", everybody(302)),
    Access("/log-in/forgotten/", "GET", "/log-in/forgotten/", everybody(200)),
    Access("/log-in/forgotten/sent/", "GET", "/log-in/forgotten/sent/", everybody(200)),
    Access("/log-in/new/<uidb64>/<token>/", "GET", "/log-in/new/x/y/", everybody(200)),
    Access("/invitations/<token>/", "GET", "/invitations/none/", everybody(404)),
    Access("/people/", "GET", "/people/", of_administrator(200)),
    Access("/people/duties/<duty_id>/withdraw/", "POST", "/people/duties/0/withdraw/", everybody(404)),
    Access("/audit/", "GET", "/audit/", of_administrator(200)),
]
TABLE = [
    *FRAME,
    *PEOPLE,
    *access_registry.ROWS,
    *access_api.ROWS,
    *access_firm.ROWS,
    *access_workbench.ROWS,
    *access_entry.ROWS,
    *access_shared.ROWS,
    *access_programme.ROWS,
]
