"""The forms of rounds: the plan, and a visit with its questions, as a phone sends them."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from yiben.inspections.actions import RoundPlan, Sampling, Seen
from yiben.inspections.models import Answer
from yiben.ledger.papers import Paper
from yiben.packs.checklists import Checklist
from yiben.web.kit.fields import Choice, Question, loose
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
    )


def sampling_sent(sent: QueryDict) -> Sampling:
    """Return how a form wants the sample drawn."""
    return Sampling(
        size=count_sent(sent, "size"),
        seed=sent.get("seed", ""),
        by_parent=bool(sent.get("by_parent")),
        reason=sent.get("reason", ""),
    )


def seen_sent(request: HttpRequest, asked: Checklist) -> Seen:
    """Return what a visit found, as a form says it."""
    sent = request.POST
    photos = {}
    for item in asked.items:
        files = request.FILES.getlist(f"photos.{item.id}")
        if files:
            photos[item.id] = [Paper(*read_upload(each, settings.EVIDENCE_LIMIT_BYTES)) for each in files]
    return Seen(
        on=typed_day(sent, "on"),
        answers={item.id: sent.get(f"answer.{item.id}", "") for item in asked.items},
        notes={item.id: sent.get(f"note.{item.id}", "") for item in asked.items},
        photos=photos,
        note=sent.get("note", ""),
    )


def visit_questions(
    asked: Checklist, sent: Mapping[str, str], problems: Mapping[str, list[str]]
) -> list[tuple[Question, Question, Question]]:
    """Return each question of a list with the field of its words and that of its photos."""
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
            )
        )
    return found
