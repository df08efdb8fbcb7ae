"""Runs benches and prints their rows: script/bench [name…] [--full] [--json]. Exits with 1 when a goal is not reached."""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from tests.bench import Row

HEADINGS = ("work", "figure", "yardstick", "ratio", "goal", "")


def main() -> int:
    known = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure speed.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(known)}; none = all")
    parser.add_argument("--full", action="store_true", help="with the large amounts that the goals are meant for")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(known))
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
    rows = {name: _run(name, full=arguments.full) for name in arguments.names or known}
    if arguments.json:
        print(
            json.dumps(
                {"machine": _machine(), "full": arguments.full, "rows": _plain(rows)}, ensure_ascii=False, indent=2
            )
        )
    else:
        print(f"{_machine()}; {'full' if arguments.full else 'short'} amounts\n")
        _print_table([row for of_bench in rows.values() for row in of_bench])
    return 1 if any(row.is_reached is False for of_bench in rows.values() for row in of_bench) else 0


def _run(name: str, *, full: bool) -> list[Row]:
    return importlib.import_module(f"tests.bench.bench_{name}").run(full=full)


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _plain(rows: dict[str, list[Row]]) -> list[dict[str, object]]:
    return [
        {"bench": name, **asdict(row), "ratio": row.ratio, "is_reached": row.is_reached}
        for name, of_bench in rows.items()
        for row in of_bench
    ]


def _print_table(rows: list[Row]) -> None:
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cells(row: Row) -> tuple[str, ...]:
    sign = "≥" if row.more_is_better else "≤"
    return (
        row.work,
        f"{row.figure:,.4g} {row.unit}",
        "" if row.yardstick is None else f"{row.yardstick:,.4g} {row.unit} ({row.yardstick_name})",
        "" if row.ratio is None else f"{row.ratio:.2f}",
        "" if row.goal is None else f"{sign} {row.goal:g}",
        {None: "", True: "reached", False: "NOT reached"}[row.is_reached],
    )


if __name__ == "__main__":
    sys.exit(main())
