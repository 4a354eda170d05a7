from typing import Any

from django.urls import URLPattern, path

from kust_web.moderation import lookup
from kust_web.moderation.members import cluster_views, people_views, review_views
from kust_web.moderation.members import views as member_views
from kust_web.moderation.returns import views as return_views
from kust_web.moderation.shared import views as shared_views
from kust_web.moderation.uploads import book_view
from kust_web.moderation.uploads import views as upload_views
from kust_web.people.access import Action, allowed


def _uploads(place: str, kind: str, action: Action) -> list[URLPattern]:
    """The addresses of uploads: once for firms, once for clusters, once for what all share."""
    views: list[tuple[str, Any, str]] = [
        ("", upload_views.list_uploads, "uploads"),
        ("<int:upload_id>/", upload_views.show_upload, "upload"),
        ("<int:upload_id>/state/", upload_views.show_state, "upload-state"),
        ("<int:upload_id>/file/", upload_views.give_file, "upload-file"),
        ("<int:upload_id>/act/", upload_views.act, "upload-act"),
    ]
    return [
        path(f"{place}/uploads/{rest}", allowed(action)(view), name=f"{kind}-{name}")
        for rest, view, name in views
    ]


FIRM = "firms/<str:organisation_id>"
CLUSTER = "clusters/<str:cluster_id>"
urlpatterns = [
    path("entry/", review_views.show_entry, name="entry"),
    *_uploads(FIRM, "firm", "organisation.enter"),
    *_uploads(CLUSTER, "manage", "cluster.manage"),
    path(f"{FIRM}/book/", book_view.give_book, name="firm-book"),
    path(f"{CLUSTER}/book/", allowed("cluster.manage")(book_view.give_template), name="manage-book"),
    path(f"{FIRM}/lookup/<str:table>/", lookup.look_up_for_firm, name="firm-lookup"),
    path(f"{FIRM}/returns/", return_views.list_returns, name="returns"),
    path(f"{FIRM}/returns/<int:year>/", return_views.show_return, name="return"),
    path(f"{FIRM}/returns/<int:year>/act/", return_views.act, name="return-act"),
    path(f"{FIRM}/returns/<int:year>/rows/", return_views.add_row, name="return-add"),
    path(f"{FIRM}/returns/<int:year>/rows/<int:entry_id>/", return_views.save_row, name="return-row"),
    path(f"{CLUSTER}/returns/", return_views.show_queue, name="manage-returns"),
    path(f"{CLUSTER}/lookup/<str:table>/", lookup.look_up_for_cluster, name="manage-lookup"),
    path("register-cluster/", cluster_views.register_cluster, name="register-cluster"),
    path(f"{CLUSTER}/manage/", cluster_views.manage, name="manage"),
    path(f"{CLUSTER}/manage/members/", member_views.manage_members, name="manage-members"),
    path(f"{CLUSTER}/manage/members/<int:row_id>/", member_views.edit_member, name="manage-member"),
    path(f"{CLUSTER}/manage/people/", people_views.manage_people, name="manage-people"),
    path(f"{CLUSTER}/manage/papers/", cluster_views.manage_papers, name="manage-papers"),
    path(f"{CLUSTER}/manage/papers/<int:paper_id>/", cluster_views.give_paper, name="manage-paper"),
    path(f"{CLUSTER}/manage/progress/", cluster_views.show_progress, name="manage-progress"),
    path("joinings/<int:joining_id>/", member_views.answer_joining, name="joining"),
    path("review/", review_views.list_waiting, name="review"),
    path(f"{CLUSTER}/review/", review_views.review, name="review-cluster"),
    path("shared/", shared_views.list_tables, name="shared"),
    *_uploads("shared", "shared", "registry.manage"),
    path("shared/book/", allowed("registry.manage")(book_view.give_template), name="shared-book"),
    path("shared/<str:table>/", shared_views.show_table, name="shared-table"),
    path("shared/<str:table>/new/", shared_views.add_row, name="shared-new"),
    path("shared/<str:table>/<int:row_id>/", shared_views.show_row, name="shared-row"),
]
