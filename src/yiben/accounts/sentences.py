"""What accounts, posts and keys of other systems refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ACCOUNT_SENTENCES: dict[str, Any] = {
    "token_unnamed": _("A key needs a name, such as the device that uses it."),
    "token_day": _("A key serves from today until %(latest)s at the latest, not until %(on)s."),
    "token_invalid": _(
        "This key opens nothing: it is unknown, expired or withdrawn. Ask the administrator for a new one."
    ),
    "token_missing": _("A key is needed: the header “Authorization: Bearer …”."),
    "token_too_often": _("More than %(most)s requests within a minute. Wait a minute, then send them again."),
    "token_unknown": _("There is no key “%(key)s”."),
    "token_scope": _("This key does not serve %(what)s."),
    "post_unknown": _("No post is called “%(text)s”. Use its id, or “unit·title”."),
    "post_held": _("%(name)s holds this post. Hand it over instead; then everything that is open is said."),
    "holds_already": _("%(name)s holds this post already."),
    "username_odd": _("A user name has letters, digits and . - _ @ + only, without blanks."),
    "account_unknown": _("There is no account “%(text)s”."),
    "account_own": _("Nobody closes the account with which they are signed in. Ask the other administrator."),
    "administrators_apart": _(
        "%(name)s holds another administrator's post. Running the system, giving rights and reading the log are three "
        "people's work."
    ),
    "post_drafts": _(
        "%(count)s drafts of this post are not recorded yet. Hand the post over, or have them finished first."
    ),
    "role_unknown": _("There is no role “%(text)s”."),
    "not_acting": _("Nobody acts here any more; nothing was changed."),
    "acting_days": _("Acting begins today or later, ends after that, and lasts %(most)s days at most."),
}
