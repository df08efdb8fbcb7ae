"""A small pack to install, to change and to break."""

from __future__ import annotations

PACK = "name: visits\nlabel: 走访\nversion: {version}\n"
BOOK = """id: visit
label: 走访
entry_word: 次
title: reason
fields:
  - {{id: reason, label: 事由, type: text}}
  - {{id: households, label: 户数, type: count, unit: {unit}, add: flow}}
  - {{id: rooms, label: 房间, type: count, unit: 间, add: stock}}
  - id: kind
    label: 类别
    type: choice
    rollup: true
    choices:
      - {{id: routine, label: 日常走访}}
      - {{id: festival, label: 节日慰问}}
"""
METRICS = """- {id: visits, label: 走访次数, means: 走访一次算一次。, unit: 次, how: count, book: visit}
- {id: homes, label: 走访户数, means: 各次户数相加。, unit: 户, how: sum, book: visit, field: households}
- {id: rooms_kept, label: 房间数, means: 各单位最近一次报的房间数相加。, unit: 间, how: stock, book: visit, field: rooms}
"""


def visits(version: int = 1, *, more: str = "", unit: str = "户", metrics: str = METRICS) -> dict[str, bytes]:
    """Return the files of the pack; ``more`` is written below the last field of its book."""
    texts = {
        "pack.yaml": PACK.format(version=version),
        "books/visit.yaml": BOOK.format(unit=unit) + more,
        "metrics.yaml": metrics,
    }
    return {name: text.encode() for name, text in texts.items()}


NEW_FIELD = "  - {id: gifts, label: 慰问品, type: count, unit: 份, add: flow}\n"
