"""Copies of a table that other programs take in: lines to paste, .csv, .xlsx with headings on every printed page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from yiben.web.kit.tables import Column, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
A4 = 9
"""The number of the paper size in the file format."""
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = {"title": 36, "text": 18, "short": 13, "number": 11, "state": 16}
"""Of columns, in characters of half width."""


def table_lines(table: Table) -> list[list[str]]:
    """Return a table as lines of plain cells: headings first, totals last; a heading across is a line of its own."""
    lines = [[column.heading for column in table.columns]]
    for row in table.rows:
        lines.append([row.heading] if not row.cells else [cell.copied for cell in row.cells])
    if table.rows and table.total_label:
        lines.append(
            [table.total_label, *[""] * (table.label_span - 1), *(plain_number(text) for _, text in table.foot)]
        )
    return [[neutral(cell) for cell in line] for line in lines]


def send_table(format_: str, name: str, columns: Sequence[Column], lines: Iterable[Sequence[str]]) -> HttpResponse:
    """Return lines of plain cells as a download, ``format_`` csv or xlsx; ``name`` is the file's without its ending.

    Cells of number columns that are whole or decimal numbers are numbers in the .xlsx; nothing is taken for a formula.
    """
    if format_ == "csv":
        content, media = write_csv(columns, lines), CSV
    else:
        content, media = write_xlsx(name, columns, lines), XLSX
    response = HttpResponse(content, content_type=media)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{format_}") or ""
    return response


def write_csv(columns: Sequence[Column], lines: Iterable[Sequence[str]]) -> bytes:
    """Return a .csv that WPS and Excel open as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([neutral(column.heading) for column in columns])
    writer.writerows([neutral(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, columns: Sequence[Column], lines: Iterable[Sequence[str]]) -> bytes:
    """Return an .xlsx: title, headings repeated on every printed page, landscape A4, page x/y below."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
    sheet.write_string(0, 0, title, bold)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _WIDTHS[column.kind])
        sheet.write_string(1, at, column.heading, head)
    for number, line in enumerate(lines, start=2):
        for at, (column, text) in enumerate(zip(columns, line, strict=False)):
            if column.kind == "number" and _is_number(text):
                sheet.write_number(number, at, float(text), cell)
            else:
                sheet.write_string(number, at, neutral(text), cell)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 0)
    sheet.set_footer(f"&C{_('Page &P of &N')}")
    book.close()
    return kept.getvalue()


def plain_number(text: str) -> str:
    """Return a number without the separators of its thousands."""
    return text.replace(",", "")


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (CSV injection), numbers left as they are."""
    text = cell.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and len(digits) <= 15
