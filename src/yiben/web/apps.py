from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yiben.web"
    label = "web"

    def ready(self) -> None:
        """Listen to who signs in."""
        from yiben.web import signing_in  # noqa: F401
