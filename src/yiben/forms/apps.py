from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "yiben.forms"
    label = "forms"
