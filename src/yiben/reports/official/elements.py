"""What an official document consists of (党政机关公文处理工作条例 §§8–9; GB/T 9704-2012, 7). Pure.

There is no place for a degree of secrecy: what is secret does not belong into this program (see ``text.secrecy``).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final, Literal

from yiben.reports.blocks import Block

Form = Literal["document", "letter", "minutes"]
"""The three layouts: 文件格式, 信函格式, 纪要格式."""

KINDS: Final = (
    "决议", "决定", "命令（令）", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要",
)  # fmt: skip
"""The fifteen kinds (条例 §8). 方案, 计划, 总结 and the like are no kinds: they are issued as attachments of a 通知."""
UPWARD: Final = frozenset({"报告", "请示"})
"""Kinds that only go upward: the one who signs stands beside the number (条例 §9)."""
URGENCIES: Final = ("特急", "加急")


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something behind the text: its title, and what it says as blocks and tables; empty when it is a file beside it."""

    title: str
    parts: tuple[Block | Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells, the first row its heading. ``is_wide``: it stands on a page turned sideways."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def is_wide(self) -> bool:
        """More columns than an upright page bears."""
        return max(map(len, self.rows), default=0) > 7


@dataclass(frozen=True, slots=True)
class Official:
    """An official document. ``mark`` is the red heading (“××办事处文件”; the office's name of a letter; “××会议纪要”);
    ``signers`` stand beside the number of what goes upward; ``offices`` sign at the end, the lead office first;
    ``heads`` names those that stand in the red head of a document issued jointly, () for the mark alone; ``is_sealed`` leaves room for
    the seal; ``attendance`` (label, names) closes minutes; ``printed_on`` with ``printed_by`` closes the copy list."""

    form: Form
    kind: str
    mark: str
    title: str
    offices: tuple[str, ...]
    body: tuple[Block | Table, ...] = ()
    number: str = ""
    urgency: str = ""
    copy_number: str = ""
    signers: tuple[str, ...] = ()
    recipients: str = ""
    attachments: tuple[Attachment, ...] = ()
    date: datetime.date | None = None
    is_sealed: bool = True
    note: str = ""
    attendance: tuple[tuple[str, str], ...] = ()
    copies: str = ""
    printed_by: str = ""
    printed_on: datetime.date | None = None
    heads: tuple[str, ...] = ()

    @property
    def attachment_lines(self) -> tuple[str, ...]:
        """The note of attachments (7.3.4): numbered in Arabic when there are several, nothing at the end."""
        titles = [each.title for each in self.attachments]
        if len(titles) < 2:
            return tuple(titles)
        return tuple(f"{number}. {title}" for number, title in enumerate(titles, start=1))


def day_text(day: datetime.date) -> str:
    """Return a day as documents write it: Arabic, in full, without leading zeros (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def number_text(word: str, year: int, number: int) -> str:
    """Return a document number (7.2.5): full year in 六角括号, neither 第 nor a leading zero.

    >>> number_text("枫街办发", 2026, 3)
    '枫街办发〔2026〕3号'
    """
    return f"{word}〔{year}〕{number}号"
