"""Drafting, posting, ending and withdrawing items; asking about them and answering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.calendars import work_calendar
from yiben.disclosure.masking import mask
from yiben.disclosure.models import Inquiry, Item, ItemStep
from yiben.errors import Conflict, Refusal
from yiben.ledger.leaving import leave_entry
from yiben.ledger.queries import last_seq
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.rationing import hidden, ration
from yiben.rules.counting import after_workdays
from yiben.rules.laws import judge
from yiben.units.models import Unit

DRAFT_VERB, POST_VERB = "disclosure.draft", "disclosure.post"
KINDS = ("decisions", "public_funds", "facilities", "service_projects", "consultation", "assistance", "other")
"""The seven kinds of 城市居民委员会组织法 §34."""
LEAST_DAYS, USUAL_DAYS = 15, 30
ANSWER_WORKDAYS = 7
MOST_METRICS = 8
MOST_AN_HOUR = 4


@dataclass(frozen=True)
class Draft:
    """An item as it is written: kind, title, period, text, and the metrics whose numbers stand in it."""

    kind: str
    title: str
    period: str = ""
    body: str = ""
    metrics: Sequence[str] = ()


@transaction.atomic
def begin_item(caller: Caller, unit: Unit, draft: Draft) -> Item:
    """Begin an item of a unit. Refuses ``values`` beside each field."""
    hooks.require(caller, DRAFT_VERB, unit.pk)
    item = Item(unit=unit)
    _take(item, draft)
    item.save()
    _tell(item, caller, "begin")
    return item


@transaction.atomic
def change_item(caller: Caller, item: Item, draft: Draft, *, revision: int) -> Item:
    """Change a draft. What is posted is not changed: it is withdrawn and posted anew, both stay visible."""
    kept = _lock(item)
    hooks.require(caller, DRAFT_VERB, kept.unit_id)
    if kept.revision != revision:
        raise Conflict("item_changed", title=kept.title)
    if kept.state != Item.DRAFT:
        raise Refusal("item_posted", title=kept.title)
    _take(kept, draft)
    kept.revision += 1
    kept.save()
    _tell(kept, caller, "change")
    return kept


@transaction.atomic
def post_item(caller: Caller, item: Item, *, until: date | None, unmasked: bool = False, reason: str = "") -> Item:
    """Post an item, particulars of people hidden, its numbers fixed as the ledger has them now.

    ``until`` at least fifteen days ahead (§34). ``unmasked`` shows it as it was written: that needs a reason and is told.
    """
    kept = _lock(item)
    hooks.require(caller, POST_VERB, kept.unit_id)
    if kept.state != Item.DRAFT:
        raise Refusal("item_posted", title=kept.title)
    today = timezone.localdate()
    end = until or today + timedelta(days=USUAL_DAYS)
    held = judge("disclosure_posted_days", {"posted_on": today, "taken_down_on": end}, today)
    if held.outcome == "fail":
        raise Refusal("values", fields=[("until", "posted_too_short", {"days": LEAST_DAYS})])
    written = str(kept.body.get("text", ""))
    hidden = mask(written)
    if unmasked and hidden.count and not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    kept.shown = written if unmasked else hidden.text
    kept.figures, kept.seq = figures_of(kept), last_seq()
    kept.state, kept.posted_on, kept.until = Item.POSTED, today, end
    kept.revision += 1
    kept.save()
    said: dict[str, Any] = {"until": end.isoformat(), "masked": 0 if unmasked else hidden.count}
    if unmasked and hidden.count:
        said |= {"unmasked": hidden.count, "reason": reason.strip()[:300]}
    _tell(kept, caller, "post", said)
    _count(caller, kept, "posted", today)
    return kept


@transaction.atomic
def end_item(caller: Caller, item: Item) -> Item:
    """Take an item down after its time. Refuses before fifteen days are over: then it is withdrawn, with a reason."""
    kept = _lock(item)
    hooks.require(caller, POST_VERB, kept.unit_id)
    _require_posted(kept)
    today = timezone.localdate()
    held = judge("disclosure_posted_days", {"posted_on": kept.posted_on, "taken_down_on": today}, today)
    if held.outcome == "fail":
        raise Refusal("item_too_early", title=kept.title, days=LEAST_DAYS)
    kept.state, kept.ended_on = Item.ENDED, today
    kept.revision += 1
    kept.save()
    _tell(kept, caller, "end")
    return kept


@transaction.atomic
def withdraw_item(caller: Caller, item: Item, *, reason: str, hides_title: bool = False) -> Item:
    """Withdraw an item that should not be read on: its title, the day and the reason stay on the public list. ``hides_title``:
    its title names somebody; the list says its kind instead."""
    kept = _lock(item)
    hooks.require(caller, POST_VERB, kept.unit_id)
    _require_posted(kept)
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    kept.state, kept.ended_on, kept.reason = Item.WITHDRAWN, timezone.localdate(), mask(reason.strip()[:300]).text
    kept.shown, kept.hides_title = "", hides_title
    kept.revision += 1
    kept.save()
    _tell(kept, caller, "withdraw", {"reason": kept.reason})
    _count(caller, kept, "withdrawn", timezone.localdate())
    return kept


@transaction.atomic
def ask_about(item: Item, words: str, contact: str, address: str) -> Inquiry:
    """Take a resident's question about a posted item; it is answered within seven working days."""
    _require_posted(item)
    if not words.strip():
        raise Refusal("values", fields=[("words", "required", {})])
    ration(f"inquiry-of-{hidden(address)}", MOST_AN_HOUR, 3600)
    due = after_workdays(timezone.localdate(), ANSWER_WORKDAYS, work_calendar()).on
    asked = {"words": words.strip()[:1000], "contact": contact.strip()[:60]}
    return Inquiry.objects.create(item=item, asked=asked, due_on=due)


