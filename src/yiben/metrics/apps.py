from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "yiben.metrics"
    label = "metrics"
