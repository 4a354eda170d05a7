from importlib import import_module

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "kust_web.moderation"
    label = "moderation"

    def ready(self) -> None:
        for works in (
            "forgetting",
            "taken_back",
            "duplicates.works",
            "firm.anonymous",
            "firm.works",
            "uploads.works",
        ):
            import_module(f"kust_web.moderation.{works}")
