from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "kust_web.workbench"
    label = "workbench"

    def ready(self) -> None:
        from kust_web import workbench

        for module in iter_modules(workbench.__path__):
            if module.name.startswith("works_"):
                import_module(f"kust_web.workbench.{module.name}")
