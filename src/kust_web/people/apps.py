from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kust_web.people"
    label = "people"
