"""The result of an assessment as a paper: units, items and totals, as .xlsx and as .docx. Units alone; no person stands in
it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Mm

from yiben.assessments.models import Assessed, Assessment
from yiben.assessments.scoring import shown
from yiben.packs.assessments import Scheme, exact, plain
from yiben.reports.docx_forms import repeated, ruled, tight, write_cells
from yiben.reports.docx_writer import add_line, close_page, open_page

DRAFT = "（初评结果，尚未确定）"
_WIDE = 7
"""From so many columns on the page is turned sideways."""
_FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Sheet:
    """The table: headings, rows of cells in the order of the result, and what stands below it."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def sheet_of(assessment: Assessment, scheme: Scheme, rows: Sequence[Assessed]) -> Sheet:
    """Return the table of results: by total where the scheme ranks, else in official order."""
    labels = {each.id: each.label for each in scheme.grades}
    heading = ["序号", "单位"]
    heading += [f"{item.label}（{plain(exact(item.weight))}分）" for item in scheme.items]
    heading += ["得分", *(["等次"] if scheme.grades else []), *(["名次"] if scheme.ranks else [])]
    ordered = list(rows)
    if scheme.ranks:
        ordered.sort(key=lambda each: each.result.get("place", 0))
    lines = []
    for number, each in enumerate(ordered, start=1):
        points = {one["id"]: Fraction(one["points"]) for one in each.result.get("items", ())}
        line = [str(number), each.unit.short_name, *(shown(points.get(item.id)) for item in scheme.items)]
        line.append(shown(Fraction(each.result["total"])) if each.result else "")
        line += [labels.get(each.result.get("grade", ""), "")] if scheme.grades else []
        line += [str(each.result.get("place", ""))] if scheme.ranks else []
        lines.append(tuple(line))
    note = f"考核单位：{assessment.unit.name}。得分按精确值相加，表中四舍五入到0.01分。"
    return Sheet(assessment.title, tuple(heading), tuple(lines), note)


def results_docx(assessment: Assessment, sheet: Sheet) -> bytes:
    """Return the table as .docx, turned sideways when it is wide."""
    page = open_page()
    if len(sheet.heading) > _WIDE:
        section = page.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    add_line(page, "title", f"{sheet.title}结果")
    if assessment.state != Assessment.FINAL:
        tight(add_line(page, "paragraph", DRAFT))
    table = page.add_table(rows=1, cols=len(sheet.heading))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    ruled(table)
    write_cells(table.rows[0].cells, sheet.heading, font="黑体")
    repeated(table)
    for row in sheet.rows:
        write_cells(table.add_row().cells, row)
    tight(add_line(page, "paragraph", sheet.note))
    return close_page(page)


def results_xlsx(assessment: Assessment, sheet: Sheet) -> bytes:
    """Return the table as .xlsx; points are numbers, nothing is taken for a formula."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("考核结果")
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    cell = book.add_format({"border": 1, "align": "center"})
    last = len(sheet.heading) - 1
    said = sheet.title if assessment.state == Assessment.FINAL else f"{sheet.title}{DRAFT}"
    page.merge_range(0, 0, 0, last, _safe(said), title)
    page.write_row(1, 0, [_safe(each) for each in sheet.heading], head)
    for number, row in enumerate(sheet.rows, start=2):
        for column, text in enumerate(row):
            if column > 1 and text.replace(".", "", 1).isdecimal():
                page.write_number(number, column, float(text), cell)
            else:
                page.write_string(number, column, _safe(text), cell)
    page.merge_range(len(sheet.rows) + 2, 0, len(sheet.rows) + 2, last, sheet.note)
    page.set_column(1, 1, 20)
    page.set_column(2, last, 12)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 1)
    page.freeze_panes(2, 2)
    book.close()
    return kept.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
