"""Who reaches the tables that belong to no cluster: administrators alone."""

from tests.web.access_row import Access, everybody, of_administrator

NOBODY = everybody(404)
UPLOAD = "/shared/uploads/<upload_id>/"
ROWS = [
    Access("/shared/", "GET", "/shared/", of_administrator(200)),
    Access("/shared/<table>/", "GET", "/shared/rates/", of_administrator(200)),
    Access("/shared/<table>/", "GET", "/shared/accounts/", NOBODY),
    Access("/shared/<table>/new/", "GET", "/shared/rates/new/", of_administrator(200)),
    Access("/shared/<table>/new/", "POST", "/shared/rates/new/", of_administrator(422)),
    Access("/shared/<table>/<row_id>/", "GET", "/shared/rates/0/", NOBODY),
    Access("/shared/<table>/<row_id>/", "POST", "/shared/rates/0/", NOBODY),
    Access("/shared/book/", "GET", "/shared/book/", of_administrator(200)),
    Access("/shared/uploads/", "GET", "/shared/uploads/", of_administrator(200)),
    Access("/shared/uploads/", "POST", "/shared/uploads/", of_administrator(422)),
    Access(UPLOAD, "GET", "/shared/uploads/0/", NOBODY),
    Access(f"{UPLOAD}state/", "GET", "/shared/uploads/0/state/", NOBODY),
    Access(f"{UPLOAD}file/", "GET", "/shared/uploads/0/file/", NOBODY),
    Access(f"{UPLOAD}act/", "POST", "/shared/uploads/0/act/", NOBODY),
]
