"""What stands beside the tasks of a document: its text as it arrived and as it is read, the changes between them, the
places to compare with the paper, the outline, the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from yiben.documents.models import Document
from yiben.documents.repairs import Change, changes_of, doubtful_places, repairs_of
from yiben.plans.models import ProposedTask
from yiben.text.reverting import in_clean
from yiben.web.changes import changes_table, doubts_table, rules_of, show_change
from yiben.web.facts import facts_table
from yiben.web.kit.parts import Branch
from yiben.web.kit.places import Place, page_of
from yiben.web.paper import Head, paper_lines, windows

TEXT, ARRIVED, CHANGES, CHECK, OUTLINE, FACTS = VIEWS = ("text", "arrived", "changes", "check", "outline", "facts")
SIZE = 50
WINDOW = 40_000
"""Characters of the text on one page, as far as nothing in it was changed: what an old browser shows at once."""
WEIGHT = 12
"""How many characters a marked change weighs."""
_FOLLOWED = ("task", "change")
"""Parts of the address that stay when another view is chosen."""


def reading_context(
    request: HttpRequest,
    document: Document,
    heads: Sequence[Head],
    *,
    plan: str = "",
    proposals: Sequence[ProposedTask] = (),
    current: ProposedTask | None = None,
    may_change: bool,
) -> dict[str, Any]:
    """Return the context of ``papers/_text.html``. ``?view=`` chooses what is shown, ``?change=`` opens a repair,
    ``?place=12-18`` marks a place of the text as it arrived, ``?part=`` turns the pages of a long text. ``plan`` is the uid of the plan whose page it is."""
    changes, places = changes_of(document), doubtful_places(document)
    view = request.GET.get("view", TEXT)
    view = view if view in VIEWS else TEXT
    wanted = request.GET.get("change", "")
    span = _asked_span(request, document) or ((current.start, current.end) if current else None)
    open_places = sum(1 for each in places if not each.is_confirmed)
    ctx: dict[str, Any] = {
        "document": document,
        "view": view,
        "may_change": may_change,
        "tabs": _tabs(request, view, document, changes, open_places),
        "has_changes": bool(changes),
        "repairs": len(changes),
        "doubtful": open_places,
        "change": show_change(changes, int(wanted) if wanted.isdigit() else 0),
        "first_change": 1 if changes else 0,
    }
    if view in {TEXT, ARRIVED}:
        title = str(document.reading.get("title"))
        density = len(changes) / max(len(document.text), 1)
        parts = windows(document.text, round(WINDOW / (1 + WEIGHT * density)))
        part = _part(request, parts, changes, span)
        ctx["lines"] = paper_lines(document.text, title, heads, changes, places, proposals, span, parts[part])
        ctx["parts"] = [(n, n == part + 1) for n in range(1, len(parts) + 1)] if len(parts) > 1 else []
    elif view == CHANGES:
        ctx |= _changes(request, document, changes, plan, may_change=may_change)
    elif view == CHECK:
        ctx["table"] = doubts_table(document, places, changes, plan, may_change=may_change)
    elif view == OUTLINE:
        ctx["branches"] = _branches(document)
    else:
        ctx["table"] = facts_table(request.caller, document, places)  # type: ignore[attr-defined]
    return ctx


def _part(
    request: HttpRequest, parts: Sequence[tuple[int, int]], changes: Sequence[Change], span: tuple[int, int] | None
) -> int:
    """Which part of a long text is shown: the one asked for, else that of the repair, the place or the task chosen."""
    asked, change, at = (request.GET.get(name, "") for name in ("part", "change", "at"))
    if asked.isdigit():
        return min(max(int(asked), 1), len(parts)) - 1
    start = span[0] if span else 0
    if at.isdigit():
        start = int(at)
    elif change.isdigit() and 1 <= int(change) <= len(changes):
        start = changes[int(change) - 1].repair.start
    return next((n for n, (_begin, end) in enumerate(parts) if start < end), len(parts) - 1)


def _asked_span(request: HttpRequest, document: Document) -> tuple[int, int] | None:
    start, _dash, end = request.GET.get("place", "").partition("-")
    if not (start.isdigit() and end.isdigit()):
        return None
    made, _undone = repairs_of(document)
    return in_clean(int(start), int(end), made)


def _tabs(
    request: HttpRequest, view: str, document: Document, changes: Sequence[Change], open_places: int
) -> list[tuple[str, int | None, str, bool, str]]:
    """(label, count, query, is shown, key) of each view; views of nothing are left out."""
    reading = document.reading
    tabs = [
        (TEXT, _("Side by side") if changes else _("Text"), None, ""),
        (ARRIVED, _("As it arrived"), None, ""),
        (CHANGES, _("Changes"), len(changes), ""),
        (CHECK, _("To be compared"), open_places, "c"),
        (OUTLINE, _("Outline"), len(reading.get("outline", ())), "o"),
        (FACTS, _("Numbers told"), len(reading.get("facts", ())), "f"),
    ]
    if not changes:
        tabs = [each for each in tabs if each[0] not in {ARRIVED, CHANGES}]
    kept = {name: request.GET[name] for name in _FOLLOWED if name in request.GET}
    return [
        (label, count, urlencode({**kept, "view": name} if name != TEXT else kept), name == view, key)
        for name, label, count, key in tabs
    ]


def _changes(
    request: HttpRequest, document: Document, changes: Sequence[Change], plan: str, *, may_change: bool
) -> dict[str, Any]:
    rule = request.GET.get("rule", "")
    place = Place(request.path, {"view": CHANGES, **({"rule": rule} if rule else {})}, "", "")
    page = page_of([each for each in changes if rule in ("", each.repair.rule)], request.GET, SIZE)
    rules = [
        (label, count, f"view={CHANGES}&{urlencode({'rule': each})}", each == rule)
        for each, label, count in rules_of(changes)
    ]
    of_rule = [each for each in changes if rule and each.repair.rule == rule]
    return {
        "rule": rule,
        "rule_made": sum(1 for each in of_rule if not each.is_reverted) if may_change else 0,
        "rule_undone": sum(1 for each in of_rule if each.is_reverted) if may_change else 0,
        "rules": [(_("All"), len(changes), f"view={CHANGES}", not rule), *rules],
        "table": changes_table(document, page, place, plan, may_change=may_change),
    }


def _branches(document: Document) -> list[Branch]:
    """The outline as a tree, each heading leading to its place."""
    made: list[tuple[int, Branch]] = []
    roots: list[Branch] = []
    for row in document.reading.get("outline", ()):
        label = f"{row['number']} {row['heading']}".strip()
        branch = Branch(label, f"?view={TEXT}&at={row['start']}#h{row['start']}", below=[])
        while made and made[-1][0] >= row["level"]:
            made.pop()
        below = made[-1][1].below if made else roots
        assert isinstance(below, list)
        below.append(branch)
        made.append((row["level"], branch))
    return roots
