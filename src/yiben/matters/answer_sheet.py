"""The file in which a unit without an account answers: made with a mark, and read again as it came back.

A sheet has three columns: what is asked, what is filled in, what has to be known for it. Its labels are written in Chinese
whatever the language of the one who made it, so that it is known again. Nothing but what was filled in is believed of a
returned file: whose it is says the mark, and the mark only.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import compare_digest

import xlsxwriter
from django.utils.crypto import salted_hmac

from yiben.errors import Refusal
from yiben.matters.models import HandlerSheet
from yiben.packs.fields import Field, FieldType
from yiben.packs.procedures import Step
from yiben.sheets.cells import Workbook, text_of
from yiben.sheets.opening import open_workbook

STEP, DAY, WORDS, MARK = "办理环节", "办理日期", "答复或意见", "识别码"
HEADINGS = ("项目", "填写", "说明")
NOT_ASKED = {FieldType.FILE, FieldType.TABLE}
"""What a sheet does not ask: it is filled in when the sheet is taken."""
_SALT = "yiben.matters.answer_sheet"
_KNOWN = re.compile(r"YB-([0-9a-f]{32})-([0-9a-f]{24})")
_YESNO = ("是", "否")
_LONGEST_LIST = 255
"""Characters that a list of choices may have in a cell's rule."""


@dataclass(frozen=True)
class Filled:
    """What stands in a returned file: whose it is (``sheet``), the step and the day as typed, the words, the other answers by
    their labels, and filled rows that no sheet asks."""

    sheet: str
    step: str
    day: str
    words: str
    answers: Mapping[str, str]
    unknown: tuple[str, ...]


def mark_of(sheet: HandlerSheet) -> str:
    """Return the mark of a sheet: its id, signed together with its matter, its unit and the revision it was made for."""
    return f"YB-{sheet.uid}-{_signed(sheet)}"


def asked_of(step: Step) -> list[Field]:
    """Return the fields of a step that a sheet asks."""
    return [each for each in step.asks if each.type not in NOT_ASKED and not each.roll and not each.computed]


def sheet_file(sheet: HandlerSheet, steps: Sequence[Step], about: Sequence[tuple[str, str]]) -> bytes:
    """Return the .xlsx of a sheet for the steps that its unit may take; ``about`` stands above: what the unit has to know.

    Only the cells to be filled in can be typed into; whoever lifts that protection changes nothing but what is read.
    """
    kept = io.BytesIO()
    made = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = made.add_worksheet("答复单")
    plain = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    told, head = made.add_format(plain), made.add_format({**plain, "bold": True, "bg_color": "#EEF1F4"})
    typed = made.add_format({**plain, "locked": False, "num_format": "@", "bg_color": "#FFFDE7"})
    title = made.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    small = made.add_format({"font_size": 9, "font_color": "#666666", "text_wrap": True, "valign": "vcenter"})
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 52)
    page.set_column(2, 2, 44)
    page.merge_range(0, 0, 0, 2, "事项答复单", title)
    page.set_row(0, 30)
    page.merge_range(1, 0, 1, 2, "请填写黄色格子，存盘后原样发回来件单位；其余内容和最下面的识别码不要改。", small)
    row = 2
    for label, text in about:
        page.write_string(row, 0, label, head)
        page.merge_range(row, 1, row, 2, text, told)
        page.set_row(row, _height(text, 92))
        row += 1
    for at, label in enumerate(HEADINGS):
        page.write_string(row, at, label, head)
    for label, hint, choices, lines in _rows(steps):
        row += 1
        page.write_string(row, 0, label, head)
        page.write_string(row, 1, choices[0] if label == STEP and len(choices) == 1 else "", typed)
        page.write_string(row, 2, hint, told)
        page.set_row(row, max(18 * lines, _height(hint, 42)))
        if choices and len(",".join(choices)) <= _LONGEST_LIST:
            page.data_validation(row, 1, row, 1, {"validate": "list", "source": list(choices)})
    page.write_string(row + 1, 0, MARK, head)
    page.merge_range(row + 1, 1, row + 1, 2, mark_of(sheet), small)
    page.protect("", {"format_rows": True, "format_columns": True, "select_locked_cells": True})
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    made.close()
    return kept.getvalue()


