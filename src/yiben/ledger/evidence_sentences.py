"""What keeping files refuses, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

EVIDENCE_SENTENCES: dict[str, Any] = {
    "evidence_unknown": _("There is no such file, or it is not yours to open. Add it again."),
    "file_empty": _("%(name)s is empty. Take the photo again or choose another file."),
    "file_too_large": _("%(name)s has %(megabytes)s MB; at most %(limit)s MB. Make it smaller and add it again."),
    "file_type": _("%(name)s is neither a picture nor a document (PDF, Word, Excel). Choose another file."),
    "file_broken": _("%(name)s cannot be opened; it may have been damaged on the way. Add it again."),
    "evidence_gone": _(
        "The file %(name)s is not where it was kept. Ask the administrator to look with “yiben verify”."
    ),
    "evidence_quota": _(
        "%(unit)s has used %(used)s of its %(limit)s MB for photos and papers, so this file was not kept. Send the "
        "record without it, and ask the system administrator for more room."
    ),
    "file_heic": _(
        "%(name)s is a HEIC picture, which many computers cannot show. Set the phone's camera to JPEG (“most "
        "compatible”), or save the picture as JPEG, and add it again."
    ),
    "file_secret": _(
        "%(name)s is marked “%(mark)s”. State secrets may not be put into this system (Law on Guarding State Secrets). "
        "Nothing of it was kept; handle it on the equipment meant for it and tell the person in charge of secrets."
    ),
    "file_picture_too_large": _("%(name)s has too many pixels. Make the picture smaller and add it again."),
    "no_pictures": _("No picture stands behind entry %(seq)s. Correct the record and add one first."),
}
