"""What dispatches refuse, and what is missing in an official document, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

DISPATCH_SENTENCES: dict[str, Any] = {
    "dispatch_unknown": _("There is no such document, or it is not yours to read."),
    "dispatch_changed": _(
        "“%(title)s” has changed since you opened it. Nothing was overwritten; look at it again, then repeat your step."
    ),
    "dispatch_step": _("“%(title)s” is at another stage by now. Open it again to see what comes next."),
    "dispatch_lacks": _("“%(title)s” cannot go on yet; what is missing stands below."),
    "dispatch_not_sent_to": _("“%(title)s” was not sent to %(unit)s."),
    "dispatch_files_full": _("%(most)s files beside a document are the most. Put several into one, then attach that."),
    "dispatch_file_missing": _("There is no such file: it has not been printed, or no scan was kept."),
    "dispatch_day": _("A document is sent between the day of its date and today."),
    "countersign_not_asked": _("%(unit)s was not asked to countersign this document."),
    "series_word_used": _("The series “%(word)s” exists already. Open it, or choose another word."),
    "series_closed": _("The series “%(word)s” is closed. Choose another one."),
    "series_missing": _("There is no series of document numbers yet. Whoever issues documents opens one first."),
    # what is missing in an official document
    "official_title_missing": _("It has no title."),
    "official_body_missing": _("It has no text."),
    "official_kind_unknown": _("Choose one of the fifteen kinds of official documents."),
    "official_mark_missing": _("The series has no red head."),
    "official_recipients_missing": _("It does not say to whom it goes."),
    "official_title_plan": _(
        "“%(title)s” ends like a plan. Plans are no kind of official document: issue it as the attachment of a notice."
    ),
    "official_title_kind": _("The title does not end with its kind, %(kind)s."),
    "official_title_about": _("The title does not say what it is about: issuer, “on”, matter, kind."),
    "official_title_long": _("The title has %(count)s characters and needs more than four lines. Shorten it."),
    "official_title_offices": _(
        "The title names some of the offices that issue it, and not %(missing)s. Name all of them or, as is usual with several, none."
    ),
    "official_title_ends": _("The title ends with “%(sign)s”; titles end without a sign."),
    "official_signers_joint": _(
        "%(offices)d offices issue it and %(count)d sign: what goes upward names whoever signs for each of them, in their order."
    ),
    "official_heads_many": _(
        "%(count)d offices stand in the red head; with more than %(most)d the first page hardly shows any text. Let the lead office stand there alone."
    ),
    "official_signer_missing": _("%(kind)s goes upward: whoever signs it stands beside the number. Fill in who signs."),
    "official_request_recipients": _("A request goes to one office only; others get a copy. Found: %(recipients)s."),
    "official_report_asks": _("A report must not ask for anything: “%(text)s”. Make it a request of its own."),
    "official_contact_missing": _("A request names a contact with telephone in its note."),
    "official_attachment_unknown": _("The text names attachment %(number)s; there are %(count)s."),
    "official_attachment_untitled": _("Attachment %(number)s has no title."),
    "official_attachment_ends": _("“%(title)s”: titles of attachments end without a sign."),
}
