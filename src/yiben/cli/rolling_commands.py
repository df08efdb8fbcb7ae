"""Last year's Word file as the template: yiben roll."""

from __future__ import annotations

import argparse
from pathlib import Path

from yiben.cli.output import complain, emit
from yiben.errors import Refusal


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``yiben roll FILE``."""
    roll = commands.add_parser("roll", help="去年的Word文稿改成今年的：数字重新算，日期往后推，句子不变")
    roll.add_argument("file", metavar="文稿.docx", type=Path)
    roll.add_argument("--unit", help="单位")
    roll.add_argument("--period", help="新稿的账期，如 2026、2026Q1、2026-03")
    roll.add_argument("--from", dest="was", metavar="账期", help="旧稿的账期，不写就是上一年的同一账期")
    roll.add_argument("-o", dest="output", type=Path, help="写到哪个文件（.docx）：修改稿，没有把握的数字标成黄色")
    kind = roll.add_mutually_exclusive_group()
    kind.add_argument("--clean", action="store_true", help="写成清稿，其余数字照原文不变")
    kind.add_argument("--with-sources", action="store_true", help="写成留底稿，末页附数据来源表")
    roll.add_argument("--json", action="store_true")
    roll.set_defaults(run=_roll)


def _roll(arguments: argparse.Namespace) -> int:
    if not (arguments.unit and arguments.period and arguments.output):
        complain(["请写 --unit、--period 和 -o。"])
        return 2
    if not arguments.file.is_file():
        complain([f"没有文件 {arguments.file}。"])
        return 2
    if arguments.output.suffix != ".docx":
        raise Refusal("report_format", suffix=arguments.output.suffix or arguments.output.name)
    from yiben.audit.callers import SYSTEM
    from yiben.metrics.periods import parse_period, year_before
    from yiben.rolling.actions import begin_roll, decide, hand_out
    from yiben.rolling.models import RolledCopy
    from yiben.rolling.numbers import dates_from
    from yiben.units.queries import find_unit

    now = parse_period(arguments.period)
    was = parse_period(arguments.was) if arguments.was else year_before(now)
    data = arguments.file.read_bytes()
    paper = begin_roll(SYSTEM, unit=find_unit(arguments.unit), name=arguments.file.name, data=data, was=was, now=now)
    if arguments.clean:
        taken = {at for at, each in enumerate(dates_from(paper.dates)) if each.is_taken}
        paper = decide(SYSTEM, paper, {}, taken, looked_at=True)
    kind = RolledCopy.CLEAN if arguments.clean else RolledCopy.WORKING
    content = hand_out(SYSTEM, paper, RolledCopy.SOURCES if arguments.with_sources else kind)
    arguments.output.write_bytes(content)
    value, lines = _said(paper)
    value["file"] = str(arguments.output)
    emit(value, [*lines, f"已写入 {arguments.output}，算到第 {paper.seq} 号记录。"], as_json=arguments.json)
    return 0


def _said(paper: object) -> tuple[dict[str, object], list[str]]:
    """What became of each number and date: as JSON, and in lines."""
    from yiben.rolling.models import RolledPaper
    from yiben.rolling.numbers import dates_from
    from yiben.rolling.queries import numbers_of
    from yiben.sentences import say

    assert isinstance(paper, RolledPaper)
    numbers, dates = numbers_of(paper), dates_from(paper.dates)
    rows = [
        {
            "text": each.text,
            "start": each.start,
            "end": each.end,
            "state": each.state,
            "metric": each.bound or None,
            "new": each.new or None,
            "ledger": each.ledger or None,
            "flag": each.flag or None,
            "offered": [option.key for option in each.options],
        }
        for each in numbers
    ]
    done = [each for each in numbers if each.bound and each.new]
    left = [each for each in numbers if not (each.bound and each.new)]
    lines = [f"{each.text} → {each.new}（{each.ledger}）" for each in done]
    lines += [f"{each.text} → {each.new}" for each in dates if each.is_taken]
    lines += [
        f"请看：{each.text}，{say(f'rolling_{each.flag}', {'ledger': each.ledger})}" for each in numbers if each.flag
    ]
    lines += [f"没有动：{each.text}，{each.around}" for each in left]
    lines.append(f"重算 {len(done)} 个数字，{len(left)} 个照原文。")
    value = {"unit": paper.unit.name, "period": paper.period, "was": paper.was, "seq": paper.seq, "numbers": rows}
    value["dates"] = [
        {"text": each.text, "new": each.new or None, "kind": each.kind, "taken": each.is_taken} for each in dates
    ]
    return value, lines
