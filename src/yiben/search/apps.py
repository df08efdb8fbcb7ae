from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "yiben.search"
    label = "search"

    def ready(self) -> None:
        from yiben.audit import hooks
        from yiben.search.actions import forget_words

        hooks.register("after_erasure", forget_words)
