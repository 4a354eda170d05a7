from django.urls import path

from kust_web.api import computations, imports, routes, views  # noqa: F401
from kust_web.api.service import service

urlpatterns = [
    path("account/tokens/", views.list_tokens, name="tokens"),
    path("account/tokens/<int:token_id>/withdraw/", views.withdraw_token, name="withdraw-token"),
    path("api/docs", views.show_docs, name="api-docs"),
    path("api/", service.urls),
]
