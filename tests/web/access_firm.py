"""Who may reach a firm's own page, the supplies seen from both sides, the queue of firms known twice."""

from tests.web.access_row import Access, of_cluster, of_firm, of_firm_editors, of_reviewers, of_reviewers_here

_FLOW = "/firms/M01/sides/flow/?as=supplier&partner=M04&product=P101&year=2018"
_PAIR = "/duplicates/pair/?left=M01&right=M02"
ROWS = [
    Access("/firms/<organisation_id>/", "GET", "/firms/M01/", of_firm(200)),
    Access("/firms/<organisation_id>/job/", "POST", "/firms/M01/job/", of_firm(302), {"cluster": "VB"}),
    Access("/firms/<organisation_id>/sides/", "GET", "/firms/M01/sides/", of_firm(200)),
    Access("/firms/<organisation_id>/sides/flow/", "GET", _FLOW, of_firm(200)),
    Access("/firms/<organisation_id>/sides/flow/", "POST", _FLOW, of_firm_editors(422), {"act": "correct"}),
    Access(
        "/firms/<organisation_id>/sides/confirm/", "POST", "/firms/M01/sides/confirm/", of_firm_editors(302)
    ),
    Access("/clusters/<cluster_id>/differences/", "GET", "/clusters/VB/differences/", of_cluster(200)),
    Access("/clusters/<cluster_id>/anonymous.csv", "GET", "/clusters/VB/anonymous.csv", of_cluster(200)),
    Access("/duplicates/", "GET", "/duplicates/", of_reviewers(200)),
    Access("/duplicates/pair/", "GET", _PAIR, of_reviewers_here(200)),
    Access("/duplicates/pair/", "POST", _PAIR, of_reviewers_here(422), {"seen": "none"}),
    Access(
        "/duplicates/pair/two/", "POST", "/duplicates/pair/two/?left=M01&right=M02", of_reviewers_here(302)
    ),
    Access("/duplicates/decided/", "GET", "/duplicates/decided/", of_reviewers(200)),
    Access("/duplicates/merges/<merge_id>/undo/", "POST", "/duplicates/merges/0/undo/", (404,) * 8),
    Access("/duplicates/decided/<pair_id>/forget/", "POST", "/duplicates/decided/0/forget/", (404,) * 8),
]
