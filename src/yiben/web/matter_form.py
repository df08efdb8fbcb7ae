"""The forms of matters: taking one in, and each step with what it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.matters.actions import Brought, Said
from yiben.matters.actions.registering import PARTICULARS, channels
from yiben.matters.actions.writing import Paper
from yiben.matters.guards import those_who_brought
from yiben.matters.models import Matter
from yiben.matters.queries import joinable
from yiben.packs.definitions import Book, Field
from yiben.packs.procedures import Procedure, Step
from yiben.promises.queries import SOURCE, Promised, read_promise, source_of
from yiben.units.models import Unit
from yiben.units.queries import living_units
from yiben.web.access import PostRequest
from yiben.web.answers import PREFIX, Answers, blank_answers, read_answers
from yiben.web.asking import questions_of, unit_groups
from yiben.web.kit.fields import Choice, Group, Question, loose
from yiben.web.typed_days import typed_day
from yiben.web.uploading import read_upload


@dataclass(frozen=True)
class StepForm:
    """A step as a form: what it asks, the units and matters to choose from, whether it is open on the page."""

    step: Step
    questions: list[Question]
    leads: list[Group]
    helpers: list[Group]
    matters: list[Group]
    parties: list[Group]
    co_units: list[Group]
    words: str
    on: str
    until: str
    over: str
    asks_over: bool
    is_open: bool
    problems: Mapping[str, list[str]]

    @property
    def asks_units(self) -> bool:
        """Whether it names who handles the matter."""
        return bool({"assign", "transfer"} & set(self.step.effects))


def answers_sent(fields: Sequence[Field], sent: QueryDict) -> Answers:
    """Return the answers to questions as they were typed."""
    if not fields:
        return Answers(uid="", unit="", day="")
    return read_answers(Book(id="answers", label="x", entry_word="x", fields=tuple(fields)), sent)


def step_forms(
    caller: Caller,
    matter: Matter,
    steps: Sequence[Step],
    helping: Sequence[Unit],
    *,
    sent: QueryDict | None = None,
    problems: Mapping[str, list[str]] | None = None,
    is_held: bool = False,
) -> list[StepForm]:
    """Return a form for every step that can be taken; the one that was refused (or is ``sent`` filled) comes back filled and
    open, else the first that moves the matter on is open."""
    tried = sent.get("do", "") if sent else ""
    first = next((each.id for each in steps if each.main), "")
    units = (
        list(living_units(timezone.localdate()))
        if any({"assign", "transfer"} & set(each.effects) for each in steps)
        else []
    )
    others = joinable(caller, matter) if any("join" in each.effects for each in steps) else []
    offices = [kind.id for kind in catalogue().kinds.values() if kind.can_record]
    below = matter.unit.spans_down.filter(depth=1, until_seq=None, descendant__kind__in=offices)
    own = None if below.exists() else matter.unit  # who has offices below says which of them it is for
    found = []
    for step in steps:
        is_tried = step.id == tried
        typed = sent if is_tried and sent is not None else QueryDict()
        wrong = (problems or {}) if is_tried else {}
        given = answers_sent(step.asks, typed) if is_tried else blank_answers(matter.unit.uid, timezone.localdate())
        questions = questions_of(step.asks, given, matter.unit, timezone.localdate(), wrong)
        usual_lead = matter.lead or own
        found.append(
            StepForm(
                step=step,
                questions=[replace(each, at=f"{step.id}-{each.id}") for each in questions],
                leads=unit_groups(units, {typed.get("lead", usual_lead.uid if usual_lead else "")}),
                helpers=unit_groups(units, set(typed.getlist("helpers"))),
                matters=_matters(matter, others, typed) if "join" in step.effects else [],
                parties=_parties(matter, step, typed),
                co_units=loose([Choice(each.uid, each.short_name, True) for each in helping])
                if step.at == "co"
                else [],
                words=typed.get("words", ""),
                on=typed.get("on", ""),
                until=typed.get("until", ""),
                over=typed.get("over", ""),
                asks_over=is_tried and is_held,
                is_open=is_tried if tried else step.id == first,
                problems=wrong,
            )
        )
    return found


def read_said(request: HttpRequest, matter: Matter, step: Step, others: Sequence[Matter] = ()) -> Said:
    """Return what the form of a step says. A day that cannot be read is refused beside its field."""
    sent = request.POST
    chosen = {
        each.uid: each
        for each in Unit.objects.filter(
            uid__in=[sent.get("lead", ""), sent.get("co_unit", ""), *sent.getlist("helpers")]
        )
    }
    wanted = {"assign", "transfer"} & set(step.effects)
    party = sent.get("party", "")
    return Said(
        on=typed_day(sent, "on"),
        words=sent.get("words", ""),
        answers=answers_sent(step.asks, sent).values,
        papers=papers_sent(request),
        lead=chosen.get(sent.get("lead", "")) if wanted else None,
        helpers=[chosen[uid] for uid in dict.fromkeys(sent.getlist("helpers")) if uid in chosen] if wanted else [],
        into=next((each for each in others if each.uid == sent.get("into")), None),
        until=typed_day(sent, "until"),
        party=int(party) if party.isascii() and party.isdigit() and len(party) < 4 else 0,
        unit=chosen.get(sent.get("co_unit", "")),
        over=sent.get("over", ""),
    )


def read_brought(request: PostRequest, declared: Procedure) -> Brought:
    """Return a matter as the form of taking one in says it."""
    sent, promised = request.POST, promise_behind(request)
    return Brought(
        title=sent.get("title", ""),
        came_on=typed_day(sent, "came_on"),
        channel=sent.get("channel", ""),
        answers=answers_sent(declared.fields, sent).values,
        requester={name: sent.get(name, "") for name in PARTICULARS},
        proposers=sent.get("proposers", "").splitlines(),
        outside=(sent.get("channel", ""), sent.get("outside_number", "").strip()),
        papers=papers_sent(request),
        source=(SOURCE, source_of(promised.reading)) if promised else ("", ""),
    )


def promise_behind(request: PostRequest) -> Promised | None:
    """Return the promise from which a matter is opened, None for none: of a record that the caller may read."""
    seq = request.POST.get("record") or request.GET.get("record", "")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 12):
        return None
    return read_promise(request.caller, int(seq), timezone.localdate())


def matter_of_promise(promised: Promised, declared: Procedure) -> QueryDict:
    """Return the form of a matter as a promise fills it: its words, its day, and what the record answers already."""
    reading, sent = promised.reading, QueryDict(mutable=True)
    sent["title"], sent["record"] = promised.words, str(reading.entry.seq)
    sent["came_on"], sent["channel"] = reading.entry.occurred_on.isoformat(), "visit"
    for question, name in promised.declared.answers.items():
        asked, value = next((each for each in declared.fields if each.id == question), None), reading.values.get(name)
        if asked is None or not value:
            continue
        several = value if isinstance(value, list) else [value]
        if not asked.choices or asked.choice(str(several[0])) is not None:
            sent[f"{PREFIX}{question}"] = str(several[0])
    return sent


def new_form(declared: Procedure, unit: Unit, sent: QueryDict, problems: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return what the form of taking a matter in shows."""
    given = answers_sent(declared.fields, sent) if sent else blank_answers(unit.uid, timezone.localdate())
    today = timezone.localdate()
    came = sent.get("channel", "")
    return {
        "declared": declared,
        "needs_name": declared.requester == "required",
        "questions": questions_of(declared.fields, given, unit, today, problems),
        "channels": loose([Choice(name, label, name == came) for name, label in channels().items()]),
        "channel_blank": "" if came else _("Choose how it came"),
        "came_on": sent.get("came_on", today.isoformat()),
        "typed": sent,
        "problems": problems,
    }


def papers_sent(request: HttpRequest) -> list[Paper]:
    """Return the files of a form. Refuses one that is too large or marked as secret."""
    found = []
    for upload in request.FILES.getlist("papers"):
        name, data = read_upload(upload, settings.EVIDENCE_LIMIT_BYTES)
        found.append(Paper(name, data))
    return found


def _matters(matter: Matter, others: Sequence[Matter], typed: QueryDict) -> list[Group]:
    chosen = typed.get("into", matter.source if matter.source_kind == "same" else "")
    return loose([Choice(each.uid, f"{each.title} {each.number}".strip(), each.uid == chosen) for each in others])


def _parties(matter: Matter, step: Step, typed: QueryDict) -> list[Group]:
    if not {"answer", "rate"} & set(step.effects):
        return []
    rows = those_who_brought(matter)
    found = [
        Choice(str(number), each.name.get("name", ""), typed.get("party") == str(number))
        for number, each in enumerate(rows, start=1)
    ]
    if rows and "answer" in step.effects:
        found.insert(0, Choice("0", _("all of them"), typed.get("party", "0") == "0"))
    return loose(found) if rows else []
