from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "kust_web.workbench"
    label = "workbench"
