from django.urls import path

from kust_web.ui import views

urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("health/", views.show_health, name="health"),
]
