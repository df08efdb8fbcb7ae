"""迎检资料: what a checklist asks and what proves it, as one zip in the order of the checklist.

    目录.docx  目录.html  01-…/说明.txt  01-…/佐证-01.jpg  02-…/

The same content gives the same bytes. A file that bears the mark of a state secret is not taken in and is named.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Cm

from yiben.assessments.models import Tick, TickPaper
from yiben.assessments.queries import ItemStanding, UnitStanding
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.evidence import bytes_of
from yiben.ledger.models import Evidence
from yiben.ledger.papers import paper_bytes
from yiben.ledger.queries import Reading, hidden_fields, readable
from yiben.packs.definitions import Field, FieldType
from yiben.reports.docx_forms import repeated, ruled, tight, write_cells
from yiben.reports.docx_writer import add_line, close_page, open_page
from yiben.reports.wording import grouped
from yiben.text.secrecy import mark_in_file

COLUMNS = (("序号", 1.2), ("标准", 6.6), ("落实", 1.6), ("凭什么", 4.2), ("佐证", 2.0))
MET, NOT_MET, LAPSED = "已落实", "未落实", "佐证已作废"
_SHOWN = (FieldType.TEXT, FieldType.LONGTEXT, FieldType.DATE, FieldType.TIME)
_INSTANT = (1980, 1, 1, 0, 0, 0)
_PATH_LENGTH = 24


@dataclass(frozen=True)
class Held:
    """A file of the bundle: the name under which it stands in its folder, its bytes, and what it is (``paper`` with its
    number or ``evidence`` with its digest), of which media type."""

    name: str
    data: bytes
    kind: str
    key: str
    media_type: str

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True)
class Proved:
    """A standard with everything that proves it, as the caller may see it. ``folder`` is empty for one without files or
    words; ``left_out`` names files that were not taken in, with why."""

    number: int
    standing: ItemStanding
    folder: str
    words: tuple[str, ...]
    files: tuple[Held, ...]
    left_out: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """How it stands, in a word."""
        if self.standing.is_lapsed:
            return LAPSED
        return MET if self.standing.is_met else NOT_MET


def gather(caller: Caller, standing: UnitStanding) -> list[Proved]:
    """Return every standard of a checklist at a unit with its proofs. Records and files that the caller may not see are left
    out and said so; personal fields of a record, too."""
    seqs = [each.tick.entry for each in standing.items if each.tick is not None and each.tick.entry is not None]
    readings = readable(caller, seqs)
    sees_files = hooks.allow(caller, "evidence.read", standing.unit.pk, sensitivity=1)
    return [_proved(caller, number, each, readings, sees_files) for number, each in enumerate(standing.items, start=1)]


def bundle_zip(standing: UnitStanding, proved: Sequence[Proved], today: date) -> bytes:
    """Return the zip."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "目录.docx", index_docx(standing, proved, today))
        _put(archive, "目录.html", index_html(standing, proved, today))
        for each in proved:
            if each.words:
                _put(archive, f"{each.folder}/说明.txt", ("\r\n".join(each.words) + "\r\n").encode("utf-8-sig"))
            for file in each.files:
                _put(archive, f"{each.folder}/{file.name}", file.data)
    return kept.getvalue()


def bundle_name(standing: UnitStanding, today: date) -> str:
    """Return what the zip is called."""
    return f"迎检资料-{standing.unit.short_name}-{standing.checklist.label}-{today:%Y%m%d}.zip"


def index_docx(standing: UnitStanding, proved: Sequence[Proved], today: date) -> bytes:
    """Return the index as .docx."""
    page = open_page()
    add_line(page, "title", f"{standing.checklist.label}目录")
    for line in _heading(standing, today):
        tight(add_line(page, "paragraph", line))
    table = page.add_table(rows=1, cols=len(COLUMNS))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    ruled(table)
    write_cells(table.rows[0].cells, [heading for heading, _width in COLUMNS], font="黑体")
    repeated(table)
    for each in proved:
        write_cells(table.add_row().cells, index_row(each))
    for row in table.rows:
        for cell, (_name, width) in zip(row.cells, COLUMNS, strict=True):
            cell.width = Cm(width)
    return close_page(page)


def index_html(standing: UnitStanding, proved: Sequence[Proved], today: date) -> bytes:
    """Return the index as one HTML file whose rows lead to the files beside it; it fetches nothing."""
    rows = []
    for each in proved:
        number, text, state, words, _count = (escape(cell) for cell in index_row(each))
        names = [*(["说明.txt"] if each.words else []), *(file.name for file in each.files)]
        links = "<br>".join(f'<a href="{escape(f"{each.folder}/{name}")}">{escape(name)}</a>' for name in names)
        rows.append(f"<tr><td>{number}</td><td>{text}</td><td>{state}</td><td>{words}</td><td>{links}</td></tr>")
    head = "".join(f"<th>{heading}</th>" for heading, _width in COLUMNS)
    said = "".join(f"<p>{escape(line)}</p>" for line in _heading(standing, today))
    title = escape(f"{standing.checklist.label}目录")
    look = (
        "body{font:16px/1.7 sans-serif;max-width:960px;margin:24px auto;padding:0 16px}table{border-collapse:collapse;"
        "width:100%}th,td{border:1px solid #888;padding:4px 8px;text-align:left;vertical-align:top}"
    )
    return (
        f'<!doctype html>\n<html lang="zh-hans"><head><meta charset="utf-8"><title>{title}</title><style>{look}</style>'
        f"</head><body><h1>{title}</h1>{said}<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
        "</table></body></html>\n"
    ).encode()


