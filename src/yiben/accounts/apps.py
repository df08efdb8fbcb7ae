from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yiben.accounts"
    label = "accounts"

    def ready(self) -> None:
        from yiben.accounts import queries
        from yiben.audit import hooks

        hooks.register("allow", queries.allow)