@transaction.atomic
def answer_inquiry(caller: Caller, inquiry: Inquiry, *, question: str, answer: str) -> Inquiry:
    """Answer a question in public: ``question`` is how it is shown, without who asked."""
    kept = Inquiry.objects.select_for_update().select_related("item").get(pk=inquiry.pk)
    hooks.require(caller, POST_VERB, kept.item.unit_id)
    if not answer.strip():
        raise Refusal("values", fields=[("answer", "required", {})])
    kept.question = mask(question.strip()[:1000] or str(kept.asked.get("words", ""))).text
    kept.answer, kept.answered_on = mask(answer.strip()[:2000]).text, timezone.localdate()
    kept.post, kept.person = caller.post, caller.person
    kept.save()
    _tell(kept.item, caller, "answer")
    _count(caller, kept.item, "answered", timezone.localdate())
    return kept


def figures_of(item: Item) -> list[list[str]]:
    """Return the numbers of an item as the ledger has them now: (label, number, measure word)."""
    if not item.metrics or not item.period:
        return []
    scope = Scope(item.unit, parse_period(item.period))
    found = evaluate([request_figure(name, scope) for name in item.metrics])
    return [[each.label, "" if each.value is None else str(each.value), each.unit] for each in found]


def _take(item: Item, draft: Draft) -> None:
    found: list[tuple[str, str, dict[str, object]]] = []
    if draft.kind not in KINDS:
        found.append(("kind", "required", {}))
    if not draft.title.strip():
        found.append(("title", "required", {}))
    if draft.period:
        try:
            parse_period(draft.period)
        except Refusal as problem:
            found.append(("period", problem.code, dict(problem.data)))
    elif draft.metrics:
        found.append(("period", "required", {}))
    if not draft.body.strip() and not draft.metrics:
        found.append(("body", "required", {}))
    if found:
        raise Refusal("values", fields=found)
    item.kind, item.title, item.period = draft.kind, mask(draft.title.strip()[:120]).text, draft.period
    item.body = {"text": draft.body.strip()[:20000]}
    item.metrics = list(dict.fromkeys(draft.metrics))[:MOST_METRICS]


def _lock(item: Item) -> Item:
    return Item.objects.select_for_update(of=("self",)).select_related("unit").get(pk=item.pk)


def _require_posted(item: Item) -> None:
    if item.state != Item.POSTED:
        raise Refusal("item_not_posted", title=item.title)


def _tell(item: Item, caller: Caller, step: str, said: dict[str, Any] | None = None) -> None:
    ItemStep.objects.create(item=item, step=step, post=caller.post, person=caller.person, said=said or {})
    log(caller, f"disclosure.{step}", item.uid)


def _count(caller: Caller, item: Item, event: str, on: date) -> None:
    values = {"title": item.title, "kind": item.kind, "event": event}
    leave_entry(
        caller, book="disclosure", unit=item.unit, on=on, values=values, source={"kind": "disclosure", "ref": item.uid}
    )
