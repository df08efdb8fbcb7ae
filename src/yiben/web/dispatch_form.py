"""The form of an official document: what it asks, and the draft it sends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from yiben.dispatches.content import ATTENDING, MOST_ATTACHMENTS, Content
from yiben.dispatches.models import Series
from yiben.reports.official.elements import KINDS, URGENCIES
from yiben.web.kit.fields import Choice, Group, loose

SPARE_ATTACHMENTS = 1
"""Empty places for attachments beside those that are filled; without scripts one is added at every saving."""
_OF_FORM = {"letter": "函", "minutes": "纪要"}


def read_content(sent: QueryDict) -> Content:
    """Return the draft that a form sends."""
    titles, texts = sent.getlist("attachment_title"), sent.getlist("attachment_text")
    return Content(
        kind=sent.get("kind", ""),
        title=sent.get("title", ""),
        recipients=sent.get("recipients", ""),
        body=sent.get("body", ""),
        attachments=tuple(zip(titles, texts, strict=False)),
        attendance=tuple((label, sent.get(f"attending{at}", "")) for at, label in enumerate(ATTENDING)),
        note=sent.get("note", ""),
        copies=sent.get("copies", ""),
        urgency=sent.get("urgency", ""),
        signer=sent.get("signer", ""),
        is_sealed=sent.get("is_sealed") == "1",
        jointly=tuple(re.split(r"[\n、，,；;]", sent.get("jointly", ""))),
        is_joint_head=sent.get("head") != "lead",
    )


def blank_content(series: Series) -> Content:
    """Return the draft that a series begins with."""
    return Content(kind=_OF_FORM.get(series.form, "通知"), is_sealed=series.form != "minutes")


def form_of(content: Content, series: Series) -> dict[str, Any]:
    """Return what the form shows of a draft."""
    attending: Mapping[str, str] = dict(content.attendance)
    filled = [*content.attachments, *[("", "")] * SPARE_ATTACHMENTS][:MOST_ATTACHMENTS]
    return {
        "content": content,
        "kinds": loose([Choice(each, each, each == content.kind) for each in KINDS]),
        "urgencies": loose(
            [
                Choice("", _("usual"), not content.urgency),
                *(Choice(each, each, each == content.urgency) for each in URGENCIES),
            ]
        ),
        "attachments": [(number, title, text) for number, (title, text) in enumerate(filled, start=1)],
        "attendance": [(at, label, attending.get(label, "")) for at, label in enumerate(ATTENDING)],
        "is_minutes": series.form == "minutes",
        "is_letter": series.form == "letter",
        "series": series,
        "jointly": "\n".join(content.jointly),
        "heads": loose(
            [
                Choice("all", _("all offices, the lead office first"), content.is_joint_head),
                Choice("lead", _("the lead office alone"), not content.is_joint_head),
            ]
        ),
    }


def series_groups(rows: Sequence[Series], chosen: str) -> list[Group]:
    """Return series to choose from, by the unit that they belong to."""
    groups: dict[int, Group] = {}
    for each in rows:
        group = groups.setdefault(each.unit_id, Group(each.unit.short_name, []))
        group.choices.append(Choice(each.uid, f"{each.word}　{each.mark}", each.uid == chosen))
    return list(groups.values())


def number_sent(sent: QueryDict, name: str, missing: int = 0) -> int:
    """Return a number of a form, ``missing`` when it is none."""
    text = sent.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else missing
