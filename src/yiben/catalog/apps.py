from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "yiben.catalog"
    label = "catalog"
