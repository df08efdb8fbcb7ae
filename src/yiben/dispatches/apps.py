from django.apps import AppConfig


class DispatchesConfig(AppConfig):
    name = "yiben.dispatches"
    label = "dispatches"
