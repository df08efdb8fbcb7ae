from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yiben.web"
    label = "web"
