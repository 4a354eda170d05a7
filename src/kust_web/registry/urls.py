from django.urls import path

from kust_web.registry import views, views_cluster, views_clusters, views_compare, views_history, views_map

urlpatterns = [
    path("", views.show_home, name="home"),
    path("dashboard/", views.show_dashboard, name="dashboard"),
    path("national/", views.follow_national, name="national"),
    path("map/", views_map.show_map, name="map"),
    path("compare/", views_compare.compare, name="compare"),
    path("clusters/", views_clusters.list_clusters, name="clusters"),
    path("clusters/<str:cluster_id>/", views_cluster.show_cluster, name="cluster"),
    path("clusters/<str:cluster_id>/summary/", views_cluster.show_summary, name="cluster-summary"),
    path("clusters/<str:cluster_id>/history/", views_history.list_changes, name="cluster-history"),
    path(
        "clusters/<str:cluster_id>/history/<int:change_id>/",
        views_history.show_change,
        name="cluster-history-change",
    ),
    path(
        "clusters/<str:cluster_id>/history/<int:change_id>/undo/",
        views_history.undo_change,
        name="cluster-history-undo",
    ),
]
