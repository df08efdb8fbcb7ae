from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "yiben.matters"
    label = "matters"

    def ready(self) -> None:
        """Answer what the rooms beside it hand on."""
        from yiben.audit import hooks
        from yiben.matters import handed

        hooks.register("hand_on_problem", handed.hand_on_problem)
        hooks.register("problems_stand", handed.problems_stand)