def read_file(data: bytes, name: str) -> Filled:
    """Return what stands in a returned file. Refuses ``matter_sheet_unknown`` for a table that is no answer sheet and
    ``matter_sheet_mark`` for one whose mark was changed; raises what ``open_workbook`` raises."""
    workbook = open_workbook(data, name)
    rows = _pairs(workbook)
    found = _KNOWN.search(" ".join(text for pair in rows for text in pair))
    if found is None:
        is_ours = any(label == MARK for label, _typed in rows)
        raise Refusal("matter_sheet_mark" if is_ours else "matter_sheet_unknown", name=name)
    sheet = HandlerSheet.objects.filter(uid=found[1]).select_related("matter", "unit").first()
    if sheet is None or not compare_digest(found[2], _signed(sheet)):
        raise Refusal("matter_sheet_mark", name=name)
    labels = [label for label, _typed in rows]
    first = labels.index(STEP) if STEP in labels else len(labels)
    asked = {label: typed for label, typed in rows[first:] if label and label != MARK and typed}
    step, day, words = (asked.pop(name, "") for name in (STEP, DAY, WORDS))
    return Filled(sheet.uid, step, day, words, asked, tuple(label for label in asked))


def _signed(sheet: HandlerSheet) -> str:
    told = f"{sheet.uid}/{sheet.matter.uid}/{sheet.unit.uid}/{sheet.revision}"
    return salted_hmac(_SALT, told, algorithm="sha256").hexdigest()[:24]


def _pairs(workbook: Workbook) -> list[tuple[str, str]]:
    """Label and answer of every row: the first two columns of all sheets."""
    return [
        (text_of(sheet.value(row, 0)), text_of(sheet.value(row, 1)))
        for sheet in workbook.sheets
        for row in range(len(sheet.rows))
    ]


def _rows(steps: Sequence[Step]) -> list[tuple[str, str, Sequence[str], int]]:
    """What a sheet asks: label, what has to be known, choices, lines of the cell."""
    several = len(steps) > 1
    found: list[tuple[str, str, Sequence[str], int]] = [
        (STEP, "必填，从下拉里选一项。" if several else "", [each.label for each in steps], 1),
        (DAY, "如2026-03-05或3月5日；不填按收到之日。", (), 1),
    ]
    needed = [f"“{each.label}”" for each in steps if each.is_said]
    if any(each.says != "none" for each in steps):
        public = [f"“{each.label}”" for each in steps if each.to_requester]
        hint = f"{'、'.join(needed)}必填。" if needed else "可不填。"
        hint += f"{'、'.join(public)}的话来件人能看到。" if public else ""
        hint += "".join(f"“{each.label}”时写{each.words}。" for each in steps if each.words)
        found.append((WORDS, hint, (), 5))
    labelled: dict[str, list[tuple[Step, Field]]] = {}
    for step in steps:
        for each in asked_of(step):
            labelled.setdefault(each.label, []).append((step, each))
    for label, uses in labelled.items():
        choices = list(dict.fromkeys(text for _step, each in uses for text in _choices(each)))
        is_list = all(each.type is not FieldType.MULTICHOICE for _step, each in uses)
        found.append((label, _hint(uses, choices, several), choices if is_list else (), 1))
    return found


def _choices(field: Field) -> Sequence[str]:
    return _YESNO if field.type is FieldType.YESNO else [choice.label for choice in field.choices]


def _hint(uses: Sequence[tuple[Step, Field]], choices: Sequence[str], several: bool) -> str:
    said = []
    if several:
        said.append("、".join(f"“{step.label}”" for step, _field in uses) + "时填")
    if any(each.required for _step, each in uses):
        said.append("必填")
    if choices:
        said.append(f"可选：{'、'.join(choices)}")
    word, helped = uses[0][1].measure_word, uses[0][1].help
    if word:
        said.append(f"单位：{word}")
    return "；".join(said) + ("。" if said else "") + helped


def _height(text: str, width: int) -> int:
    """Points that a cell of so many half-width characters needs."""
    lines = sum(-(-max(1, 2 * len(line)) // width) for line in text.split("\n"))
    return 18 * max(1, lines)
