"""Marks: lost quotes, half-width marks in Chinese prose, stray and unpaired quotes, lines broken inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yiben.text.repairing.edits import Edit
from yiben.text.repairing.elements import READING
from yiben.text.repairing.lines import line_spans
from yiben.text.repairing.tables import words

_HAN = "\u4e00-\u9fff"
_CLOSED = f"{_HAN}”’》）)〕〉」□％%"
_HALF = re.compile(
    rf"(?<=[{_CLOSED}])[,;](?=[{_CLOSED}“‘《（(〔①-⑳\n0-9A-Za-z*□—…]|$|[ \u3000][{_HAN}])"
    rf"|(?<=[0-9A-Za-z])[,;](?=[{_HAN}“‘《（□]|$|\n)"
    rf"|(?<=[{_CLOSED}]):(?!//|[\\/])|(?<=[0-9A-Za-z]):(?=[{_HAN}“《])"
    rf"|(?<=[{_CLOSED}])[!?](?=[{_HAN}”’》“(（\n]|$)"
    rf"|(?<=[0-9])[,;](?=(?!$)[^0-9A-Za-z\s\"'])"
)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7});$")
"""A mark of HTML that ends here: its “;” is no mark of the text."""
_FULL_STOP = re.compile(rf"(?<=[{_HAN}])\.(?=[{_HAN}]|\n[{_HAN}]|$)")
_BRACKETS = re.compile(r"\(([^()（）\n]{0,80})\)(?![A-Za-z_.])")
_ENUMERATION = re.compile(r"(?:^|(?<=[\s\u4e00-\u9fff。；;:：]))\(([0-9]{1,2})\)(?=[\u4e00-\u9fff、])", re.MULTILINE)
_HALF_WIDTH = re.compile(r"[,;:!?().]")
_WIDE = str.maketrans(",;:!?()", "，；：！？（）")
_ASKS = re.compile(r"[吗呢么]$|什么|怎么|怎样|如何|为何|谁|哪|是否|几[个名]|多少|能否|可否|何时|何在")
_IN_A_CLAUSE = re.compile(
    rf"(?<=[{_HAN}、“])\?(?P<inside>[{_HAN}0-9A-Za-z%+、·]{{2,16}})"
    r"\?(?=[，。；：、”,;:]|(?:主题)?(?:等|的|工作|活动|行动|制度|机制|工程|要求|理念|精神|改革|建设|服务|品牌|模式|教育|计划|目标|原则|思想|战略|讲话|平台|队伍|志愿))"
)
"""A pair of “?” around a few words: another mark stands behind it, or what such words name."""
_ANYWHERE = re.compile(rf"(?<=[{_HAN}、“])\?(?P<inside>[{_HAN}0-9A-Za-z%+、·]{{2,16}})\?(?=[，。；：、”,;:{_HAN}])")
_EITHER_OR = re.compile("(.)不\\1|(.)没\\2|[吧啊呢吗嘛]$")
_CLAUSE = re.compile(r"[^。；;！!?？,，：:\n]*$")
_CODE = re.compile(r"[{}|\\]| = |[=!<>]=|</|https?:|\t|^\s*[\[{]|\w\(\)")
_STRAIGHT = re.compile(rf"(?<=[{_HAN}，。、“])'(?=[{_HAN}])|(?<=[{_HAN}])'(?=[{_HAN}，。、”])")
_OPENING_AGAIN = re.compile(r"“([^“”\n]{1,24})“(?=[\u4e00-\u9fff，,。、）)])(?![^“”\n]{1,24}”)")
_BLANK_BEFORE_QUOTE = re.compile(rf"(?<=[{_HAN}]) (?=“)")
_SEAM = re.compile(rf"\n(?<=[{_HAN}，,、]\n)(?=[{_HAN}])")
_NOTE_REST = re.compile(rf"{READING}\)")
NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．是]|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[、.．)）]|[①-⑳]|第[一二三四五六七八九十0-9]{1,3}[章节条篇阶部]|首先|其次|再次|最后)"
)
PROSE = re.compile(r"[，,。；;、]")


def lost_quotes(text: str) -> Iterator[Edit]:
    """Yield the edits that pair “?” as quotes; a real question keeps its mark."""
    for line_start, line_end in line_spans(text):
        marks = [
            at
            for at in range(line_start, line_end)
            if text[at] == "?" and not _NOTE_REST.match(text, at + 1) and not _is_question(text, line_start, at)
        ]
        if len(marks) < 2:
            continue
        opened: int | None = None
        for at in marks:
            if opened is None:
                opened = at if at + 1 < line_end and text[at + 1] not in "，,。；;、” \t" else None
            elif at - opened > 60 or text[opened + 1 : at].count("《") != text[opened + 1 : at].count("》"):
                opened = at
            else:
                before, behind = "‘’" if _is_quoted(text, line_start, line_end, opened, at) else "“”"
                yield Edit(opened, opened + 1, before, "quote", 0.9)
                yield Edit(at, at + 1, behind, "quote", 0.9)
                opened = None


def quotes_lost_alone(text: str) -> Iterator[Edit]:
    """Yield the edits that pair “?” as quotes in a text that lost nothing else: 开展?六个确保?工作.

    Only where no question can stand: between characters of one clause, around a few words that ask nothing.
    """
    is_lost = _IN_A_CLAUSE.search(text) is not None
    for match in (_ANYWHERE if is_lost else _IN_A_CLAUSE).finditer(text):
        inside = match["inside"]
        if _ASKS.search(inside) or _EITHER_OR.search(inside) or NUMBERED.match(inside):
            continue
        if _ASKS.search(text[max(0, match.start() - 12) : match.start() + 1]):
            continue
        line = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        line_end = len(text) if line_end < 0 else line_end
        first, last = match.start("inside") - 1, match.end("inside")
        before, behind = "‘’" if _is_quoted(text, line, line_end, first, last) else "“”"
        yield Edit(first, first + 1, before, "quote", 0.85)
        yield Edit(last, last + 1, behind, "quote", 0.85)


def _is_quoted(text: str, line_start: int, line_end: int, opened: int, closed: int) -> bool:
    """Whether a pair stands inside double quotes: “深化?放管服?改革” has lost single ones."""
    if text.rfind("“", line_start, opened) <= text.rfind("”", line_start, opened):
        return False
    following = text.find("”", closed, line_end)
    return following >= 0 and text.find("“", closed, following) < 0


def quotes(text: str) -> Iterator[Edit]:
    """Yield the edits for ' between characters (a pair becomes ‘ ’, a single one goes) and “…“ typed twice."""
    for line_start, line_end in line_spans(text) if "'" in text else ():
        found = [match.start() for match in _STRAIGHT.finditer(text, line_start, line_end)]
        if len(found) % 2 == 0:
            for number, at in enumerate(found):
                yield Edit(at, at + 1, "’" if number % 2 else "‘", "quote", 0.85)
        elif len(found) == 1:
            yield Edit(found[0], found[0] + 1, "", "stray quote", 0.85)
    for match in _OPENING_AGAIN.finditer(text):
        yield Edit(match.end() - 1, match.end(), "”", "quote direction", 0.9)


