"""Rosters in rows: the table of a rota, how even it is, why each duty fell to whom, swaps, the handover book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.accounts.queries import people, post_titles
from yiben.packs.rosters import RosterKind
from yiben.rosters.models import Absence, Duty, Rota, RotaStep, Server, ShiftRecord, Swap
from yiben.rosters.queries import OnDuty
from yiben.web.kit.parts import Empty, Event
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import NOTHING, day_text, listed, moment_text

STATES: Mapping[str, tuple[str, Any]] = {
    "draft": ("y", gettext_lazy("draft")),
    "published": ("g", gettext_lazy("published")),
    "withdrawn": ("n", gettext_lazy("withdrawn")),
}
DAYS: Mapping[str, tuple[str, Any]] = {
    "workday": ("n", gettext_lazy("workday")),
    "weekend": ("g", gettext_lazy("weekend")),
    "holiday": ("r", gettext_lazy("holiday")),
}
SWAPS: Mapping[str, tuple[str, Any]] = {
    "asked": ("y", gettext_lazy("waits for an answer")),
    "agreed": ("g", gettext_lazy("agreed")),
    "declined": ("r", gettext_lazy("declined")),
    "withdrawn": ("n", gettext_lazy("taken back")),
}
_STEPS = {
    "drawn": gettext_lazy("had it drawn"),
    "changed": gettext_lazy("gave a duty to another by hand"),
    "published": gettext_lazy("published it"),
    "withdrawn": gettext_lazy("withdrew it"),
    "swap_asked": gettext_lazy("asked for a swap"),
    "swapped": gettext_lazy("a swap was agreed to"),
    "swap_refused": gettext_lazy("a swap was declined"),
    "swap_back": gettext_lazy("took a swap back"),
}


def weekday(day: date) -> str:
    """Return the day of the week in the reader's language."""
    return date_format(day, "l")


def rotas_table(rows: Iterable[Rota], known: Mapping[str, RosterKind], *, with_units: bool) -> Table:
    """Return rotas in rows, the latest first."""
    columns = [
        Column("rota", _("Rota"), "title"),
        *([Column("unit", _("Unit"))] if with_units else []),
        Column("days", _("From and to"), "short"),
        Column("state", _("State"), "state"),
    ]
    lines = []
    for each in rows:
        css, word = STATES[each.state]
        kind = known.get(each.kind)
        days = f"{day_text(each.from_day, short=True)}—{day_text(each.to_day, short=True)}"
        cells = [Cell(kind.label if kind else each.kind, reverse("rota-show", args=[each.uid]))]
        cells += [Cell(each.unit.short_name)] if with_units else []
        lines.append(Row([*cells, Cell(days), Cell(str(word), state=css)]))
    return Table(_("Rotas"), columns, lines, Empty(_("No rota yet"), _("Enter who serves, then have one drawn.")))


def month_table(rota: Rota, kind: RosterKind, duties: Sequence[Duty], *, sees: bool) -> Table:
    """Return the table of a rota (值班表): a row a day, a column a shift. Who does not see names sees how many serve."""
    columns = [
        Column("day", _("Day"), "title"),
        Column("week", _("Weekday"), "short"),
        Column("kind", _("Kind of day"), "state"),
        *[Column(each.id, f"{each.label} {each.begins}—{each.ends}") for each in kind.shifts],
    ]
    by_day: dict[date, dict[str, list[Duty]]] = {}
    for each in duties:
        by_day.setdefault(each.day, {}).setdefault(each.shift, []).append(each)
    rows = []
    for day, shifts in by_day.items():
        day_kind = next(iter(shifts.values()))[0].day_kind
        css, word = DAYS[day_kind]
        cells = [_serving(shifts.get(each.id, []), sees=sees) for each in kind.shifts]
        told = [Cell(day_text(day, short=True)), Cell(weekday(day)), Cell(str(word), state=css), *cells]
        is_today = day == timezone.localdate()
        rows.append(Row(told, is_selected=is_today, anchor="today" if is_today else ""))
    return Table(_("Duty table"), columns, rows, Empty(_("No duty in these days"), ""))


