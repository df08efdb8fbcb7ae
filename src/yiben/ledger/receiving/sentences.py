"""What bundles that come in are refused for, and what verifying finds about them, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

RECEIVING_SENTENCES: dict[str, Any] = {
    "bundle_flawed": _(
        "The bundle does not hold in %(count)s places. Nothing was taken in; ask the sender for it again."
    ),
    "bundle_own": _("This bundle was made here. Only bundles of other offices are taken in."),
    "bundle_other_unit": _("Bundles of %(name)s are taken in under %(unit)s. Choose that unit."),
    "bundle_gap": _(
        "Records are missing in between: up to no. %(known)s is here, the bundle begins with no. %(first)s. Ask for one "
        "that begins earlier, or for the whole."
    ),
    "bundle_differs": _(
        "No. %(seq)s says something else here than in this bundle. Nothing was taken in. Find out with the sender which "
        "of the two is right before anything else."
    ),
    "bundle_seals_differ": _(
        "Seal %(seal)s does not follow the seals that are here. Nothing was taken in; ask the sender."
    ),
    "bundle_entry_odd": _("No. %(seq)s of the bundle cannot be read. Nothing was taken in."),
    "bundle_id_used": _("A record of the bundle has a number that is used here: %(id)s. Nothing was taken in."),
    "bundle_book_unknown": _(
        "The book “%(book)s” is not defined here as it is there. Install %(pack)s, version %(version)s, first."
    ),
    "bundle_untrusted": _(
        "This is the first bundle of its sender. Ask the sender by telephone for the number of its key; it should be "
        "%(key)s. Then confirm it."
    ),
    "bundle_key_differs": _(
        "The number of the key is another one: the bundle is signed with %(key)s. Ask the sender again; if it is not the "
        "same, the bundle is not from there."
    ),
    "bundle_units_unconfirmed": _("%(count)s units come for the first time. Look at whose they are, then confirm it."),
    "bundle_unit_doubtful": _("%(name)s (%(unit_code)s) could be more than one unit here: %(units)s. Say which it is."),
    "bundle_unit_twice": _("%(unit)s stands for two units of the sender; %(name)s needs another one."),
    "bundle_put_away": _("This bundle was taken in or put away already. Upload it again."),
    "entry_received": _("No. %(seq)s came from another office and is not changed here. Ask that office to correct it."),
    "received_differs": _("What came from %(origin)s is no longer what was taken in."),
}
