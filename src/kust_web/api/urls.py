from django.urls import path

from kust_web.api import views
from kust_web.api.routes import service

urlpatterns = [
    path("account/tokens/", views.list_tokens, name="tokens"),
    path("account/tokens/<int:token_id>/withdraw/", views.withdraw_token, name="withdraw-token"),
    path("api/", service.urls),
]
