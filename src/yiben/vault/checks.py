"""The system check behind ``yiben doctor``: the main keys that the database needs are there and are the server's alone."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from yiben.errors import Refusal
from yiben.vault.files import keys_folder, main_key
from yiben.vault.models import DataKey


def check_keys(app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report main keys that data keys name and that are missing, and key files that others may read."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        if "vault_datakey" not in connections[alias].introspection.table_names():
            continue
        for named in sorted(set(DataKey.objects.using(alias).values_list("main", flat=True))):
            try:
                main_key(named)
            except Refusal as refusal:
                found.append(Error(f"key file {refusal.data['path']} is missing or damaged", id="vault.E001"))
    for path in sorted(keys_folder().glob("fields-*")):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            found.append(Error(f"key file {path} can be read by others", id="vault.E002"))
    return found
