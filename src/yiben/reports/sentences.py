"""What is wrong in a report template, and how a number in a report came about, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REPORT_SENTENCES: dict[str, Any] = {
    # report templates
    "template.nearest": _("Did you mean “%(nearest)s”?"),
    "template.syntax": _(
        "Paragraph %(line)s: the braces or tags do not fit together near “%(name)s”. Check that every {{ has "
        "its }} and every if or for its end."
    ),
    "template.not_allowed": _(
        "Paragraph %(line)s: “%(name)s” may not stand in a report template. Allowed are text, figures, known "
        "names, if and for."
    ),
    "template.unknown_name": _("Paragraph %(line)s: there is no name “%(name)s”."),
    "template.unknown_attribute": _("Paragraph %(line)s: there is no “%(name)s”."),
    "template.needs_attribute": _("Paragraph %(line)s: “%(name)s” alone cannot be written; say which part of it."),
    "template.reserved_name": _("Paragraph %(line)s: “%(name)s” already has a meaning; give the loop another name."),
    "template.unknown_filter": _(
        "Paragraph %(line)s: there is no wording “%(name)s”. Use plain, over, in_wan, compared or compared_before."
    ),
    "template.filter_argument": _(
        "Paragraph %(line)s: “%(name)s” needs other values: over takes a positive multiple of 10, in_wan 0 to "
        "4 decimals (and such a multiple)."
    ),
    "template.filter_target": _("Paragraph %(line)s: “%(name)s” can follow a figure only, and once."),
    "template.unknown_call": _(
        "Paragraph %(line)s: “%(name)s” cannot be called. Only figure('…'), table([…]), chart('…') and hand('…') can."
    ),
    "template.argument": _("Paragraph %(line)s: %(name)s takes metric ids written out in quotes."),
    "template.unknown_metric": _("Paragraph %(line)s: there is no metric “%(name)s”."),
    "template.unknown_option": _("Paragraph %(line)s: “%(name)s” is not taken there."),
    "template.comparison": _("Paragraph %(line)s: only numbers can be compared by size (%(name)s)."),
    "template.not_printable": _("Paragraph %(line)s: “%(name)s” is no text and cannot be written out."),
    "template.not_alone": _(
        "Paragraph %(line)s: “%(name)s” fills a paragraph of its own; nothing may stand beside it."
    ),
    "template.loop_source": _(
        "Paragraph %(line)s: for cannot go through “%(name)s”. Use units, tasks, missing_units, figures(['…']) or entries('…')."
    ),
    "template.too_many": _(
        "Paragraph %(line)s: %(name)s is too many or none; at most 50 figures in a list, 12 in a table or chart, 200 "
        "records."
    ),
    "template.too_deep": _("Paragraph %(line)s: conditions or loops stand too deep in one another."),
    "template.too_long": _("The template has %(name)s characters; at most %(nearest)s."),
    "template.control_character": _(
        "Paragraph %(line)s: an invisible control character (%(name)s) stands in the text. Delete it and type "
        "the words again."
    ),
    # how a number was rounded
    "wording.no_base": _("Nothing was counted in the earlier period, so there is nothing to compare with."),
    "wording.compared_same": _("%(now)s now, %(then)s then."),
    "wording.compared_zero": _("%(now)s now, %(then)s then: of 0 there is no percentage."),
    "wording.compared_small": _(
        "%(now)s now, %(then)s then: as a percentage it would round to 0, so it is said in full."
    ),
    "wording.compared_points": _("%(now)s now, %(then)s then: shares are compared in points, not in per cent."),
    "wording.compared_exact": _("%(now)s now, %(then)s then: the change is %(percent)s of what was then."),
    "wording.compared_rounded": _(
        "%(now)s now, %(then)s then: the change is %(percent)s of what was then, rounded once, half up."
    ),
    "wording.plain": _("Written in full, not rounded."),
    "wording.missing": _("Not reported: written as missing, not as 0."),
    "wording.negative": _("Below zero: written in full, not rounded."),
    "wording.below_step": _("Below %(step)s: written in full."),
    "wording.below_wan": _("Below 10,000: written in full."),
    "wording.over": _("Rounded down to a multiple of %(step)s; %(left)s more, so “and more” is written."),
    "wording.over_exact": _("Exactly a multiple of %(step)s, so “and more” is not written."),
    "wording.wan_exact": _(
        "In units of 10,000 with at most %(digits)s decimals; it comes out even, so “and more” is not written."
    ),
    "wording.wan_over": _(
        "In units of 10,000, rounded down to %(digits)s decimals; %(left)s more, so “and more” is written."
    ),
    "wording.wan_whole_exact": _("In whole units of 10,000; it comes out even, so “and more” is not written."),
    "wording.wan_whole_over": _("In whole units of 10,000, rounded down; %(left)s more, so “and more” is written."),
}
