from django.apps import AppConfig
from django.core.checks import register as register_check
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "yiben.ledger"
    label = "ledger"

    def ready(self) -> None:
        from yiben.audit import hooks
        from yiben.ledger import actions, queries, structure, triggers

        hooks.register("period_is_closed", queries.period_is_closed)
        hooks.register("record_change", structure.record_change)
        hooks.register("after_structure_change", structure.after_structure_change)
        hooks.register("erase_subjects", actions.erase_subjects)
        hooks.register("unit_close_blockers", queries.unit_close_blockers)
        post_migrate.connect(triggers.install_after_migrate, sender=self)
        register_check(triggers.check_triggers, "database")
