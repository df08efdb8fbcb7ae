from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "yiben.rosters"
    label = "rosters"
