"""Official documents in rows: the register, the story of one, its paper as it will be printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.accounts.queries import people, post_titles
from yiben.dispatches.building import number_of
from yiben.dispatches.models import Countersign, Dispatch, DispatchStep, Receipt
from yiben.dispatches.queries import Standing
from yiben.reports.blocks import Block
from yiben.reports.official.elements import Official, Table, day_text
from yiben.reports.official.joint import ENDING, seal_rows
from yiben.reports.official.titles import break_title
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.web.kit.parts import Empty, Event
from yiben.web.kit.tables import Cell, Column, Row
from yiben.web.kit.tables import Table as KitTable
from yiben.web.report_rows import PaperRow, part_rows
from yiben.web.showing import day_text as shown_day
from yiben.web.showing import listed, moment_text

STATES = {
    "drafting": ("n", gettext_lazy("being drafted")),
    "checking": ("y", gettext_lazy("being checked")),
    "countersigning": ("y", gettext_lazy("being countersigned")),
    "signing": ("y", gettext_lazy("to be signed")),
    "signed": ("y", gettext_lazy("to be numbered")),
    "numbered": ("y", gettext_lazy("to be printed")),
    "printed": ("y", gettext_lazy("to be sent")),
    "sent": ("g", gettext_lazy("sent out")),
    "archived": ("g", gettext_lazy("filed")),
    "withdrawn": ("n", gettext_lazy("withdrawn")),
}
_STEPS = {
    "begin": gettext_lazy("began the draft"),
    "change": gettext_lazy("changed the draft"),
    "hand_in": gettext_lazy("handed it in to be checked"),
    "check": gettext_lazy("checked it"),
    "countersign": gettext_lazy("countersigned"),
    "send_back": gettext_lazy("sent it back"),
    "refuse": gettext_lazy("sent it back instead of signing"),
    "sign": gettext_lazy("signed it"),
    "number": gettext_lazy("gave it its number"),
    "print": gettext_lazy("printed it and had it sealed"),
    "keep_scan": gettext_lazy("kept the scan of the sealed paper"),
    "send": gettext_lazy("sent it"),
    "archive": gettext_lazy("filed it"),
    "withdraw": gettext_lazy("withdrew it"),
}
WAYS = {
    "network": gettext_lazy("over the office network"),
    "paper": gettext_lazy("on paper"),
    "exchange": gettext_lazy("by the document exchange"),
    "fax": gettext_lazy("by fax"),
}


@dataclass(frozen=True)
class PaperPart:
    """A part of the paper on screen: the rows of paragraphs, or the rows of a table."""

    rows: Sequence[PaperRow] = ()
    table: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class PaperAttachment:
    """An attachment on screen: its head (附件1), the lines of its title, what it says."""

    head: str
    title: Sequence[str]
    parts: Sequence[PaperPart]


@dataclass(frozen=True)
class Paper:
    """A document as the page shows it; lines are broken as in print."""

    document: Official
    mark: Sequence[str]
    title: Sequence[str]
    parts: Sequence[PaperPart]
    attachments: Sequence[PaperAttachment] = ()
    notes: Sequence[str] = ()
    day: str = ""
    printed: str = ""
    figures: int = 0
    ending: str = ""
    seals: Sequence[Sequence[str]] = ()


def register_table(rows: Iterable[Dispatch]) -> KitTable:
    """Return the register of documents: number, title, kind, unit, date, state."""
    columns = [
        Column("title", _("Title"), "title"),
        Column("number", _("Number")),
        Column("kind", _("Kind"), "short"),
        Column("unit", _("Issued by")),
        Column("day", _("Date"), "short"),
        Column("state", _("State"), "state"),
    ]
    found = []
    for each in rows:
        css, word = STATES[each.state]
        found.append(
            Row(
                [
                    Cell(each.title or _("no title yet"), reverse("dispatch-show", args=[each.uid])),
                    Cell(number_of(each)),
                    Cell(each.kind),
                    Cell(each.unit.short_name),
                    Cell(shown_day(each.dated_on, short=True) if each.dated_on else ""),
                    Cell(str(word), state=css),
                ]
            )
        )
    empty = Empty(
        _("No document yet"),
        _("Begin one: it is laid out as official documents are, and goes its way from desk to desk."),
    )
    return KitTable(_("Documents issued"), columns, found, empty)


def receipts_table(receipts: Iterable[Receipt]) -> KitTable:
    """Return which units have signed for a document."""
    columns = [Column("unit", _("Unit"), "title"), Column("state", _("State"), "state"), Column("at", _("Signed for"))]
    rows = [
        Row(
            [
                Cell(each.unit.short_name),
                Cell(_("signed for") if each.at else _("not signed for"), state="g" if each.at else "y"),
                Cell(moment_text(each.at) if each.at else ""),
            ]
        )
        for each in receipts
    ]
    return KitTable(_("Receipts"), columns, rows, Empty(_("Nobody"), ""))


def unsigned_text(dispatch: Dispatch, receipts: Iterable[Receipt]) -> str:
    """Return the units that have not signed for a document as text to paste into a group, "" for none."""
    missing = [each.unit.short_name for each in receipts if each.at is None]
    if not missing:
        return ""
    said = {"title": dispatch.title, "number": number_of(dispatch), "units": listed(missing), "count": len(missing)}
    return (
        _("“%(title)s” (%(number)s) has not been signed for by %(count)s units: %(units)s. Please open it and sign.")
        % said
    )


def countersigns_table(rows: Iterable[Countersign]) -> KitTable:
    """Return which offices were asked to countersign and what they said."""
    states = {None: ("n", _("not yet")), True: ("g", _("agrees")), False: ("r", _("objects"))}
    columns = [
        Column("unit", _("Unit"), "title"),
        Column("state", _("State"), "state"),
        Column("opinion", _("Opinion")),
    ]
    found = [
        Row(
            [Cell(each.unit.short_name), Cell(states[each.agrees][1], state=states[each.agrees][0]), Cell(each.opinion)]
        )
        for each in rows
    ]
    return KitTable(_("Countersigning"), columns, found, Empty(_("Nobody"), ""))


def story_of(steps: Sequence[DispatchStep]) -> list[Event]:
    """Return the life of a document so far, first to last; changes one after another by the same hand are one."""
    who, posts = people({each.person for each in steps}), post_titles({each.post for each in steps})
    units = {unit.uid: unit.short_name for unit in Unit.objects.filter(uid__in=_units_said(steps))}
    events = []
    for at, each in enumerate(steps):
        after = steps[at + 1] if at + 1 < len(steps) else None
        if each.step == "change" and after is not None and (after.step, after.person) == ("change", each.person):
            continue
        events.append(
            Event(
                at=each.at,
                what=str(_STEPS[each.step]),
                who=who.get(each.person, ""),
                post=posts.get(each.post, ""),
                reason=str(each.said.get("reason", "")),
                note=_note_of(each, units),
                said=[("", str(each.said["opinion"]))] if each.said.get("opinion") else (),
                is_current=at == len(steps) - 1,
            )
        )
    return events


def _seals(document: Official) -> list[tuple[str, ...]]:
    """The offices row by row, the last row filled up from the left: the date stands below the last office, on the right."""
    rows = seal_rows(document.offices)
    widest = max(map(len, rows))
    return [*rows[:-1], (*[""] * (widest - len(rows[-1])), *rows[-1])]


def paper_of(standing: Standing) -> Paper:
    """Return the paper of a document; figures of the report that it carries open where they come from."""
    document, carried = standing.document, standing.carried
    attachments = [
        PaperAttachment(
            f"附件{number if len(document.attachments) > 1 else ''}",
            break_title(each.title),
            _parts(each.parts, standing),
        )
        for number, each in enumerate(document.attachments, start=1)
        if each.parts
    ]
    printed = f"{day_text(document.printed_on)}印发" if document.printed_on else ""
    return Paper(
        document=document,
        mark=[line for line in document.mark.split("\n") if line.strip()],
        title=break_title(document.title, document.offices),
        ending=ENDING if document.mark.strip().endswith(ENDING) else "",
        seals=_seals(document) if document.is_sealed and len(document.offices) > 1 else (),
        parts=_parts(document.body, standing),
        attachments=attachments,
        notes=document.attachment_lines,
        day=day_text(document.date) if document.date else "",
        printed=printed,
        figures=len(carried.document.figures) if carried else 0,
    )


def lack_rows(standing: Standing) -> list[tuple[str, bool]]:
    """Return what is missing in a document: the sentence, and whether it bars signing."""
    return [(say(each.code, each.data), each.is_barring) for each in standing.lacks]


def _parts(parts: Sequence[Block | Table], standing: Standing) -> list[PaperPart]:
    scope = standing.carried.scope if standing.carried else None
    found: list[PaperPart] = []
    for part in parts:
        if isinstance(part, Table):
            found.append(PaperPart(table=part.rows))
        else:
            found.append(PaperPart(rows=part_rows(part, scope)))
    return found


def _units_said(steps: Iterable[DispatchStep]) -> set[str]:
    found: set[str] = set()
    for each in steps:
        found |= {str(uid) for name in ("offices", "units") for uid in each.said.get(name, ())}
        found |= {str(each.said["unit"])} if each.said.get("unit") else set()
    return found


def _note_of(step: DispatchStep, units: dict[str, str]) -> str:
    """What a step was given, in words."""
    said = step.said
    if step.step == "number":
        return str(said.get("number", ""))
    if step.step == "check" and said.get("offices"):
        return _("countersigning: %(units)s") % {"units": listed([units.get(uid, "") for uid in said["offices"]])}
    if step.step == "countersign":
        answer = _("agrees") if said.get("agrees") else _("objects")
        return f"{units.get(str(said.get('unit')), '')} {answer}"
    if step.step == "print":
        return _("%(count)s copies") % {"count": said.get("count", 1)}
    if step.step == "send":
        to = listed([*filter(None, [str(said.get("to", ""))]), *(units.get(uid, "") for uid in said.get("units", ()))])
        return _("%(way)s, to %(to)s") % {"way": WAYS.get(str(said.get("way")), ""), "to": to}
    if step.step == "archive":
        return " ".join(filter(None, [str(said.get("retention", "")), str(said.get("place", ""))]))
    return ""
