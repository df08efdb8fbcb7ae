"""What locked values refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

VAULT_SENTENCES: dict[str, Any] = {
    "vault_key_lost": _(
        "The key file %(path)s is missing or damaged. Personal data cannot be read without it: put the folder “keys” back "
        "from where it is kept."
    ),
    "vault_unopened": _("A locked value does not open (%(place)s): it was changed or moved. Run “yiben verify”."),
}
