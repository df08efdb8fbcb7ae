"""Invented papers with what a careful reader finds in them, marked in the text itself.

``⟪2 （一）动员部署⟫`` is a heading of level 2, ``⟪t[o=各社区;d=--05-31] …⟫`` a task (o owner, c partners, d day, r recurrence,
v relative, p phase, m target), ``⟪f[160 条 ~] …⟫`` a number (~ approximate). A comment line ``# genre: 方案`` says what the head says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

PAPERS = Path(__file__).parent / "papers"
_MARK = re.compile(r"⟪(?:(?P<level>[1-5])|(?P<kind>[tf])\[(?P<said>[^\]]*)\]) |⟫")
_COMMENT = re.compile(r"# (?P<key>\w+): (?P<value>.*)")
_NUMBER = re.compile(
    r"[（(](?P<b>[一二三四五六七八九十0-9]{1,3})[)）][、.]?|第(?P<o>[一二三四五六七八九十]{1,3})[、,，]|(?P<s>(?<=第)?[一二三四五六七八九十]{1,3}章)"
    r"|(?P<p>[一二三四五六七八九十]{1,3}|[0-9]{1,2})[、.．]\s*|(?P<a>首先|其次|最后|[一二三四五六七八九]是)[,，:：]?"
)


class Paper(NamedTuple):
    """One paper: its text, and outline, tasks and facts as the contract of ``yiben read --json`` writes them."""

    name: str
    text: str
    head: dict[str, str]
    outline: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    facts: list[dict[str, Any]]


def papers() -> list[Paper]:
    """Return all of them, in order of their names."""
    return [paper(path) for path in sorted(PAPERS.glob("*.txt"))]


def paper(path: Path) -> Paper:
    """Return one paper without its marks."""
    lines = path.read_text(encoding="utf-8").split("\n")
    head = {found["key"]: found["value"] for line in lines if (found := _COMMENT.fullmatch(line))}
    marked = "\n".join(line for line in lines if not _COMMENT.fullmatch(line)).strip("\n") + "\n"
    text, outline, tasks, facts = "", [], [], []
    for piece, mark in _pieces(marked):
        begin = len(text)
        text += piece
        if mark is None:
            continue
        span = {"start": begin, "end": len(text), "text": piece}
        if mark["level"]:
            outline.append(_heading(int(mark["level"]), piece, begin))
        elif mark["kind"] == "t":
            tasks.append({**span, **_task(mark["said"])})
        else:
            facts.append({**span, **_fact(mark["said"])})
    return Paper(path.stem, text, head, outline, tasks, facts)


def _pieces(marked: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """What stands between marks, with the mark that opens it; marks are not nested."""
    at, opened = 0, None
    for mark in _MARK.finditer(marked):
        yield marked[at : mark.start()], opened
        at, opened = mark.end(), (None if mark[0] == "⟫" else mark)
    yield marked[at:], opened


def _heading(level: int, piece: str, begin: int) -> dict[str, Any]:
    found = (
        _NUMBER.match(piece)
        if not piece.startswith("第")
        else re.match(r"第(?P<n>[一二三四五六七八九十]+章?)[、,，\s]*", piece)
    )
    number = next((each for each in found.groups() if each), "") if found else ""
    heading = (piece[found.end() :] if found else piece).strip().rstrip("。:：,，")
    return {"level": level, "number": number, "heading": heading, "start": begin}


def _task(said: str) -> dict[str, Any]:
    given = dict(each.split("=", 1) for each in said.split(";") if each)
    task: dict[str, Any] = {
        "deadline": None,
        "target": None,
        "owner": given.get("o"),
        "co_owners": given["c"].split("、") if "c" in given else [],
    }
    for key, name in (("r", "recurrence"), ("v", "relative")):
        if key in given:
            task["deadline"] = {name: given[key]}
    if "d" in given:
        task["deadline"] = given["d"]
    task["phase"] = given.get("p")
    if "m" in given:
        op, value, unit = given["m"].split(" ")
        task["target"] = {"measure": "", "op": op, "value": float(value), "unit": unit}
    return task


def _fact(said: str) -> dict[str, Any]:
    value, unit, *more = said.split(" ")
    low, _, high = value.partition("-")
    kind = "percent" if unit == "%" else "amount" if unit == "元" else "count"
    fact: dict[str, Any] = {"value": float(low), "unit": unit, "approx": "~" in more, "kind": kind}
    return {**fact, "value_max": float(high)} if high else fact
