"""The style page: every component of the kit in its states, drawn by the templates that the pages use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiben.errors import Refusal
from yiben.web.access import PostRequest
from yiben.web.kit.charts import Month, draw_months
from yiben.web.kit.fields import Choice, Group, Question, loose
from yiben.web.kit.lists import Listing
from yiben.web.kit.parts import Branch, Change, Empty, Event, Gate, Mark
from yiben.web.kit.places import Filter, View, read_place
from yiben.web.kit.sheets import SheetCell, SheetView
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import month_name


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest) -> HttpResponse:
    """Show the components with invented values. Whoever signs in with a post may look; nothing here is real,
    and what is sent is thrown away."""
    if request.method == "POST":
        return redirect("style-show")
    wrong = _questions(is_wrong=True)
    ctx = {
        "right": _questions(is_wrong=False),
        "pick": loose([Choice("1", _("Sample kind one"), True), Choice("2", _("Sample kind two"))]),
        "wrong": wrong,
        "refused": Refusal("values"),
        "places": [(f"q-{each.id}", f"{each.label}: {each.problems[0]}") for each in wrong if each.problems][:2],
        "listing": _listing(request),
        "nothing": Empty(
            _("No record matches"), _("Take a filter off, or choose another period."), "#list", _("Clear filters")
        ),
        "chart": _chart(),
        "branches": _branches(),
        "marks": _marks(),
        "paper_table": [["序号", "社区", "检查处数"], ["1", "枫林社区", "12"], ["2", "桥西社区", "9"]],
        "events": _events(),
        "gates": _gates(),
        "file": {"name": _("Sample paper"), "size": 48_000},
        "confirm": _confirm(),
        "sheet": _sheet(),
    }
    return render(request, "style/show.html", ctx)


def _sheet() -> SheetView:
    head = [SheetCell(_("Sample kind one"), rows=2), SheetCell(_("Done"), columns=2)]
    below = [SheetCell(_("Month")), SheetCell(_("Year"))]
    first = [SheetCell(_("People")), SheetCell("86", "filled", "#list", is_number=True), SheetCell("", "open")]
    look = SheetCell("200", "look", "#list", _("far from the last time"), is_number=True)
    return SheetView(_("Sample paper"), [head, below, [*first], [SheetCell(_("Days")), look, SheetCell("—")]])


def _questions(*, is_wrong: bool) -> list[Question]:
    mark = "wrong" if is_wrong else "right"
    problems = [_("Give a whole number, such as 200.")] if is_wrong else []
    units = [
        Group(
            _("Sample sub-district"), [Choice("a", _("Sample community A"), True), Choice("b", _("Sample community B"))]
        )
    ]
    kinds = loose([Choice("1", _("Sample kind one"), True), Choice("2", _("Sample kind two"))])
    typed = _("about 200") if is_wrong else "200"
    return [
        Question(
            f"{mark}-text",
            f"{mark}-text",
            _("Sample title"),
            "text",
            _("Sample activity"),
            hint=_("A hint stands here."),
            is_required=True,
        ),
        Question(
            f"{mark}-number",
            f"{mark}-number",
            _("People"),
            "number",
            typed,
            word=_("people"),
            problems=problems,
            mode="numeric",
        ),
        Question(f"{mark}-kind", f"{mark}-kind", _("Kind"), "radios", groups=kinds),
        Question(f"{mark}-unit", f"{mark}-unit", _("Unit"), "select", groups=units),
        Question(f"{mark}-day", f"{mark}-day", _("Day"), "date", timezone.localdate().isoformat()),
        Question(f"{mark}-more", f"{mark}-more", _("Remark"), "longtext", "", rows=2, remark=_("may be left open")),
    ]


def _listing(request: PostRequest) -> Listing:
    place = read_place(request.path, request.GET, (), (), "-day")
    columns = [
        Column("day", _("Day"), "short", can_sort=True),
        Column("title", _("Record"), "title"),
        Column("unit", _("Unit")),
        Column("people", _("People"), "number", _("people"), can_sort=True),
        Column("state", _("State"), "state"),
    ]
    states = [(_("sent"), "n"), (_("corrected"), "g"), (_("due today"), "y"), (_("overdue"), "r")]
    rows = [
        Row(
            [
                Cell(f"05-{18 - number:02d}"),
                Cell(_("Sample activity"), "#list", tags=[_("joint")] if number == 1 else []),
                Cell(_("Sample community A")),
                Cell(f"{1200 - 310 * number:,}"),
                Cell(text, state=state),
            ],
            is_selected=number == 1,
        )
        for number, (text, state) in enumerate(states)
    ]
    rows.insert(2, Row(heading=_("A heading across the table"), level=1))
    table = Table(
        caption=_("Sample list"),
        columns=columns,
        rows=rows,
        empty=Empty("", ""),
        totals={"people": "2,940"},
        total_label=_("Total %(records)s") % {"records": "4"},
        place=place,
        remark=_("The total covers every record that matches, on all pages."),
    )
    filters = [
        Filter("unit", _("Unit"), loose([Choice("", _("all"))])),
        Filter("q", _("Words"), example=_("Sample activity")),
    ]
    return Listing(table, place, filters, [View(_("All"), "", True), View(_("Sample view"), "unit=a")])


def _chart() -> Any:
    values = (12, 30, 24, 41, 18, 9)
    months = [
        Month(month_name(number), value, str(value), value - 5, number == len(values))
        for number, value in enumerate(values, start=1)
    ]
    return draw_months(months, "", _("Sample year"), _("Year before"))


def _branches() -> list[Branch]:
    leaves = [
        Branch(_("Sample community A"), "#tree", "12"),
        Branch(_("Sample community B"), "#tree", "9", _("not reported yet")),
    ]
    return [
        Branch(_("Sample district"), value="21", below=[Branch(_("Sample sub-district"), value="21", below=leaves)])
    ]


def _marks() -> list[Mark]:
    return [
        Mark("1-25", _("January"), "done", _("sent")),
        Mark("2-25", _("February"), "late", _("missing")),
        Mark("3-25", _("March"), "next", _("due next")),
        Mark("4-25", _("April"), "later", _("later")),
    ]


def _events() -> list[Event]:
    now, who, post = timezone.now(), _("Sample person"), _("Sample community A")
    change = Change(_("People"), "68", "86")
    return [
        Event(now - timedelta(days=3), _("recorded"), who, post),
        Event(now, _("corrected it"), who, post, [change], _("Two digits were swapped."), is_current=True),
    ]


def _gates() -> list[Gate]:
    return [
        Gate(_("Sample task two has nobody in charge."), "#gates", _("Settle it")),
        Gate(_("Sample community B has not reported."), "#gates", _("Explain it"), is_barred=False),
    ]


def _confirm() -> dict[str, Any]:
    reason = Question("reason", "reason", _("Reason"), "text", is_required=True, longest=300)
    text = _("The record will no longer count. It stays readable, with your reason.")
    return {
        "title": _("Take back: sample activity"),
        "text": text,
        "question": reason,
        "action": _("Take back"),
        "back": "#confirm",
    }
