"""What is said of an import and of its rows; a part of ``yiben.sentences``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

IMPORT_SENTENCES: dict[str, Any] = {
    "import_unknown": _("There is no such import, or it is not yours to see."),
    "import_no_table": _("No table was found in %(name)s. A heading row with rows below it is needed."),
    "import_field_twice": _("Two columns go to “%(label)s”. Choose one of them."),
    "import_changed": _("This import has moved on meanwhile. Look at it again."),
    "import_closed": _(
        "%(count)s rows fall into closed months and would count in the first open one; confirm to go on."
    ),
    "import_put_back": _("The rows of %(name)s went back to the import that had refused them. Look there."),
    "import_taken": _("Rows of this import are in the ledger. Take the records back one by one instead."),
    "book_unnamed": _("The new ledger needs a name, such as what it is about."),
    "book_name_used": _(
        "There is a ledger called “%(label)s” already. Bring the file in there, or choose another name."
    ),
    "book_fields": _("Take at least one column besides day and unit, and at most %(most)s."),
    "addition_past": _("%(day)s has passed. Choose today or a later day."),
    "addition_waits": _("“%(label)s” waits for its day already. Take that back first, or choose another name."),
    "addition_unknown": _("It does not wait any more: it was added or taken back. Look at the list again."),
    "field_name_used": _("“%(label)s” stands there already, or is empty. Every field has a name of its own."),
    "field_type": _("“%(label)s” cannot be of this type."),
    "field_without_choices": _("“%(field)s” has nothing to choose from. List the choices, one a line."),
    "choice_name_used": _("“%(label)s” can be chosen already, or is empty."),
    "label_forbidden": _("“%(label)s” names what no ledger may hold about a person. Leave it out."),
    "row_unknown": _("There is no open row %(row)s in this import."),
    "row_approx": _("About: the number written was taken (%(about)s)."),
    "row_hidden": _("The row is hidden in the sheet."),
    "row_cancelled": _("It says that it was cancelled."),
    "row_date_carried": _("It has no day; the one of the row above was taken."),
    "row_misspelt": _("“%(about)s” was taken for the unit that is one character away."),
    "row_duplicate": _("The same as row %(about)s."),
    "row_near": _("Nearly the same as row %(about)s."),
    "row_total": _("A number of a month without single events; it is recorded as a total."),
    "row_month_only": _("Only the month %(about)s is known; it counts on its first day."),
    "row_date_unsure": _("“%(about)s” may mean another day, such as the 1st or the 10th."),
    "row_id_wrong": _("The last character of the identity number does not fit (%(about)s)."),
    "row_id_lost": _("The identity number lost its last digits in the sheet (%(about)s)."),
    "row_id_old": _("The identity number has 15 digits (%(about)s)."),
    "row_in_ledger": _("In the ledger already, no. %(seq)s."),
    "row_like_ledger": _("Like no. %(seq)s in the ledger, with other content."),
    "row_closed": _("%(month)s is closed; it will count in %(counts_in)s."),
    "row_left_out": _("Left out by hand."),
    "row_date_invalid": _("“%(text)s” is not a day."),
    "row_year_unknown": _("“%(text)s” has no year, and neither the sheet nor the file says one."),
    "row_unit_not_yours": _("Your post may not import for %(unit)s."),
    "row_beside": _(
        "The ledger holds %(count)s records of the same month, no. %(seq)s first. Give a reason to record both."
    ),
}
