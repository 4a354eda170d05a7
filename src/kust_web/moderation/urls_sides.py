from django.urls import path

from kust_web.moderation import sides_cluster, sides_views

urlpatterns = [
    path("firms/<str:organisation_id>/sides/", sides_views.list_sides, name="sides"),
    path("firms/<str:organisation_id>/sides/confirm/", sides_views.confirm_sides, name="sides-confirm"),
    path("firms/<str:organisation_id>/sides/flow/", sides_views.show_flow, name="sides-flow"),
    path("clusters/<str:cluster_id>/differences/", sides_cluster.list_differences, name="differences"),
]
