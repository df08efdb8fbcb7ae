"""The tables of an instance, made or brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db.migrations.state import ModelState, ProjectState


def make_tables() -> None:
    """Make the tables that are not there yet, and bring the others up to date. Nothing is done where nothing is left to do."""
    with _new_models_alone():
        call_command("migrate", verbosity=0)


@contextmanager
def _new_models_alone() -> Iterator[None]:
    """While migrations run, a model that is new is added to those that are known, and they stay as they are.

    Django makes anew every model that is related to the new one, over whatever others in between: nearly all of them, for
    each table of an empty database, half of the whole time. Nobody can be related to a model that was not there; what it
    points to learns of it as it does when models are loaded.
    """
    whole = ProjectState.add_model

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        key = (model_state.app_label, model_state.name_lower)
        if "apps" not in vars(self) or key[1] in self.apps.all_models[key[0]]:
            whole(self, model_state)
            return
        self.models[key] = model_state
        if self._relations is not None:  # type: ignore[attr-defined]
            self.resolve_model_relations(key)
        self.apps.render_multiple([model_state.clone()])

    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = whole  # type: ignore[method-assign]
