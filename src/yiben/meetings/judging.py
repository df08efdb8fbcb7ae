"""What the rules say of a meeting: notice, prior study, quorum, vote, and the periods in which a body has to meet.

What the statute itself asks, read in its text, forbids; everything else may be passed over with a reason that stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

from yiben.catalog.calendars import work_calendar
from yiben.errors import Refusal
from yiben.packs.meetings import MeetingKind, Share
from yiben.rules.kinds import KINDS
from yiben.rules.laws import effective, judge
from yiben.rules.verdicts import Verdict


@dataclass(frozen=True)
class Unmet:
    """What a rule asks and what is not so. ``may_pass``: with a reason one goes on; ``is_told``: it is only told."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    may_pass: bool = True
    is_told: bool = False


def notice_unmet(kind: MeetingKind, told_on: date, meets_on: date) -> list[Unmet]:
    """Return what does not hold of the days between the call and the meeting."""
    if kind.notice is not None:
        return _unmet(_judge(kind.notice, {"meeting_on": meets_on, "notified_on": told_on}, meets_on))
    gap = (meets_on - told_on).days
    if kind.notice_days is not None and gap < kind.notice_days:
        return [Unmet("notice_short", {"days": kind.notice_days, "gap": gap})]
    return []


def notice_unsaid(kind: MeetingKind, told_on: date | None) -> list[Unmet]:
    """Return that nobody said when the members were told, where a rule asks for notice: told, so that leaving out the call
    leaves out nothing unseen."""
    asks = kind.notice is not None or kind.notice_days is not None
    return [Unmet("notice_unsaid", is_told=True)] if asks and told_on is None else []


def prior_unmet(kind: MeetingKind, studied_on: date | None, meets_on: date) -> list[Unmet]:
    """Return what does not hold of the Party organisation's study of what is weighty."""
    if kind.prior is None:
        return []
    given = {"meeting_on": meets_on, **({"studied_on": studied_on} if studied_on else {})}
    return _unmet(_judge(kind.prior, given, meets_on))


def quorum_unmet(kind: MeetingKind, present: int, entitled: int, on: date) -> list[Unmet]:
    """Return what is missing to the quorum; nothing where no rule asks for one."""
    if kind.quorum is None:
        return []
    return _unmet(_judge(kind.quorum.rule, {"present": present, kind.quorum.whole: entitled}, on))


def vote_unmet(kind: MeetingKind, in_favour: int | None, present: int, entitled: int, on: date) -> list[Unmet]:
    """Return what is missing to the majority; where no rule says more, more than half of those present."""
    if in_favour is None:
        return [Unmet("vote_not_counted")] if kind.vote is not None else []
    if kind.vote is None:
        return [] if 2 * in_favour > present else [Unmet("vote_no_majority", {"found": in_favour, "whole": present})]
    whole = present if kind.vote.whole == "present" else entitled
    return _unmet(_judge(kind.vote.rule, {"in_favour": in_favour, kind.vote.whole: whole}, on))


def passed_over(found: Sequence[Unmet], reason: str) -> list[dict[str, Any]]:
    """Return what does not hold as it is kept with its reason. Refuses ``meeting_barred`` what may not be passed over,
    ``meeting_held_back`` what needs a reason."""
    barred = [each for each in found if not each.may_pass]
    if barred:
        raise Refusal("meeting_barred", unmet=[(each.code, dict(each.data)) for each in barred])
    asked = [each for each in found if not each.is_told]
    if asked and not reason.strip():
        unmet = [(each.code, dict(each.data)) for each in asked]
        raise Refusal("meeting_held_back", fields=[("over", "required", {})], unmet=unmet)
    return [{"code": each.code, "data": dict(each.data), "reason": reason.strip()[:600]} for each in found]


def periods_without(kind: MeetingKind, days: Iterable[date], year: int, today: date) -> list[str]:
    """Return the periods of a year, over by today, in which there was no meeting: ``2026-03``, ``2026-01..03``."""
    if kind.every == "none":
        return []
    asks = {"kind": "slots", "list": "held_on", "year": "year", "per": kind.every}
    found = KINDS["slots"](asks, {"held_on": list(days), "year": year, "today": today}, work_calendar())
    text = str(found.computed["missing"])
    return text.split("、") if text else []


def rhythm_basis(kind: MeetingKind, on: date) -> str:
    """Return the text by which a body has to meet so often, empty where a pack alone says so."""
    rule = effective(kind.rhythm, on, tuple(settings.LOCAL_RULES)) if kind.rhythm else None
    return rule.basis if rule else ""


def share_basis(share: Share | None, on: date) -> str:
    """Return the text that asks for a quorum or a majority, empty for none."""
    rule = effective(share.rule, on, tuple(settings.LOCAL_RULES)) if share else None
    return rule.basis if rule else ""


def _judge(rule: str, given: Mapping[str, Any], on: date) -> Verdict:
    return judge(rule, given, on, layers=tuple(settings.LOCAL_RULES), work=work_calendar())


def _unmet(verdict: Verdict) -> list[Unmet]:
    if verdict.outcome == "pass" or verdict.code == "rule_not_in_force":
        return []
    data = {"basis": verdict.basis, **verdict.computed}
    is_near = verdict.code == "notice_just_in_time"
    return [Unmet("law_" + verdict.code, data, verdict.outcome == "warn", is_near)]
