"""Days, months, intervals, recurrences and relative times, as official documents write them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from functools import lru_cache

from yiben.text.numerals import numeral
from yiben.text.results import Deadline

_N = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = (
    r"(?:(?P<year{0}>(?:19|20)[0-9]{{2}})年?[度]?|(?:\*\*|[xX*]{{2,4}}|20[xX*]{{1,2}})年|(?P<this{0}>今年|本年|明年))?"
)
_SEPARATOR = r"\s?(?:日|号)?(?:开始|起)?(?:[,，](?=[至到]))?\s?(?:-|—|–|~|～|至|到|－|―)+\s?"
_INTERVAL = re.compile(
    (_YEAR.format(1) + rf"\s?(?P<month1>{_N})(?:月份?)?(?:(?<=月)\s?(?P<day1>{_N})(?:日|号)?)?" + _SEPARATOR)
    + _YEAR.format(2)
    + rf"\s?(?:(?P<month2>{_N})月份?)?(?:(?P<day2>{_N})(?:日|号))?(?![0-9])"
)
_DAY = re.compile(_YEAR.format(1) + rf"\s?(?P<month1>{_N})月份?(?P<day1>{_N})(?:日|号)")
_MONTH = re.compile(
    _YEAR.format(1) + rf"\s?(?P<month1>{_N})月份?(?P<edge>底前?|末前?|初|上旬|中旬|下旬|前)?(?!\s?{_N}日)"
)
_EDGE_OF_YEAR = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2})年?|今年|本年)?(?:年底|年末)前?|(?P<year2>(?:19|20)[0-9]{2})年元旦前?后?"
)
_OWN_YEAR = re.compile(r"(?:今|本|20[0-9]{2})年(?:度)?(?:内|底前)")
_COUNTED = rf"(?:{_N}|[一两几数]|半)"
_RECURRENCE = re.compile(
    rf"每(?:{_COUNTED}?个?)?(?:年|季度|季|月|周|星期|半年|旬|日|天|学期)(?:度)?(?:至少|不少于|定期|都)?[^,，。;；、]{{0,14}}?{_COUNTED}(?:至{_COUNTED})?(?:次|场|期|篇|条|个)"
    rf"|每(?:{_COUNTED}?个?)?(?:年|季度|季|月|周|星期|半年|旬|日|天|学期)(?:度)?|(?<!不)定期|经常性?|常态化|按月|按季度?|逐月|逐季"
)
_EVERY = r"每(?:个)?(?:半年|季度?|年度?|月份?|周|星期)"
_RECURRENCE_BY = re.compile(
    rf"{_EVERY}(?:{_N}月)?(?:{_N}[日号]|(?<=[周期])[一二三四五六日天]|(?:第[一二三]个?月|首月|末月)(?:{_N}[日号])?|[上中下]旬|[初底末])(?:之?前)?"
)
_WHOLE_YEAR = re.compile(r"((?:19|20)[0-9]{2})年(?:度)?(?=[\u4e00-\u9fff]{4})(?![度以初前后内上下的])")
_RELATIVE = re.compile(
    r"(?:今|本)年(?:内|上半年|下半年)|今年内|年内|(?:近日|近期|下周[一二三四五六日]?[^,，。;；]{0,6}前?|本周内?|明年|下半年|上半年|即日起|今天[^,，。;；]{0,8}前|明天[^,，。;；]{0,8}前)"
    rf"|(?P<event>[^,，。;；、\s于在应由要]{{2,16}}?(?:日|后|前))的?(?:{_N}|[0-9]+)(?:个)?(?:工作日|日|天|周|个?月)(?:内|前|以内|之内)?"
    rf"|(?:{_N}|[0-9]+)(?:个)?(?:工作日|日|天|周|个月)(?:内|以内|之内)"
)
_QUARTER = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2})年)?第?(?P<quarter>[一二三四1-4])季度(?P<edge>[末底]前?|前)?(?!.{0,2}次)"
)
_HOLIDAY = re.compile(
    r"(?:春节|元旦|元宵节|清明节?|五一|端午节?|中秋节?|国庆节?|重阳节?|七一|六一|八一|汛期|雨季|寒假|暑假|开学|两会)(?:到来|来临|结束)?(?:之?前|期间|之?后)"
)
_DAY_BEHIND = re.compile(r"[^（(]{0,4}[（(](?=(?:(?:19|20)[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日)")
_PURE_TIME = re.compile(r"(?:内|前|后|底|初|旬|止|起|间)")

_PRINTED_YEAR = re.compile(r"([12](?<![0-9].)(?:(?<=1)9|(?<=2)0)[0-9]{2})年")
_MIGHT_BE_TIME = re.compile("[年月日天周季旬定经常近期内按逐前后]|期间")
_MIGHT_RECUR = re.compile("每|定期|经常|常态|按[月季]|逐[月季]")
_MIGHT_BE_RELATIVE = re.compile(
    r"[0-9一二三四五六七八九十]个?(?:工作日|日|天|周|个?月)|年[内上下]|近[日期]|下周|本周|明年|半年|即日起|今天|明天"
)


def year_near(text: str, start: int, end: int) -> int | None:
    """Return the year that a stretch of text is most often about, None when it names none."""
    years = Counter(int(found) for found in _PRINTED_YEAR.findall(text, start, end))
    return years.most_common(1)[0][0] if years else None


def interval_in(text: str, year: int | None = None) -> str | None:
    """Return the first interval, day or month in a heading as ISO: "2011-10-15/2011-11-15", "--06-01/--07-30", "2011-05".

    The year of the first end holds for the second; without one, ``year`` holds for both.
    """
    found = _INTERVAL.search(text)
    if found and (found["month2"] or found["day2"]):
        first = _year_of(found["year1"], year)
        second = _year_of(found["year2"], first)
        month1, day1 = _n(found["month1"]), _n(found["day1"])
        month2, day2 = _n(found["month2"]) or month1, _n(found["day2"])
        if month1 and month2 and month1 <= 12 and month2 <= 12:
            if first is not None and second == first and month2 < month1 and not found["year2"]:
                second = first + 1
            return f"{_iso(first, month1, day1)}/{_iso(second, month2, day2)}"
    day = moment_in(text, year)
    return day


@lru_cache(maxsize=1024)
def phase_interval(named: str, year: int | None = None) -> str | None:
    """Return the time that the heading of a phase names. A phase called 年底 is that month, not its last day."""
    found = interval_in(named, year)
    return found[:-3] if found and "年底" in named and found.endswith("-12-31") else found


def moment_in(text: str, year: int | None = None) -> str | None:
    """Return the day or month a phrase names: X月底前 = the last day of X, X月前 = the last day before X, 年底 = 31 December."""
    if found := _DAY.search(text):
        return _iso(_year_of(found["year1"], year), _n(found["month1"]), _n(found["day1"]))
    if found := _EDGE_OF_YEAR.search(text):
        if "元旦" in found[0]:
            return _iso(int(found["year2"]), 1, 1)
        return _iso(_year_of(found["year"], year), 12, 31)
    if found := _MONTH.search(text):
        month, edge = _n(found["month1"]), found["edge"] or ""
        if not month or month > 12:
            return None
        own = _year_of(found["year1"], year)
        if edge.startswith(("底", "末")) or edge == "下旬":
            return _iso(own, month, _last_day(own, month))
        if edge == "前":
            before = month - 1 or 12
            own = own - 1 if own and month == 1 else own
            return _iso(own, before, _last_day(own, before))
        if edge in ("上旬", "中旬"):
            return _iso(own, month, 10 if edge == "上旬" else 20)
        return _iso(own, month, None)
    return None


@lru_cache(maxsize=4096)
def deadline_in(text: str, year: int | None = None) -> tuple[Deadline, int, int] | None:
    """Return the first time phrase of a clause that can be a deadline, with its span; None when there is none."""
    if not _MIGHT_BE_TIME.search(text):
        return None
    if _MIGHT_RECUR.search(text):
        if "每" in text and (found := _RECURRENCE_BY.search(text)):
            return Deadline("recurrence", found[0]), found.start(), found.end()
        if found := _RECURRENCE.search(text):
            return Deadline("recurrence", _recurrence(found[0])), found.start(), found.end()
    interval = _INTERVAL.search(text) if "月" in text else None
    if interval and (interval["month2"] or interval["day2"]) and "月" in interval[0]:
        iso = interval_in(interval[0], year)
        if iso and "/" in iso:
            return Deadline("day", iso), interval.start(), interval.end()
    if (
        _MIGHT_BE_RELATIVE.search(text)
        and (found := _RELATIVE.search(text))
        and not _DAY.search(found[0])
        and "月底" not in found[0]
        and not _DAY_BEHIND.match(text, found.end())
    ):
        return Deadline("relative", found[0].removesuffix("之")), found.start(), found.end()
    return _by_calendar(text, year)


def _by_calendar(text: str, year: int | None) -> tuple[Deadline, int, int] | None:
    """A quarter, day, month, holiday or year that a clause names."""
    if "季度" in text and (found := _QUARTER.search(text)):
        return Deadline("day", _quarter(found, year)), found.start(), found.end()
    for needed, pattern in (("月", _DAY), ("年", _EDGE_OF_YEAR), ("月", _MONTH)):
        if needed in text and (found := pattern.search(text)):
            iso = moment_in(found[0], year)
            if iso:
                return Deadline("day", iso), found.start(), found.end()
    if found := _HOLIDAY.search(text):
        return Deadline("relative", found[0]), found.start(), found.end()
    if "年" in text and (found := _WHOLE_YEAR.match(text)):
        return Deadline("day", found[1]), found.start(), found.end()
    return None


def _quarter(found: re.Match[str], year: int | None) -> str:
    """三季度 is its months, 三季度末 their last day, 三季度前 the day before them."""
    own, first = _year_of(found["year"], year), 3 * _n(found["quarter"]) - 2
    edge = found["edge"] or ""
    if edge.startswith("前"):
        before = first - 1 or 12
        own = own - 1 if own and first == 1 else own
        return _iso(own, before, _last_day(own, before))
    last = _iso(own, first + 2, _last_day(own, first + 2))
    return last if edge else f"{_iso(own, first, None)}/{_iso(own, first + 2, None)}"


def _recurrence(text: str) -> str:
    """每季度召开一次 → 每季度一次."""
    every = re.match(rf"每(?:{_COUNTED}?个?)?(?:年|季度|季|月|周|星期|半年|旬|日|天|学期)", text)
    count = re.search(rf"{_COUNTED}(?:次|场|期)$", text)
    if every and count:
        return every[0] + count[0]
    return "经常" if text.startswith("经常") else text


def _year_of(printed: str | None, otherwise: int | None) -> int | None:
    return int(printed) if printed else otherwise


def _n(text: str | None) -> int:
    return int(numeral(text) or 0) if text else 0


def _iso(year: int | None, month: int, day: int | None) -> str:
    head = f"{year:04d}" if year else "-"
    return f"{head}-{month:02d}-{day:02d}" if day else f"{head}-{month:02d}"


def _last_day(year: int | None, month: int) -> int:
    return monthrange(year or 2001, month)[1]
