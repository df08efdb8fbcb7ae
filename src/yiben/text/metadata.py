"""What the head and the foot of a document say: genre, title, issuer, number, day of issue, period."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yiben.text.dates import interval_in, year_near
from yiben.text.results import Heading, Metadata

_TITLE_END = re.compile(
    r"(?:通知|方案|计划|总结|汇报|报告|意见|办法|制度|规定|要点|讲话|材料|通报|批复|函|决定|细则|守则|公约|发言|纪要|建议|答复|安排|经验)$"
)
_NUMBER = re.compile(r"^[\u4e00-\u9fff]{2,12}[〔\[（(【][0-9xX]{4}[〕\]）)】]\s?[0-9xX]*\s?号?$")
_DAY = re.compile(r"^[（(]?((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日[)）]?")
_ADDRESSEE = re.compile(r"^[^。;；]{2,60}[:：]$")
_GENRES = (
    ("讲话", r"讲话|致辞|发言提纲|动员会上的"),
    ("方案", r"方案"),
    ("计划", r"计划|要点|安排|打算|规划"),
    ("通知", r"通知"),
    ("总结", r"总结|经验|做法|纵深|回顾"),
    ("汇报", r"汇报"),
    ("报告", r"报告|通报"),
    ("制度", r"制度|办法|规定|细则|守则|公约|章程|职责"),
)
_HEAD_LINES = 8


def metadata(text: str, headings: Sequence[Heading]) -> Metadata:
    """Return what can be read from the first and last lines; a field that is not printed stays None."""
    first = [line.strip() for line in text[:1500].split("\n")[:_HEAD_LINES]]
    body_start = headings[0].start if headings else len(text)
    title = _title(first, text[: max(body_start, 0)])
    last = [line.strip() for line in text[-200:].split("\n")[-4:]]
    day = next((found for line in (*first, *last) if (found := _DAY.match(line))), None)
    number = next((line for line in first if _NUMBER.match(line)), None)
    return Metadata(
        genre=_genre(text, title, headings),
        title=title,
        issuer=_issuer(first, last, title),
        number=number,
        issued_on=f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}" if day else None,
        period=_period(text, headings),
    )


def _title(first: Sequence[str], before: str) -> str | None:
    for line in first:
        if len(line) > 80 or not line or line not in before or line[-1] in "。:：;；,，" or _NUMBER.match(line):
            continue
        if line.startswith(("[", "(", "（")) or _DAY.match(line):
            continue
        if (
            _TITLE_END.search(line)
            or (line == first[0] and len(line) >= 6)
            or (first[0].startswith("[") and len(line) > 8)
        ):
            return line
    return None


def _issuer(first: Sequence[str], last: Sequence[str], title: str | None) -> str | None:
    signature = re.compile(
        r"^[\u4e00-\u9fff（）()]{2,30}(?:部|局|委员会|委|办公室|街道|办事处|社区|医院|党支部|政府|中心|妇联|总工会|学校|公司)$"
    )
    supplied = re.compile(r"([\u4e00-\u9fff]{4,20})供稿$")
    for line in (*last, *first):
        if signature.match(line) and line != title:
            return line
        if found := supplied.search(line):
            return re.split("[。,，;；]", found[1])[-1]
    return None


def _genre(text: str, title: str | None, headings: Sequence[Heading]) -> str:
    opening = re.match(r"\s*(?:同志们|各位领导|各位代表|各位委员)", text[:200]) or re.search(
        r"\n(?:各位)?(?:领导|同志们)", text[:400]
    )
    if title:
        if "印发" in title and "方案" in title:
            return "方案"
        for genre, pattern in _GENRES:
            if re.search(rf"(?:{pattern})(?:的通知)?$", title) or (genre != "通知" and re.search(pattern, title[-6:])):
                return genre
    head = text[:1200]
    if opening:
        return "报告" if re.search(r"请予?审议|工作报告|向大会报告", head) else "讲话"
    if re.search(r"(?:通知|要求)如下", head):
        return (
            "方案" if re.search(r"实施步骤|方法步骤|活动目标", " ".join(each.heading for each in headings)) else "通知"
        )
    if re.search(r"汇报如下", head):
        return "汇报"
    return _genre_of_body(text, headings)


def _genre_of_body(text: str, headings: Sequence[Heading]) -> str:
    named = " ".join(each.heading for each in headings)
    if re.search(r"方法步骤|实施步骤|时间安排|活动内容|工作步骤", named):
        return "方案"
    if re.search(r"重点工作|工作计划|目标任务", named) and not re.search(r"回顾|下一步", named):
        return "计划"
    done = len(re.findall(r"了(?!解)|先后|共有|今年以来|去年|不断|供稿$", text))
    told = len(re.findall(r"(?<![主重需])要(?!求)|应(?![用对急])|须|负责|不得|可由|原则上", text))
    if done > told or re.search(r"回顾|成效|做法|下一步", named):
        return "报告" if re.search(r"试点|调研|情况报告", named) else "总结"
    return "其他"


def _period(text: str, headings: Sequence[Heading]) -> str | None:
    year = year_near(text, 0, len(text))
    spans = [found for each in headings if (found := interval_in(each.heading, year)) is not None]
    if spans:
        first, last = spans[0].partition("/")[0], spans[-1].rpartition("/")[2]
        return first if first == last else f"{first}/{last}"
    for each in headings:
        if year_named := re.search(r"(?:19|20)[0-9]{2}年(?=工作|活动)", each.heading):
            return year_named[0][:4]
    return None
