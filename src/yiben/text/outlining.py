"""The outline of a document: which numbered (or dated) lines are headings, and how deep they nest."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from yiben.text.numbering import Token, tokens
from yiben.text.owners import owner_at
from yiben.text.results import Heading

_LONGEST_RUN_IN = {"han": 52, "han_bracket": 46, "part": 40, "chapter": 40, "section": 40}
_LONGEST_RUN_IN_OTHER = 40
_LONGEST_ALONE = 80
_SHORT = 14
_ASIDE = re.compile(r"[（(][^（）()]*[）)]|[12]\d{3}年度?|第\d+")
_DEEPEST = 5
_MAJOR = ("part", "chapter", "section", "han", "han_bracket")
_STOP = re.compile(r"[。;；!！?？:：]")
_OPEN, _CLOSE = "“‘《(（「〈[", "”’》)）」〉]"
_MARK = re.compile(rf"[。;；!！?？:：{re.escape(_OPEN + _CLOSE)}]")
_BLANK = re.compile("[ \t\u3000]")
_BRACKET = re.compile("[(（]")
_DATED = re.compile(
    r"[^\s。,，;；:：()（）]{2,24}[(（][^()（）\n]{0,30}(?:[0-9一二三四五六七八九十]+月|年底|[上中下]旬|日)[^()（）\n]{0,12}[)）]"
)
_PHASE = re.compile(
    r"(?:^|(?<=[。:：；;）)]))(?P<name>[^\s。,，;；:：()（）、第]{2,12}(?:环节|阶段))"
    r"[(（][^()（）\n]{0,30}(?:[0-9一二三四五六七八九十]+月|年底|旬|日)[^()（）\n]{0,12}[)）]",
    re.MULTILINE,
)
_PHASE_NAMED = re.compile(r"(?:环节|阶段)[(（]")
_LONGEST_PHASE = 14
_LONGEST_DAYS = 60
_TOLD = re.compile(r"^[^,，]{2,}(?:要|应|须|必须|负责|不得)")
_ORDERS = re.compile(r"[^,，。]{2,16}(?:要|应|须|必须|负责|不得)[^,，]{2,}[,，]")
_ATTACHMENTS = re.compile(r"^[ \t\u3000]*附件[:：]?[ \t\u3000]*(?=[0-9\n])", re.MULTILINE)
_BREAK = re.compile(r"通过|要|为了|为|在|以|是|根据|按照|结合|我|各|全|坚持")
_FIRST_BRACKET = re.compile(r"[(（][1一][)）](?=[^)）\n])")
_NAMED_ITEM = re.compile(r"[^。;；\n]{2,40}[。:：]?[ \t]*(?=\n)")


class _Found(NamedTuple):
    """A heading before its depth is known."""

    number: str
    heading: str
    start: int
    end: int


class _Candidate(NamedTuple):
    style: str
    heading: _Found


_ASSIGNED = re.compile(
    r"[。；;]?\s*[（(](?:责任|牵头|主责|承办|主办|配合|完成时限|时限|负责)[^（）()\n]{1,120}[）)][。；;]?\s*"
)


def outline(text: str) -> tuple[Heading, ...]:
    """Return the headings in order, each with its depth in this document.

    A numbered line that stands alone, and a numbered lead sentence with more text behind it, are headings; a numbered
    item that is itself the whole clause is not. 一是 heads only where it stands before a line break and governs
    the next paragraph. A phase with dates is a heading without a number, too.
    """
    candidates = [*_numbered(text), *_phases(text)]
    candidates.sort(key=lambda each: each.heading.start)
    return tuple(_nested(_without_overlaps(candidates))) or tuple(_unnumbered(text))


def _numbered(text: str) -> list[_Candidate]:
    found = []
    last: dict[str, int] = {}
    listed = list(tokens(text))
    seconds = defaultdict[str, list[int]](list)
    for token in listed:
        if token.value == 2:
            seconds[token.style].append(token.start)
    attached = _attached(text, listed)
    for token in listed:
        if token.start in attached:
            continue
        if not token.opens_line and not _continues(text, token, last, seconds[token.style]):
            continue
        heads = token.style != "item" or token.opens_line or token.value == 1 or last.get("item") == token.value - 1
        heading = _heading(text, token) if heads else None
        # 一是 or 1、 inside a paragraph that heads nothing: then neither does the 二是 or 2、 behind it.
        listed_only = token.style == "item" or (token.style in _ARABIC and not token.opens_line)
        last[token.style] = token.value if heading is not None or not listed_only else 0
        if heading is not None:
            found.append(_Candidate(token.style, heading))
    return found


def _attached(text: str, listed: list[Token]) -> set[int]:
    """Where the numbers of a list of attachments stand: 附件：1.检查表⏎2.统计表."""
    found: set[int] = set()
    for lead in _ATTACHMENTS.finditer(text):
        position = lead.end()
        for token in listed[bisect_left(listed, position, key=lambda each: each.start) :]:
            if text[position : token.start].count("\n") > 1 or token.style != "arabic":
                break
            found.add(token.start)
            position = token.content
    return found


_ARABIC = ("arabic", "arabic_bracket")
_MAJOR_OR_ARABIC = (*_MAJOR, *_ARABIC)


def _continues(text: str, token: Token, last: dict[str, int], seconds: list[int]) -> bool:
    """Whether a token inside a line goes on with (or begins) a sequence of its style."""
    if token.style in ("item", "stage"):
        return token.start > 0 and text[token.start - 1] in "。；;:："
    if token.style not in _MAJOR_OR_ARABIC:
        return False
    if token.value > 1:
        return last.get(token.style) == token.value - 1
    before = text[token.start - 1] if token.start else "\n"
    following = bisect_right(seconds, token.start)
    begins = following < len(seconds) and seconds[following] < token.start + 4000
    near_start = token.start - text.rfind("\n", 0, token.start) < 20
    return begins and (before in "。；;:：!！?？ )）" or near_start or token.style in ("han", "arabic"))


def _heading(text: str, token: Token) -> _Found | None:
    line_end = text.find("\n", token.content)
    line_end = len(text) if line_end < 0 else line_end
    if token.style == "item":
        return _item_heading(text, token, line_end)
    end, alone = _extent(text, token, line_end)
    heading = text[token.content : end].rstrip(" \t\u3000。:：")
    if not heading or (not alone and not _runs_in(token, heading)):
        return None
    if _ASSIGNED.fullmatch(text, end, line_end):  # an order with its owner in brackets, and nothing that it heads
        return None
    if alone and not _stands_alone(text, token, heading, line_end):
        return None
    return _Found(token.label, heading, token.start, max(end, token.content))


def _item_heading(text: str, token: Token, line_end: int) -> _Found | None:
    named = _NAMED_ITEM.match(text, token.content)
    if not named or _is_numbered(text, line_end + 1):
        return None
    following = text.find("\n", line_end + 1)
    if (following if following >= 0 else len(text)) - line_end < 30:
        return None
    return _Found(token.label, named[0].rstrip(" \t。:："), token.start, named.end())


def _extent(text: str, token: Token, line_end: int) -> tuple[int, bool]:
    """Return where the lead sentence ends, and whether the line ends with it."""
    start = token.content
    dated = _DATED.match(text, start, line_end) if _BRACKET.search(text, start, min(line_end, start + 26)) else None
    if dated and (
        token.style == "stage" or "阶段" in dated[0] or "环节" in dated[0] or text[dated.end() : line_end].strip()
    ):
        return dated.end(), not text[dated.end() : line_end].strip()
    stop = _first_stop(text, start, min(line_end, start + 120))
    bracketed = _FIRST_BRACKET.search(text, start + 2, stop)
    if bracketed and _STOP.search(text, bracketed.end(), line_end) is None and stop == line_end:
        return bracketed.start(), False
    blank = _first_blank(text, start, stop)
    if blank is not None and line_end - blank > 14:
        return blank, False
    if stop == line_end:
        return line_end, True
    if stop - start > _LONGEST_RUN_IN_OTHER and token.style in ("han", "arabic"):
        parallel = _parallel_end(text, token, stop)
        if parallel is not None:
            return parallel, False
    if token.style in _MAJOR and text[stop] in ";；" and line_end - start <= 44 and text[line_end - 1] not in ";；":
        return line_end, True
    following = text[stop + 1 : line_end].strip()
    return stop + 1, not following


def _first_stop(text: str, start: int, limit: int) -> int:
    depth = 0
    for match in _MARK.finditer(text, start, limit):
        character, position = match[0], match.start()
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 or position - start > 60:
            return position
    return limit


def _first_blank(text: str, start: int, stop: int) -> int | None:
    if not _BLANK.search(text, start + 4, min(stop, start + 44)):
        return None
    depth = 0
    for position in range(start, min(stop, start + 44)):
        character = text[position]
        depth += (character in _OPEN) - (character in _CLOSE)
        if depth <= 0 and position >= start + 4 and character in " \t\u3000":
            return position
    return None


def _parallel_end(text: str, token: Token, stop: int) -> int | None:
    """Where no mark ends a run-in heading (理顺职责关系,形成工作合力居民区…), end it after its parallel second half."""
    if token.opens_line:
        return None
    comma = next((at for at in range(token.content, stop) if text[at] in ",，"), None)
    if comma is None or not 4 <= comma - token.content <= 12:
        return None
    length = comma - token.content
    for extra in (0, 1, 2, -1):
        end = comma + 1 + length + extra
        if _BREAK.match(text, end):
            return end
    return comma + 1 + length


def _runs_in(token: Token, heading: str) -> bool:
    if len(heading) > _LONGEST_RUN_IN.get(token.style, _LONGEST_RUN_IN_OTHER) or len(heading) < 2:
        return False
    if token.style == "circled" or heading[-1] in ";；":
        return False
    if token.style in _MAJOR:
        return True
    return not (len(heading) > 14 and (_TOLD.match(heading) or "了" in heading))


def _stands_alone(text: str, token: Token, heading: str, line_end: int) -> bool:
    last = text[token.content : line_end].rstrip(" \t\u3000")[-1:]
    if len(heading) > _LONGEST_ALONE or last in ";；,，、" or token.style == "circled":
        return False
    if last == "。" and not _governs(text, line_end) and _closes_items(text, token):
        return False
    if last == "。" and token.style in _MAJOR and not _governs(text, line_end) and _is_order(text, token, line_end):
        return False
    if (last == "。" and _says_how_much(heading)) or (
        last == "。" and "，" in heading and not _governs(text, line_end)
    ):
        return False
    if last not in "。!！?？" or token.style in _MAJOR:
        return last not in "。" or len(heading) <= _LONGEST_RUN_IN.get(token.style, 0)
    return (
        _governs(text, line_end)
        and len(heading) <= 30
        and not _TOLD.match(heading)
        and not _previous_is_clause(text, token)
    )


def _is_order(text: str, token: Token, line_end: int) -> bool:
    """Whether a sentence says who is to do what: 民政科会同财政所核对名单。"""
    heading = text[token.content : line_end]
    return _ORDERS.match(heading) is not None or (
        len(heading) > _SHORT and owner_at(text, token.content, line_end)[0] is not None
    )


def _says_how_much(heading: str) -> bool:
    """Whether a sentence names a day or an amount, as what is to be done does and a heading only in brackets."""
    return any(sign.isdecimal() for sign in _ASIDE.sub("", heading))


def _governs(text: str, line_end: int) -> bool:
    """Whether text that is not numbered itself follows a line."""
    return line_end + 1 < len(text) and not _is_numbered(text, line_end + 1)


def _previous_is_clause(text: str, token: Token) -> bool:
    """Whether the line before is an item of the same kind, so that this one is an item as well."""
    end = text.rfind("\n", 0, token.start)
    start = text.rfind("\n", 0, max(end, 0)) + 1
    return end > 0 and _is_numbered(text, start) and text[:end].rstrip()[-1:] in "。;；"


def _closes_items(text: str, token: Token) -> bool:
    """Whether the numbered line before ends in a semicolon, so that this is the last item of its list."""
    end = text.rfind("\n", 0, token.start)
    start = text.rfind("\n", 0, max(end, 0)) + 1
    return end > 0 and text[:end].rstrip()[-1:] in ";；" and _is_numbered(text, start)


def _is_numbered(text: str, line_start: int) -> bool:
    found = next(tokens(text[line_start : line_start + 24]), None)
    return found is not None and found.opens_line and found.style != "item"


def _phases(text: str) -> list[_Candidate]:
    return [_Candidate("phase", _Found("", match[0], match.start(), match.end())) for match in _phase_matches(text)]


def _phase_matches(text: str) -> Iterator[re.Match[str]]:
    """What names a phase and its days ends soon behind 阶段（ or 环节（, and begins shortly before."""
    done = 0
    for near in _PHASE_NAMED.finditer(text):
        for match in _PHASE.finditer(text, max(done, near.start() - _LONGEST_PHASE), near.end() + _LONGEST_DAYS):
            done = match.end()
            yield match


def _without_overlaps(candidates: list[_Candidate]) -> list[_Candidate]:
    kept: list[_Candidate] = []
    for candidate in candidates:
        if not kept or candidate.heading.start >= kept[-1].heading.end:
            kept.append(candidate)
    return kept


def _nested(candidates: list[_Candidate]) -> list[Heading]:
    stack: list[str] = []
    headings = []
    for candidate in candidates:
        if candidate.style in stack:
            del stack[stack.index(candidate.style) + 1 :]
        else:
            stack.append(candidate.style)
        level = min(len(stack), _DEEPEST)
        headings.append(Heading(level, *candidate.heading))
    return headings


def _unnumbered(text: str) -> list[Heading]:
    """Short lines that each govern a paragraph, in a document without any numbering."""
    found = []
    position = 0
    lines = text.split("\n")
    for line, following in itertools.pairwise(lines):
        bare = line.strip()
        if (
            2 <= len(bare) <= 20
            and not bare.startswith("—")
            and bare[-1] not in "。;；,，、:：!！?？"
            and len(following.strip()) >= 40
            and position
        ):
            start = position + line.index(bare)
            found.append(Heading(1, "", bare, start, start + len(bare)))
        position += len(line) + 1
    return found if len(found) >= 2 else []
