"""What the head and the foot of a document say: genre, title, issuer, number, day of issue, period."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yiben.text.dates import interval_in, phase_interval, year_near
from yiben.text.results import Heading, Metadata

_TITLE_END = re.compile(
    r"(?:通知|方案|计划|总结|汇报|报告|意见|办法|制度|规定|要点|讲话|材料|通报|批复|函|决定|细则|守则|公约|发言|纪要|建议|答复|安排|经验)$"
)
_NUMBER = re.compile(r"^[\u4e00-\u9fff]{2,12}[〔\[（(【][0-9xX]{4}[〕\]）)】]\s?[0-9xX]*\s?号?$")
_DAY = re.compile(r"^[（(]?((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日[)）]?")
_ADDRESSEE = re.compile(r"^[^。;；]{2,60}[:：]$")
_GENRES = tuple(
    (genre, re.compile(f"(?:{named})(?:的通知)?$"), re.compile(named))
    for genre, named in (
        ("讲话", r"讲话|致辞|发言提纲|动员会上的"),
        ("方案", r"方案"),
        ("计划", r"计划|要点|安排|打算|规划"),
        ("通知", r"通知"),
        ("总结", r"总结|经验|做法|纵深|回顾"),
        ("汇报", r"汇报"),
        ("报告", r"报告|通报"),
        ("制度", r"制度|办法|规定|细则|守则|公约|章程|职责"),
    )
)
_ANSWERS = re.compile("(?:提案|建议|信件|来信|问题)的(?:答复|复函|回复)|纪要$")
_HEAD_LINES = 8
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年(?=[^，,。]{0,12}(?:工作|活动|任务|计划|总结|方案|要点))")
_MIGHT_BE_DATED = re.compile("[年月日号]")
_TELLING = ("总结", "汇报", "报告")
_ON_DAYS = re.compile(r"[0-9]{1,2}月[0-9]{1,2}日?(?:-|—|至|到|～|~)(?:[0-9]{1,2}月)?[0-9]{1,2}日")
_SIGNING = (
    *("部", "局", "委员会", "委", "办公室", "街道", "办事处", "社区", "居委会", "村委会", "医院", "党支部", "党委"),
    *("党工委", "政府", "中心", "妇联", "团委", "总工会", "学校", "公司", "领导小组", "协会"),
)
_SIGNATURE = re.compile(rf"^[\u4e00-\u9fff（）()]{{2,30}}(?:{'|'.join(_SIGNING)})$")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.]|第[一二三四五六七八九十]{1,3}[章节条阶篇]")
_RED_HEAD = re.compile(r"^(?P<body>[\u4e00-\u9fff（）()]{4,30})文件$")
_DATE_BEHIND = re.compile(r"[ \u3000]*(?:19|20)[0-9]{2}年.*$")
_PRINTED = re.compile(r"共印|印发$|抄送|主题词")
_SUPPLIED = re.compile(r"([\u4e00-\u9fff]{4,20})供稿$")
_OFFICES = "街道办事处|街道|办事处|社区居委会|社区|镇人民政府|镇|乡|局|委员会|党工委|党委|党支部|妇联|团委|总工会|医院|学校|中心|办公室"
_OWN_TITLE = re.compile(
    rf"(?P<body>(?!关于|全[市区县]|[本各我某]|社区|街道|[x×*]+|[市区县]委?级?)[\u4e00-\u9fff]{{2,14}}?(?<![科股室部])(?:{_OFFICES}))(?!关于)[^的]{{0,24}}(?:总结|汇报|计划|方案|报告|要点|安排|意见|制度|办法)$"
)
_TELLS = re.compile(
    r"[，,。\n](?P<body>(?![本各我某])[\u4e00-\u9fff]{2,10}(?:妇联|团委|总工会|民政局|司法局|[\u4e00-\u9fff]{2}局|协会|医院|学校))(?=做到|把|按照|认真|积极|高度|坚持|紧紧|围绕|以)"
)


def metadata(text: str, headings: Sequence[Heading]) -> Metadata:
    """Return what can be read from the first and last lines; a field that is not printed stays None."""
    first = [line.strip() for line in text[:1500].split("\n")[:_HEAD_LINES]]
    body_start = headings[0].start if headings else len(text)
    title = _title(first, text[: max(body_start, 0)])
    last = [line.strip() for line in text[-200:].split("\n")[-4:]]
    day = next((found for line in (*first, *last) if (found := _DAY.match(line))), None)
    number = next((line for line in first if _NUMBER.match(line)), None)
    genre = _genre(text, title, headings)
    return Metadata(
        genre=genre,
        title=title,
        issuer=_issuer(first, last, title, genre, text),
        number=number,
        issued_on=f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}" if day else None,
        period=_period(text, title, genre, headings),
    )


def _title(first: Sequence[str], before: str) -> str | None:
    """The first line of the head that ends like a title, else the first line that could be one; 某某文件 is none."""
    possible = [
        line
        for line in first
        if line
        and len(line) <= 80
        and line in before
        and line[-1] not in "。:：;；,，"
        and not line.startswith(("[", "(", "（"))
        and not (_NUMBER.match(line) or _DAY.match(line) or _RED_HEAD.match(line))
    ]
    ends = next((line for line in possible if _TITLE_END.search(line)), None)
    if ends is not None:
        return ends
    long_enough = (line for line in possible if (line == first[0] and len(line) >= 6) or _is_behind(line, first))
    return next(long_enough, None)


def _is_behind(line: str, first: Sequence[str]) -> bool:
    """Whether a line stands behind one that only says for which meeting ([2026年工作会议材料])."""
    return first[0].startswith("[") and len(line) > 8


def _issuer(first: Sequence[str], last: Sequence[str], title: str | None, genre: str, text: str) -> str | None:
    """Who signed; else who supplied it; else whose title it is; else the office whose work a report tells first."""
    head = first[: first.index(title)] if title in first else first
    for line in (*last, *head):
        if _PRINTED.search(line):
            continue
        bare = _DATE_BEHIND.sub("", line).strip() if "年" in line else line.strip()
        if (
            bare.endswith(_SIGNING)
            and _SIGNATURE.match(bare)
            and bare != title
            and not _NUMBERED.match(bare)
            and not bare.startswith("关于")
        ):
            return bare
    for line in last:
        if supplied := _SUPPLIED.search(line):
            return re.split("[。,，;；]", supplied[1])[-1]
    if red := next((found for line in first if (found := _RED_HEAD.match(line))), None):
        return red["body"]
    if title and (named := _OWN_TITLE.match(re.sub(r"^(?:19|20)[0-9]{2}年度?", "", title))):
        return named["body"]
    told = _TELLS.search(text[:400]) if genre in ("总结", "汇报", "报告") else None
    return told["body"] if told else None


def _genre(text: str, title: str | None, headings: Sequence[Heading]) -> str:
    if title:
        if _ANSWERS.search(title):
            return "其他"
        if "印发" in title and "方案" in title:
            return "方案"
        for genre, at_the_end, near_the_end in _GENRES:
            if at_the_end.search(title) or (genre != "通知" and near_the_end.search(title[-6:])):
                return genre
    opening = re.match(r"\s*(?:同志们|各位领导|各位代表|各位委员)", text[:200]) or re.search(
        r"\n(?:各位)?(?:领导|同志们)", text[:400]
    )
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


def _period(text: str, title: str | None, genre: str, headings: Sequence[Heading]) -> str | None:
    """The time that a document is about: from its phases, its title, or the year that its headings name."""
    dated = [each.heading for each in headings if _MIGHT_BE_DATED.search(each.heading)]
    year = year_near(text, 0, len(text)) if dated else None
    spans = [found for heading in dated if (found := phase_interval(heading, year)) is not None]
    if spans:
        first, last = spans[0].partition("/")[0], spans[-1].rpartition("/")[2]
        return first if first == last else f"{first}/{last}"
    if title and (named := _YEAR.search(title)):
        return named[1]
    for each in headings:
        if named := _YEAR.search(each.heading):
            # A report that looks back on one year (left blank) and plans the next is about the one before.
            ahead = genre in _TELLING and re.search("计划|打算|安排|设想", each.heading)
            return str(int(named[1]) - 1) if ahead and each is not headings[0] else named[1]
    days = _ON_DAYS.search(text, 0, 600) if genre in _TELLING else None
    return interval_in(days[0], None) if days else None
