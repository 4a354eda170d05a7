"""Access to the interface for programs, asked without a key; what a key opens is in `api/test_api.py`."""

from tests.web.access_row import Access, everybody, signed_in

ROWS = [
    Access("/account/tokens/", "GET", "/account/tokens/", signed_in(200)),
    Access("/account/tokens/<token_id>/withdraw/", "POST", "/account/tokens/0/withdraw/", signed_in(302)),
    Access("/api/", "GET", "/api/", everybody(404)),
    Access("/api/docs", "GET", "/api/docs", everybody(200)),
    Access("/api/openapi.json", "GET", "/api/openapi.json", everybody(200)),
    Access("/api/me", "GET", "/api/me", everybody(401)),
    Access("/api/tables", "GET", "/api/tables", everybody(200)),
    Access("/api/tables/<table>", "GET", "/api/tables/clusters", everybody(200)),
    Access("/api/clusters", "GET", "/api/clusters", everybody(200)),
    Access("/api/clusters/<cluster_id>", "GET", "/api/clusters/VB", everybody(200)),
    Access(
        "/api/clusters/<cluster_id>/verdicts",
        "GET",
        "/api/clusters/VB/verdicts?on=2019-03-01&year=2018",
        everybody(200),
    ),
    Access("/api/editions", "GET", "/api/editions", everybody(200)),
    Access("/api/jobs/<job_id>", "GET", "/api/jobs/0", everybody(404)),
    Access("/api/imports", "GET", "/api/imports", everybody(401)),
    Access("/api/imports", "POST", "/api/imports", everybody(401)),
    Access("/api/imports/<import_id>", "GET", "/api/imports/0", everybody(401)),
    Access("/api/imports/<import_id>/findings", "GET", "/api/imports/0/findings", everybody(401)),
    Access("/api/imports/<import_id>/rows", "GET", "/api/imports/0/rows", everybody(401)),
    Access("/api/imports/<import_id>/steps", "POST", "/api/imports/0/steps", everybody(401)),
    Access("/api/package", "GET", "/api/package?cluster_id=UG", everybody(200)),
]
