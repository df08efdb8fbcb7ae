"""The forms of meetings: what they send, and the questions of who came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.meetings.actions import Counts, Held, Plan, Resolved
from yiben.meetings.kinds import kind_of
from yiben.meetings.models import Body, Meeting, Sitting
from yiben.meetings.queries import bodies_elsewhere, members_on, visible_bodies
from yiben.units.models import Unit
from yiben.units.queries import living_units
from yiben.web.kit.fields import Choice, Question, loose
from yiben.web.typed_days import typed_day

ALL_CAME = "all_came"
"""The button that marks everybody of whom nothing is chosen yet as present; nothing is kept by it."""


def lines_sent(sent: QueryDict, name: str) -> list[str]:
    """Return the lines of a field that are not empty."""
    return [line.strip() for line in sent.get(name, "").splitlines() if line.strip()]


def count_sent(sent: QueryDict, name: str) -> int | None:
    """Return a number of people, None for none. Refuses what is no number beside its field."""
    text = sent.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 7:
        raise Refusal("values", fields=[(name, "number_expected", {"typed": text})])
    return int(text)


def time_sent(sent: QueryDict, name: str) -> time | None:
    """Return a time of day, None for none. Refuses what is none beside its field."""
    text = sent.get(name, "").strip()
    if not text:
        return None
    try:
        return time.fromisoformat(text if len(text) > 4 else f"0{text}")
    except ValueError:
        raise Refusal("values", fields=[(name, "time_expected", {"typed": text})]) from None


def unit_sent(sent: QueryDict, name: str) -> Unit | None:
    """Return the living unit that a form names, None for none."""
    return next((each for each in living_units(timezone.localdate()) if each.uid == sent.get(name)), None)


def plan_sent(sent: QueryDict, caller: Caller, leading: Body | None) -> Plan:
    """Return a meeting as a form plans it; further bodies are those that the caller sees, and those of other units by name."""
    wanted = {*sent.getlist("joint"), *sent.getlist("elsewhere")}
    known = [*visible_bodies(caller), *bodies_elsewhere(caller)] if wanted else []
    joint = [each for each in known if each.uid in wanted and each != leading]
    hosts = set(sent.getlist("hosts"))
    return Plan(
        title=sent.get("title", ""),
        on=typed_day(sent, "planned_on"),
        bodies=[*([leading] if leading else []), *joint],
        at=time_sent(sent, "planned_at"),
        until=time_sent(sent, "planned_until"),
        place=sent.get("place", ""),
        hosts=[each for each in living_units(timezone.localdate()) if each.uid in hosts],
        agenda=lines_sent(sent, "agenda"),
        is_major=bool(sent.get("is_major")),
        studied_on=typed_day(sent, "studied_on"),
    )


def held_sent(sent: QueryDict, bodies: Sequence[Body], day: date | None, orders: Sequence[int] = ()) -> Held:
    """Return how a meeting went, as a form says it."""
    came = {
        int(name.removeprefix("came.")): str(value)
        for name, value in sent.items()
        if name.startswith("came.") and name.removeprefix("came.").isdecimal()
    }
    counts = {}
    for each in bodies:
        if kind_of(each.kind).attends == "everybody":
            entitled, present = (count_sent(sent, f"{name}.{each.uid}") for name in ("entitled", "present"))
            counts[each.uid] = Counts(entitled, present)
    outcomes = {order: sent.get(f"outcome.{order}", "") for order in orders}
    return Held(on=day, came=came, counts=counts, outcomes=outcomes, place=sent.get("place", ""))


def resolved_sent(sent: QueryDict) -> Resolved:
    """Return a resolution as a form says it."""
    return Resolved(
        text=sent.get("text", ""),
        in_favour=count_sent(sent, "in_favour"),
        against=count_sent(sent, "against"),
        abstained=count_sent(sent, "abstained"),
        unit=unit_sent(sent, "unit"),
        due_on=typed_day(sent, "due_on"),
        over=sent.get("over", ""),
    )


def is_said(made: Resolved) -> bool:
    """Whether anything of a resolution was filled in: one without its text is refused then, not left out."""
    numbers = (made.in_favour, made.against, made.abstained)
    return bool(made.text.strip() or made.unit or made.due_on) or any(each is not None for each in numbers)


def attendance_questions(
    bodies: Sequence[Body], on: date, sent: Mapping[str, str], problems: Mapping[str, list[str]]
) -> list[tuple[str, list[Question], bool]]:
    """Return the questions of who came, by body: three choices a member, none made beforehand, or two numbers where everybody
    may come. Where “all came” was pressed, those of whom nothing was chosen came. The last says whether there are members of
    whom all can be said to have come."""
    usual = "present" if sent.get("do") == ALL_CAME else ""
    words = {"present": _("came"), "leave": _("on leave"), "absent": _("absent")}
    found = []
    for body in bodies:
        rows: list[Question] = []
        if kind_of(body.kind).attends == "everybody":
            for name, label in (("entitled", _("Might have come, with a vote")), ("present", _("Came"))):
                key = f"{name}.{body.uid}"
                rows.append(
                    Question(
                        id=key,
                        name=key,
                        label=label,
                        kind="number",
                        typed=sent.get(key, ""),
                        mode="numeric",
                        is_required=True,
                        is_small=True,
                        problems=problems.get(key, []),
                    )
                )
        else:
            for member in members_on(body, on):
                key = f"came.{member.pk}"
                chosen = sent.get(key) or usual
                choices = [Choice(value, label, value == chosen) for value, label in words.items()]
                label = str(member.name.get("name", "")) + ("" if member.can_vote else _(" (no vote)"))
                said = problems.get(key, [])
                rows.append(
                    Question(id=key, name=key, label=label, kind="radios", groups=loose(choices), problems=said)
                )
        found.append((body.name, rows, any(each.kind == "radios" for each in rows)))
    return found


def bodies_of(meeting: Meeting) -> list[Body]:
    """Return the bodies of a meeting, the leading one first."""
    return [each.body for each in Sitting.objects.filter(meeting=meeting).select_related("body__unit")]
