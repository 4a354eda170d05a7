from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "kust_web.registry"
    label = "registry"
