"""Who reaches the pages of a programme; its long computations are asked about a year without figures."""

from tests.web.access_row import Access, everybody, of_cluster, of_firm_editors, of_manager

OF = "/clusters/<cluster_id>/programme"
VB = "/clusters/VB/programme"
EARLY = "?on=1995-01-01"
ROWS = [
    Access(f"{OF}/", "GET", f"{VB}/{EARLY}", everybody(200)),
    Access(
        f"{OF}/drawings/<job_id>/<lang>/<name>.svg",
        "GET",
        f"{VB}/drawings/999999999/ru/a.svg",
        everybody(404),
    ),
    Access(f"{OF}/files/<form>/", "GET", f"{VB}/files/ics/{EARLY}", of_cluster(200)),
    Access(f"{OF}/versions/", "GET", f"{VB}/versions/", of_cluster(200)),
    Access(f"{OF}/versions/", "POST", f"{VB}/versions/", of_manager(422)),
    Access(f"{OF}/versions/changes/", "GET", f"{VB}/versions/changes/", of_cluster(200)),
    Access(f"{OF}/versions/<number>/", "GET", f"{VB}/versions/1/", everybody(404)),
    Access(f"{OF}/versions/<number>/files/<form>/", "GET", f"{VB}/versions/1/files/pdf/", everybody(404)),
    Access(f"{OF}/draft/", "GET", f"{VB}/draft/{EARLY}", of_manager(200)),
    Access(f"{OF}/draft/", "POST", f"{VB}/draft/{EARLY}", of_manager(422)),
    Access(f"{OF}/draft/ask/", "GET", f"{VB}/draft/ask/{EARLY}", of_manager(200)),
    Access(f"{OF}/edit/", "GET", f"{VB}/edit/", of_manager(200)),
    Access(f"{OF}/edit/<table>/add/", "GET", f"{VB}/edit/measures/add/", of_manager(200)),
    Access(f"{OF}/edit/<table>/add/", "POST", f"{VB}/edit/goals/add/", of_manager(422)),
    Access(f"{OF}/edit/<table>/<row_id>/", "GET", f"{VB}/edit/goals/999999999/", everybody(404)),
    Access(f"{OF}/voices/", "GET", f"{VB}/voices/", of_manager(200)),
    Access(f"{OF}/answer/<stakeholder_id>/", "GET", f"{VB}/answer/SB01/", (302, 200, *(404,) * 6)),
    Access("/programme/answer/<token>/", "GET", "/programme/answer/none/", everybody(404)),
    Access("/firms/<organisation_id>/measures/", "GET", "/firms/M01/measures/", of_firm_editors(200)),
    Access(
        "/firms/<organisation_id>/measures/<measure_id>/",
        "GET",
        "/firms/M01/measures/VB-M01/",
        everybody(404),
    ),
]
