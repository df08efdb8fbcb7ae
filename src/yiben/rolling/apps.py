from django.apps import AppConfig


class RollingConfig(AppConfig):
    name = "yiben.rolling"
    label = "rolling"
