from django.urls import path

from kust_web.people import views

urlpatterns = [
    path("log-in/", views.LogIn.as_view(), name="log-in"),
    path("log-out/", views.LogOut.as_view(), name="log-out"),
    path("my/", views.show_my, name="my"),
    path("account/", views.show_account, name="account"),
    path("invitations/<str:token>/", views.accept_invitation, name="invitation"),
]
