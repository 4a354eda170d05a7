from django.apps import AppConfig

from kust.i18n import add_words


class UiConfig(AppConfig):
    name = "kust_web.ui"
    label = "ui"

    def ready(self) -> None:
        add_words("kust_web")
