"""What rosters refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ROSTER_SENTENCES: dict[str, Any] = {
    "roster_unknown": _("There is no such kind of roster."),
    "rota_unknown": _("There is no such rota, or it is not yours to read."),
    "rota_changed": _("The rota has changed since you opened it. Nothing was overwritten; look at it again."),
    "rota_step": _("The rota is at another stage by now; this step does not follow. Open it again."),
    "rota_published": _("The rota is published. Ask the one whose duty it is for a swap."),
    "rota_served": _("Shifts of this rota were handed over already; it cannot be withdrawn as a whole."),
    "rota_range": _("A rota ends on or after the day on which it begins, and has at most %(most)s days."),
    "rota_taken": _(
        "From %(from)s to %(to)s a published rota of this kind stands already. Choose other days, or withdraw it."
    ),
    "nobody_serves": _("Nobody serves in these days. Enter who serves first."),
    "server_known": _("“%(name)s” serves already."),
    "server_ended": _("This person does not serve any more already."),
    "server_backwards": _("They serve since %(from)s; that cannot end before."),
    "server_not_there": _("They do not serve on %(on)s."),
    "server_away": _("They cannot serve on %(on)s: an absence stands there."),
    "server_on_duty": _("They are on duty on %(on)s already."),
    "absence_range": _("It ends on or after %(from)s, and lasts a year at most."),
    "duty_passed": _("This duty has passed; it cannot be swapped any more."),
    "swap_asked": _("For this duty a swap is asked already. Wait for the answer, or take it back."),
    "swap_answered": _("This swap was answered or taken back already."),
    "swap_not_yours": _("“%(name)s” answers this by themselves; they have an account."),
    "swap_back_not_theirs": _("The duty in return is not one of theirs that is still to come."),
    "shift_unknown": _("This shift stands on no published rota, or it has not begun."),
    "shift_handed": _("This shift was handed over already. Open its page in the handover book."),
    "shift_received": _("This page was received already."),
    "shift_own": _("You wrote this page yourself; somebody of the next shift receives it."),
    "shift_record_unknown": _("There is no such page of a handover book, or it is not yours to read."),
}
