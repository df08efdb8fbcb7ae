from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "yiben.disclosure"
    label = "disclosure"
