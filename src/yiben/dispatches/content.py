"""What a draft consists of, as a form gives it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from yiben.reports.official.elements import KINDS, URGENCIES

LONGEST_TITLE, LONGEST_LINE, LONGEST_TEXT = 200, 600, 100_000
MOST_ATTACHMENTS = 12
MOST_JOINT = 9
"""Offices beside the lead office: more leave no room for text on the first page."""
ATTENDING = ("出席", "请假", "列席")


@dataclass(frozen=True)
class Content:
    """A draft: ``body`` and the texts of ``attachments`` (title, text) are typed as ``reports.official.parts`` reads them;
    ``attendance`` (出席, 请假, 列席) belongs to minutes;
    ``jointly`` are the offices that issue it together with the lead office, in their order, and ``is_joint_head`` says
    whether they stand in its red head too. Nothing here is checked: what is missing is said before signing."""

    kind: str = "通知"
    title: str = ""
    recipients: str = ""
    body: str = ""
    attachments: tuple[tuple[str, str], ...] = ()
    attendance: tuple[tuple[str, str], ...] = ()
    note: str = ""
    copies: str = ""
    urgency: str = ""
    signer: str = ""
    is_sealed: bool = True
    jointly: tuple[str, ...] = ()
    is_joint_head: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return the draft as plain JSON."""
        return asdict(self)


def content_from_json(kept: Mapping[str, Any]) -> Content:
    """Return the draft that ``to_json`` wrote."""
    known = {each.name for each in fields(Content)}
    given = {name: value for name, value in kept.items() if name in known}
    for name in ("attachments", "attendance"):
        given[name] = tuple((title, text) for title, text in given.get(name, ()))
    given["jointly"] = tuple(given.get("jointly", ()))
    return Content(**given)


def tidy(content: Content) -> Content:
    """Return a draft as it is kept: unknown kinds and urgencies dropped, lines cut to their length, empty rows left out."""
    attached = [(title.strip()[:LONGEST_LINE], text[:LONGEST_TEXT]) for title, text in content.attachments]
    attending = [(label, names.strip()[:LONGEST_LINE]) for label, names in content.attendance if label in ATTENDING]
    return replace(
        content,
        kind=content.kind if content.kind in KINDS else "",
        title=" ".join(content.title.split())[:LONGEST_TITLE],
        recipients=content.recipients.strip().rstrip("：:")[:LONGEST_LINE],
        body=content.body.replace("\r\n", "\n").strip()[:LONGEST_TEXT],
        note=content.note.strip().strip("（）()")[:LONGEST_LINE],
        copies=content.copies.strip().rstrip("。")[:LONGEST_LINE],
        urgency=content.urgency if content.urgency in URGENCIES else "",
        jointly=tuple(dict.fromkeys(name for each in content.jointly if (name := "".join(each.split())[:80])))[
            :MOST_JOINT
        ],
        signer=content.signer.strip()[:120],
        attachments=tuple((title, text) for title, text in attached[:MOST_ATTACHMENTS] if title or text.strip()),
        attendance=tuple((label, names) for label, names in attending if names),
    )