def blanks(text: str) -> Iterator[Edit]:
    """Yield the edits that take out the blank a page put before an opening quote."""
    for match in _BLANK_BEFORE_QUOTE.finditer(text):
        yield Edit(match.start(), match.end(), "", "blank", 0.9)


def widths(text: str) -> Iterator[Edit]:
    """Yield the edits that widen marks in Chinese prose; code, CSV, JSON, addresses, 13:37 and 1,234 stay."""
    for line_start, line_end in _lines_with_half_width(text):
        if _is_table_line(text, line_start, line_end):
            continue
        for match in _HALF.finditer(text, line_start, line_end):
            if match[0] != ";" or not _ENTITY.search(text, max(line_start, match.start() - 10), match.end()):
                yield Edit(match.start(), match.end(), match[0].translate(_WIDE), "width", 0.99)
        for match in _FULL_STOP.finditer(text, line_start, min(line_end + 2, len(text))):
            if match.end() <= line_end and (match.end() < len(text) or line_end - line_start > 20):
                yield Edit(match.start(), match.end(), "。", "width", 0.9)
        yield from _bracket_widths(text, line_start, line_end)


def _lines_with_half_width(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    for match in _HALF_WIDTH.finditer(text):
        at = match.start()
        if at < done or (match[0] == "." and not "\u4e00" <= text[at - 1 : at] <= "\u9fff"):
            continue
        end = text.find("\n", at)
        done = len(text) if end < 0 else end
        yield text.rfind("\n", 0, at) + 1, done


def _bracket_widths(text: str, start: int, end: int) -> Iterator[Edit]:
    for match in (*_BRACKETS.finditer(text, start, end), *_ENUMERATION.finditer(text, start, end)):
        inner = match[1]
        in_prose = re.search(rf"[{_HAN}，。、；：”》]", inner) or re.fullmatch(
            r"|[0-9]{1,4}|[A-Za-z0-9.×xX%*-]{1,12}", inner
        )
        neighbour = text[match.start() - 1 : match.start()] if match.start() else "\n"
        following = text[match.end() : match.end() + 1]
        if in_prose and (
            re.match(rf"[{_HAN}\s”》。；，、：？?0-9%xX\n□*]", neighbour) or re.match(rf"[{_HAN}]", following)
        ):
            if not re.search(rf"[{_HAN}]", inner) and not re.match(rf"[{_HAN}、，。；：,;:)”]|$|\n", following):
                continue
            yield Edit(match.start(), match.start() + 1, "（", "width", 0.99)
            yield Edit(match.end() - 1, match.end(), "）", "width", 0.99)


def wraps(text: str) -> Iterator[Edit]:
    """Yield the edits that join a sentence broken by a line's end; never behind a heading, into a list or a new paragraph."""
    for match in _SEAM.finditer(text):
        end = match.start()
        next_start = end + 1
        start = text.rfind("\n", 0, end) + 1
        next_end = text.find("\n", next_start)
        if _breaks_a_sentence(text, start, end, next_start, len(text) if next_end < 0 else next_end):
            yield Edit(end, next_start, "", "line break", 0.9)


def _breaks_a_sentence(text: str, start: int, end: int, next_start: int, next_end: int) -> bool:
    if end - start < 15 or next_end - next_start < 4:
        return False
    line = text[max(start, end - 400) : end]
    if NUMBERED.match(text, next_start, next_end) or not PROSE.search(
        text, next_start, min(next_end, next_start + 200)
    ):
        return False
    if not PROSE.search(line) or re.search(r"[ \u3000\t]", line.strip()):
        return False
    seam = makes_a_word(text[max(start, end - 3) : end], text[next_start : next_start + 3])
    if NUMBERED.match(text, start, end) and end - start < 60:
        return False
    halves = re.split("[，,]", line)
    slogan = "。" not in line and len(halves) == 2 and abs(len(halves[0]) - len(halves[1])) <= 1
    return seam or not slogan


def makes_a_word(before: str, after: str) -> bool:
    known = words()
    return any(
        known.get(before[-left:] + after[:right], -99.0) > -15.0
        for left in (1, 2)
        for right in (1, 2)
        if len(before) >= left
    )


def _is_question(text: str, line_start: int, at: int) -> bool:
    clause = _CLAUSE.search(text[max(line_start, at - 40) : at])
    ends = at + 1 >= len(text) or not re.match(r"[，,、]", text[at + 1])
    return bool(clause and _ASKS.search(clause[0]) and ends)


def _is_table_line(text: str, start: int, end: int) -> bool:
    line = text[start:end]
    if _CODE.search(line):
        return True
    fields = line.split(",")
    return (
        len(fields) >= 3
        and "。" not in line
        and max(map(len, fields)) <= 12
        and not re.search("[，；;:：、]", line)
        and end - start < 60
        and (any(f.strip().isdigit() for f in fields) or _heads_a_table(text, end, len(fields)))
    )


def _heads_a_table(text: str, end: int, columns: int) -> bool:
    """Whether a row of as many fields, one of them a number, stands below: 序号,姓名⏎1,张某."""
    below = text[end + 1 : end + 121].partition("\n")[0].split(",")
    return len(below) == columns and any(field.strip().isdigit() for field in below)
