"""What closing, seals and bundles refuse or find, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

CLOSING_SENTENCES: dict[str, Any] = {
    "closing_barred": _("%(unit)s cannot close %(month)s yet:"),
    "closing_unexplained": _("%(count)s things are open. Settle them, or give a reason for each."),
    "closed_already": _("%(unit)s has closed %(month)s already. What comes now counts in the first open month."),
    "not_submitted": _("%(unit)s has not submitted %(month)s, or it was sent back already."),
    "months_only": _("%(period)s is not made of whole months. Name a month, a quarter, a half or a year."),
    "cutoff_day": _("A month ends on a day from 1 to %(latest)s, or with 0 on its last day."),
    "calendar_year_used": _(
        "Something counts or is closed in %(year)s already. Change the end of months from a later year."
    ),
    "calendar_differs": _("The calendar of months says %(kept)s, the entries say %(found)s."),
    "month_not_over": _("%(month)s is not over yet."),
    "earlier_month_sent_back": _("%(month)s was sent back and is not submitted again yet."),
    "earlier_months_open": _("Earlier months are open, from %(month)s on. They are closed together with this one."),
    "drafts_unsent": _("Drafts are not sent; what is not sent does not count."),
    "units_missing": _("Units below have not submitted. Without them the month is closed with their names (missing)."),
    "changed_since_submission": _("%(unit)s recorded more after it had submitted."),
    "book_silent": _("Nothing in the book “%(book)s” this month, though there was something in each month before."),
    "check_impossible": _("%(means)s %(remedy)s"),
    "check_impossible_month": _("%(book)s: %(count)s records of this month cannot be right. %(means)s"),
    "check_outlier": _("%(book)s, %(label)s: %(amount)s this month, usually about %(usual)s."),
    "check_outlier_each": _("%(label)s: %(amount)s, a record usually has about %(usual)s. %(remedy)s"),
    "check_copied_month": _("%(book)s: every number of this month is that of the month before."),
    "check_round_month": _("%(book)s: all numbers of %(count)s records are multiples of %(multiple)s."),
    "check_twin": _("%(book)s: on %(on)s %(unit)s recorded something alike, “%(title)s”."),
    "check_twin_recorded": _("On %(on)s %(unit)s recorded something that is called alike. %(remedy)s"),
    "check_stale_stock": _("%(book)s, %(label)s: last recorded in %(month)s."),
    "no_twin": _("Nothing that %(seq)s could be one event with stands there any more. Open the page again."),
    "proposed_already": _("A proposal about one of the two records waits for its answer: %(unit)s."),
    "proposal_stale": _("This proposal was answered already, or one of the records was changed. Nothing was done."),
    "entry_doubtful": _("Please look at this once more. If it is right, send it again; it is recorded then."),
    "count_contradicted": _("%(book)s, %(label)s: %(said)s were counted, the ledger says %(found)s."),
    "seal_key_lost": _("The key of the seals is gone: %(path)s. Restore it from the backup of the key folder."),
    "seal_key_unused": _("The key %(key)s has sealed nothing yet. Close a period first, then renew it."),
    "nothing_sealed": _("Nothing was sealed after seal %(since)s. Close a period first."),
    "bundle_unreadable": _("This file is no bundle, or it is damaged. Ask the sender for it again."),
    "bundle_incomplete": _("The bundle is incomplete: its entries and its seals do not match."),
    "entry_foreign": _("Entry %(seq)s does not belong to this ledger."),
    "seal_out_of_order": _("Seal %(seal)s is out of order."),
    "seal_range": _("Seal %(seal)s does not begin where the one before it ended."),
    "seal_link": _("Seal %(seal)s does not name the one before it."),
    "seal_signature": _("The signature of seal %(seal)s is wrong."),
    "seal_key": _("Seal %(seal)s uses another key, which the old one has not introduced."),
    "seal_root": _("What seal %(seal)s covers is no longer what was sealed: an entry was changed, added or removed."),
    "seal_head": _("The chain of entries does not end as seal %(seal)s says."),
}
