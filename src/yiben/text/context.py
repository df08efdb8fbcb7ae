"""What each stretch of a document is about: told, planned, past or idle; in which phase; due when by its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yiben.text.dates import phase_interval, year_near
from yiben.text.results import Heading, Metadata
from yiben.text.wordlists import words

_IDLE = re.compile(words("tasks", "idle_headings"))
_PAST = re.compile(words("tasks", "past_headings"))
_PLAN = re.compile(words("tasks", "plan_headings"))
_DATED = re.compile(r"[(（][^()（）]*(?:[0-9一二三四五六七八九十]+月|年底|日|旬)[^()（）]*[)）]")
_DEFAULT_MOODS = {"方案": "plan", "计划": "plan", "通知": "plan", "制度": "plan", "其他": "plan", "讲话": "told"}
_DONE = re.compile(r"了(?!解)|先后|以来|已经?(?!故)|曾|共[有计组召开举]|得到|取得")
_ORDERED = re.compile(r"要(?<![主重需]要)(?!求)|应(?![用对急邀])|须|将(?!近)|负责|请|不得|前(?:完成|报送)")
_LOOKS_BACK = re.compile(r"回顾|年来|取得的|完成情况|主要成效|现状|(?:开展|进展|工作|基本|办理|落实)情况$|主要做法")
_LEAST_TOLD = 120
_OPENING_YEAR = re.compile(r"[\s　]*((?:19|20)[0-9]{2})年(?:度)?[,，]")
"""下一步打算⏎2026年，我们将…: what follows is planned for that year."""
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年")


@dataclass(frozen=True, slots=True)
class Section:
    """The text behind a heading up to the next one.

    ``mood``: plan (verb-first clauses are orders), told (only what is told counts), past (what was done),
    idle (aims and principles), preamble (before the first heading). ``usual`` is the mood of the genre. ``due``: the
    interval of the phase it stands in.
    """

    start: int
    end: int
    heading: str
    mood: str
    phase: str | None = None
    due: str | None = None
    year: int | None = None
    usual: str = "past"


def sections(text: str, headings: Sequence[Heading], head: Metadata) -> tuple[Section, ...]:
    """Cut the text at its headings and let each part inherit mood, phase and time from the headings above it."""
    default = _DEFAULT_MOODS.get(head.genre, "past")
    year = _own_year(text, head)
    cut = [
        Section(
            0,
            headings[0].start if headings else len(text),
            "",
            "preamble" if headings else default,
            year=year,
            usual=default,
        )
    ]
    path: list[tuple[int, Section]] = []
    for position, each in enumerate(headings):
        end = headings[position + 1].start if position + 1 < len(headings) else len(text)
        while path and path[-1][0] >= each.level:
            path.pop()
        above = path[-1][1] if path else Section(0, 0, "", default, year=year, usual=default)
        section = _below(text, above, each, end, default)
        path.append((each.level, section))
        cut.append(section)
    return tuple(_as_told(text, section) for section in cut if section.end > section.start)


def _as_told(text: str, section: Section) -> Section:
    """A part of a plan that does nothing but tell what was done (a report that was pasted behind it) is past."""
    if section.mood != "plan" or section.end - section.start < _LEAST_TOLD:
        return section
    done = len(_DONE.findall(text, section.start, section.end))
    told = len(_ORDERED.findall(text, section.start, section.end))
    return replace(section, mood="past") if done >= 4 and done > 2 * told else section


def _below(text: str, above: Section, heading: Heading, end: int, default: str) -> Section:
    named = heading.heading
    phase, due = above.phase, above.due
    opening = _OPENING_YEAR.match(text, heading.end)
    if heading.number.endswith("阶段") or (_DATED.search(named) and re.search("阶段|环节|时期", named)):
        phase = re.sub(r"环节$", "", _DATED.sub("", named).strip())
        due = phase_interval(named, above.year) or due
    year = int(found[1]) if (found := _YEAR.search(named)) else above.year
    if opening and default == "past":
        year = int(opening[1])
    if found and not due and re.search("计划|安排|打算|任务|设想|思路|展望", named):
        due = found[1]
    return Section(heading.end, end, named, _mood(above.mood, named, heading.level, default), phase, due, year, default)


def _mood(above: str, named: str, level: int, default: str) -> str:
    if above == "idle":
        return "idle"
    if (
        default in ("past", "told")
        and _PLAN.search(named)
        and not _PAST.search(named)
        and (above != "past" or level == 1)
    ):
        return "plan"
    if _PAST.search(named) if default in ("past", "told") else _LOOKS_BACK.search(named):
        return "past"
    if above in ("plan", "told") and _IDLE.search(named) and len(named) <= 22 and (level == 1 or len(named) <= 8):
        return "idle"
    return above


def _own_year(text: str, head: Metadata) -> int | None:
    if head.issued_on:
        return int(head.issued_on[:4])
    return year_near(text, 0, len(text))
