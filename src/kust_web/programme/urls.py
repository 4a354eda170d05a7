from django.urls import path

from kust_web.programme import (
    views_answers,
    views_draft,
    views_edit,
    views_page,
    views_progress,
    views_public,
    views_versions,
    views_voices,
)

OF_CLUSTER = "clusters/<str:cluster_id>/programme"

urlpatterns = [
    path(f"{OF_CLUSTER}/", views_page.show_programme, name="programme"),
    path(
        f"{OF_CLUSTER}/drawings/<int:job_id>/<str:lang>/<str:name>.svg",
        views_page.show_drawing,
        name="programme-drawing",
    ),
    path(f"{OF_CLUSTER}/files/<str:form>/", views_versions.write_file, name="programme-file"),
    path(f"{OF_CLUSTER}/versions/", views_versions.list_versions, name="programme-versions"),
    path(f"{OF_CLUSTER}/versions/changes/", views_versions.compare_versions, name="programme-changes"),
    path(f"{OF_CLUSTER}/versions/<int:number>/", views_versions.show_version, name="programme-version"),
    path(
        f"{OF_CLUSTER}/versions/<int:number>/files/<str:form>/",
        views_public.send_public,
        name="programme-version-file",
    ),
    path(f"{OF_CLUSTER}/draft/", views_draft.show_draft, name="programme-draft"),
    path(f"{OF_CLUSTER}/draft/ask/", views_draft.propose, name="programme-propose"),
    path(f"{OF_CLUSTER}/edit/", views_edit.list_rows, name="programme-edit"),
    path(f"{OF_CLUSTER}/edit/<str:table>/add/", views_edit.add_row, name="programme-add"),
    path(f"{OF_CLUSTER}/edit/<str:table>/<int:row_id>/", views_edit.show_row, name="programme-row"),
    path(f"{OF_CLUSTER}/voices/", views_voices.list_voices, name="programme-voices"),
    path(f"{OF_CLUSTER}/answer/<str:stakeholder_id>/", views_answers.answer, name="programme-answer"),
    path("programme/answer/<str:token>/", views_answers.answer_by_link, name="programme-link"),
    path("firms/<str:organisation_id>/measures/", views_progress.list_measures, name="measures"),
    path(
        "firms/<str:organisation_id>/measures/<str:measure_id>/",
        views_progress.report_measure,
        name="measures-report",
    ),
]