def even_table(duties: Sequence[Duty], servers: Sequence[Server], before: Mapping[int, Mapping[str, int]]) -> Table:
    """Return how often each serves on each kind of day, in this rota and with earlier ones."""
    columns = [Column("server", _("Who serves"), "title")]
    columns += [Column(kind, str(DAYS[kind][1]), "number") for kind in DAYS]
    columns.append(Column("all", _("In all"), "number"))
    counts: dict[int, dict[str, int]] = {each.pk: {} for each in servers}
    for each in duties:
        if each.server_id in counts:
            own = counts[each.server_id]
            own[each.day_kind] = own.get(each.day_kind, 0) + 1
    rows = []
    for server in servers:
        own, earlier = counts[server.pk], before.get(server.pk, {})
        cells = [
            Cell(str(own.get(kind, 0)), note=_("%(count)s before") % {"count": earlier.get(kind, 0)}) for kind in DAYS
        ]
        rows.append(Row([Cell(server.name), *cells, Cell(str(sum(own.values())))]))
    return Table(_("How even it is"), columns, rows, Empty(_("Nobody serves"), ""), is_tight=True)


def reasons_table(kind: RosterKind, duties: Sequence[Duty]) -> Table:
    """Return why each duty fell to whom."""
    columns = [Column("day", _("Day"), "title"), Column("server", _("Who serves")), Column("why", _("Why"))]
    rows = []
    for each in duties:
        shift = kind.shift(each.shift)
        name = f"{day_text(each.day, short=True)} {shift.label if shift else each.shift}"
        rows.append(Row([Cell(name), Cell(each.server.name if each.server else NOTHING), Cell(reason_text(each))]))
    return Table(_("Why each duty fell to whom"), columns, rows, Empty(_("No duty"), ""), is_tight=True)


def reason_text(duty: Duty) -> str:
    """Return in words why a duty fell to whom it was drawn for."""
    if duty.is_by_hand:
        return _("given to another since, see the story")
    if duty.server is None:
        return _("nobody can on this day")
    before, most = duty.reason.get("before", 0), duty.reason.get("most", 0)
    data = {"kind": str(DAYS[duty.day_kind][1]), "before": before, "most": most}
    said = _("%(kind)s: %(before)s before, the most of anybody %(most)s") % data
    if duty.reason.get("last_on"):
        last = day_text(date.fromisoformat(duty.reason["last_on"]), short=True)
        said = listed([said, _("last on duty %(day)s") % {"day": last}])
    return said


def remark_texts(rota: Rota, names: Mapping[str, str]) -> list[str]:
    """Return what could not be had when a rota was drawn, in words."""
    found = []
    for each in rota.remarks:
        day = day_text(date.fromisoformat(each["day"]), short=True) if each.get("day") else ""
        name = names.get(each.get("server", ""), "")
        kind = str(DAYS[each["kind"]][1]) if each.get("kind") else ""
        if each["code"] == "uneven":
            data = {"kind": kind, "least": each["least"], "most": each["most"]}
            found.append(
                _("%(kind)s: between %(least)s and %(most)s times each; absences leave no more even rota.") % data
            )
        elif each["code"] == "wish":
            found.append(
                _("%(name)s would rather not serve on %(day)s; nothing as fair was possible.")
                % {"name": name, "day": day}
            )
        elif each["code"] == "twice":
            found.append(_("%(name)s serves twice on %(day)s: there are too few people.") % {"name": name, "day": day})
        else:
            found.append(_("Nobody can serve on %(day)s. Give the duty by hand.") % {"day": day})
    return found


def absences_table(rows: Iterable[Absence]) -> Table:
    """Return absences and wishes in rows."""
    columns = [
        Column("server", _("Who serves"), "title"),
        Column("from", _("From day"), "short"),
        Column("to", _("Until"), "short"),
        Column("kind", _("Kind"), "state"),
    ]
    lines = [
        Row(
            [
                Cell(each.server.name),
                Cell(day_text(each.from_day, short=True)),
                Cell(day_text(each.to_day, short=True)),
                Cell(_("would rather not") if each.is_wish else _("cannot"), state="y" if each.is_wish else "r"),
            ]
        )
        for each in rows
    ]
    return Table(_("Absences and wishes"), columns, lines, Empty(_("None in sight"), ""), is_tight=True)


