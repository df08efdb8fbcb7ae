"""督查台账: the tasks of a plan as the spreadsheet that leaders know, A3 landscape."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yiben.tasks.models import Task
from yiben.web.following import ShownTask
from yiben.web.kit.copies import neutral
from yiben.web.showing import day_text

A3 = 8
"""The number of the paper size in the file format."""
_WIDTHS = (5, 30, 10, 9, 14, 22, 9, 12, 10, 32, 22, 22, 12)
"""Of the columns, in characters of half width."""
_LINE, _TALLEST = 16, 400
"""Height of a line and of the tallest row, in points. WPS and LibreOffice do not fit rows by themselves."""
_HEAD_ROWS = 3


def write_sheet(title: str, unit: str, today: date, shown: Sequence[ShownTask], sources: Mapping[str, str]) -> bytes:
    """Return the tasks of a plan as the sheet. ``sources`` cites the clause of each task by the task's uid."""
    rows = [sheet_cells(number, each, sources.get(each.task.uid, "")) for number, each in enumerate(shown, start=1)]
    return write_rows(title, unit, today, rows)


def write_rows(title: str, unit: str, today: date, rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows under ``sheet_heads`` as .xlsx: title, unit and day above, headings repeated on every page, page x/y
    below. Every cell is text: nothing is taken for a formula."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Supervision ledger"))
    styles = {
        "title": book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"}),
        "note": book.add_format({"font_size": 11, "valign": "vcenter"}),
        "head": book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}),
        "cell": book.add_format({"border": 1, "valign": "top", "text_wrap": True, "font_size": 11}),
    }
    heads = sheet_heads()
    last = len(heads) - 1
    sheet.merge_range(0, 0, 0, last, neutral(title), styles["title"])
    sheet.merge_range(1, 0, 1, last, f"{unit}    {day_text(today)}", styles["note"])
    for column, (head, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, head, styles["head"])
    for number, cells in enumerate(rows, start=1):
        sheet.set_row(_HEAD_ROWS + number - 1, row_height(cells))
        for column, text in enumerate(cells):
            sheet.write_string(_HEAD_ROWS + number - 1, column, _safe(text), styles["cell"])
    sign = _HEAD_ROWS + len(rows) + 1
    line = _("Prepared by:                    Checked by:                    Head:                    Date:")
    sheet.merge_range(sign, 0, sign, last, line, styles["note"])
    sheet.set_row(0, 34)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, _HEAD_ROWS - 1)
    sheet.freeze_panes(_HEAD_ROWS, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer(f"&L{_footer(unit)}&C{_('Page &P of &N')}&R{today.isoformat()}")
    book.close()
    return kept.getvalue()


def sheet_heads() -> list[str]:
    """Return the headings."""
    named = [
        pgettext("sheet", "No."),
        _("Task"),
        _("Clause"),
        _("Lead leader"),
        _("Lead unit"),
        _("Co-units"),
        _("Contact"),
    ]
    named += [_("Deadline"), _("Target"), _("Progress"), _("Problems"), _("Next steps"), _("State")]
    return named


def sheet_cells(number: int, each: ShownTask, source: str) -> list[str]:
    """Return the cells of a task under ``sheet_heads``."""
    task = each.task
    counted = each.progress if each.has_meter else ""
    return [
        str(number),
        task.title,
        source,
        task.lead_leader,
        task.unit.name,
        "、".join(unit.name for unit in task.co_units.all()),
        task.contact,
        each.due,
        _target(task),
        "\n".join(part for part in (counted, _told(each, "progress")) if part),
        _told(each, "problems"),
        _told(each, "next_steps"),
        f"{each.light} {each.reason}",
    ]


def _target(task: Task) -> str:
    if task.kind != Task.COUNTED:
        return ""
    target = f"{task.target}{task.target_word}"
    return _("%(target)s each") % {"target": target} if task.by_each else target


def _told(each: ShownTask, part: str) -> str:
    """What the last return says; of a task that each unit does by itself, a line a unit."""
    if not each.row.shares:
        return str(getattr(each.row.last_return, part, ""))
    told = [(share.unit.short_name, getattr(share.last_return, part, "")) for share in each.row.shares]
    return "\n".join(f"{name}：{text}" for name, text in told if text)


def row_height(cells: Sequence[str]) -> int:
    """Return the height in points at which the longest cell of a row is shown whole."""
    lines = 1
    for text, width in zip(cells, _WIDTHS, strict=True):
        lines = max(lines, sum(max(1, -(-_columns(line) // (width - 1))) for line in text.splitlines() or [""]))
    return min(lines * _LINE + 4, _TALLEST)


def _columns(text: str) -> int:
    """The width of a line: a Chinese character takes two columns."""
    return sum(2 if character > "\u2e7f" else 1 for character in text)


def _safe(text: str) -> str:
    """Neutralise each line of a cell; the line breaks stay."""
    return "\n".join(neutral(line) for line in text.splitlines())


def _footer(text: str) -> str:
    return text.replace("&", "&&")[:80]
