"""Who may reach the pages where figures come in."""

from tests.web.access_row import (
    Access,
    everybody,
    of_firm_editors,
    of_manager,
    of_reviewers,
    signed_in,
)

FIRM, CLUSTER = "/firms/<organisation_id>", "/clusters/<cluster_id>"
NOBODY = everybody(404)
REVIEWERS_HERE = (404, 404, 404, 200, 200, 404, 404, 404)


def _uploads(route: str, address: str, codes: tuple[int, ...]) -> list[Access]:
    """An upload that is not there is no page for anybody; who may see one that is, `test_upload_rights` holds."""
    one = f"{route}/uploads/<upload_id>/"
    return [
        Access(f"{route}/uploads/", "GET", f"{address}/uploads/", codes),
        Access(
            f"{route}/uploads/", "POST", f"{address}/uploads/", tuple(422 if c == 200 else c for c in codes)
        ),
        Access(one, "GET", f"{address}/uploads/0/", NOBODY),
        Access(f"{one}state/", "GET", f"{address}/uploads/0/state/", NOBODY),
        Access(f"{one}file/", "GET", f"{address}/uploads/0/file/", NOBODY),
        Access(f"{one}act/", "POST", f"{address}/uploads/0/act/", NOBODY),
    ]


ROWS = [
    Access("/entry/", "GET", "/entry/", signed_in(200)),
    *_uploads(FIRM, "/firms/M01", of_firm_editors(200)),
    *_uploads(CLUSTER, "/clusters/VB", of_manager(200)),
    Access(f"{FIRM}/book/", "GET", "/firms/M01/book/?year=2018", of_firm_editors(200)),
    Access(f"{CLUSTER}/book/", "GET", "/clusters/VB/book/", of_manager(200)),
    Access(f"{FIRM}/lookup/<table>/", "GET", "/firms/M01/lookup/organisations/?q=брод", of_firm_editors(200)),
    Access(f"{FIRM}/lookup/<table>/", "GET", "/firms/M01/lookup/accounts/?q=брод", NOBODY),
    Access(f"{FIRM}/returns/", "GET", "/firms/M01/returns/", of_firm_editors(200)),
    Access(f"{FIRM}/returns/<year>/", "GET", "/firms/M01/returns/2018/", of_firm_editors(200)),
    Access(f"{FIRM}/returns/<year>/", "GET", "/firms/M01/returns/1066/", NOBODY),
    Access(
        f"{FIRM}/returns/<year>/act/",
        "POST",
        "/firms/M01/returns/2018/act/",
        of_firm_editors(302),
        {"act": "begin"},
    ),
    Access(
        f"{FIRM}/returns/<year>/rows/", "POST", "/firms/M01/returns/2018/rows/", NOBODY, {"section": "sales"}
    ),
    Access(f"{FIRM}/returns/<year>/rows/<entry_id>/", "POST", "/firms/M01/returns/2018/rows/0/", NOBODY),
    Access(f"{CLUSTER}/returns/", "GET", "/clusters/VB/returns/", of_manager(200)),
    Access(f"{CLUSTER}/lookup/<table>/", "GET", "/clusters/VB/lookup/organisations/?q=брод", of_manager(200)),
    Access("/register-cluster/", "GET", "/register-cluster/", signed_in(200)),
    Access("/register-cluster/", "POST", "/register-cluster/", signed_in(422), {"name": ""}),
    Access(f"{CLUSTER}/manage/", "GET", "/clusters/VB/manage/", of_manager(200)),
    Access(f"{CLUSTER}/manage/", "POST", "/clusters/VB/manage/", of_manager(422), {"name": ""}),
    Access(f"{CLUSTER}/manage/members/", "GET", "/clusters/VB/manage/members/", of_manager(200)),
    Access(f"{CLUSTER}/manage/members/<row_id>/", "GET", "/clusters/VB/manage/members/0/", NOBODY),
    Access(f"{CLUSTER}/manage/people/", "GET", "/clusters/VB/manage/people/", of_manager(200)),
    Access(
        f"{CLUSTER}/manage/people/", "POST", "/clusters/VB/manage/people/", of_manager(422), {"act": "invite"}
    ),
    Access(f"{CLUSTER}/manage/papers/", "GET", "/clusters/VB/manage/papers/", of_manager(200)),
    Access(f"{CLUSTER}/manage/papers/<paper_id>/", "GET", "/clusters/VB/manage/papers/0/", NOBODY),
    Access(f"{CLUSTER}/manage/progress/", "GET", "/clusters/VB/manage/progress/?year=2018", of_manager(200)),
    Access("/joinings/<joining_id>/", "POST", "/joinings/0/", (302, *(404,) * 7)),
    Access("/review/", "GET", "/review/", of_reviewers(200)),
    Access(f"{CLUSTER}/review/", "GET", "/clusters/VB/review/", REVIEWERS_HERE),
    Access(
        f"{CLUSTER}/review/",
        "POST",
        "/clusters/VB/review/",
        tuple(422 if c == 200 else c for c in REVIEWERS_HERE),
    ),
]
