"""What a returned table or a document differs in, as sentences: from the codes of ``sheets.merging`` and
``reports.layout_checking`` to what a user reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from yiben.text.consistency.findings import Inconsistency

DEVIATIONS: dict[str, Any] = {
    "renamed_column": _("the column is called otherwise in the layout (“%(wanted)s”); taken for the same"),
    "moved_column": _("the column stands elsewhere in the layout"),
    "inserted_column": _("the layout has no such column; not merged"),
    "deleted_column": _("this column of the layout is gone"),
    "columns_deleted": _("%(count)s columns of the layout are gone"),
    "renamed_row": _("“%(label)s” is called otherwise in the layout (“%(wanted)s”); taken for the same"),
    "moved_row": _("the row “%(label)s” stands elsewhere in the layout"),
    "inserted_row": _("the layout has no row “%(label)s”; not merged"),
    "rows_deleted": _("%(count)s rows of the layout are gone"),
    "renamed_sheet": _("the sheet is called otherwise in the layout (“%(wanted)s”); taken for the same"),
    "moved_sheet": _("the sheets stand in another order than in the layout"),
    "extra_sheet": _("the layout has no such sheet; not merged"),
    "missing_sheet": _("this sheet is missing"),
    "lost_formula": _("a number stands in place of the layout's formula; computed again by the formula"),
    "wrong_total": _("the total says %(printed)s, the rows add up to %(expected)s"),
    "inconsistent": _("it says %(printed)s, the layout's formula gives %(expected)s, which counts"),
    "inconsistent_part": _("the part “of which” is %(printed)s, more than the whole %(whole)s; please check"),
    "unit_misspelt": _("the unit is written “%(text)s”; taken for the one in the list"),
    "wrong_unit": _("the unit here is “%(text)s”, not %(unit)s"),
    "unit_unknown": _("it does not say whose it is"),
    "empty": _("nothing is filled in"),
    "converted_from_xls": _("an old file format; converted, then read"),
    "text_no_number": _("“%(text)s” is no number; not merged"),
    "text_in_number": _("“%(text)s” is counted as %(number)s"),
    "text_asked": _("“%(text)s” is counted as %(number)s; please check"),
    "unit_of_measure": _("it is in %(sent)s; brought to %(wanted)s"),
    "unit_of_measure_asked": _("a thousand times other than the rest: is it in %(wanted)s? Please check"),
    "blank_means_same": _("merged cells or “as above”: filled from the row above"),
    "blank_asked": _("“%(value)s” in merged cells is counted once; please check"),
    "returned_twice": _("the unit also sent %(others)s; the later one counts"),
    "returned_twice_asked": _("the unit also sent %(others)s; it is not clear which is later, please choose"),
    "unreadable": _("it cannot be opened; ask for it to be saved anew"),
    "unreadable_document_encrypted": _("it has a password and cannot be opened"),
    "unreadable_sheet_expected": _("it is no spreadsheet"),
    "unreadable_document_too_large": _("the file is too large"),
    "unreadable_converter_missing": _("this format can be read only where LibreOffice is installed"),
}
STATUSES: dict[str, Any] = {
    "accepted": _("merged"),
    "ask": _("please check"),
    "superseded": _("a later one counts"),
    "empty": _("empty table"),
    "wrong_unit": _("another unit"),
}
DEPARTURES: dict[str, Any] = {
    "paper": _("the paper is %(found)s, not A4 (%(wanted)s)"),
    "margin_top": _("the top margin is %(found)s, the standard asks %(wanted)s"),
    "margin_left": _("the left margin is %(found)s, the standard asks %(wanted)s"),
    "margin_right": _("the right margin is %(found)s, the standard asks %(wanted)s"),
    "margin_bottom": _("the bottom margin is %(found)s, the standard asks %(wanted)s"),
    "page_number_missing": _("there are no page numbers; the standard asks %(wanted)s"),
    "page_number_dashes": _("the page number has no dashes on both sides: %(wanted)s"),
    "title_size": _("the title is set in %(found)s, the standard asks size two (%(wanted)s)"),
    "title_font": _("the title is set in %(found)s, the standard asks %(wanted)s"),
    "title_ends": _("the title ends with “%(found)s”"),
    "text_font": _("the text is set in %(found)s, the standard asks %(wanted)s"),
    "text_size": _("the text is set in %(found)s, the standard asks size three (%(wanted)s)"),
    "line_pitch": _("the line pitch is %(found)s, 22 lines a page ask %(wanted)s"),
    "indent": _("the paragraph is not indented by two characters"),
    "heading_sign": _("“%(found)s” is no sign of a heading level: %(wanted)s"),
    "heading_order": _("a heading of level %(found)s stands where one of level %(wanted)s is due"),
    "heading_font": _("the heading is set in %(found)s, the standard asks %(wanted)s for its level"),
    "document_number": _("the document number “%(found)s” is written “%(wanted)s”"),
    "date_zero": _("the date “%(found)s” is written without zeros: “%(wanted)s”"),
    "date_in_words": _("the date “%(found)s” is written in figures, as “%(wanted)s”"),
    "attachment_ends": _("the note of attachments ends with “%(found)s”; nothing stands there"),
}


INCONSISTENCIES: dict[str, Any] = {
    "percent_of_counts": _("“%(part)s” of “%(whole)s” is %(computed)s"),
    "wrong_year_on_year": _("from “%(old)s” to “%(new)s” is %(computed)s"),
    "over_is_not_over": _("said to be more, but “%(done)s” is not"),
    "unit_swapped": _("“%(earlier)s” stands further up: ten thousand times apart"),
    "repeat_differs": _("“%(earlier)s” stands further up"),
    "dates_out_of_order": _("ends before it begins"),
    "phase_goes_back": _("begins or ends before the phase before it"),
    "over_when_issued": _("was over before the paper was issued on %(issued)s"),
    "list_count": _("said are %(said)s, named are %(named)s"),
    "parts_do_not_sum": _("%(parts)s add up to %(computed)s, the total says “%(total)s”"),
    "part_above_total": _("more than the total “%(total)s”"),
}


def say_inconsistency(found: Inconsistency) -> str:
    """Return the sentence about what does not agree within a draft, in the active language."""
    data, code = dict(found.data), str(found.code)
    if code == "parts_do_not_sum":
        code = code if data.get("computed") else "part_above_total"
        data["parts"] = "、".join(data["parts"])
    if code == "dates_out_of_order":
        code = "over_when_issued" if "issued" in data else "phase_goes_back" if "phase" in data else code
    return str(INCONSISTENCIES[code]) % data


def say_departure(code: str, found: str, wanted: str) -> str:
    """Return the sentence of a departure from the layout in the active language."""
    return str(DEPARTURES[code]) % {"found": found, "wanted": wanted}


def say_deviation(code: str, said: Mapping[str, str], *, sure: bool) -> str:
    """Return the sentence of a deviation in the active language."""
    return str(DEVIATIONS[_variant(code, said, sure=sure)]) % said


def _variant(code: str, said: Mapping[str, str], *, sure: bool) -> str:
    if code == "text_in_number" and not said.get("number"):
        return "text_no_number"
    asked = {"text_in_number": "text_asked", "blank_means_same": "blank_asked"}
    if not sure and code in {"unit_of_measure", "returned_twice", *asked}:
        return asked.get(code, f"{code}_asked")
    if code == "inconsistent" and "whole" in said:
        return "inconsistent_part"
    if code == "unreadable" and f"unreadable_{said.get('reason', '')}" in DEVIATIONS:
        return f"unreadable_{said['reason']}"
    return code
