"""One official document: as it will be printed, how far it has come, and the next step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiben.accounts.queries import units_allowed
from yiben.dispatches.actions import drafting, issuing
from yiben.dispatches.actions.receiving import sign_for
from yiben.dispatches.building import number_of
from yiben.dispatches.holding import Held, hold_text
from yiben.dispatches.life import RECEIVE, RETENTIONS
from yiben.dispatches.models import Dispatch
from yiben.dispatches.queries import (
    countersigning_units,
    is_inside,
    read_dispatch,
    standing_of,
)
from yiben.errors import Refusal
from yiben.packs.definitions import Field, FieldType
from yiben.packs.reading_numbers import read_date
from yiben.reports.printing import unprintable
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.units.queries import living_units, units_in_order
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.checked_draft import counts, differs_table, inconsistent_table
from yiben.web.dispatch_form import number_sent
from yiben.web.dispatch_rows import (
    STATES as STATE_WORDS,
)
from yiben.web.dispatch_rows import (
    WAYS,
    countersigns_table,
    lack_rows,
    paper_of,
    receipts_table,
    story_of,
    unsigned_text,
)
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.uploading import read_upload

_DAY = Field(id="on", label="on", type=FieldType.DATE)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a document as it will be printed, how far it has come and what comes next; or take the next step."""
    dispatch = read_dispatch(request.caller, uid)
    if request.method != "POST":
        return _page(request, dispatch)
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        return redirect("dispatch-show", uid)
    try:
        act(request, dispatch)
    except Refusal as refusal:
        dispatch.refresh_from_db()
        return _page(request, dispatch, refusal)
    return redirect("dispatch-show", uid)


def _page(request: PostRequest, dispatch: Dispatch, refusal: Refusal | None = None) -> HttpResponse:
    standing = standing_of(request.caller, dispatch)
    mine, is_ours = units_allowed(request.caller, RECEIVE), is_inside(request.caller, dispatch)
    receipts = [each for each in dispatch.receipts.select_related("unit") if is_ours or each.unit_id in mine]
    text = "\n".join([standing.document.title, standing.document.copies, *_texts(standing.document)])
    issues = "keep_scan" in standing.steps or "send" in standing.steps
    ctx: dict[str, Any] = {
        "dispatch": dispatch,
        "number": number_of(dispatch),
        "state": STATE_WORDS[dispatch.state],
        "paper": paper_of(standing),
        "lacks": lack_rows(standing) if dispatch.state in ("drafting", "checking", "countersigning", "signing") else [],
        "missing_glyphs": unprintable(text),
        "steps": standing.steps,
        "acts": bool(standing.steps - {"change", "withdraw", "send_back"}) or bool(receipts),
        "story": story_of(list(dispatch.steps.all())) if is_ours else [],
        "is_ours": is_ours,
        "files": list(dispatch.files.all()),
        **_held(hold_text(request.caller, dispatch)),
        "receipts": receipts_table(receipts) if receipts else None,
        "come": sum(each.at is not None for each in receipts),
        "count": len(receipts),
        "unsigned": unsigned_text(dispatch, receipts) if issues or "archive" in standing.steps else "",
        "to_sign_for": [each for each in receipts if each.at is None and each.unit_id in mine],
        "countersigns": countersigns_table(dispatch.countersigns.select_related("unit")),
        "asked": is_ours and dispatch.countersigns.exists(),
        "offices": unit_groups(_others(dispatch.unit), set()) if "check" in standing.steps else [],
        "answering": loose(
            [Choice(each.uid, each.short_name, True) for each in countersigning_units(request.caller, dispatch)]
        ),
        "targets": unit_groups(_others(dispatch.unit), set()) if "send" in standing.steps else [],
        "ways": loose([Choice(each, str(label), each == "paper") for each, label in WAYS.items()]),
        "retentions": loose([Choice(each, each, each == "30年") for each in RETENTIONS]),
        "usual_day": timezone.localdate().isoformat(),
        "refusal": refusal,
        "refused_lacks": _refused_lacks(refusal),
        "problems": problems_of(refusal) if refusal else {},
        "typed": request.POST,
    }
    return render(request, "dispatches/show.html", ctx, status=status_of(refusal) if refusal else 200)


def _held(held: Held | None) -> dict[str, Any]:
    """The numbers of the text beside the ledger's, for the page."""
    if held is None:
        return {}
    return {
        "held": held,
        "verdicts": counts(held.judged),
        "differing": differs_table(held.judged) if held.differing else None,
        "inconsistent": inconsistent_table(held.inconsistent, held.judged) if held.inconsistent else None,
    }


def _attach(request: PostRequest, dispatch: Dispatch) -> None:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refusal("values", fields=[("file", "required", {})])
    name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
    title, revision = request.POST.get("title", ""), number_sent(request.POST, "revision")
    made = drafting.attach_file(request.caller, dispatch, name, data, title=title, revision=revision)
    messages.success(request, _("“%(title)s” goes beside the document.") % {"title": made.title})


def _remove(request: PostRequest, dispatch: Dispatch) -> None:
    revision = number_sent(request.POST, "revision")
    drafting.remove_file(request.caller, dispatch, number_sent(request.POST, "file"), revision=revision)
    messages.success(request, _("The file was taken away."))


def _hand_in(request: PostRequest, dispatch: Dispatch) -> None:
    drafting.hand_in(request.caller, dispatch, revision=number_sent(request.POST, "revision"))
    messages.success(request, _("Handed in to be checked."))


