from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "yiben.inspections"
    label = "inspections"
