from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "yiben.vault"
    label = "vault"
