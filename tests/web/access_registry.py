"""The public pages of the registry, and the history of a cluster."""

from tests.web.access_row import Access, everybody, of_cluster, of_manager

ROWS = [
    Access("/", "GET", "/", everybody(200)),
    Access("/dashboard/", "GET", "/dashboard/", everybody(200)),
    Access("/national/", "GET", "/national/", everybody(200)),
    Access("/map/", "GET", "/map/?cluster=VB", everybody(200)),
    Access("/compare/", "GET", "/compare/?cluster=R01", everybody(200)),
    Access("/clusters/", "GET", "/clusters/", everybody(200)),
    Access("/clusters/<cluster_id>/", "GET", "/clusters/VB/", everybody(200)),
    Access("/clusters/<cluster_id>/", "GET", "/clusters/none/", everybody(404)),
    Access("/clusters/<cluster_id>/summary/", "GET", "/clusters/R01/summary/", everybody(200)),
    Access("/clusters/<cluster_id>/history/", "GET", "/clusters/VB/history/", of_cluster(200)),
    Access(
        "/clusters/<cluster_id>/history/<change_id>/", "GET", "/clusters/VB/history/999/", of_cluster(404)
    ),
    Access(
        "/clusters/<cluster_id>/history/<change_id>/undo/",
        "POST",
        "/clusters/VB/history/999/undo/",
        of_manager(404),
    ),
]
