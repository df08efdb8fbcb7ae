"""Who answers for what, where a document says so in labelled form: （责任单位：…；完成时限：…） behind a clause or on a line of its own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from yiben.text.context import Section
from yiben.text.dates import deadline_in
from yiben.text.results import Deadline, Task
from yiben.text.wordlists import words

_ROLES = ("lead_units", "co_units", "leaders", "persons", "limits")
_SEPARATED = re.compile(r"[、\t\u3000 /／]+|(?<=[局办部科处站区会室])(?:和|及|与)")
_NAME = re.compile(r"[^，,。；;：:（）()]{2,30}")
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class Assignment:
    """One labelled assignment; ``start``…``end`` is the whole of it with its brackets.

    ``line`` is where its line begins, ``is_alone`` whether nothing else stands there before it.
    """

    start: int
    end: int
    units: tuple[str, ...] = ()
    co_units: tuple[str, ...] = ()
    leader: str | None = None
    contact: str | None = None
    deadline: Deadline | None = None
    line: int = 0
    is_alone: bool = True


@cache
def _label() -> re.Pattern[str]:
    roles = "|".join(f"(?P<{role}>{words('assignments', role)})" for role in _ROLES)
    return re.compile(rf"(?:{roles})[ \u3000]*[:：为][ \u3000]*")


@cache
def _named() -> re.Pattern[str]:
    return re.compile(f"{words('assignments', *_ROLES)}[ \u3000]*[:：]")


@cache
def _assignment() -> re.Pattern[str]:
    label = f"(?:{words('assignments', *_ROLES)})[ \u3000]*[:：]"
    return re.compile(
        rf"[（(【\[]\s*{label}[^（(）)】\]\n]{{1,{_LONGEST}}}[）)】\]]|(?:^|(?<=[。；;]))[ \t\u3000]*{label}[^。\n]{{1,{_LONGEST}}}[。]?",
        re.MULTILINE,
    )


def role_of(heading: str) -> str | None:
    """Return what a column's heading or a label stands for: lead_units, co_units, leaders, persons, limits; None for others."""
    found = _label().fullmatch(re.sub(r"\s", "", heading) + "：")
    return found.lastgroup if found else None


def assignments(text: str, parts: Sequence[Section]) -> list[Assignment]:
    """Return the labelled assignments of a document in order; those of a table are in its columns and not here."""
    if not _named().search(text):
        return []
    found: list[Assignment] = []
    for match in _assignment().finditer(text):
        if "\t" in match[0].strip():
            continue
        each = _read(text, match, parts)
        if found and not text[found[-1].end : each.start].strip():
            each = _together(found.pop(), each)
        found.append(each)
    return found


def _together(first: Assignment, second: Assignment) -> Assignment:
    """Labels on lines of their own, one behind the other, are one assignment."""
    return Assignment(
        first.start,
        second.end,
        first.units or second.units,
        (*first.co_units, *second.co_units, *(second.units if first.units else ())),
        first.leader or second.leader,
        first.contact or second.contact,
        first.deadline or second.deadline,
        first.line,
        first.is_alone,
    )


def without(text: str, listed: Sequence[Assignment]) -> str:
    """Return the text with the assignments blanked out, every offset as it was."""
    parts = []
    position = 0
    for each in listed:
        parts += [text[position : each.start], "\u3000" * (each.end - each.start)]
        position = each.end
    return "".join([*parts, text[position:]])


def assigned(tasks: Sequence[Task], listed: Sequence[Assignment], parts: Sequence[Section]) -> list[Task]:
    """Return the tasks with what is assigned to them.

    An assignment on a line of its own holds for the tasks of its section since the one before, one behind a clause for
    those of its paragraph; standing ahead of all of them, for those behind.
    The unit that it names leads; who is named in the clause itself then takes part. A time in the clause is kept.
    """
    result = list(tasks)
    starts = [task.start for task in tasks]
    bounds = [section.start for section in parts]
    for number, each in enumerate(listed):
        place = bisect_left(bounds, each.start + 1) - 1
        section = parts[place] if place >= 0 else None
        low, high = (section.start, section.end) if section else (0, each.end)
        if not each.is_alone:
            low = max(low, each.line)
        previous = listed[number - 1].end if number else 0
        following = listed[number + 1].start if number + 1 < len(listed) else high
        span = range(bisect_left(starts, max(low, previous)), bisect_left(starts, each.start))
        if not span:
            span = range(bisect_left(starts, each.end), bisect_left(starts, min(high, following)))
        for at in span:
            result[at] = with_assignment(result[at], each)
    return result


def with_assignment(task: Task, given: Assignment) -> Task:
    """Return one task with an assignment."""
    owner, partners = task.owner, [*task.co_owners, *given.co_units]
    if given.units:
        partners = [*given.units[1:], *partners, *([owner] if owner and task.is_named else [])]
        owner = given.units[0]
    return replace(
        task,
        owner=owner,
        co_owners=tuple(name for name in dict.fromkeys(partners) if name != owner),
        deadline=given.deadline if given.deadline and not task.is_dated else task.deadline,
        leader=given.leader or task.leader,
        contact=given.contact or task.contact,
    )


def _read(text: str, match: re.Match[str], parts: Sequence[Section]) -> Assignment:
    labels = list(_label().finditer(text, match.start(), match.end()))
    said: dict[str, str] = {}
    for number, label in enumerate(labels):
        end = labels[number + 1].start() if number + 1 < len(labels) else match.end()
        said.setdefault(str(label.lastgroup), text[label.end() : end].strip("，,；;。 \u3000）)】]"))
    year = next((section.year for section in parts if section.start <= match.start() < section.end), None)
    line = text.rfind("\n", 0, match.start()) + 1
    is_alone = not text[line : match.start()].strip()
    return replace(from_cells(said, match.start(), match.end(), year), line=line, is_alone=is_alone)


def from_cells(said: dict[str, str], start: int, end: int, year: int | None) -> Assignment:
    """Return the assignment of values by their roles, as labels or the columns of a table give them."""
    limit = said.get("limits")
    found = deadline_in(limit, year) if limit else None
    persons = _names(said.get("persons", ""))
    leaders = _names(said.get("leaders", ""))
    return Assignment(
        start=start,
        end=end,
        units=_names(said.get("lead_units", "")),
        co_units=_names(said.get("co_units", "")),
        leader="、".join(leaders) or None,
        contact="、".join(persons) or None,
        deadline=found[0] if found else Deadline("relative", limit) if limit else None,
    )


def _names(said: str) -> tuple[str, ...]:
    named = (each.strip() for part in re.split("[，,；;]", said) for each in _SEPARATED.split(part))
    return tuple(dict.fromkeys(each for each in named if _NAME.fullmatch(each)))
