"""Who decided what about a paper, as a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.accounts.queries import people, post_titles
from yiben.documents.decisions import decision_log
from yiben.documents.models import Document
from yiben.web.kit.tables import Cell, Column, Row
from yiben.web.showing import listed, moment_text

WHAT = {
    "task.accepted": gettext_lazy("accepted a task"),
    "task.pending": gettext_lazy("took a task up again"),
    "task.dropped": gettext_lazy("said it is no task"),
    "task.edited": gettext_lazy("changed a task"),
    "task.merged": gettext_lazy("merged two tasks"),
    "task.split": gettext_lazy("split a task"),
    "task.proposed": gettext_lazy("added a task"),
    "task.undone": gettext_lazy("took the last decision back"),
    "repair.reverted": gettext_lazy("took a repair back"),
    "repair.restored": gettext_lazy("made a repair again"),
    "place.confirmed": gettext_lazy("compared a place with the paper"),
    "fact.entered": gettext_lazy("entered a number in the ledger"),
}
_LONGEST = 80


def log_columns() -> list[Column]:
    """Return the columns of the list of decisions."""
    return [
        Column("at", _("When"), "short"),
        Column("who", _("Who")),
        Column("what", _("What"), "title"),
        Column("before", _("Before")),
        Column("after", _("After")),
        Column("state", _("State"), "state"),
    ]


def log_rows(document: Document) -> list[Row]:
    """Return the decisions on a paper in order; one that was taken back says so."""
    decisions = list(document.decisions.all())
    who, posts = people({each.person for each in decisions}), post_titles({each.post for each in decisions})
    rows = []
    for each, told in zip(decisions, decision_log(document), strict=True):
        name, post = who.get(each.person, ""), posts.get(each.post, "")
        rows.append(
            Row(
                [
                    Cell(moment_text(each.at), plain=each.at.isoformat(timespec="seconds")),
                    Cell(name, note=post, plain=f"{name} {post}".strip()),
                    Cell(str(WHAT.get(each.what, each.what))),
                    Cell(_said(document, told["before"])),
                    Cell(_said(document, told["after"])),
                    Cell(_("taken back") if told["taken_back"] else "", state="n" if told["taken_back"] else ""),
                ]
            )
        )
    return rows


def _said(document: Document, values: Mapping[str, Any]) -> str:
    """What a decision was about, in a few words."""
    if "text" in values:
        return str(values["text"])[:_LONGEST].replace("\n", "⏎") or "—"
    if "titles" in values:
        return listed(values["titles"])[:_LONGEST]
    if "title" in values:
        return str(values["title"])[:_LONGEST]
    if "seq" in values:
        return _("no. %(seq)s") % {"seq": values["seq"]}
    start, end = values.get("start"), values.get("end")
    return document.text[start:end][:_LONGEST] if isinstance(start, int) and isinstance(end, int) else ""
