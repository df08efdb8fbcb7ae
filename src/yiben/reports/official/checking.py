"""What is missing in an official document or departs from the rules for them, before somebody signs it. Pure.

Sources: 党政机关公文处理工作条例 (中办发〔2012〕14号) §§8, 9, 15–17; GB/T 9704-2012. Codes with data; the faces make sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from yiben.reports.blocks import Block
from yiben.reports.official.elements import KINDS, UPWARD, Official
from yiben.reports.official.titles import break_title

_PLANS = re.compile(r"(?:工作)?(?:方案|计划|要点|总结|规划|预案|讲话)$")
_ASKING = re.compile(
    r"(?:妥否|当否|可否|是否妥当)[^。]{0,12}请[^。]{0,8}批(?:示|复|准)|恳?请[^。]{0,10}予以(?:批准|批复|解决|支持)"
)
_SEVERAL = re.compile(r"[、，,；;]|以及|和(?=[^平谐])")
_NAMED = re.compile(r"附件\s*(?P<number>[1-9]\d?)(?![\d.])")
_MAIN_TITLE_LINES = 4
MOST_HEADS = 6
"""Offices in a red head above which the first page hardly shows text (GB/T 9704-2012, 7.2.4)."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing: ``code``, whether the document cannot be signed with it, what fills the sentence."""

    code: str
    is_barring: bool
    data: dict[str, object] = field(default_factory=dict)


def check_official(document: Official) -> list[Lack]:
    """Return what is missing or departs, what bars signing first."""
    found = [*_elements(document), *_title(document), *_direction(document), *_attachments(document)]
    return sorted(found, key=lambda each: not each.is_barring)


def _elements(document: Official) -> Iterator[Lack]:
    if not document.title:
        yield Lack("official_title_missing", True)
    if not document.body:
        yield Lack("official_body_missing", True)
    if document.kind not in KINDS:
        yield Lack("official_kind_unknown", True, {"kind": document.kind})
    if not document.mark:
        yield Lack("official_mark_missing", True)
    public = {"公告", "通告", "公报", "决议", "决定", "命令（令）", "纪要"}
    if document.form != "minutes" and document.kind not in public and not document.recipients:
        yield Lack("official_recipients_missing", document.kind in UPWARD)


def _title(document: Official) -> Iterator[Lack]:
    title = "".join(document.title.split())
    if not title:
        return
    kind = "令" if document.kind.startswith("命令") else document.kind
    if not title.endswith((kind, f"{kind}（试行）")) and document.form != "minutes":
        plan = _PLANS.search(title)
        yield Lack(
            "official_title_plan" if plan else "official_title_kind", False, {"kind": document.kind, "title": title}
        )
    elif "关于" not in title and document.kind in {"通知", "报告", "请示", "批复", "函", "意见", "决定", "通报"}:
        yield Lack("official_title_about", False, {"title": title})
    if len(break_title(title)) > _MAIN_TITLE_LINES:
        yield Lack("official_title_long", False, {"count": len(title)})
    named = [each for each in document.offices if each in title]
    if 0 < len(named) < len(document.offices):
        missing = "、".join(each for each in document.offices if each not in title)
        yield Lack("official_title_offices", False, {"missing": missing})
    if title.endswith(tuple("。，；：、.")):
        yield Lack("official_title_ends", False, {"sign": title[-1]})


def _direction(document: Official) -> Iterator[Lack]:
    text = "".join(block.text for block in document.body if isinstance(block, Block))
    if document.kind in UPWARD and document.form == "document" and not document.signers:
        yield Lack("official_signer_missing", False, {"kind": document.kind})
    if len(document.signers) > 0 and len(document.offices) != len(document.signers) and len(document.offices) > 1:
        yield Lack("official_signers_joint", False, {"offices": len(document.offices), "count": len(document.signers)})
    if document.form == "document" and len(document.heads) > MOST_HEADS:
        yield Lack("official_heads_many", False, {"count": len(document.heads), "most": MOST_HEADS})
    if document.kind == "请示" and _SEVERAL.search(document.recipients):
        yield Lack("official_request_recipients", False, {"recipients": document.recipients})
    asked = _ASKING.search(text)
    if document.kind == "报告" and asked:
        yield Lack("official_report_asks", False, {"text": asked[0][:40]})
    if document.kind == "请示" and not document.note:
        yield Lack("official_contact_missing", False)


def _attachments(document: Official) -> Iterator[Lack]:
    text = "".join(block.text for block in document.body if isinstance(block, Block))
    count = len(document.attachments)
    for named in sorted({int(each["number"]) for each in _NAMED.finditer(text)}):
        if named > count:
            yield Lack("official_attachment_unknown", False, {"number": named, "count": count})
    for number, each in enumerate(document.attachments, start=1):
        if not each.title:
            yield Lack("official_attachment_untitled", True, {"number": number})
        elif each.title.endswith(tuple("。；，、.;,")):
            yield Lack("official_attachment_ends", False, {"title": each.title})
