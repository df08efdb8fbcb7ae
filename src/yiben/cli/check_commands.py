"""yiben check."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yiben.cli.output import emit

if TYPE_CHECKING:
    from yiben.text.consistency.findings import Inconsistency

_WHAT = {
    "percent_of_counts": "按“{part}”和“{whole}”算是{computed}",
    "wrong_year_on_year": "按“{old}”和“{new}”算是{computed}%",
    "over_is_not_over": "说是超过，“{done}”却没有超过",
    "unit_swapped": "前文是“{earlier}”，相差一万倍，单位可能写错",
    "repeat_differs": "前文是“{earlier}”，两处不一致",
    "dates_out_of_order": "日期前后颠倒",
    "list_count": "说是{said}，列出的是{named}",
}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that checks a draft. Without a unit it needs no database."""
    check = commands.add_parser("check", help="核对稿子里的数字是否前后一致")
    check.add_argument("file", type=Path, help="稿子：.docx、.pdf、.txt等")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=run_check, needs_database=False)


def run_check(arguments: argparse.Namespace) -> int:
    """Print what does not agree within a draft; exit 1 when something is surely wrong."""
    from yiben.text.consistency import claims, inconsistencies
    from yiben.text.reading import read_bytes

    reading = read_bytes(arguments.file.read_bytes(), arguments.file.name)
    told = claims(reading)
    found = inconsistencies(reading, told)
    value = {
        "text": reading.clean_text,
        "claims": [
            {
                "text": fact.text,
                "start": fact.start,
                "end": fact.end,
                "value": fact.value,
                "unit": fact.unit,
                "kind": fact.kind,
                "verdict": "unchecked",
            }
            for fact in told
        ],
        "inconsistencies": [_plain(each) for each in found],
    }
    sure = [each for each in found if each.certainty == "sure"]
    lines = [_line(each) for each in found]
    said = f"读出 {len(told)} 个数字；明显有误 {len(sure)} 处，请核实 {len(found) - len(sure)} 处。"
    emit(value, [*lines, said], as_json=arguments.json)
    return 1 if sure else 0


def what(found: Inconsistency) -> str:
    """Return the sentence about an inconsistency."""
    if found.code == "parts_do_not_sum":
        parts = "、".join(found.data["parts"])
        computed = found.data.get("computed")
        return (
            f"{parts}相加是{computed}，总数写作“{found.data['total']}”"
            if computed
            else f"大于总数“{found.data['total']}”"
        )
    return _WHAT[found.code].format(**found.data)


def _plain(found: Inconsistency) -> dict[str, Any]:
    return {
        "text": found.text,
        "start": found.start,
        "end": found.end,
        "code": found.code,
        "what": what(found),
        "corrected": found.corrected,
        "certainty": found.certainty,
    }


def _line(found: Inconsistency) -> str:
    mark = "✗" if found.certainty == "sure" else "？"
    corrected = f"，应为{found.corrected}" if found.corrected and found.certainty == "sure" else ""
    return f"  {mark} {found.text}：{what(found)}{corrected}"
