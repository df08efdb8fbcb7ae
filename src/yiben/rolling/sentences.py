"""What rolling a paper refuses and says, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ROLLING_SENTENCES: dict[str, Any] = {
    "rolling_not_word": _(
        "“%(name)s” is not a Word file. Last year's paper must be .docx, .doc or .wps: a PDF or a picture cannot be written on."
    ),
    "rolling_macros": _("There is a program (macro) in this file. Save it as .docx without macros, then hand that in."),
    "rolling_periods": _(
        "%(was)s cannot become %(now)s: a paper for a year becomes one for a later year, one for a month one for a later month."
    ),
    "rolling_unknown": _("There is no such paper in the making, or it is not yours to read."),
    "rolling_template_unknown": _("There is no such saved paper, or it is not yours to read."),
    "rolling_undecided": _(
        "%(count)s numbers still say what the old paper said. Bind them, or say that they stay as they are."
    ),
    "rolling_unsettled": _(
        "The paper holds %(revisions)s tracked changes and %(comments)s comments. Settle them in Word or WPS and hand it in again, or say that all changes are accepted and the comments left out."
    ),
    "rolling_option_unknown": _("What was chosen for “%(text)s” is no metric that counts this. Choose again."),
    "rolling_other_paper": _(
        "None of this paper's numbers is in “%(name)s”. It may be another file; choose the one that was edited."
    ),
    "rolling_unlabelled": _("A saved paper needs a name. Type one, then save it again."),
    "rolling_missing": _("Nothing was reported for it in this period."),
    "rolling_turned": _("It has gone the other way: the ledger says %(ledger)s. Mend the sentence by hand."),
    "rolling_not_above": _("It is exactly this number now, not more."),
    "rolling_not_below": _("It is exactly this number now, not less."),
    "rolling_negative": _("The ledger's number is below 0."),
    "rolling_running": _(
        "The period is not over: it is compared with last year to the same day. Say so in the sentence, or wait for its end."
    ),
    "rolling_zero": _("Nothing is recorded for it in this period yet."),
}
