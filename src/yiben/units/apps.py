from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "yiben.units"
    label = "units"
