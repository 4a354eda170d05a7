"""The addresses of the registry; each view says itself who may reach it."""

from django.urls import include, path

urlpatterns = [
    path("", include("kust_web.ui.urls")),
    path("", include("kust_web.people.urls")),
    path("", include("kust_web.registry.urls")),
    path("", include("kust_web.api.urls")),
    path("", include("kust_web.workbench.urls")),
    path("", include("kust_web.moderation.urls")),
    path("", include("kust_web.moderation.sides.urls")),
    path("", include("kust_web.moderation.duplicates.urls")),
    path("", include("kust_web.moderation.firm.urls")),
    path("", include("kust_web.programme.urls")),
]
