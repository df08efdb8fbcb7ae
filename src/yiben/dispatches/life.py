"""The life of a dispatch: its states, and which step leads from one to the next. Pure.

Source: 党政机关公文处理工作条例 (中办发〔2012〕14号) §§18–23 (拟制: 起草、审核、签发), §25 (发文办理: 复核、登记、印制、核发), §27 (归档).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DRAFTING, CHECKING, COUNTERSIGNING, SIGNING = "drafting", "checking", "countersigning", "signing"
SIGNED, NUMBERED, PRINTED, SENT, ARCHIVED, WITHDRAWN = "signed", "numbered", "printed", "sent", "archived", "withdrawn"
STATES: Final = (
    DRAFTING, CHECKING, COUNTERSIGNING, SIGNING, SIGNED, NUMBERED, PRINTED, SENT, ARCHIVED, WITHDRAWN,
)  # fmt: skip
"""In the order of the life; the last one ends it early."""

READ, DRAFT, CHECK, SIGN, ISSUE, RECEIVE = (
    f"dispatch.{verb}" for verb in ("read", "draft", "check", "sign", "issue", "receive")
)


@dataclass(frozen=True)
class Step:
    """A step: the states in which it can be taken, the verb it needs, the state it leads to ("" : it stays)."""

    states: frozenset[str]
    verb: str
    leads_to: str = ""


STEPS: Final[Mapping[str, Step]] = {
    "begin": Step(frozenset(), DRAFT, DRAFTING),
    "change": Step(frozenset({DRAFTING}), DRAFT),
    "hand_in": Step(frozenset({DRAFTING}), DRAFT, CHECKING),
    "check": Step(frozenset({CHECKING}), CHECK, SIGNING),
    "countersign": Step(frozenset({COUNTERSIGNING}), CHECK),
    "send_back": Step(frozenset({CHECKING, COUNTERSIGNING, SIGNING}), CHECK, DRAFTING),
    "refuse": Step(frozenset({SIGNING}), SIGN, DRAFTING),
    "sign": Step(frozenset({SIGNING}), SIGN, SIGNED),
    "number": Step(frozenset({SIGNED}), ISSUE, NUMBERED),
    "print": Step(frozenset({NUMBERED}), ISSUE, PRINTED),
    "keep_scan": Step(frozenset({PRINTED, SENT}), ISSUE),
    "send": Step(frozenset({PRINTED}), ISSUE, SENT),
    "archive": Step(frozenset({SENT}), ISSUE, ARCHIVED),
    "withdraw": Step(
        frozenset({DRAFTING, CHECKING, COUNTERSIGNING, SIGNING, SIGNED, NUMBERED, PRINTED}), DRAFT, WITHDRAWN
    ),
}
"""Every step. ``check`` leads to countersigning when offices are asked; the last countersignature leads to signing. After
signing, withdrawing needs ``dispatch.issue``."""

OPEN_TO_CHANGE: Final = frozenset({DRAFTING, CHECKING, COUNTERSIGNING, SIGNING})
"""States before the signature: what stands in the document may still come back to its drafter."""

RETENTIONS: Final = ("永久", "30年", "10年")
"""How long a filed document is kept (机关文件材料归档范围和文书档案保管期限规定, 国家档案局令第8号, §5)."""
