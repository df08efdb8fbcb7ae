from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "yiben.matters"
    label = "matters"
