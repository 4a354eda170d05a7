from django.urls import path

from kust_web.moderation.sides import cluster, views

urlpatterns = [
    path("firms/<str:organisation_id>/sides/", views.list_sides, name="sides"),
    path("firms/<str:organisation_id>/sides/confirm/", views.confirm_sides, name="sides-confirm"),
    path("firms/<str:organisation_id>/sides/flow/", views.show_flow, name="sides-flow"),
    path("clusters/<str:cluster_id>/differences/", cluster.list_differences, name="differences"),
]