def swap_text(swap: Swap, known: Mapping[str, RosterKind]) -> str:
    """Return a swap in a line: who gives which duty to whom, for which in return."""
    kind = known.get(swap.duty.rota.kind)
    data = {"giver": swap.giver.name, "taker": swap.taker.name, "duty": duty_text(swap.duty, kind)}
    if swap.back is None:
        return _("%(giver)s → %(taker)s: %(duty)s") % data
    return _("%(giver)s → %(taker)s: %(duty)s, in return %(back)s") % {**data, "back": duty_text(swap.back, kind)}


def duty_text(duty: Duty, kind: RosterKind | None) -> str:
    """Return a duty in a line: its day and shift."""
    shift = kind.shift(duty.shift) if kind else None
    return f"{day_text(duty.day, short=True)} {shift.label if shift else duty.shift}"


def span_of(turn: OnDuty, today: date) -> str:
    """Return from when to when a shift is served, as seen on a day: “today 17:30 — tomorrow 08:30”."""
    begins, ends = (timezone.localtime(each) for each in (turn.begins_at, turn.ends_at))
    first = f"{_near_day(begins.date(), today)} {begins:%H:%M}"
    last = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{_near_day(ends.date(), today)} {ends:%H:%M}"
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _near_day(day: date, today: date) -> str:
    words = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
    return words.get((day - today).days) or day_text(day, short=True)


def record_text(record: ShiftRecord, kind: RosterKind | None) -> str:
    """Return a page of the handover book in a line: its day and shift."""
    shift = kind.shift(record.shift) if kind else None
    return f"{day_text(record.day, short=True)} {shift.label if shift else record.shift}"


def names_of(turn: OnDuty) -> str:
    """Return who serves in a shift."""
    return listed([each.name for each in turn.servers]) or NOTHING


def book_table(rows: Iterable[ShiftRecord], known: Mapping[str, RosterKind], *, with_units: bool) -> Table:
    """Return pages of handover books in rows, the latest first."""
    columns = [
        Column("shift", _("Shift"), "title"),
        *([Column("unit", _("Unit"))] if with_units else []),
        Column("incidents", _("Dealt with"), "number"),
        Column("written", _("Handed over"), "short"),
        Column("state", _("Taken over"), "state"),
    ]
    kept = list(rows)
    who = people({each.received_person for each in kept})
    lines = []
    for each in kept:
        kind = known.get(each.kind)
        shift = kind.shift(each.shift) if kind else None
        name = f"{day_text(each.day, short=True)} {shift.label if shift else each.shift}"
        received = who.get(each.received_person, _("received")) if each.received_at else _("not received yet")
        late = each.received_at is None and each.ends_at < timezone.now()
        state = "g" if each.received_at else "r" if late else "y"
        cells = [Cell(name, reverse("shift-show", args=[each.uid]))]
        cells += [Cell(each.unit.short_name)] if with_units else []
        cells += [Cell(str(each.incidents)), Cell(moment_text(each.written_at)), Cell(received, state=state)]
        lines.append(Row(cells))
    return Table(_("Handover book"), columns, lines, Empty(_("No page yet"), _("Hand a shift over when it ends.")))


def rota_story(steps: Iterable[RotaStep], *, sees: bool) -> list[Event]:
    """Return the story of a rota; names only for who sees them."""
    rows = list(steps)
    who, posts = people({each.person for each in rows}), post_titles({each.post for each in rows})
    found = []
    for each in rows:
        named = [str(value) for value in each.told.values() if value] if sees else []
        day = [day_text(date.fromisoformat(each.said["day"]), short=True)] if each.said.get("day") else []
        reason = str(each.said.get("reason", ""))
        found.append(
            Event(
                at=each.at,
                what=str(_STEPS[each.step]),
                who=who.get(each.person, ""),
                post=posts.get(each.post, ""),
                reason=_("drawn anew") if reason == "redrawn" else reason,
                note=" → ".join(named) if len(named) == 2 else listed([*day, *named]),
            )
        )
    return found


def _serving(duties: Sequence[Duty], *, sees: bool) -> Cell:
    if not duties:
        return Cell()
    free = sum(1 for each in duties if each.server is None)
    if not sees:
        return Cell(_("%(count)s on duty") % {"count": len(duties) - free})
    names = listed([each.server.name for each in duties if each.server])
    tags = [_("swapped")] if any(each.is_by_hand for each in duties) else []
    if free:
        return Cell(listed([*([names] if names else []), _("nobody yet")]), tags=tags, is_missing=True)
    return Cell(names, tags=tags)
