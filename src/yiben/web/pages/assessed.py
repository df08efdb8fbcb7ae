"""One unit in an assessment: scoring itself, being judged, reviewed, agreeing, appealing; how every score came about."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.assessments.actions import (
    Decision,
    accept_result,
    appeal,
    decide_appeal,
    judge_unit,
    review_unit,
    score_self,
)
from yiben.assessments.computing import scheme_of, scores
from yiben.assessments.models import Appeal, Assessed, Assessment, Said
from yiben.assessments.scoring import shown
from yiben.assessments.seeing import (
    ANSWER,
    LEAD,
    READ,
    read_appeal,
    read_appeal_paper,
    read_assessed,
    read_judged,
    sees_points,
)
from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.ledger.papers import Paper
from yiben.packs.assessments import exact, plain
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of
from yiben.web.assessment_form import points_sent
from yiben.web.assessment_rows import DECISIONS, shown_scores
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.sending import send_paper
from yiben.web.uploading import read_upload


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str, code: str) -> HttpResponse:
    """Show a unit's scores and what the post may do, or do it."""
    assessed = read_assessed(request.caller, uid, code)
    if request.method != "POST":
        return _page(request, assessed)
    try:
        _do(request, assessed)
    except Refusal as refusal:
        assessed = read_assessed(request.caller, uid, code)
        return _page(request, assessed, refusal)
    messages.success(request, _("Kept."))
    return redirect("assessment-unit", uid, code)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: PostRequest, uid: str, code: str) -> HttpResponse:
    """Show an assessor what is to be judged at a unit, or keep the judgement; nobody else's points stand there."""
    assessed, judging = read_judged(request.caller, uid, code)
    by = next((each for each in judging if each.uid == request.POST.get("by")), judging[0])
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            sent = request.POST
            judge_unit(request.caller, assessed, by, points_sent(sent, "points"), points_sent(sent, "reason"))
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Judged: %(unit)s.") % {"unit": assessed.unit.short_name})
            return redirect("assessment-show", uid)
    own = {each.item: each for each in assessed.said.filter(kind=Said.JUDGEMENT, by=by).order_by("pk")}
    typed = request.POST if refusal else {}
    problems = problems_of(refusal) if refusal else {}
    rows = []
    for item in scheme_of(assessed.assessment).items:
        if item.how != "judgement":
            continue
        last = own.get(item.id)
        points = typed.get(f"points.{item.id}", shown(Fraction(last.points)) if last else "")
        reason = typed.get(f"reason.{item.id}", str(last.words.get("words", "")) if last else "")
        wrong = (problems.get(f"points.{item.id}", []), problems.get(f"reason.{item.id}", []))
        rows.append((item, plain(exact(item.weight)), points, reason, *wrong))
    ctx = {
        "assessment": assessed.assessment,
        "assessed": assessed,
        "rows": rows,
        "judging": loose([Choice(each.uid, each.short_name, each == by) for each in judging]),
        "by": by,
        "refusal": refusal,
        "is_open": assessed.assessment.state == Assessment.OPEN,
    }
    return render(request, "assessments/judge.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def appealed(request: PostRequest, uid: str) -> HttpResponse:
    """Show an appeal with its papers, or decide it."""
    made = read_appeal(request.caller, uid)
    row = made.assessed.assessment
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            sent = request.POST
            decide_appeal(
                request.caller, made, Decision(sent.get("decision", ""), sent.get("answer", ""), sent.get("points", ""))
            )
        except Refusal as problem:
            refusal = problem
            made = read_appeal(request.caller, uid)
        else:
            messages.success(request, _("Decided. The unit sees the answer."))
            return redirect("assessment-show", row.uid)
    item = scheme_of(row).item(made.item)
    chosen = request.POST.get("decision", "")
    ctx: dict[str, Any] = {
        "appeal": made,
        "assessment": row,
        "item": item,
        "points": next((each["points"] for each in made.assessed.result["items"] if each["id"] == made.item), "0"),
        "most": plain(exact(item.weight)) if item else "",
        "decisions": loose([Choice(name, str(word), name == chosen) for name, word in DECISIONS.items()]),
        "decision": DECISIONS.get(made.decision, ""),
        "may_decide": not made.decision and hooks.allow(request.caller, LEAD, row.unit_id),
        "typed": request.POST,
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    ctx["points"] = shown(Fraction(ctx["points"]))
    return render(request, "assessments/appeal.html", ctx, status=status_of(refusal) if refusal else 200)


@require_safe
def paper(request: PostRequest, pk: int) -> HttpResponse:
    """Send a paper of an appeal."""
    return send_paper(read_appeal_paper(request.caller, pk))


def _do(request: PostRequest, assessed: Assessed) -> None:
    sent, what = request.POST, request.POST.get("do", "")
    if what == "self":
        score_self(request.caller, assessed, points_sent(sent, "points"), points_sent(sent, "words"))
    elif what == "review":
        review_unit(request.caller, assessed, points_sent(sent, "points"), points_sent(sent, "reason"))
    elif what == "accept":
        accept_result(request.caller, assessed)
    elif what == "appeal":
        files = request.FILES.getlist("papers")
        papers = [Paper(*read_upload(each, settings.EVIDENCE_LIMIT_BYTES)) for each in files]
        appeal(request.caller, assessed, sent.get("item", ""), sent.get("words", ""), papers)
    else:
        raise Refusal("assessment_step", title=assessed.assessment.title)


def _page(request: PostRequest, assessed: Assessed, refusal: Refusal | None = None) -> HttpResponse:
    row, caller = assessed.assessment, request.caller
    whole, may_see = hooks.allow(caller, READ, row.unit_id), sees_points(caller, assessed)
    is_open, is_published = row.state == Assessment.OPEN, row.state == Assessment.PUBLISHED
    may_answer = hooks.allow(caller, ANSWER, assessed.unit_id)
    line = scores(row, [assessed], seq=assessed.seq, ticks_upto=assessed.ticks_upto)[assessed.pk]
    scheme = scheme_of(row)
    typed = request.POST if refusal else {}
    doing = request.POST.get("do", "")
    problems = problems_of(refusal) if refusal else {}
    rows = shown_scores(assessed, line, are_named=whole)
    ctx: dict[str, Any] = {
        "assessment": row,
        "assessed": assessed,
        "may_see": may_see,
        "scores": rows if may_see else [],
        "own_scores": [_typed(each, typed, problems, "self", doing) for each in rows] if may_answer and is_open else [],
        "to_review": [_typed(each, typed, problems, "review", doing) for each in rows]
        if is_open and hooks.allow(caller, LEAD, row.unit_id)
        else [],
        "total": shown(Fraction(assessed.result["total"])) if assessed.result else "",
        "grade": next((each.label for each in scheme.grades if each.id == assessed.result.get("grade")), ""),
        "place": assessed.result.get("place") if scheme.ranks else None,
        "of": assessed.result.get("of"),
        "appeals": [(each, scheme.item(each.item), DECISIONS.get(each.decision, "")) for each in assessed.appeals.all()]
        if may_see
        else [],
        "may_appeal": may_answer and is_published and assessed.accepted_on is None,
        "items": loose([Choice(each.id, each.label, each.id == typed.get("item")) for each in scheme.items]),
        "typed": typed,
        "doing": doing,
        "refusal": refusal,
        "problems": problems,
        "open_appeals": assessed.appeals.filter(decision="").exists(),
        "decided": Appeal.KEPT,
    }
    return render(request, "assessments/unit.html", ctx, status=status_of(refusal) if refusal else 200)


def _typed(row: Any, typed: Any, problems: dict[str, list[str]], form: str, doing: str) -> dict[str, Any]:
    """A score with what a form has typed for it."""
    is_sent = bool(typed) and doing == form
    words = "reason" if form == "review" else "words"
    usual = "" if form == "review" else row.claimed
    usual_words = _usual_reason(row) if form == "review" else row.claim_words
    return {
        "row": row,
        "points": typed.get(f"points.{row.item_id}", "") if is_sent else usual,
        "words": typed.get(f"{words}.{row.item_id}", "") if is_sent else usual_words,
        "wrong": problems.get(f"points.{row.item_id}", []) if is_sent else [],
        "wrong_words": problems.get(f"{words}.{row.item_id}", []) if is_sent else [],
    }


def _usual_reason(row: Any) -> str:
    """What a review says where the unit gave itself other points than were computed: from what they were computed."""
    differs = row.claimed and row.claimed != row.points
    return row.came_from if differs and not row.lines else ""
