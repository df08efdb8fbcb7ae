"""Files that hold several documents, one behind the other under 第一篇：… or … 第1篇, as web sites compile them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yiben.text.numerals import numeral

_HEADER = re.compile(
    r"^[ \t\u3000]*(?:第(?P<first>[一二三四五六七八九十百千零]{1,8}|[0-9]{1,5})篇[ \u3000]*[:：][ \u3000]*(?P<behind>[^\n]{0,80})"
    r"|(?P<before>[^\n。；;]{2,60}?)[ \u3000]*第(?P<last>[一二三四五六七八九十百千零]{1,8}|[0-9]{1,5})篇)[ \t\u3000]*$",
    re.MULTILINE,
)
_NAMED = re.compile(r"篇[ \t\u3000]*(?:[:：]|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a file. ``start``…``end`` is all of it, ``body`` where it begins behind its header line.

    ``number`` and ``label`` are what the header says (第一篇, 社区工作总结); both empty where there is no header.
    """

    start: int
    body: int
    end: int
    number: str = ""
    label: str = ""


def articles(text: str) -> tuple[Part, ...]:
    """Return the documents of a file; one that spans all of it where nothing was compiled.

    The headers count up from the first; what stands before the first header belongs to it. 第一篇 总则, without a
    colon, is a part of one document and no header.
    """
    found: list[re.Match[str]] = []
    for match in _headers(text):
        value = int(numeral(match["first"] or match["last"]) or 0)
        if value == len(found) + 1 or (not found and not text[: match.start()].strip()):
            found.append(match)
    if not found:
        return (Part(0, 0, len(text)),)
    ends = [*(match.start() for match in found[1:]), len(text)]
    return tuple(
        Part(
            start=match.start() if number else 0,
            body=min(match.end() + 1, end),
            end=end,
            number=f"第{match['first'] or match['last']}篇",
            label=(match["behind"] or match["before"] or "").strip(),
        )
        for number, (match, end) in enumerate(zip(found, ends, strict=True))
    )


def _headers(text: str) -> Iterator[re.Match[str]]:
    """Yield the lines that could be headers: each line with 篇 is looked at once."""
    done = 0
    for near in _NAMED.finditer(text):
        if near.start() < done:
            continue
        match = _HEADER.match(text, text.rfind("\n", 0, near.start()) + 1)
        done = text.find("\n", near.start())
        if match:
            yield match
        if done < 0:
            return