def _check(request: PostRequest, dispatch: Dispatch) -> None:
    chosen = set(request.POST.getlist("offices"))
    offices = [each for each in _others(dispatch.unit) if each.uid in chosen]
    revision, opinion = number_sent(request.POST, "revision"), request.POST.get("opinion", "")
    made = drafting.check_dispatch(request.caller, dispatch, revision=revision, opinion=opinion, offices=offices)
    asked = _("Checked. The offices asked find it on their workbench.")
    messages.success(request, asked if made.state == "countersigning" else _("Checked. It waits to be signed."))


def _countersign(request: PostRequest, dispatch: Dispatch) -> None:
    units = {each.uid: each for each in countersigning_units(request.caller, dispatch)}
    unit = units.get(request.POST.get("unit", ""))
    if unit is None:
        raise Refusal("countersign_not_asked", unit=request.post.unit.short_name)
    agrees = request.POST.get("answer") == "agree"
    drafting.countersign(request.caller, dispatch, unit, agrees=agrees, opinion=request.POST.get("opinion", ""))
    messages.success(request, _("Your answer is written down."))


def _send_back(request: PostRequest, dispatch: Dispatch) -> None:
    reason, revision = request.POST.get("reason", ""), number_sent(request.POST, "revision")
    drafting.send_back(request.caller, dispatch, reason=reason, revision=revision)
    messages.success(request, _("Sent back; who drafted it finds it on the workbench."))


def _sign(request: PostRequest, dispatch: Dispatch) -> None:
    opinion, revision = request.POST.get("opinion", ""), number_sent(request.POST, "revision")
    drafting.sign_dispatch(request.caller, dispatch, revision=revision, opinion=opinion)
    messages.success(request, _("Signed. From now on nothing in it changes."))


def _give_number(request: PostRequest, dispatch: Dispatch) -> None:
    made = issuing.number_dispatch(request.caller, dispatch, revision=number_sent(request.POST, "revision"))
    messages.success(request, _("Its number is %(number)s.") % {"number": number_of(made)})


def _print(request: PostRequest, dispatch: Dispatch) -> None:
    count, revision = number_sent(request.POST, "count", 1), number_sent(request.POST, "revision")
    issuing.print_dispatch(request.caller, dispatch, revision=revision, count=count)
    messages.success(request, _("The copy that is printed is kept. Download it, print it, have it sealed."))


def _keep_scan(request: PostRequest, dispatch: Dispatch) -> None:
    upload = request.FILES.get("scan")
    if upload is None:
        raise Refusal("values", fields=[("scan", "required", {})])
    name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
    issuing.keep_scan(request.caller, dispatch, name, data, revision=number_sent(request.POST, "revision"))
    messages.success(request, _("The scan is kept."))


def _send(request: PostRequest, dispatch: Dispatch) -> None:
    sent = request.POST
    chosen = set(sent.getlist("units"))
    read = read_date(_DAY, sent.get("on", ""))
    issuing.send_dispatch(
        request.caller,
        dispatch,
        revision=number_sent(sent, "revision"),
        on=date.fromisoformat(read) if isinstance(read, str) else None,
        to=sent.get("to", ""),
        way=sent.get("way", ""),
        units=[each for each in _others(dispatch.unit) if each.uid in chosen],
    )
    messages.success(request, _("Sent. Units that were chosen find it on their workbench and sign for it."))


def _archive(request: PostRequest, dispatch: Dispatch) -> None:
    given = {name: request.POST.get(name, "") for name in ("retention", "place")}
    issuing.archive_dispatch(request.caller, dispatch, revision=number_sent(request.POST, "revision"), **given)
    messages.success(request, _("Filed."))


def _withdraw(request: PostRequest, dispatch: Dispatch) -> None:
    reason, revision = request.POST.get("reason", ""), number_sent(request.POST, "revision")
    issuing.withdraw_dispatch(request.caller, dispatch, reason=reason, revision=revision)
    messages.success(request, _("Withdrawn. It stays in the register with the reason."))


def _sign_for(request: PostRequest, dispatch: Dispatch) -> None:
    for receipt in dispatch.receipts.filter(at=None, unit__in=units_allowed(request.caller, RECEIVE)):
        sign_for(request.caller, dispatch, receipt.unit)
    messages.success(request, _("Signed for."))


_ACTS: dict[str, Callable[[PostRequest, Dispatch], None]] = {
    "attach": _attach,
    "remove": _remove,
    "hand_in": _hand_in,
    "check": _check,
    "countersign": _countersign,
    "send_back": _send_back,
    "sign": _sign,
    "number": _give_number,
    "print": _print,
    "keep_scan": _keep_scan,
    "send": _send,
    "archive": _archive,
    "withdraw": _withdraw,
    "sign_for": _sign_for,
}


def _refused_lacks(refusal: Refusal | None) -> list[str]:
    lacks: Any = refusal.data.get("lacks", ()) if refusal else ()
    return [say(code, data) for code, data in lacks]


def _texts(document: Any) -> list[str]:
    """All that is printed of a document, for the look for missing glyphs."""
    parts = [*document.body, *(part for each in document.attachments for part in each.parts)]
    told = [
        part.text if hasattr(part, "text") else "".join(cell for row in part.rows for cell in row) for part in parts
    ]
    return [*told, document.recipients, document.note, *(each.title for each in document.attachments)]


def _others(unit: Unit) -> list[Unit]:
    """The living units other than the document's own, in official order."""
    living = set(living_units(timezone.localdate()).values_list("pk", flat=True))
    return units_in_order(living - {unit.pk})
