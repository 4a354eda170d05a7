from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "kust_web.registry"
    label = "registry"

    def ready(self) -> None:
        from kust_web.registry import national  # noqa: F401  # names its work, for the worker to know it
