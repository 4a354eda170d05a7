from django.urls import path

from kust_web.moderation.duplicates import decided_views as decided
from kust_web.moderation.duplicates import views

urlpatterns = [
    path("duplicates/", views.list_candidates, name="duplicates"),
    path("duplicates/pair/", views.show_pair, name="duplicates-pair"),
    path("duplicates/pair/two/", views.decide_two, name="duplicates-two"),
    path("duplicates/decided/", decided.list_decided, name="duplicates-decided"),
    path("duplicates/merges/<int:merge_id>/undo/", decided.undo_merge, name="duplicates-undo"),
    path("duplicates/decided/<int:pair_id>/forget/", decided.forget_two, name="duplicates-forget"),
]
