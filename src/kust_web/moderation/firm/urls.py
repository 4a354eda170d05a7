from django.urls import path

from kust_web.moderation.firm import anonymous_views, views

urlpatterns = [
    path("firms/<str:organisation_id>/", views.show_firm, name="firm"),
    path("firms/<str:organisation_id>/job/", views.act_on_work, name="firm-work"),
    path("clusters/<str:cluster_id>/anonymous.csv", anonymous_views.give_anonymous, name="anonymous"),
]
