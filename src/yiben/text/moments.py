"""Days and hours as people say them in messages: 今天下午5点前, 周五下班前, 本周内, 3月5日前. The day of the message is given."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from yiben.text.numerals import numeral

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_WEEKDAYS = "一二三四五六日"
_DAY = (
    r"(?:(?P<near>今天|今日|今晚|今早|当天|明天|明日|明晚|明早|后天|大后天)"
    r"|(?P<week>本周|这周|下周|下个?星期|本星期|这个?星期|周|星期|礼拜)(?P<weekday>[一二三四五六日天末])"
    r"|(?P<within>本周|这周|下周|本月|这个月|下月|月)(?P<edge>内|底|末)"
    rf"|(?:(?P<year>20\d\d)年)?(?P<month>{_N})月(?:(?P<day>{_N})[日号]|(?P<monthend>底|末))"
    rf"|(?<![月\d])(?P<only>{_N})[日号]|(?P<yearend>年底|年末|年内))"
)
_HOUR = (
    r"(?:\s?(?P<part>上午|中午|下午|晚上|傍晚|早上|晚|早)?"
    rf"(?:\s?(?P<hour>{_N})(?:[:：](?P<minute>\d{{2}})|[点时](?:(?P<half>半)|(?P<quarter>{_N})分?)?))?"
    r"(?P<off>下班)?)?"
)
_LIMIT = r"(?P<limit>(?:之|以)?前|之内|以内|止|截止)?"
_MOMENT = re.compile(rf"(?:(?P<till>截止(?:到|至)?|截至|最迟|最晚|于|在)\s?)?(?:{_DAY}){_HOUR}{_LIMIT}")
_TODAY_AT = re.compile(
    rf"(?P<part>上午|中午|下午|晚上|傍晚|早上)?\s?(?P<hour>{_N})(?:[:：](?P<minute>\d{{2}})|[点时](?:(?P<half>半)|(?P<quarter>{_N})分?)?)(?:之|以)?前|下班前"
)
_TOLD = re.compile(
    rf"(?P<near>今天|今日|昨天|昨日|前天|今早|今晚|昨晚)|(?:(?P<year>20\d\d)年)?(?P<month>{_N})月(?P<day>{_N})[日号]"
)
_NEAR = {"明": 1, "后": 2, "大": 3, "昨": -1, "前": -2}
_HALF_YEAR = 183


@dataclass(frozen=True, slots=True)
class Moment:
    """A day with an hour ("17:00", or "" when none is said) at ``start``…``end`` of the text; ``is_limit``: by then."""

    day: date
    at: str
    said: str
    start: int
    end: int
    is_limit: bool = False


def moment_in(text: str, today: date) -> Moment | None:
    """Return the first moment that a text names as a limit, else the first that it names at all, None when it names none.

    A weekday that is past is the next one; a day without a year is the nearest one ahead, unless it lies within the last
    half year. 本周内 ends on Sunday.

    >>> found = moment_in("周五下班前报台账", date(2026, 5, 20))
    >>> found.day.isoformat(), found.at, found.said
    ('2026-05-22', '', '周五下班前')
    """
    first = None
    for match in _MOMENT.finditer(text):
        day = _day_of(match, today)
        if day is None:
            continue
        found = Moment(day, _at(match), match[0], *match.span(), is_limit=_is_limit(match))
        if found.is_limit:
            return found
        first = first or found
    bare = _TODAY_AT.search(text)
    if first is None and bare is not None:
        at = _at(bare) if bare["hour"] else ""
        return Moment(today, at, bare[0], *bare.span(), is_limit=True)
    return first


def day_told(text: str, today: date) -> date | None:
    """Return the day of which a text tells, never one ahead; None when it names none."""
    for match in _TOLD.finditer(text):
        if match["near"]:
            return today + timedelta(days=_NEAR.get(match["near"][0], 0))
        day = _date(int(match["year"]) if match["year"] else today.year, match["month"], match["day"])
        if day is not None and day > today and not match["year"]:
            day = _date(today.year - 1, match["month"], match["day"])
        if day is not None and day <= today:
            return day
    return None


def _is_limit(match: re.Match[str]) -> bool:
    return bool(
        match["limit"]
        or match["edge"]
        or match["yearend"]
        or match["monthend"]
        or (match["till"] or "")[:1] in {"截", "最"}
    )


def _day_of(match: re.Match[str], today: date) -> date | None:
    if match["near"]:
        return today + timedelta(days=_NEAR.get(match["near"][0], 0))
    if match["weekday"]:
        return _weekday(match["week"], match["weekday"], today)
    if match["within"]:
        return _within(match["within"], today)
    if match["yearend"]:
        return date(today.year, 12, 31)
    if match["month"]:
        return _month_day(match, today)
    number = numeral(match["only"])
    day = _date(today.year, str(today.month), match["only"])
    if day is not None and day < today and isinstance(number, int):
        day = _date(*_next_month(today), match["only"])
    return day


def _month_day(match: re.Match[str], today: date) -> date | None:
    month = numeral(match["month"])
    if not isinstance(month, int) or not 1 <= month <= 12:
        return None
    year = int(match["year"]) if match["year"] else today.year
    said = match["day"] or str(monthrange(year, month)[1])
    day = _date(year, match["month"], said)
    if day is not None and not match["year"] and (today - day).days > _HALF_YEAR:
        day = _date(year + 1, match["month"], said)
    return day


def _weekday(week: str, weekday: str, today: date) -> date:
    number = 5 if weekday == "末" else _WEEKDAYS.index("日" if weekday == "天" else weekday)
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=number)
    if week.startswith("下"):
        return day + timedelta(days=7)
    is_bare = week in {"周", "星期", "礼拜"}
    return day + timedelta(days=7) if is_bare and day < today else day


def _within(within: str, today: date) -> date:
    if "周" in within:
        sunday = today + timedelta(days=6 - today.weekday())
        return sunday + timedelta(days=7) if within.startswith("下") else sunday
    year, month = _next_month(today) if within.startswith("下") else (today.year, str(today.month))
    return date(year, int(month), monthrange(year, int(month))[1])


def _next_month(today: date) -> tuple[int, str]:
    return (today.year + 1, "1") if today.month == 12 else (today.year, str(today.month + 1))


def _date(year: int, month: str, day: str) -> date | None:
    m, d = numeral(month), numeral(day)
    try:
        return date(year, m, d) if isinstance(m, int) and isinstance(d, int) else None
    except ValueError:  # 2月30日
        return None


def _at(match: re.Match[str]) -> str:
    """The hour as 17:00; one to six without 上午 or 早上 are of the afternoon, as offices mean them."""
    if not match["hour"]:
        return {"中午": "12:00"}.get(match["part"] or "", "")
    hour = numeral(match["hour"])
    minute = 30 if match["half"] else numeral(match["minute"] or match["quarter"] or "0")
    part = match["part"] or ""
    if not isinstance(hour, int) or not isinstance(minute, int) or hour > 24 or minute > 59:
        return ""
    near = match.groupdict().get("near") or ""
    is_late = part in {"下午", "晚上", "傍晚", "晚"} or near.endswith("晚")
    is_early = part in {"上午", "早上", "早", "中午"} or near.endswith("早")
    if hour < 12 and (is_late or (hour <= 6 and not is_early)):
        hour += 12
    return f"{hour % 24:02}:{minute:02}"
