from django.apps import AppConfig
from django.core.checks import register as register_check


class VaultConfig(AppConfig):
    name = "yiben.vault"
    label = "vault"

    def ready(self) -> None:
        from yiben.vault import checks

        register_check(checks.check_keys, "database")
