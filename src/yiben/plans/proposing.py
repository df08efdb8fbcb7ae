"""From a document's reading to clauses and proposed tasks. Pure: units, day and calendar are passed in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yiben.plans.measuring import Measure, measure_for
from yiben.plans.owners import Owners, UnitName, find_owners, is_collective
from yiben.rules.calendars import WorkCalendar
from yiben.tasks.deadlines import Resolved, resolve_deadline

_TITLE = 300
_OF_A_YEAR = re.compile(r"((?:19|20)\d\d)年(?!\d*月)")
_SENT_OUT = re.compile(r"(?:印发|转发|下发)[^《]{0,20}《(.+)》.{0,12}的?通知$")


@dataclass(frozen=True)
class ClauseDraft:
    """A heading with the span of text that it governs; ``parent`` is an index into the same list."""

    level: int
    number: str
    heading: str
    start: int
    end: int
    parent: int | None


@dataclass(frozen=True)
class TaskDraft:
    """A proposed task: its clause (index), its place in the text, terms as JSON, codes to be looked at."""

    clause: int | None
    start: int
    end: int
    terms: dict[str, Any]
    problems: list[dict[str, Any]] = field(default_factory=list)


def draft_clauses(reading: Mapping[str, Any], length: int) -> list[ClauseDraft]:
    """Return the clauses of a reading: each runs to the next heading of the same or a higher level."""
    headings = sorted(reading.get("outline", ()), key=lambda row: row["start"])
    clauses: list[ClauseDraft] = []
    open_clauses: list[int] = []
    for index, row in enumerate(headings):
        later = (other["start"] for other in headings[index + 1 :] if other["level"] <= row["level"])
        while open_clauses and clauses[open_clauses[-1]].level >= row["level"]:
            open_clauses.pop()
        parent = open_clauses[-1] if open_clauses else None
        heading = str(row["heading"])[:_TITLE]
        clauses.append(
            ClauseDraft(row["level"], str(row["number"]), heading, row["start"], next(later, length), parent)
        )
        open_clauses.append(index)
    return clauses


def draft_tasks(
    reading: Mapping[str, Any],
    clauses: Sequence[ClauseDraft],
    *,
    unit: str,
    units: Sequence[UnitName],
    day: date,
    work: WorkCalendar,
    measures: Sequence[Measure] = (),
) -> list[TaskDraft]:
    """Return the tasks that a reading proposes, in order of the text.

    ``unit`` is the plan's unit: it leads where nobody, or only a collective (各社区), is named. Units of a collective
    each do the task by themselves. A target that one of ``measures`` counts makes the task a counted one.
    """
    drafts = []
    spans = [(clause.start, clause.end) for clause in clauses]
    for row in sorted(reading.get("tasks", ()), key=lambda each: each["start"]):
        owners = find_owners(row.get("owner"), units)
        shared = [find_owners(name, units) for name in row.get("co_owners") or ()]
        resolved = resolve_deadline(row.get("deadline"), base=day, work=work)
        terms = _terms(row, owners, shared, resolved, unit)
        if terms["target"] and (measure := measure_for(terms["title"], terms["target_word"], measures)):
            terms |= {"kind": "counted", "book": measure.book, "field": measure.field, "target_word": measure.word}
            terms["where"] = dict(measure.where)
        problems = _problems([owners, *shared], resolved)
        clause = clause_at(row["start"], spans)
        drafts.append(TaskDraft(clause, row["start"], row["end"], terms, problems))
    return drafts


def clause_at(place: int, spans: Sequence[tuple[int, int]]) -> int | None:
    """Return the index of the lowest clause in which a place of the text lies, None when it lies in none. ``spans`` are
    those of the clauses in order."""
    inside = [index for index, (start, end) in enumerate(spans) if start <= place < end]
    return inside[-1] if inside else None


def blank_terms(title: str, unit: str) -> dict[str, Any]:
    """Return the terms of a task of which only the title and the leading unit are known."""
    empty = Resolved()
    return {**_terms({"text": title}, Owners(), (), empty, unit), "title": title}


def plan_end(reading: Mapping[str, Any], day: date, terms: Sequence[Mapping[str, Any]]) -> date:
    """Return the day on which a plan ends: that of the period or of the phases that it states; the year's last day
    when its title names the year, or nothing in it is due after its own day; else the last deadline."""
    _first, slash, last = str(reading.get("period") or "").partition("/")
    if slash and len(last) == len("2026-12-31") and (ends := date.fromisoformat(last)) > day:
        return ends
    if year := _OF_A_YEAR.search(str(reading.get("title") or "")):
        return date(max(int(year[1]), day.year), 12, 31)
    days = [date.fromisoformat(each["due_on"]) for each in terms if each["due_on"]]
    return max((each for each in days if each > day), default=date(day.year, 12, 31))


def plan_title(title: str) -> str:
    """Return what a plan is called: of “关于印发《…》的通知” the paper that is sent out.

    >>> plan_title("关于印发《砚湖街道2026年平安创建宣传工作方案》的通知")
    '砚湖街道2026年平安创建宣传工作方案'
    """
    inner = _SENT_OUT.search(title)
    return inner[1] if inner else title


def end_recurrence(task: TaskDraft, last: date) -> None:
    """Give a recurring duty without an end the plan's, and say so among its problems."""
    if task.terms["recurrence"] and not task.terms["due_on"]:
        task.terms["due_on"] = last.isoformat()
        task.problems.append({"code": "recurrence_endless", "on": last.isoformat()})


def _terms(
    row: Mapping[str, Any], owners: Owners, shared: Sequence[Owners], resolved: Resolved, unit: str
) -> dict[str, Any]:
    named = list(owners.units)
    lead = unit if not named or is_collective(row.get("owner")) else named[0]
    co_units = [uid for uid in [*named, *(uid for each in shared for uid in each.units)] if uid != lead]
    target = row.get("target") or {}
    value = target.get("value")
    is_counted = isinstance(value, int) and value > 0 and target.get("op") in {"=", ">=", ">"}
    return {
        "title": str(row.get("text") or row.get("action"))[:_TITLE],
        "unit": lead,
        "co_units": list(dict.fromkeys(co_units)),
        "owner_said": row.get("owner") or "",
        "lead_leader": str(row.get("leader") or "")[:64],
        "contact": str(row.get("contact") or "")[:64],
        "phase": row.get("phase") or "",
        "starts_on": resolved.starts_on.isoformat() if resolved.starts_on else "",
        "due_on": resolved.due_on.isoformat() if resolved.due_on else "",
        "due_said": _said(row.get("deadline")),
        "is_provisional": resolved.is_provisional,
        "recurrence": resolved.recurrence.text if resolved.recurrence else "",
        "kind": "narrative",
        "book": "",
        "field": "",
        "where": {},
        "target": value if is_counted else 0,
        "target_word": str(target.get("unit") or "")[:16] if is_counted else "",
        "by_each": is_collective(row.get("owner")) and bool(co_units),
    }


def _said(deadline: Any) -> str:
    if isinstance(deadline, Mapping):
        return str(next(iter(deadline.values()), ""))[:120]
    return str(deadline or "")[:120]


def _problems(owners: Sequence[Owners], resolved: Resolved) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"code": code} for code in resolved.problems]
    for each in owners:
        found += [{"code": "owner_unknown", "text": name} for name in each.unknown]
        found += [{"code": "owner_ambiguous", "text": name} for name in each.ambiguous]
    return found
