from importlib import import_module

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "kust_web.programme"
    label = "programme"

    def ready(self) -> None:
        for works in ("works_programme", "works_files", "works_versions"):
            import_module(f"kust_web.programme.{works}")
