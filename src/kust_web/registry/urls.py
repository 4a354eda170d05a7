from django.urls import path

from kust_web.registry import views

urlpatterns = [
    path("", views.show_home, name="home"),
    path("clusters/", views.list_clusters, name="clusters"),
    path("clusters/<str:cluster_id>/", views.show_cluster, name="cluster"),
]
