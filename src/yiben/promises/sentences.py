"""What promises refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

PROMISE_SENTENCES: dict[str, Any] = {
    "promise_unknown": _("This record promises nothing, or it is not yours to read."),
    "promise_kept": _("This promise was kept already; the record of it stands in the ledger."),
    "promise_backwards": _("It was promised on %(from)s; it cannot have been kept before that."),
}
