"""Rolls in rows: the rolls themselves, the people of one by the strokes of surnames, what is due, a person's story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.paginator import Page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiben.accounts.queries import people, post_titles
from yiben.catalog.queries import catalogue
from yiben.packs.definitions import Roll
from yiben.rolls.models import Membership, PersonChange
from yiben.rolls.particulars import Particulars, open_notes
from yiben.rolls.queries import RollStand, Standing
from yiben.rolls.wording import BANDS, BASES, DONE, PARTICULARS, SEXES
from yiben.rules.ages import AgeBand
from yiben.rules.strokes import strokes_of
from yiben.web.kit.parts import Change, Empty, Event
from yiben.web.kit.places import Place
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import NOTHING, day_text

LISTED = ("name", "sex", "phone", "id_number", "address")
"""What a list shows of what a roll asks; the birth date is shown as an age band."""


def rolls_table(stands: Iterable[RollStand]) -> Table:
    """Return the rolls that the caller may see."""
    columns = [
        Column("roll", _("Roll"), "title"),
        Column("purpose", _("Purpose")),
        Column("basis", _("Basis"), "short"),
        Column("people", _("People"), "number"),
        Column("due", _("Past retention"), "number"),
    ]
    rows = [
        Row(
            [
                Cell(each.roll.label, reverse("roll-show", args=[each.roll.id])),
                Cell(each.roll.purpose),
                Cell(str(BASES[each.roll.basis])),
                Cell(str(each.people)),
                Cell(str(each.due), reverse("roll-due") if each.due else ""),
            ]
        )
        for each in stands
    ]
    return Table(_("Rolls"), columns, rows, Empty(_("No roll"), _("Rolls come with the packs.")))


def people_table(roll: Roll, page: Page[Standing], place: Place, *, with_units: bool) -> Table:
    """Return a page of the people on a roll under headings of the strokes of their surnames, numbers masked."""
    asked = [name for name in LISTED if roll.asked(name)]
    columns = [
        *(Column(name, str(PARTICULARS[name]), "title" if name == "name" else "short") for name in asked),
        *([Column("band", _("Age band"), "short")] if roll.asked("birth_date") or roll.asked("id_number") else []),
        *([Column("unit", _("Unit"), "short")] if with_units else []),
        Column("since", _("On the roll since"), "short", is_minor=True),
    ]
    drawn: list[Row] = []
    before: int | None = -1
    for each in page.object_list:
        strokes = strokes_of(each.who.name[:1])
        if strokes != before:
            drawn.append(Row(heading=strokes_text(strokes), level=1))
            before = strokes
        drawn.append(Row([_cell(column.id, each) for column in columns]))
    empty = Empty(_("Nobody here"), _("Nobody stands on this roll, or nobody matches. Take a filter off."))
    total = page.paginator.count
    said = ngettext("%(count)s person", "%(count)s people", total) % {"count": total}
    remark = _(
        "By the strokes of surnames. Numbers are shown in part; full ones are opened on a person's page or exported with a "
        "reason, and each time it is written down."
    )
    return Table(roll.label, columns, drawn, empty, total_label=said, place=place, page=page, remark=remark)


def strokes_text(strokes: int | None) -> str:
    """Return the heading over surnames of so many strokes."""
    if strokes is None:
        return _("other letters")
    return ngettext("%(count)s stroke", "%(count)s strokes", strokes) % {"count": strokes}


def due_table(rows: Iterable[Standing]) -> Table:
    """Return what is past its retention."""
    columns = [
        Column("name", str(PARTICULARS["name"]), "title"),
        Column("roll", _("Roll")),
        Column("unit", _("Unit"), "short"),
        Column("why", _("Why")),
        Column("due", _("Since"), "short"),
    ]
    rolls = catalogue().rolls
    drawn = [
        Row(
            [
                Cell(each.who.name, reverse("person-show", args=[each.membership.person.uid])),
                Cell(rolls[each.membership.roll].label if each.membership.roll in rolls else each.membership.roll),
                Cell(each.membership.unit.short_name),
                Cell(due_reason(each.membership)),
                Cell(day_text(each.membership.due_on) if each.membership.due_on else NOTHING),
            ]
        )
        for each in rows
    ]
    empty = Empty(_("Nothing is due"), _("Nobody is kept longer than the rolls say."))
    return Table(_("Past retention"), columns, drawn, empty)


def due_reason(row: Membership) -> str:
    """Return why a standing is due."""
    if row.withdrawn_on:
        return _("consent withdrawn on %(day)s") % {"day": day_text(row.withdrawn_on)}
    if row.left_on:
        return _("left on %(day)s") % {"day": day_text(row.left_on)}
    return _("on the roll since %(day)s") % {"day": day_text(row.joined_on)}


def particulars_rows(who: Particulars, asked: set[str], *, is_open: bool) -> list[tuple[str, str]]:
    """Return (label, text) of what the rolls that the caller sees ask; numbers in part unless they are opened."""
    said = {"name": who.name, "sex": str(SEXES.get(who.sex, "")), "birth_date": _birth(who.born, is_open=is_open)}
    said["id_number"] = who.id_number if is_open else who.shown_number
    said["phone"] = who.phone if is_open else who.shown_phone
    said["address"] = who.address if is_open else who.shown_address
    order = ("name", "sex", "birth_date", "id_number", "phone", "address")
    return [(str(PARTICULARS[name]), said[name] or NOTHING) for name in order if name in asked]


def band_text(age: int | None, band: AgeBand | None) -> str:
    """Return age and band in words."""
    if age is None or band is None:
        return NOTHING
    return _("%(age)s years (%(band)s)") % {"age": age, "band": BANDS[band.id]}


def person_story(
    changes: Sequence[PersonChange], readings: Iterable[Event], asked: set[str], *, is_open: bool
) -> list[Event]:
    """Return what was done to a person and who read the full data, first to last. Old values are masked as the new ones are."""
    who, posts = people({each.by_person for each in changes}), post_titles({each.by_post for each in changes})
    rolls = catalogue().rolls
    events = list(readings)
    for each in changes:
        notes = open_notes(each.locked, "change", each.uid)
        events.append(
            Event(
                at=each.at,
                what=str(DONE.get(each.verb, each.verb)),
                who=who.get(each.by_person, ""),
                post=posts.get(each.by_post, ""),
                changes=_changes(notes.get("old", {}), asked, is_open=is_open),
                reason=notes.get("reason", ""),
                note=rolls[each.roll].label if each.roll in rolls else "",
            )
        )
    return sorted(events, key=lambda event: event.at)


def _changes(old: dict[str, str], asked: set[str], *, is_open: bool) -> list[Change]:
    before = Particulars(**old)
    names = {"born": "birth_date", "estate": "address", "building": "address", "entrance": "address", "room": "address"}
    changed = {names.get(name, name) for name in old} & asked
    return [
        Change(label, text, _("changed"))
        for label, text in particulars_rows(before, changed, is_open=is_open)
        if text != NOTHING
    ]


def _cell(column: str, each: Standing) -> Cell:
    row, who = each.membership, each.who
    if column == "name":
        return Cell(who.name, reverse("person-show", args=[row.person.uid]))
    said = {
        "sex": str(SEXES.get(who.sex, "")),
        "phone": who.shown_phone,
        "id_number": who.shown_number,
        "address": who.shown_address,
        "band": str(BANDS[each.band.id]) if each.band else "",
        "unit": row.unit.short_name,
        "since": day_text(row.joined_on),
    }
    return Cell(said[column] or NOTHING)


def _birth(born: str, *, is_open: bool) -> str:
    if not born:
        return ""
    return day_text(date.fromisoformat(born)) if is_open else f"{born[:4]}-**-**"
