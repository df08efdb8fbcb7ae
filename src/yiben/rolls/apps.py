from django.apps import AppConfig


class RollsConfig(AppConfig):
    name = "yiben.rolls"
    label = "rolls"
