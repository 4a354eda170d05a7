from django.urls import path

from kust_web.workbench import (
    saved_views,
    views_chain,
    views_documents,
    views_jobs,
    views_niches,
    views_projects,
    views_remedies,
    views_verdicts,
)

OF_CLUSTER = "clusters/<str:cluster_id>"

urlpatterns = [
    path("jobs/", views_jobs.list_mine, name="jobs"),
    path("jobs/<int:job_id>/", views_jobs.show_job, name="job"),
    path("jobs/<int:job_id>/cancel/", views_jobs.cancel_job, name="job-cancel"),
    path("jobs/<int:job_id>/retry/", views_jobs.retry_job, name="job-retry"),
    path("jobs/<int:job_id>/files/<str:form>/", views_jobs.send_file, name="job-file"),
    path(f"{OF_CLUSTER}/verdicts/", views_verdicts.show_verdicts, name="verdicts"),
    path(f"{OF_CLUSTER}/verdicts/again/<int:job_id>/", views_verdicts.judge_again, name="verdicts-again"),
    path(
        f"{OF_CLUSTER}/verdicts/repeated/<int:job_id>/", views_verdicts.show_again, name="verdicts-repeated"
    ),
    path(f"{OF_CLUSTER}/why/<str:requirement>/", views_verdicts.show_why, name="verdicts-why"),
    path(f"{OF_CLUSTER}/report/", views_documents.show_report, name="verdicts-report"),
    path(f"{OF_CLUSTER}/extract/", views_documents.show_extract, name="extract"),
    path(f"{OF_CLUSTER}/chain/", views_chain.show_chain, name="chain"),
    path(f"{OF_CLUSTER}/niches/", views_niches.show_niches, name="niches"),
    path(f"{OF_CLUSTER}/niches/cards/<str:form>/", views_niches.write_cards, name="niches-cards"),
    path(f"{OF_CLUSTER}/remedies/", views_remedies.show_remedies, name="remedies"),
    path(f"{OF_CLUSTER}/what-if/", views_remedies.show_what_if, name="remedies-what-if"),
    path(f"{OF_CLUSTER}/manage/settings/", saved_views.manage_settings, name="manage-settings"),
    path(f"{OF_CLUSTER}/projects/", views_projects.show_projects, name="projects"),
]
