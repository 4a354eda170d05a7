from django.urls import path

from kust_web.moderation import firm_anonymous_views, firm_views

urlpatterns = [
    path("firms/<str:organisation_id>/", firm_views.show_firm, name="firm"),
    path("firms/<str:organisation_id>/job/", firm_views.act_on_work, name="firm-work"),
    path("clusters/<str:cluster_id>/anonymous.csv", firm_anonymous_views.give_anonymous, name="anonymous"),
]
