from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "kust_web.moderation"
    label = "moderation"
