from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "yiben.reports"
    label = "reports"
