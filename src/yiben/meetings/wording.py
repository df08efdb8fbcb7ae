"""The papers of a meeting in plain lines: the notice that is pasted into a group, the minutes as the program writes them."""

from __future__ import annotations

from datetime import date

from yiben.meetings.models import Attendance, Meeting, Resolution, Sitting

_WEEKDAYS = "一二三四五六日"


def notice_lines(meeting: Meeting) -> list[str]:
    """Return the notice of a meeting, a line a paragraph."""
    at = meeting.planned_at.strftime("%H:%M") if meeting.planned_at else ""
    when = f"{_day(meeting.planned_on)}（星期{_WEEKDAYS[meeting.planned_on.weekday()]}）{at}"
    lines = [f"【会议通知】{meeting.title}", f"时间：{when}"]
    if meeting.place:
        lines.append(f"地点：{meeting.place}")
    items = list(meeting.agenda.all())
    if items:
        lines.append("议题：")
        lines += [f"{number}. {each.title}" for number, each in enumerate(items, start=1)]
    papers = [each.name for each in meeting.papers.all() if not each.is_withdrawn]
    if papers:
        lines.append("会议材料：")
        lines += [f"{number}. {name}" for number, name in enumerate(papers, start=1)]
    return [*lines, "请准时参加。不能到会的，请提前请假。收到请回复。"]


def minutes_lines(meeting: Meeting, sittings: list[Sitting], resolutions: list[Resolution]) -> list[str]:
    """Return the minutes as they follow from what was kept: time, place, who came, the items, the resolutions."""
    on = meeting.held_on or meeting.planned_on
    at = meeting.planned_at.strftime("%H:%M") if meeting.planned_at else ""
    lines = [f"时间：{_day(on)}{at}"]
    if meeting.place:
        lines.append(f"地点：{meeting.place}")
    for each in sittings:
        lines += _attendance(each)
    items = list(meeting.agenda.all())
    if items:
        lines.append("会议议题：")
        for number, item in enumerate(items, start=1):
            said = item.outcome.get("words", "")
            lines.append(f"{number}. {item.title}" + (f"：{said}" if said else ""))
    if resolutions:
        lines.append("会议决议：")
        lines += [_resolution(each) for each in resolutions]
    return lines


def _attendance(sitting: Sitting) -> list[str]:
    if sitting.is_awaited:
        return [f"{sitting.body.name}：到会人数待报。"]
    numbers = f"{sitting.body.name}：应到{sitting.entitled}人，实到{sitting.present}人"
    numbers += f"，请假{sitting.on_leave}人" if sitting.on_leave else ""
    numbers += f"，缺席{sitting.absent}人" if sitting.absent else ""
    lines = [f"{numbers}。" if sitting.is_quorate else f"{numbers}，未达到法定或规定的到会人数。"]
    rows = list(sitting.attendances.all())
    for state, label in ((Attendance.PRESENT, "出席"), (Attendance.LEAVE, "请假"), (Attendance.ABSENT, "缺席")):
        names = [each.membership.name.get("name", "") for each in rows if each.state == state]
        if names:
            lines.append(f"{label}：{'、'.join(names)}。")
    return lines


def _resolution(each: Resolution) -> str:
    text = f"{each.number}　{each.text}"
    if each.in_favour is not None:
        text += f"（同意{each.in_favour}票，反对{each.against or 0}票，弃权{each.abstained or 0}票）"
    if each.unit is not None:
        until = f"，{_day(each.due_on)}前完成" if each.due_on else ""
        text += f"。由{each.unit.name}落实{until}"
    reasons = "；".join(dict.fromkeys(row["reason"] for row in each.over if row.get("reason")))
    return f"{text}。" + (f"（说明：{reasons}）" if reasons else "")


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
