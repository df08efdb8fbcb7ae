"""Checklists in rows: those of a unit, the table of units, one standard with its proof and its form, the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from yiben.accounts.queries import people, post_titles
from yiben.assessments.models import Tick
from yiben.assessments.queries import ItemStanding, UnitStanding
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.ledger.models import Entry
from yiben.ledger.queries import Reading, current, of_units, read_entries, readable, visible_entries
from yiben.packs.checklists import Checklist
from yiben.units.models import Unit
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.kit.parts import Empty, Event
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import day_text, listed

MOST_RECORDS = 20


@dataclass(frozen=True)
class ShownItem:
    """A standard as the page of a unit shows it: what proves it, where it is mended, what can be chosen to prove it."""

    standing: ItemStanding
    reading: Reading | None = None
    who: str = ""
    records: list[Group] = field(default_factory=list)
    book_label: str = ""
    book_url: str = ""
    metric_url: str = ""
    is_open: bool = False
    problems: Mapping[str, list[str]] = field(default_factory=dict)


def lists_table(rows: Sequence[tuple[Checklist, list[UnitStanding]]], own: Unit) -> Table:
    """Return the checklists that a post sees: how its own unit stands, how many units below have everything."""
    has_own = any(each.unit == own for _list, standings in rows for each in standings)
    has_below = any(each.unit != own for _list, standings in rows for each in standings)
    columns = [
        Column("label", _("Checklist"), "title"),
        Column("count", _("Standards"), "number"),
        *([Column("own", _("Own unit"), "state")] if has_own or not has_below else []),
        *([Column("below", _("Units"), "state")] if has_below else []),
    ]
    lines = []
    for checklist, standings in rows:
        mine = next((each for each in standings if each.unit == own), None)
        others = [each for each in standings if each.unit != own]
        whole = sum(each.met == len(each.items) for each in others)
        counts = {"whole": whole, "all": len(others)}
        lines.append(
            Row(
                [
                    Cell(checklist.label, _address(checklist, own, others), note=checklist.help, is_note_cited=True),
                    Cell(str(len(checklist.items))),
                    *([_met(mine) if mine else Cell("")] if has_own or not has_below else []),
                    *([_below(checklist, counts)] if has_below else []),
                ]
            )
        )
    return Table(_("Checklists"), columns, lines, Empty(_("No checklist"), _("No installed line of work has one.")))


def _below(checklist: Checklist, counts: Mapping[str, int]) -> Cell:
    if not counts["all"]:
        return Cell("")
    return Cell(_("%(whole)s of %(all)s have everything") % counts, reverse("checklist-units", args=[checklist.id]))


def matrix_table(checklist: Checklist, standings: Sequence[UnitStanding]) -> Table:
    """Return the table of units and standards; a cell leads to where the unit mends it."""
    columns = [Column("unit", _("Unit"), "title"), Column("met", _("Met"), "short")]
    columns += [Column(item.id, f"{number}", "state") for number, item in enumerate(checklist.items, start=1)]
    lines = []
    for each in standings:
        address = reverse("checklist-show", args=[checklist.id, each.unit.code])
        cells = [Cell(each.unit.short_name, address), Cell(f"{each.met}/{len(each.items)}")]
        for item in each.items:
            word = _("met") if item.is_met else _("voided") if item.is_lapsed else _("not met yet")
            cells.append(Cell(word, state="g" if item.is_met else "r"))
        lines.append(Row(cells))
    return Table(checklist.label, columns, lines, Empty(_("No unit"), ""), is_tight=True)


def shown_items(
    caller: Caller,
    standing: UnitStanding,
    year: int,
    *,
    may_tick: bool,
    sent: QueryDict | None = None,
    problems: Mapping[str, list[str]] | None = None,
) -> list[tuple[str, list[ShownItem]]]:
    """Return the standards under their sections; the one that was refused comes back open and filled."""
    ticks = [each.tick for each in standing.items if each.tick is not None]
    readings = readable(caller, [each.entry for each in ticks if each.entry is not None])
    names = people({each.person for each in ticks})
    books = {each.item.book for each in standing.items if each.item.book} if may_tick else set()
    offered = {book: _records(caller, standing.unit, book) for book in sorted(books)}
    tried = sent.get("item", "") if sent else ""
    groups: dict[str, list[ShownItem]] = {}
    for each in standing.items:
        item, tick = each.item, each.tick
        book = catalogue().books.get(item.book or "")
        chosen = sent.get("entry", "") if sent and item.id == tried else ""
        scope = f"?unit={standing.unit.code}&period={year}"
        shown = ShownItem(
            standing=each,
            reading=readings.get(tick.entry) if tick is not None and tick.entry is not None else None,
            who=names.get(tick.person, "") if tick else "",
            records=_chosen(offered.get(item.book or "", []), chosen),
            book_label=book.label if book else "",
            book_url=f"{reverse('ledger-show', args=[book.id])}{scope}" if book else "",
            metric_url=f"{reverse('figure-show', args=[item.metric])}{scope}" if item.metric else "",
            is_open=item.id == tried,
            problems=(problems or {}) if item.id == tried else {},
        )
        groups.setdefault(item.section, []).append(shown)
    return list(groups.items())


def history_events(checklist: Checklist, ticks: Sequence[Tick]) -> list[Event]:
    """Return what was said of a checklist, the latest first."""
    who, posts = people({each.person for each in ticks}), post_titles({each.post for each in ticks})
    found = []
    for each in ticks:
        item = checklist.item(each.item)
        words = str(each.note.get("words", ""))
        papers = listed(paper.name for paper in each.papers.all())
        record = _("record no. %(seq)s") % {"seq": each.entry} if each.entry is not None else ""
        found.append(
            Event(
                at=each.at,
                what=_("ticked it") if each.is_met else _("took the tick back"),
                who=who.get(each.person, ""),
                post=posts.get(each.post, ""),
                note=item.text if item else each.item,
                said=[("", listed(part for part in (words, record, papers) if part))] if each.is_met else [],
                reason="" if each.is_met else words,
            )
        )
    return found


def _address(checklist: Checklist, own: Unit, others: Sequence[UnitStanding]) -> str:
    if others:
        return reverse("checklist-units", args=[checklist.id])
    return reverse("checklist-show", args=[checklist.id, own.code])


def _met(standing: UnitStanding) -> Cell:
    text = f"{standing.met}/{len(standing.items)}"
    state = "g" if standing.met == len(standing.items) else "y"
    return Cell(
        text,
        reverse("checklist-show", args=[standing.checklist.id, standing.unit.code]),
        meter=(standing.met, len(standing.items), state),
    )


def _records(caller: Caller, unit: Unit, book: str) -> list[Choice]:
    """The latest records of a book that the unit recorded or held jointly."""
    rows: list[Entry] = list(
        of_units(current(visible_entries(caller).filter(book=book)), [unit.pk]).order_by("-occurred_on", "-seq")[
            :MOST_RECORDS
        ]
    )
    return [
        Choice(str(each.entry.seq), f"{day_text(each.entry.occurred_on, short=True)} {each.title}")
        for each in read_entries(rows)
    ]


def _chosen(choices: Sequence[Choice], chosen: str) -> list[Group]:
    return loose([Choice(each.value, each.label, each.value == chosen) for each in choices])
