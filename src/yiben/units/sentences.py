"""What units refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

UNIT_SENTENCES: dict[str, Any] = {
    "unit_code_used": _("The code %(unit_code)s belongs to another unit. Check it, or open that unit."),
    "kind_unknown": _("There is no kind of unit “%(kind)s”. Known are: %(known)s."),
    "unit_name_used": _("Below %(parent)s there is a unit called “%(name)s” already."),
    "unit_name_missing": _("A unit needs its official name."),
    "unit_unknown": _("No unit is called “%(text)s”. Use its code, official name or short name."),
    "unit_ambiguous": _("Several units are called “%(text)s”: %(candidates)s. Use the code."),
    "unit_not_there": _(
        "%(unit)s did not exist on %(on)s (founded on %(founded_on)s). Check the day, or the unit's founding day."
    ),
    "unit_closed_already": _("%(unit)s was closed on %(on)s already."),
    "unit_has_parent": _("%(unit)s already stands under another unit in the tree “%(tree)s”. Move it instead."),
    "unit_has_no_parent": _("%(unit)s stands under no unit in the tree “%(tree)s”. Place it first."),
    "unit_is_there": _("%(unit)s stands under %(parent)s already."),
    "merge_into_itself": _("Name the units to be merged, and another one that goes on: not %(unit)s itself."),
    "split_into_two": _("%(unit)s is split into at least two other units. Found them first."),
    "unit_circle": _("%(unit)s cannot stand under %(parent)s, which stands under it."),
    "unit_renamed_later": _("%(unit)s was renamed on %(on)s. A name from an earlier day would contradict that."),
    "unit_not_clear": _("%(unit)s cannot be closed yet: %(count)s things are open. Deal with these first:"),
    "unit_below": _("%(unit)s still stands below it. Close or move it."),
    "structure_closed": _("%(unit)s has closed %(month)s. Let the change take effect in %(counts_in)s or later."),
    "entry_later": _("No. %(seq)s tells of a later day (%(on)s). Correct its day, or close the unit later."),
    "draft_unsent": _("A draft in the book %(book)s has not been sent. Send it or discard it."),
    "unit_keeps_no_books": _("%(unit)s keeps no books. Record for the unit that held the event, and name it there."),
    "tree_unknown": _("There is no tree “%(tree)s”."),
}
