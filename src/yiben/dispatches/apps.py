from django.apps import AppConfig


class DispatchesConfig(AppConfig):
    name = "yiben.dispatches"
    label = "dispatches"

    def ready(self) -> None:
        from yiben.dispatches.queries import find_dispatches
        from yiben.search.queries import register_finder

        register_finder(find_dispatches)
