from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "kust_web.moderation"
    label = "moderation"

    def ready(self) -> None:
        from kust_web.moderation import duplicates_works, firm_anonymous, firm_works, works  # noqa: F401
