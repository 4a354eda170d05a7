from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kust_web.api"
    label = "api"
