"""Everything in open formats: tables as .csv (UTF-8 with a mark, as WPS expects), records as .jsonl, papers and files as
they came."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from yiben.audit.actions import log
from yiben.audit.callers import SYSTEM
from yiben.catalog.models import PackFile
from yiben.catalog.queries import catalogue
from yiben.dispatches.building import carried_report, number_of, official_of
from yiben.dispatches.models import Dispatch
from yiben.dispatches.queries import file_of
from yiben.documents.files import path_of
from yiben.documents.models import Document
from yiben.errors import Refusal
from yiben.forms.models import FilledForm, FormVersion
from yiben.ledger.evidence import path_of as path_of_evidence
from yiben.ledger.models import Entry, Evidence
from yiben.ledger.queries import COUNTED, Reading, current, read_entries
from yiben.packs.addresses import address_text
from yiben.packs.definitions import FieldType
from yiben.packs.values import value_to_form
from yiben.plans.models import Plan
from yiben.reports.official.writing import official_docx
from yiben.rolling.models import RolledPaper, RolledTemplate
from yiben.rolls.models import Membership
from yiben.rolls.particulars import open_particulars
from yiben.rolls.queries import visible_memberships
from yiben.tasks.models import Task, TaskReturn
from yiben.units.models import Unit, UnitLink

KINDS = {
    "record": "记录",
    "correction": "更正",
    "opening": "期初",
    "total": "汇总",
    "external": "外来",
    "estimate": "预计",
}
_STEP = 500
README = """一本账导出（{day}）

