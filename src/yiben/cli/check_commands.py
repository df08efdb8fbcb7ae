"""yiben check."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yiben.cli.output import complain, emit, speak_chinese
from yiben.deviations import say_inconsistency

if TYPE_CHECKING:
    from fractions import Fraction

    from yiben.checking.drafts import Judged
    from yiben.text.consistency.findings import Inconsistency
    from yiben.text.results import Fact, Reading


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that checks a draft. Without a unit it needs no database."""
    check = commands.add_parser("check", help="核对稿子里的数字：前后是否一致；写了单位和账期，还和台账核对")
    check.add_argument("file", type=Path, help="稿子：.docx、.pdf、.txt等")
    check.add_argument("--unit", help="单位：代码、全称、简称，或 root")
    check.add_argument("--period", help="2025 | 2025H1 | 2025Q1 | 2025-03 | 起..止")
    check.add_argument("--tree", default="administrative")
    check.add_argument("--as-of", type=int, help="只算到第几号记录")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=run_check, needs_database=False)


def run_check(arguments: argparse.Namespace) -> int:
    """Print what does not agree within a draft, and with a unit what differs from the ledger; exit 1 when something is
    surely wrong."""
    from yiben.text.consistency import claims, inconsistencies
    from yiben.text.reading import read_bytes

    if bool(arguments.unit) != bool(arguments.period):
        complain(["--unit 和 --period 要一起写。"])
        return 2
    if not arguments.unit:
        speak_chinese()
    reading = read_bytes(arguments.file.read_bytes(), arguments.file.name)
    told = claims(reading)
    found = inconsistencies(reading, told)
    judged = _judge(arguments, reading, told) if arguments.unit else []
    value = {
        "text": reading.clean_text,
        "claims": [_of_ledger(each) for each in judged] or [_claim(fact) for fact in told],
        "inconsistencies": [_plain(each) for each in found],
    }
    sure = [each for each in found if each.certainty == "sure"]
    differing = [each for each in judged if each.verdict == "differs"]
    lines = [*(_differs(each) for each in differing), *(_line(each) for each in found)]
    lines += [_summary(judged)] if arguments.unit else []
    said = f"读出 {len(told)} 个数字；明显有误 {len(sure)} 处，请核实 {len(found) - len(sure)} 处。"
    emit(value, [*lines, said], as_json=arguments.json)
    return 1 if sure or differing else 0


def _judge(arguments: argparse.Namespace, reading: Reading, told: Sequence[Fact]) -> list[Judged]:
    from yiben.cli.main import prepare, require_begun

    prepare()
    require_begun()
    from yiben.audit.callers import SYSTEM
    from yiben.checking.drafts import check_draft
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope
    from yiben.units.queries import find_unit

    unit, period = find_unit(arguments.unit), parse_period(arguments.period)
    scope = Scope(unit, period, arguments.tree, as_of=arguments.as_of)
    return check_draft(SYSTEM, scope, reading, told)


def _claim(fact: Fact) -> dict[str, Any]:
    return {
        "text": fact.text,
        "start": fact.start,
        "end": fact.end,
        "value": fact.value,
        "unit": fact.unit,
        "kind": fact.kind,
        "verdict": "unchecked",
    }


def _of_ledger(judged: Judged) -> dict[str, Any]:
    """A claim with its verdict, and what it was held against where it was."""
    value = _claim(judged.claim) | {"verdict": judged.verdict}
    if judged.figure is not None and judged.ledger is not None and judged.difference is not None:
        scope = judged.figure.request.scope
        return value | {
            "metric": judged.figure.metric_id,
            "of": scope.unit.name,
            "period": scope.period.text,
            "ledger": _number(judged.ledger),
            "difference": _number(judged.difference),
        }
    return value | {"candidates": list(judged.candidates)} if judged.candidates else value


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _differs(judged: Judged) -> str:
    figure, more = judged.figure, judged.difference
    assert figure is not None
    assert more is not None
    scope = figure.request.scope
    where = f"yiben figure {figure.metric_id} --unit {scope.unit.code} --period {scope.period.text}"
    where += f" --tree {scope.tree}" if scope.tree != "administrative" else ""
    where += f" --as-of {scope.as_of}" if scope.as_of is not None else ""
    by = f"{'多' if more > 0 else '少'}{judged.difference_text}"
    return f"  ✗ {judged.claim.text}：台账是{judged.ledger_text}，稿上{by}（{where} --open）"


def _summary(judged: Sequence[Judged]) -> str:
    counts = {name: sum(1 for each in judged if each.verdict == name) for name in ("agrees", "differs", "external")}
    rest = len(judged) - sum(counts.values())
    return (
        f"与台账相符 {counts['agrees']} 个，不符 {counts['differs']} 个，"
        f"外部来源 {counts['external']} 个，台账里没有来源 {rest} 个。"
    )


def _plain(found: Inconsistency) -> dict[str, Any]:
    return {
        "text": found.text,
        "start": found.start,
        "end": found.end,
        "code": found.code,
        "what": say_inconsistency(found),
        "corrected": found.corrected,
        "certainty": found.certainty,
    }


def _line(found: Inconsistency) -> str:
    mark = "✗" if found.certainty == "sure" else "？"
    corrected = f"，应为{found.corrected}" if found.corrected and found.certainty == "sure" else ""
    return f"  {mark} {found.text}：{say_inconsistency(found)}{corrected}"
