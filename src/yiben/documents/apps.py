from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "yiben.documents"
    label = "documents"
