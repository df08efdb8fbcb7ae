"""``POST /api/v1/entries``: one entry or a list, all of them or, as asked, each by itself."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from yiben.accounts.models import Token
from yiben.accounts.queries import token_caller
from yiben.api.answering import opened_by_key, status_of, told
from yiben.api.reading import read_body, read_entry
from yiben.api.scoping import require_within
from yiben.audit.callers import Caller
from yiben.errors import Conflict, Refusal
from yiben.ledger.actions import propose_entry
from yiben.ledger.appending import Appended, append
from yiben.ledger.proposals import Proposal
from yiben.units.months import month_text
from yiben.units.queries import find_unit

Outcome = Appended | Refusal


@opened_by_key("POST")
def take(request: HttpRequest, token: Token) -> HttpResponse:
    """Record what was sent. Without ``partial=true`` nothing is recorded while one entry is refused."""
    sent, is_list = read_body(request)
    ids = [each["id"] for each in sent if isinstance(each, dict) and isinstance(each.get("id"), str)]
    if len(set(ids)) != len(ids):
        raise Conflict("id_twice")
    caller = token_caller(token)
    proposed = [_proposed(caller, token, each) for each in sent]
    found = _recorded(proposed, is_partial=request.GET.get("partial") == "true")
    is_refused = any(isinstance(each, Refusal) for each in found)
    if not is_list:
        return _one(found[0])
    value = {"entries": [_said(each, sent[at]) for at, each in enumerate(found)]}
    return JsonResponse(value, status=_status_of_all(found) if is_refused else 200)


def _proposed(caller: Caller, token: Token, sent: Any) -> Proposal | Refusal:
    """What an entry asks to append, or why it may not."""
    try:
        entry = read_entry(sent)
        unit = find_unit(entry.unit)
        require_within(token, unit, entry.book)
        partners = [find_unit(text).uid for text in entry.partners]
        return propose_entry(
            caller,
            uid=entry.id,
            book=entry.book,
            unit=unit,
            on=entry.on,
            until=entry.until,
            values=entry.values,
            partners=[uid for uid in partners if uid != unit.uid],
            evidence=entry.evidence,
            source={"kind": "api", "ref": token.uid},
            may_post_late=entry.late,
        )
    except Refusal as refusal:
        return refusal


def _recorded(proposed: list[Proposal | Refusal], *, is_partial: bool) -> list[Outcome]:
    """Append what may be appended, in one transaction where nothing stands in the way."""
    good = [each for each in proposed if isinstance(each, Proposal)]
    if good and (len(good) == len(proposed) or is_partial):
        try:
            appended = iter(append(good))
            return [next(appended) if isinstance(each, Proposal) else each for each in proposed]
        except Refusal:  # one of them: which, is found by trying each
            return _one_by_one(proposed, keeps=is_partial)
    return _one_by_one(proposed, keeps=False)


def _one_by_one(proposed: list[Proposal | Refusal], *, keeps: bool) -> list[Outcome]:
    """What becomes of each entry by itself. Unless it ``keeps`` them, nothing of it stays."""
    found: list[Outcome] = []
    with transaction.atomic():
        for each in proposed:
            try:
                found.append(append([each])[0] if isinstance(each, Proposal) else each)
            except Refusal as refusal:
                found.append(refusal)
        if not keeps:
            transaction.set_rollback(True)
    if keeps:
        return found
    return [Refusal("not_recorded") if isinstance(each, Appended) else each for each in found]


def _one(outcome: Outcome) -> HttpResponse:
    if isinstance(outcome, Refusal):
        return JsonResponse({"error": told(outcome)}, status=status_of(outcome))
    return JsonResponse(_taken(outcome), status=200 if outcome.is_repeat else 201)


def _said(outcome: Outcome, sent: Any) -> dict[str, Any]:
    if isinstance(outcome, Appended):
        return _taken(outcome)
    return {"id": sent.get("id") if isinstance(sent, dict) else None, "error": told(outcome)}


def _status_of_all(found: list[Outcome]) -> int:
    """207 when something was recorded beside what was refused; else the status of the first refusal in its own right."""
    if any(isinstance(each, Appended) for each in found):
        return 207
    own = [each for each in found if isinstance(each, Refusal) and each.code != "not_recorded"]
    return status_of(own[0])


def _taken(appended: Appended) -> dict[str, Any]:
    return {
        "id": appended.uid,
        "seq": appended.seq,
        "posted_period": month_text(appended.posted_period),
        "repeat": appended.is_repeat,
    }
