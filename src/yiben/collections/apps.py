from django.apps import AppConfig


class CollectionsConfig(AppConfig):
    name = "yiben.collections"
    label = "collections"