def index_row(each: Proved) -> list[str]:
    """Return the cells of a standard under ``COLUMNS``."""
    files = f"{len(each.files)}件" if each.files else ""
    said = "；".join([*each.words[1:2], *each.left_out])
    return [f"{each.number:02d}", each.standing.item.text, each.state, said, files]


def entry_lines(caller: Caller, reading: Reading) -> list[str]:
    """Return what a record says, line by line, without what the caller may not see."""
    label = reading.book.label if reading.book else reading.entry.book
    day = reading.entry.occurred_on
    lines = [f"台账记录：第{reading.entry.seq}号，{label}，{day.year}年{day.month}月{day.day}日，{reading.title}"]
    hidden = hidden_fields(caller, reading)
    for item in reading.fields:
        if item.id in hidden and item.id in reading.values:
            lines.append(f"　{item.label}：（个人信息，未收入）")
        elif item.id in reading.values and (said := _said(item, reading.values[item.id])):
            lines.append(f"　{item.label}：{said}")
    return lines


def _proved(
    caller: Caller, number: int, standing: ItemStanding, readings: dict[int, Reading], sees_files: bool
) -> Proved:
    tick = standing.tick
    if tick is None or not standing.is_met:
        words = ("",) if tick is None else ("", _words(tick))
        return Proved(number, standing, "", (), (), tuple(each for each in words[1:] if each))
    lines = [f"{number:02d} {standing.item.text}"]
    lines += [said for said in [_words(tick)] if said]
    files: list[Held] = []
    left_out: list[str] = []
    for paper in tick.papers.all():
        _take(files, left_out, paper, ("paper", str(paper.pk)), paper_bytes(paper.digest, paper.name))
    if tick.entry is not None:
        reading = readings.get(tick.entry)
        if reading is None:
            left_out.append(f"第{tick.entry}号记录不在本岗位查看范围")
        else:
            lines += entry_lines(caller, reading)
            for each in reading.evidence if sees_files else ():
                _take(files, left_out, each, ("evidence", each.digest), _bytes(each))
            if reading.evidence and not sees_files:
                left_out.append(f"第{tick.entry}号记录的佐证不在本岗位查看范围")
    folder = f"{number:02d}-{_path(standing.item.text)}"
    return Proved(number, standing, folder, tuple(lines), tuple(files), tuple(left_out))


def _take(
    files: list[Held], left_out: list[str], kept: TickPaper | Evidence, source: tuple[str, str], data: bytes | None
) -> None:
    name = kept.name
    if data is None:
        left_out.append(f"{name}已不在原处")
    elif mark_in_file(name, data):
        left_out.append(f"{name}有密级标志，未收入")
    else:
        files.append(
            Held(
                f"佐证-{len(files) + 1:02d}-{_path(name.rpartition('.')[0])}{_ending(name)}",
                data,
                *source,
                kept.media_type,
            )
        )


def _bytes(kept: Evidence) -> bytes | None:
    try:
        return bytes_of(kept)
    except Refusal as refusal:
        if refusal.code != "evidence_gone":
            raise
        return None


def _words(tick: Tick) -> str:
    said = str(tick.note.get("words", ""))
    day = f"{tick.on.year}年{tick.on.month}月{tick.on.day}日"
    return f"{day}：{said}" if said else day


def _heading(standing: UnitStanding, today: date) -> list[str]:
    day = f"{today.year}年{today.month}月{today.day}日"
    found = [f"单位：{standing.unit.name}　　日期：{day}"]
    found.append(f"共{len(standing.items)}条，已落实{standing.met}条。文件夹按本目录序号排列。")
    return found


def _said(item: Field, value: Any) -> str:
    if item.type.is_number:
        return grouped(value, item.measure_word)
    if item.type is FieldType.YESNO:
        return "是" if value else "否"
    if item.type in (FieldType.CHOICE, FieldType.MULTICHOICE):
        parts = value if isinstance(value, list) else [value]
        return "、".join(choice.label if (choice := item.choice(str(part))) else str(part) for part in parts)
    return str(value) if item.type in _SHOWN else ""


def _path(text: str) -> str:
    """A text as part of a path on any system."""
    return re.sub(r'[\\/:*?"<>|\s，。、；：？！“”（）]+', "", text)[:_PATH_LENGTH] or "未命名"


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return f".{ending}" if re.fullmatch(r"[a-z0-9]{1,5}", ending) else ""


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _INSTANT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)
