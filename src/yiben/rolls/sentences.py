"""What rolls refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ROLL_SENTENCES: dict[str, Any] = {
    "roll_unknown": _("There is no such roll, or it is not yours to see."),
    "person_unknown": _("There is no such person on your rolls."),
    "person_on_roll": _("This person stands on the roll already. Correct the entry that is there."),
    "person_doubles": _(
        "Somebody of the same name and birth date is there already. Say whether it is the same person; nothing was kept yet."
    ),
    "number_of_another": _(
        "This identity number belongs to a person of another name. Check the number and the name; nothing was kept."
    ),
    "joined_before_birth": _("The day of joining lies before the birth date, %(on)s. Correct one of them."),
    "below_age_of_roll": _(
        "The roll “%(roll)s” is for people of %(age)s years and more. Check the birth date, or choose another roll."
    ),
    "consent_missing": _("This roll needs the person's consent. Say on which day it was given."),
    "consent_separate": _("Sensitive data needs a separate consent. Tick it when it was given."),
    "consent_ahead": _("The day of consent lies ahead."),
    "guardian_missing": _("Under 14 a guardian consents. Write the guardian's name and relation."),
    "membership_unknown": _("This standing on a roll is not there any more."),
    "left_before_joined": _("The last day lies before the first, %(on)s."),
    "minors_unapproved": _(
        "This is a minor. The full data are read only with the approval of the head; ask for it, then open them again."
    ),
    "approval_malformed": _(
        "An approval needs a post of this unit, a last day within one year from today, and a reason."
    ),
    "ground_missing": _("Say why everything about the person is erased."),
    "merge_same": _("Choose two different people to merge."),
    "merge_other_number": _(
        "The two have different identity numbers, so they are not one person. Correct a number first."
    ),
    "person_stands_elsewhere": _(
        "This person also stands on a roll that your post may not change. Take the person off your own roll instead."
    ),
    "id_old": _("A number of 15 digits is of the old form and no longer valid. Type the one of 18 characters."),
    "id_form": _("An identity number has 18 characters: 17 digits, then a digit or X."),
    "id_date": _("The digits 7 to 14 of the number are no day of birth. Check it."),
    "id_check": _("The last character does not agree with the others: a digit is wrong, or two stand changed about."),
    "id_says_other_birth": _("The identity number says that the birth date is %(on)s. Correct one of them."),
    "id_says_other_sex": _("The identity number says another sex. Correct one of them."),
    "person_not_on_roll": _(
        "%(label)s: “%(typed)s” does not stand on the roll of this unit. Put the person on it first."
    ),
    "person_ambiguous": _(
        "%(label)s: several people on the roll are called “%(typed)s”. Add the last four digits of the telephone number, such as %(typed)s0001."
    ),
}
