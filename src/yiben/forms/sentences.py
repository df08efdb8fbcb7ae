"""What forms refuse and say, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

FORM_SENTENCES: dict[str, Any] = {
    "form_unknown": _("There is no such form, or it is not yours to read."),
    "form_kind": _(
        "“%(name)s” is no table that can be filled. Excel, WPS and Word files can (.xlsx, .xls, .et, .docx)."
    ),
    "form_macros": _("There is a program (macro) in “%(name)s”. Save it as .docx without macros, then hand that in."),
    "form_empty": _("No blank was found in “%(name)s”. Hand in the empty table, not a letter about it."),
    "form_unbound": _("Nothing of this form is confirmed yet. Look at what its headings mean, then confirm it."),
    "form_unmatched": _("“%(name)s” is none of the registered forms. Register it on the page first."),
    "form_not_below": _("%(unit)s does not fill this form: it was registered for %(owner)s and the units below it."),
    "form_closed": _("“%(title)s” is asked for no more. Open it again before filling it."),
    "form_not_filled": _("“%(name)s” was not filled here: no form of this layout with these numbers is kept."),
    "form_binding_wrong": _("What was chosen for “%(text)s” does not exist. Choose again."),
    "form_due_before": _("The table cannot be due before it was received. Look at the two times."),
    "form_period_long": _("This form is for a shorter period. Choose one that fits: %(example)s."),
    "table_unknown": _("There is no such table, or it is not yours to read."),
    "table_empty": _("There are no rows in “%(name)s”."),
    # what is said of an office in the burden account
    "burden_more_documents": _("%(now)s documents, %(before)s the year before: it may not send more."),
    "burden_long_documents": _("%(count)s documents of more than %(most)s characters."),
    "burden_meetings": _("%(count)s comprehensive meetings; at most %(most)s a year."),
    "burden_rushed": _("%(count)s times less than a day from asking to due."),
    "burden_repeated": _("%(count)s blanks that another table asked before."),
    # what is said of a form that lacks what the law asks of it
    "doubt_number": _("It bears no table number."),
    "doubt_basis": _("It names no approval or other basis."),
    "doubt_validity": _("It does not say how long it is valid."),
    "doubt_expired": _("Its validity ended on %(day)s."),
    "doubt_issuer": _("It does not say which office made it."),
}
