"""Things on registers in rows, on a page and as a copy, and the story of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.accounts.queries import people, post_titles
from yiben.audit.callers import Caller
from yiben.packs.definitions import Field, FieldType
from yiben.packs.registers import Register
from yiben.registers.models import Item, ItemChange
from yiben.registers.queries import is_overdue, may_change
from yiben.reports.wording import grouped
from yiben.web.kit.parts import Empty, Event
from yiben.web.kit.places import Place
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import NOTHING, day_text, show_value

STEPS = {
    "entered": gettext_lazy("entered it"),
    "changed": gettext_lazy("changed what stands of it"),
    "renewed": gettext_lazy("looked at it, it is as it stands"),
    "ended": gettext_lazy("let it leave the register"),
}


def item_columns(register: Register, *, with_units: bool, with_contacts: bool) -> list[Column]:
    """Return the columns of a register: each thing with its answers, contacts only for who keeps it."""
    shown = [each for each in register.fields if with_contacts or not each.type.is_private]
    return [
        Column("title", register.title, "title"),
        *([Column("unit", _("Unit"))] if with_units else []),
        *[
            Column(
                each.id, each.label, "number" if each.type is FieldType.COUNT else "text", is_minor=not each.required
            )
            for each in shown
        ],
        Column("from", _("Entered"), "short", is_minor=True),
        Column("state", _("State"), "state"),
    ]


def items_table(
    register: Register,
    rows: Sequence[Item],
    caller: Caller,
    today: date,
    *,
    with_units: bool,
    place: Place | None = None,
    can_enter: bool = False,
) -> Table:
    """Return the things of a register as a table; the total counts those that stand on it."""
    mine = {pk: may_change(caller, pk) for pk in {each.unit_id for each in rows}}
    with_contacts = any(mine.values())
    columns = item_columns(register, with_units=with_units, with_contacts=with_contacts)
    lines = [Row(item_cells(register, each, columns, today, sees=mine[each.unit_id])) for each in rows]
    standing = [each for each in rows if each.ended_on is None]
    totals = {
        each.id: grouped(sum(int(item.answers.get(each.id) or 0) for item in standing), each.measure_word)
        for each in register.fields
        if each.type is FieldType.COUNT
    }
    new = reverse("register-new", args=[register.id]) if can_enter else ""
    text = _("Enter the first one; it can be changed at any time.") if can_enter else _("No unit has entered one yet.")
    return Table(
        register.label,
        columns,
        lines,
        Empty(_("Nothing on it"), text, new, _("Enter one") if new else ""),
        totals=totals,
        total_label=_("Total %(count)s") % {"count": grouped(len(standing), register.word)},
        place=place,
    )


def item_cells(register: Register, item: Item, columns: Sequence[Column], today: date, *, sees: bool) -> list[Cell]:
    """Return the cells of a thing; contacts stay empty for who does not keep it."""
    css, word = state_of(register, item, today)
    own = {
        "title": Cell(item.title, reverse("register-item", args=[item.uid])),
        "unit": Cell(item.unit.short_name),
        "from": Cell(day_text(item.from_day, short=True), plain=item.from_day.isoformat()),
        "state": Cell(word, state=css),
    }
    asked = {each.id: each for each in register.fields}
    return [own[each.id] if each.id in own else Cell(answer_text(asked[each.id], item, sees=sees)) for each in columns]


def answer_text(field: Field, item: Item, *, sees: bool) -> str:
    """Return what a thing answers, as people write it; nothing where the caller may not see it."""
    if field.type.is_private:
        return show_value(field, item.told.get(field.id), {}).replace(NOTHING, "") if sees else ""
    return show_value(field, item.answers.get(field.id), {}).replace(NOTHING, "")


def state_of(register: Register, item: Item, today: date) -> tuple[str, str]:
    """Return how a thing stands: (css, word)."""
    if item.ended_on is not None:
        return "n", _("has left")
    if is_overdue(register, item, today):
        return "y", _("not looked at this year")
    return "g", _("on it")


def item_story(changes: Iterable[ItemChange], register: Register) -> list[Event]:
    """Return the story of a thing with what each change replaced."""
    rows = list(changes)
    who, posts = people({each.person for each in rows}), post_titles({each.post for each in rows})
    asked = {each.id: each for each in register.fields}
    found = []
    for each in rows:
        before = [
            f"{asked[name].label}：{show_value(asked[name], value, {})}"
            for name, value in each.before.items()
            if name in asked
        ]
        found.append(
            Event(
                at=each.at,
                what=str(STEPS[each.step]),
                who=who.get(each.person, ""),
                post=posts.get(each.post, ""),
                reason=each.reason,
                note=_("Before: %(before)s") % {"before": "；".join(before)} if before else "",
            )
        )
    return found
