from django.apps import AppConfig


class AnalysesConfig(AppConfig):
    name = "yiben.analyses"
    label = "analyses"
