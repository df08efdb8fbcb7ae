"""The forms of rounds: the plan, and a visit with its questions, as a phone sends them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.inspections.actions import RoundPlan, Sampling, Seen
from yiben.inspections.declared import question_lists
from yiben.inspections.models import Answer, Visit
from yiben.ledger.papers import MOST_PAPERS, Paper, keep_papers, paper_bytes
from yiben.packs.checklists import Checklist
from yiben.web.kit.fields import Choice, Group, Question, loose
from yiben.web.meeting_form import count_sent
from yiben.web.typed_days import typed_day
from yiben.web.uploading import read_upload


def plan_sent(sent: QueryDict, checklist: str = "") -> RoundPlan:
    """Return a round as a form plans it."""
    return RoundPlan(
        title=sent.get("title", ""),
        checklist=checklist or sent.get("checklist", ""),
        begins_on=typed_day(sent, "begins_on"),
        ends_on=typed_day(sent, "ends_on"),
        approval=sent.get("approval", ""),
        unapproved=sent.get("unapproved", ""),
        is_announced=not sent.get("unannounced"),
        kinds=tuple(sent.getlist("kinds")),
    )


def kind_choices(chosen: Iterable[str]) -> list[Group]:
    """Return the kinds of units for which there is a list of questions, those of the round ticked."""
    wanted, lists = set(chosen), question_lists()
    applies = {kind for each in lists for kind in each.applies}
    is_any = any(not each.applies for each in lists)
    known = [each for each in catalogue().kinds.values() if each.id in applies or (is_any and each.can_record)]
    return loose([Choice(each.id, each.label, each.id in wanted) for each in known])


def sampling_sent(sent: QueryDict) -> Sampling:
    """Return how a form wants the sample drawn."""
    return Sampling(
        size=count_sent(sent, "size"),
        seed=sent.get("seed", ""),
        by_parent=bool(sent.get("by_parent")),
        reason=sent.get("reason", ""),
    )


def seen_sent(request: HttpRequest, asked: Checklist, visit: Visit) -> Seen:
    """Return what a visit found, as a form says it; photos that it kept when it was refused before are among them."""
    sent = request.POST
    photos = {}
    for item in asked.items:
        kept = [Paper(name, paper_bytes(digest, name)) for digest, name in _kept(request, visit, item.id)]
        files = request.FILES.getlist(f"photos.{item.id}")
        kept += [Paper(*read_upload(each, settings.EVIDENCE_LIMIT_BYTES)) for each in files]
        if kept:
            photos[item.id] = kept
    return Seen(
        on=typed_day(sent, "on"),
        answers={item.id: sent.get(f"answer.{item.id}", "") for item in asked.items},
        notes={item.id: sent.get(f"note.{item.id}", "") for item in asked.items},
        photos=photos,
        note=sent.get("note", ""),
    )


def answers_typed(visit: Visit) -> dict[str, str]:
    """Return what a visit found as its form holds it, to be corrected."""
    found = {"on": visit.visited_on.isoformat() if visit.visited_on else "", "note": str(visit.note.get("words", ""))}
    for each in visit.answers.all():
        found[f"answer.{each.item}"] = each.answer
        found[f"note.{each.item}"] = str(each.note.get("words", ""))
    return found


def photos_kept(request: HttpRequest, asked: Checklist, visit: Visit) -> dict[str, list[Choice]]:
    """Keep the photos of a form that was refused and return, by question, what its next sending names them by. A photo that
    is refused itself is told beside its field and has to be chosen again."""
    found: dict[str, list[Choice]] = {}
    for item in asked.items:
        rows = _kept(request, visit, item.id)
        for upload in request.FILES.getlist(f"photos.{item.id}"):
            upload.seek(0)
            try:
                papers = keep_papers([Paper(*read_upload(upload, settings.EVIDENCE_LIMIT_BYTES))])
            except Refusal:  # its sentence stands beside the field
                continue
            rows += [(each.digest, each.name) for each in papers]
        tokens = {digest: (signing.dumps([digest, name], salt=_salt(visit, item.id)), name) for digest, name in rows}
        if tokens:
            found[item.id] = [Choice(token, name, True) for token, name in tokens.values()]
    return found


def _kept(request: HttpRequest, visit: Visit, item: str) -> list[tuple[str, str]]:
    """Digest and name of the photos that a form names as kept; one that was not given out for this question is none."""
    found = []
    for token in request.POST.getlist(f"kept.{item}")[:MOST_PAPERS]:
        try:
            digest, name = signing.loads(token, salt=_salt(visit, item))
        except signing.BadSignature:
            raise Refusal("values", fields=[(f"photos.{item}", "evidence_unknown", {})]) from None
        found.append((str(digest), str(name)))
    return found


def _salt(visit: Visit, item: str) -> str:
    return f"yiben.inspections.photo/{visit.uid}/{item}"


def visit_questions(
    asked: Checklist,
    sent: Mapping[str, str],
    problems: Mapping[str, list[str]],
    kept: Mapping[str, list[Choice]] | None = None,
) -> list[tuple[Question, Question, Question, list[Choice]]]:
    """Return each question of a list with the field of its words, that of its photos, and the photos that it has already."""
    found = []
    words = {Answer.YES: _("yes"), Answer.NO: _("no"), Answer.NOT_APPLICABLE: _("not applicable")}
    for item in asked.items:
        key = f"answer.{item.id}"
        choices = [
            Choice(value, word, sent.get(key) == value)
            for value, word in words.items()
            if value != Answer.NOT_APPLICABLE or item.may_not_apply
        ]
        found.append(
            (
                Question(
                    id=key,
                    name=key,
                    label=item.text,
                    kind="radios",
                    groups=loose(choices),
                    is_required=True,
                    hint=item.proof,
                    problems=problems.get(key, ()),
                ),
                Question(
                    id=f"note.{item.id}",
                    name=f"note.{item.id}",
                    label=_("What was seen"),
                    kind="text",
                    typed=sent.get(f"note.{item.id}", ""),
                    longest=600,
                    is_small=True,
                ),
                Question(
                    id=f"photos.{item.id}",
                    name=f"photos.{item.id}",
                    label=_("Photo, if it helps"),
                    kind="file",
                    is_many=True,
                    is_small=True,
                    problems=problems.get(f"photos.{item.id}", ()),
                ),
                list((kept or {}).get(item.id, ())),
            )
        )
    return found
