from django.urls import path

from kust_web.people import admin_views, message_views, second_step, views

urlpatterns = [
    path("log-in/", views.LogIn.as_view(), name="log-in"),
    path("log-in/code/", views.ask_code, name="log-in-code"),
    path("log-in/forgotten/", views.Forgotten.as_view(), name="forgotten"),
    path("log-in/forgotten/sent/", views.ForgottenSent.as_view(), name="forgotten-sent"),
    path("log-in/new/<str:uidb64>/<str:token>/", views.ChooseNew.as_view(), name="choose-new"),
    path("log-out/", views.LogOut.as_view(), name="log-out"),
    path("my/", views.show_my, name="my"),
    path("messages/", message_views.list_messages, name="messages"),
    path("account/", views.show_account, name="account"),
    path("account/forget/", views.forget_me, name="forget-me"),
    path("account/second-step/", second_step.set_up, name="second-step"),
    path("account/second-step/off/", second_step.give_up, name="second-step-off"),
    path("invitations/<str:token>/", views.accept_invitation, name="invitation"),
    path("people/", admin_views.list_people, name="people"),
    path("people/duties/<int:duty_id>/withdraw/", admin_views.withdraw_duty, name="withdraw-duty"),
    path("audit/", admin_views.show_audit, name="audit"),
]
