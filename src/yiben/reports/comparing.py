"""Comparison phrases of reports: “与去年同期相比增加12.5%”, and what is said where there is nothing to compare. Pure.

A percentage is computed from the integers of both figures as a fraction and rounded once, half up; that it is rounded is
said once in the document (`ROUNDED`). What was 0 has no percentage, what was not counted or not reported is no 0.
"""

from datetime import date
from fractions import Fraction
from typing import Final

from yiben.packs.wordings import Comparison, Wording
from yiben.reports.wording import MISSING, Worded, WordingNote, word

BEFORE: Final = {"year_before": "去年同期", "period_before": "上期"}
ROUNDED: Final = {
    0: "（增减百分比四舍五入到整数。）",
    1: "（增减百分比四舍五入到一位小数。）",
    2: "（增减百分比四舍五入到两位小数。）",
}
"""What the document says once when a percentage in it was rounded, by the decimals kept."""


def compare_in_words(
    now: int | None, before: int | None, unit: str, comparison: Comparison, until: date | None = None
) -> Worded:
    """Return the phrase and how it came about. Values are in the smallest unit; None is 缺报, or for ``before`` a period
    of which nothing was counted. ``until``: the day to which the earlier period counts, where the own one still runs.

    >>> ask = Comparison("year_before")
    >>> [compare_in_words(now, before, "场", ask).text for now, before in ((45, 40), (40, 45), (40, 40), (3, 0))]
    ['与去年同期相比增加12.5%', '与去年同期相比减少11.1%', '与去年同期相比持平', '去年同期为0场']
    >>> compare_in_words(45, 40, "场", ask, date(2025, 12, 1)).text
    '与去年同期（截至12月1日）相比增加12.5%'
    """
    earlier = BEFORE[comparison.against] + (f"（截至{until.month}月{until.day}日）" if until else "")
    if now is None:
        return Worded(MISSING, WordingNote("wording.missing"))
    if before is None:
        return Worded(f"{earlier}没有统计", WordingNote("wording.no_base", {"before": comparison.against}))
    shown = {"now": word(now, unit, Wording()).text, "then": word(before, unit, Wording()).text}
    if now == before:
        return Worded(f"与{earlier}相比持平", WordingNote("wording.compared_same", shown))
    if unit in ("%", "‰"):
        points = word(abs(now - before), unit, Wording()).text.rstrip("%‰")
        what = "提高" if now > before else "下降"
        per = "百" if unit == "%" else "千"
        return Worded(f"与{earlier}相比{what}{points}个{per}分点", WordingNote("wording.compared_points", shown))
    if before <= 0:
        return Worded(f"{earlier}为{shown['then']}", WordingNote("wording.compared_zero", shown))
    percent, is_exact = _percent(abs(now - before), before, comparison.digits)
    what = "增加" if now > before else "减少"
    code = "wording.compared_exact" if is_exact else "wording.compared_rounded"
    if Fraction(percent.rstrip("%")) == 0:
        difference = word(abs(now - before), unit, Wording()).text
        return Worded(f"与{earlier}相比{what}{difference}", WordingNote("wording.compared_small", shown))
    text = f"与{earlier}相比{what}{percent}"
    return Worded(text, WordingNote(code, {**shown, "percent": percent, "digits": comparison.digits}))


def change_in_percent(now: int | None, before: int | None, digits: int = 1) -> str:
    """Return the change for a cell of a table: “12.5%”, “-11.1%”, “0”, and “—” where there is none to be told."""
    if now is None or before is None or (before <= 0 and now != before):
        return "—"
    if now == before:
        return "0"
    return f"{'-' if now < before else ''}{_percent(abs(now - before), before, digits)[0]}"


def is_rounded(note: WordingNote) -> int | None:
    """Return the decimals to which a phrase was rounded, None for one that is exact or no comparison."""
    return int(note.data["digits"]) if note.code == "wording.compared_rounded" else None


def _percent(change: int, base: int, digits: int) -> tuple[str, bool]:
    """The change as a percentage with at most so many decimals, and whether nothing was cut or added."""
    exact = Fraction(change * 100, base)
    scaled = exact * 10**digits
    whole = (scaled * 2 + 1) // 2
    text = str(whole // 10**digits)
    rest = f"{whole % 10**digits:0{digits}d}".rstrip("0") if digits else ""
    return f"{text}{'.' + rest if rest else ''}%", scaled.denominator == 1
