from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kust_web.people"
    label = "people"

    def ready(self) -> None:
        # It listens to who comes in.
        from kust_web.people import audit  # noqa: F401
