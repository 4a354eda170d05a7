"""Who reaches the pages of the workbench."""

from tests.web.access_row import Access, everybody, of_cluster, of_manager, signed_in

ROWS = [
    Access("/jobs/", "GET", "/jobs/", signed_in(200)),
    Access("/jobs/<job_id>/", "GET", "/jobs/999999999/", everybody(404)),
    Access("/jobs/<job_id>/cancel/", "POST", "/jobs/999999999/cancel/", everybody(404)),
    Access("/jobs/<job_id>/retry/", "POST", "/jobs/999999999/retry/", everybody(404)),
    Access("/jobs/<job_id>/files/<form>/", "GET", "/jobs/999999999/files/html/", everybody(404)),
    Access("/clusters/<cluster_id>/verdicts/", "GET", "/clusters/VB/verdicts/?on=1995-01-01", everybody(200)),
    Access(
        "/clusters/<cluster_id>/verdicts/again/<job_id>/",
        "POST",
        "/clusters/VB/verdicts/again/999999999/",
        everybody(404),
    ),
    Access(
        "/clusters/<cluster_id>/verdicts/repeated/<job_id>/",
        "GET",
        "/clusters/VB/verdicts/repeated/999999999/",
        everybody(404),
    ),
    Access(
        "/clusters/<cluster_id>/why/<requirement>/",
        "GET",
        "/clusters/VB/why/industrial.cooperation/?on=1995-01-01",
        of_cluster(200),
    ),
    Access("/clusters/<cluster_id>/report/", "GET", "/clusters/VB/report/", of_cluster(200)),
    Access("/clusters/<cluster_id>/extract/", "GET", "/clusters/VB/extract/", everybody(200)),
    Access("/clusters/<cluster_id>/chain/", "GET", "/clusters/VB/chain/?year=1995", everybody(200)),
    Access("/clusters/<cluster_id>/niches/", "GET", "/clusters/VB/niches/?year=1995", of_cluster(200)),
    Access(
        "/clusters/<cluster_id>/niches/cards/<form>/",
        "GET",
        "/clusters/VB/niches/cards/html/?year=1995&niche=none",
        of_cluster(200),
    ),
    Access(
        "/clusters/<cluster_id>/remedies/", "GET", "/clusters/VB/remedies/?on=1995-01-01", of_cluster(200)
    ),
    Access("/clusters/<cluster_id>/what-if/", "GET", "/clusters/VB/what-if/", of_cluster(200)),
    Access("/clusters/<cluster_id>/projects/", "GET", "/clusters/VB/projects/?year=1995", of_cluster(200)),
    Access(
        "/clusters/<cluster_id>/manage/settings/", "GET", "/clusters/VB/manage/settings/", of_manager(200)
    ),
    Access(
        "/clusters/<cluster_id>/manage/settings/", "POST", "/clusters/VB/manage/settings/", of_manager(422)
    ),
]