units.csv、links.csv   单位、隶属关系
books/账簿.csv         每个账簿现行有效的记录，一行一条，第一行是栏目
entries.jsonl          全部记录（含更正、作废、封存），一行一条，原样
plans.csv、tasks.csv、returns.csv   方案、任务、进展
rolls.csv              名册上的人；号码只有写明用途的导出才完整
documents/、documents.csv           上传的文件原件和目录
rolled/、rolled.csv                 用去年的稿子改的文稿和模板
dispatches/、dispatches.csv         公文登记簿，公文的 .docx 和盖章扫描件
forms/、forms.csv                   上级的报表：收到的表样、填好的表
evidence/、evidence.csv             佐证原件和目录
packs/                 业务包
.csv 用 UTF-8（带标记），WPS、Excel 可直接打开。文字里有个人信息，按保密要求保管。
"""


def export_all(folder: Path, reason: str = "") -> dict[str, int]:
    """Write everything into a folder that does not exist yet and return the number of rows or files by name.

    Numbers of people on rolls are whole only with a ``reason``, which is written into the log; else they are masked.
    """
    if folder.exists():
        raise Refusal("file_exists", path=str(folder))
    (folder / "books").mkdir(parents=True)
    names = dict(Unit.objects.values_list("uid", "name"))
    counts = {"entries.jsonl": _entries(folder / "entries.jsonl")}
    for book in catalogue().books.values():
        entries = current(Entry.objects.filter(book=book.id, kind__in=COUNTED)).order_by("occurred_on", "seq")
        fields = [(item.id, item.label) for item in book.fields]
        head = ["编号", "类别", "日期", "至", "记录单位", "联办单位", *(label for _id, label in fields)]
        rows = (_row(reading, [name for name, _label in fields], names) for reading in _readings(entries))
        counts[f"books/{book.id}.csv"] = _table(folder / "books" / f"{book.id}.csv", head, rows)
    for name, (head, lines) in _tables().items():
        counts[name] = _table(folder / name, head, lines)
    counts["rolls.csv"] = _rolls(folder / "rolls.csv", is_open=bool(reason.strip()))
    counts["documents"] = _papers(folder)
    counts["rolled"] = _rolled(folder)
    counts["dispatches"] = _dispatches(folder)
    counts["forms"] = _forms(folder)
    counts["evidence"] = _evidence(folder)
    for file in PackFile.objects.select_related("pack"):
        path = folder / "packs" / f"{file.pack.name}-{file.pack.version}" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(file.content))
    (folder / "README.txt").write_text(README.format(day=timezone.localdate().isoformat()), encoding="utf-8")
    log(SYSTEM, "export.all", str(folder.name), entries=counts["entries.jsonl"], reason=reason.strip()[:300])
    return counts


def _entries(path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for reading in _readings(Entry.objects.order_by("seq")):
            said = {"seq": reading.entry.seq, "body": reading.body, "private": reading.private}
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
            count += 1
    return count


def _readings(entries: Any) -> Iterator[Reading]:
    keys = list(entries.values_list("pk", flat=True))
    for first in range(0, len(keys), _STEP):
        part = keys[first : first + _STEP]
        found = {each.pk: each for each in Entry.objects.filter(pk__in=part).select_related("unit")}
        yield from read_entries([found[key] for key in part])


def _row(reading: Reading, fields: Sequence[str], names: dict[str, str]) -> list[str]:
    entry = reading.entry
    assert reading.book is not None
    own = entry.unit.uid if entry.unit else ""
    partners = [names.get(uid, uid) for uid in reading.credited if uid != own]
    cells = []
    for name in fields:
        item = reading.book.field(name)
        typed = value_to_form(item, reading.values[name]) if item and name in reading.values else ""
        if item and item.type is FieldType.ADDRESS:
            typed = address_text(reading.values.get(name, ""))
        if item and item.type is FieldType.TABLE and typed:
            typed = json.dumps(typed, ensure_ascii=False)
        parts = typed if isinstance(typed, list) else [typed]
        labels = {choice.id: choice.label for choice in item.choices} if item else {}
        cells.append("、".join(names.get(str(each), labels.get(str(each), str(each))) for each in parts))
    until = entry.occurred_to.isoformat() if entry.occurred_to else ""
    head = [
        str(entry.seq),
        KINDS.get(entry.kind, entry.kind),
        entry.occurred_on.isoformat(),
        until,
        entry.unit.name if entry.unit else "",
    ]
    return [*head, "、".join(partners), *cells]


def _tables() -> dict[str, tuple[list[str], Iterable[Sequence[Any]]]]:
    units = Unit.objects.order_by("order", "code")
    links = UnitLink.objects.select_related("child", "parent", "tree").order_by("pk")
    tasks = Task.objects.select_related("unit").order_by("pk")
    returns = TaskReturn.objects.select_related("unit").order_by("pk")
    return {
        "units.csv": (
            ["代码", "种类", "全称", "简称", "又名", "次序", "成立", "撤销"],
            (
                [u.code, u.kind, u.name, u.short_name, "、".join(u.aliases), u.order, u.founded_on, u.closed_on]
                for u in units
            ),
        ),
        "links.csv": (
            ["关系", "上级代码", "下级代码", "从（月）", "到（月）"],
            ([each.tree.code, each.parent.code, each.child.code, each.from_month, each.to_month] for each in links),
        ),
        "plans.csv": (
            ["编号", "方案", "单位", "日期", "状态"],
            ([p.uid, p.title, p.unit.name, p.day, p.state] for p in Plan.objects.select_related("unit").order_by("pk")),
        ),
        "tasks.csv": (
            ["编号", "任务", "牵头单位", "配合单位", "开始", "时限", "周期", "账簿", "栏目", "目标", "状态", "来源"],
            (
                [
                    *(t.uid, t.title, t.unit.name, "、".join(unit.name for unit in t.co_units.all())),
                    *(t.starts_on, t.due_on, t.recurrence, t.book, t.field, t.target or "", t.state, t.source),
                ]
                for t in tasks
            ),
        ),
        "returns.csv": (
            ["任务编号", "单位", "期次", "进展情况", "存在问题", "下一步", "报送时间"],
            (
                [each.task.uid, each.unit.name, each.slot, each.progress, each.problems, each.next_steps, each.sent_at]
                for each in returns.select_related("task")
            ),
        ),
    }


def _rolls(path: Path, *, is_open: bool) -> int:
    head = [
        "名册",
        "单位",
        "姓名",
        "性别",
        "出生日期",
        "公民身份号码",
        "电话",
        "住址",
        "登记日期",
        "退出日期",
        "同意日期",
        "到期",
    ]
    memberships = visible_memberships(SYSTEM).order_by("roll", "unit__order", "pk")
    return _table(path, head, (_person(each, is_open=is_open) for each in memberships.iterator(_STEP)))


def _person(row: Membership, *, is_open: bool) -> list[Any]:
    who = open_particulars(row.person.locked, row.person.uid)
    numbers = [who.born, who.id_number, who.phone, who.address]
    masked = [who.born[:4], who.shown_number, who.shown_phone, who.shown_address]
    sex = {"male": "男", "female": "女"}.get(who.sex, "")
    days = [row.joined_on, row.left_on, row.consent_on, row.due_on]
    return [row.roll, row.unit.name, who.name, sex, *(numbers if is_open else masked), *(day or "" for day in days)]


def _papers(folder: Path) -> int:
    rows = []
    for paper in Document.objects.select_related("unit").order_by("pk"):
        name = f"{paper.uid}.{paper.kind}"
        _copy(path_of(Path(settings.DOCUMENT_FOLDER), paper.digest), folder / "documents" / name)
        rows.append([name, paper.name, paper.title, paper.issuer, paper.unit.name, paper.uploaded_at, paper.digest])
    head = ["文件", "原名", "标题", "发文单位", "上传单位", "上传时间", "校验值"]
    return _table(folder / "documents.csv", head, rows)


def _rolled(folder: Path) -> int:
    """Papers in the making and saved ones, with the files that they are made of."""
    rows = []
    for kind, made in (("文稿", RolledPaper.objects), ("模板", RolledTemplate.objects)):
        for paper in made.select_related("unit").order_by("pk"):
            name = f"{paper.uid}.docx"
            _copy(path_of(Path(settings.DOCUMENT_FOLDER), paper.digest), folder / "rolled" / name)
            rows.append(
                [name, kind, str(paper), paper.name, paper.unit.name, paper.period, paper.made_at, paper.digest]
            )
    head = ["文件", "类别", "标题", "原名", "单位", "账期", "建立时间", "校验值"]
    return _table(folder / "rolled.csv", head, rows)


def _dispatches(folder: Path) -> int:
    """Official documents as they were printed, or as they stand, and the scans with their seals."""
    rows = []
    for made in Dispatch.objects.select_related("series__unit", "unit").order_by("pk"):
        name = f"{made.uid}.docx"
        (folder / "dispatches").mkdir(exist_ok=True)
        is_printed = bool(made.printed)
        data = file_of(made, "printed") if is_printed else official_docx(official_of(made, carried_report(made)))
        (folder / "dispatches" / name).write_bytes(data)
        scan = f"{made.uid}-{made.stamped_name}" if made.stamped else ""
        if scan:
            (folder / "dispatches" / scan).write_bytes(file_of(made, "stamped"))
        told = [made.kind, made.title, made.unit.name, made.dated_on, made.sent_on, made.state, made.printed]
        rows.append([name, scan, number_of(made), *told])
    head = ["文件", "扫描件", "字号", "种类", "标题", "发文单位", "成文日期", "报出日期", "状态", "印制文件校验值"]
    return _table(folder / "dispatches.csv", head, rows)


def _forms(folder: Path) -> int:
    """Superiors' forms as they came, and those that were filled; one with people in it was never kept."""
    rows = []
    for version in FormVersion.objects.select_related("form__unit").order_by("pk"):
        form, name = version.form, f"{version.form.uid}-{version.number}{Path(version.name).suffix.lower()[:8]}"
        _copy(path_of(Path(settings.DOCUMENT_FOLDER), version.original), folder / "forms" / name)
        said = [form.title, form.issuer, form.number, form.basis, form.valid_until or ""]
        rows.append([name, "表样", *said, form.unit.name, "", version.made_at, version.original])
    for filled in FilledForm.objects.select_related("form", "unit", "version").order_by("pk"):
        form, name = filled.form, f"{filled.uid}.{filled.version.kind}"
        source = path_of(Path(settings.DOCUMENT_FOLDER), filled.digest)
        if source.is_file():
            _copy(source, folder / "forms" / name)
        said = [form.title, form.issuer, form.number, form.basis, form.valid_until or ""]
        kept = name if source.is_file() else ""
        rows.append([kept, "填好的表", *said, filled.unit.name, filled.period, filled.filled_at, filled.digest])
    head = ["文件", "类别", "报表", "制定机关", "表号", "依据", "有效期至", "单位", "账期", "时间", "校验值"]
    return _table(folder / "forms.csv", head, rows)


def _evidence(folder: Path) -> int:
    rows = []
    for kept in Evidence.objects.filter(evidenceref__isnull=False).distinct().order_by("digest"):
        name = f"{kept.digest.partition(':')[2]}{Path(kept.name).suffix.lower()[:8]}"
        _copy(path_of_evidence(kept.digest), folder / "evidence" / name)
        entries = kept.evidenceref_set.order_by("entry_id").values_list("entry_id", flat=True)
        taken = timezone.localtime(kept.taken_at).isoformat(" ", "seconds") if kept.taken_at else ""
        rows.append([name, kept.name, kept.media_type, kept.size, taken, "、".join(str(seq) for seq in entries)])
    return _table(folder / "evidence.csv", ["文件", "原名", "类型", "字节", "拍摄时间", "所属记录编号"], rows)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _table(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a table; a cell that a spreadsheet would take for a formula gets an apostrophe in front."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for row in rows:
            writer.writerow([_plain(each) for each in row])
            count += 1
    return count


def _plain(value: Any) -> Any:
    text = "" if value is None else str(value)
    is_number = text.lstrip("+-").replace(".", "", 1).isdigit()
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not is_number else text
