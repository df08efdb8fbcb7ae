"""What backups and exports refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

BACKUP_SENTENCES: dict[str, Any] = {
    "file_exists": _("%(path)s is there already. Name a file or folder that does not exist yet."),
    "home_not_empty": _("%(path)s holds something already. A backup is put into an empty folder only."),
    "backup_unreadable": _("%(path)s is no backup, or it is damaged."),
    "backup_incomplete": _("The backup does not hold what its list says: %(name)s is missing, added or changed."),
    "backup_other_database": _(
        "This backup is not for this kind of database, or the database is not empty (%(wanted)s)."
    ),
    "pg_dump_missing": _("The program %(program)s is missing. Install PostgreSQL's client tools on this machine."),
    "backup_failed": _("%(program)s did not succeed: %(problem)s"),
}
