"""The form of a book: its questions in order, each with what was typed and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.models import Evidence
from yiben.packs.addresses import ADDRESS, split_address
from yiben.packs.definitions import Book, Field, FieldType, Quick
from yiben.packs.formulas import in_words
from yiben.rolls.wording import PARTICULARS
from yiben.sentences import say
from yiben.tasks.models import Task
from yiben.units.models import Unit
from yiben.units.queries import living_units, parent_names, units_near
from yiben.web.answers import MOST_ROWS, OTHER_DAY, PREFIX, Answers, takes_several
from yiben.web.kit.fields import MOST_LOOSE, Choice, Group, Kind, Part, Question
from yiben.web.showing import day_text, required_text

MOST_RADIOS = 5
_KINDS: dict[FieldType, Kind] = {
    FieldType.LONGTEXT: "longtext",
    FieldType.TABLE: "longtext",
    FieldType.DATE: "date",
    FieldType.TIME: "time",
    FieldType.COUNT: "number",
    FieldType.AMOUNT: "number",
    FieldType.AREA: "number",
    FieldType.MINUTES: "number",
    FieldType.MULTICHOICE: "checks",
    FieldType.ADDRESS: "parts",
    FieldType.FILE: "file",
}
_SPARE = 3
"""Empty rows behind those of a small table that are filled."""


@dataclass(frozen=True)
class Form:
    """The whole form: title first, then day, the short questions, hosts, numbers, evidence, and the rest under 更多."""

    book: Book
    answers: Answers
    units: list[Choice]
    title: list[Question]
    days: list[Choice]
    short: list[Question]
    hosts: list[Group]
    numbers: list[Question]
    more: list[Question]
    evidence: list[Evidence]
    evidence_label: str
    problems: Mapping[str, list[str]]
    is_more_open: bool = False
    tasks: list[Group] = field(default_factory=list)
    quick: Quick | None = None
    computed: list[str] = field(default_factory=list)

    @property
    def hosts_chosen(self) -> list[Choice]:
        """The units that are named as further hosts."""
        return [choice for group in self.hosts for choice in group.choices if choice.is_chosen]

    @property
    def summary(self) -> list[tuple[str, str]]:
        """All problems at the head of the form: (question, sentence that names it)."""
        labels = {item.id: item.label for item in self.book.fields}
        labels |= {"occurred_on": _("Day"), "credited": _("Hosts"), "reason": _("Reason")}
        labels |= {"evidence": self.evidence_label, "task": _("Task it counts for")}
        found: list[tuple[str, str]] = []
        for name, sentences in self.problems.items():
            label = labels.get(name, name)
            for each in sentences:
                named = each if label in each else _("%(field)s: %(sentence)s") % {"field": label, "sentence": each}
                found.append((name, named))
        return found


def problems_of(refusal: Refusal, labels: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Return the sentences of a refusal by field. ``labels`` name fields whose refusal does not."""
    found: dict[str, list[str]] = {}
    for name, code, data in refusal.fields:
        found.setdefault(name, []).append(say(code, {"field": name, "label": (labels or {}).get(name, name), **data}))
    return found


def wrong_places(problems: Mapping[str, list[str]], places: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what the head of a form lists: the place in the page to which each sentence leads, and the sentence with the name
    of its field. ``places``: id in the page and label, by field; a field without one leads to its own control."""
    found = []
    for name, sentences in problems.items():
        anchor, label = places.get(name, (name, ""))
        for each in sentences:
            is_named = not label or label in each
            found.append(
                (anchor, each if is_named else _("%(field)s: %(sentence)s") % {"field": label, "sentence": each})
            )
    return found


def build_form(
    book: Book,
    answers: Answers,
    units: Sequence[Unit],
    today: date,
    *,
    evidence: Sequence[Evidence] = (),
    problems: Mapping[str, list[str]] | None = None,
    tasks: Sequence[Task] = (),
    picks: Mapping[str, list[Group]] | None = None,
    quick: Quick | None = None,
) -> Form:
    """Return the form of a book with these answers. ``units`` are those that may be recorded for, ``evidence`` the
    files that were sent already, ``tasks`` the open ones that it can be recorded for, ``picks`` the people who can be
    picked from a roll, by field; of a ``quick`` form only what it asks stands in front."""
    wrong = problems or {}
    own = next((unit for unit in units if unit.uid == answers.unit), units[0])
    asked = [item for item in book.fields if not item.computed and (item.separate or item.type is not FieldType.FILE)]
    questions = [picked(_question(item, answers, own, today, wrong), (picks or {}).get(item.id)) for item in asked]
    questions = [_with_conditions(each, book, evidence) for each in questions]
    short = {item.id for item in book.fields if item.short or item.required or item.required_if}
    title = [each for each in questions if each.id == book.title and each.is_required]
    if quick:
        short, title = {*quick.asks, *wrong}, []
    rest = [each for each in questions if each not in title]
    more = [each for each in rest if each.id not in short]
    files = [item.label for item in book.fields if item.type is FieldType.FILE and not item.separate]
    own_files = {value for item in book.fields if item.separate for value in answers.values.get(item.id, ())}
    return Form(
        book=book,
        answers=answers,
        units=[Choice(unit.uid, unit.name, unit == own) for unit in units],
        title=title,
        days=_days(answers, today),
        short=[each for each in rest if each.id in short and each.kind != "number"],
        hosts=_hosts(own, answers, today),
        numbers=[each for each in rest if each.id in short and each.kind == "number"],
        more=more,
        evidence=[each for each in evidence if each.digest not in own_files],
        evidence_label=files[0] if len(files) == 1 else _("Photos and papers"),
        problems=wrong,
        is_more_open=any(each.problems or (each.typed and not quick) for each in more),
        tasks=_tasks(book, answers, tasks),
        quick=quick,
        computed=[] if quick else computed_said(book),
    )


def quick_of(book: Book, name: str) -> Quick | None:
    """Return the quick form of a book by its id, None when it has none of that id."""
    return next((each for each in book.quick if each.id == name), None)


def picked(question: Question, people: list[Group] | None) -> Question:
    """Return a question for people as boxes to tick; names that were typed and cannot be picked stand in front."""
    if not people:
        return question
    typed = [part.strip() for part in str(question.typed).split("、") if part.strip()]
    known = {choice.value for group in people for choice in group.choices}
    groups = [
        Group(group.label, [replace(each, is_chosen=each.value in typed) for each in group.choices]) for group in people
    ]
    others = [Choice(name, name, True) for name in typed if name not in known]
    if others:
        groups.insert(0, Group(_("not on the roll"), others))
    return replace(question, kind="checks", groups=groups, example=_("Pick from the roll"))


def computed_said(book: Book) -> list[str]:
    """Return a sentence for each value that is computed and so not asked."""
    labels = {item.id: item.label for item in book.fields}
    said = _("%(field)s is computed: %(formula)s.")
    return [said % {"field": item.label, "formula": in_words(item, labels)} for item in book.fields if item.computed]


def _with_conditions(question: Question, book: Book, evidence: Sequence[Evidence]) -> Question:
    """A question with what depends on other answers: when it has to be answered, the file that was chosen for it."""
    item = book.field(question.id)
    if item is None:
        return question
    if item.required_if:
        question = replace(question, hint=" ".join(part for part in (required_text(item, book), question.hint) if part))
    if item.separate:
        names = {each.digest: each.name for each in evidence}
        digest = next(iter(question.typed), "")
        question = replace(question, typed="", kept=(digest, names.get(digest, "")))
    return question


def questions_of(
    fields: Sequence[Field], answers: Answers, own: Unit, today: date, wrong: Mapping[str, list[str]]
) -> list[Question]:
    """Return the questions of fields alone, in their order."""
    return [_question(item, answers, own, today, wrong) for item in fields]


def _question(item: Field, answers: Answers, own: Unit, today: date, wrong: Mapping[str, list[str]]) -> Question:
    typed = answers.values.get(item.id, [] if takes_several(item) else "")
    groups = _groups(item, typed, own, today)
    kind: Kind = _KINDS.get(item.type, "text")
    if item.type in {FieldType.CHOICE, FieldType.YESNO}:
        kind = "radios" if sum(len(group.choices) for group in groups) <= MOST_RADIOS else "select"
    elif item.type is FieldType.UNIT:
        kind = "checks" if item.many else "select"
    elif item.columns:
        kind = "rows"
    return Question(
        id=item.id,
        name=PREFIX + item.id,
        label=item.label,
        kind=kind,
        typed=typed,
        word=item.measure_word,
        hint=item.help or (_("Such as 12/30, or 40 for 40 percent") if item.type is FieldType.PERCENT else ""),
        is_required=item.required,
        groups=groups,
        blank=_("Please choose") if item.required or len(groups) != 1 or groups[0].label else "",
        problems=wrong.get(item.id, ()),
        mode=_mode(item) if kind == "number" else "text",
        lines=_lines(item, typed),
    )


def _lines(item: Field, typed: Any) -> list[list[Part]]:
    """The inputs of an address, in one line, or of a small table, with empty rows behind those that are filled."""
    name = PREFIX + item.id
    if item.type is FieldType.ADDRESS:
        parts = typed if isinstance(typed, dict) else split_address(str(typed))
        return [[Part(f"{name}.{part}", str(PARTICULARS[part]), parts.get(part, "")) for part in ADDRESS]]
    if not item.columns:
        return []
    rows = [row for row in typed if isinstance(row, dict)] if isinstance(typed, list) else []
    return [
        [Part(f"{name}.{at}.{each.id}", each.label, str(row.get(each.id, ""))) for each in item.columns]
        for at, row in enumerate([*rows, *([{}] * _SPARE)][:MOST_ROWS])
    ]


def _mode(item: Field) -> str:
    return "decimal" if item.type in {FieldType.AMOUNT, FieldType.AREA} else "numeric"


def _groups(item: Field, typed: Any, own: Unit, today: date) -> list[Group]:
    chosen = {each for each in (typed if isinstance(typed, list) else [typed]) if isinstance(each, str)}
    if item.type is FieldType.UNIT:
        near = units_near(own, item.unit_kinds, today)
        return unit_groups([unit for unit in near if unit != own or not item.many], chosen)
    pairs = [(choice.id, choice.label) for choice in item.choices]
    if item.type is FieldType.YESNO:
        pairs = [("yes", _("yes")), ("no", _("no"))]
    choices = [Choice(value, label, value in chosen) for value, label in pairs]
    if choices and not item.required and item.type is not FieldType.MULTICHOICE:
        choices.append(Choice("", _("not filled in"), not typed))
    return [Group("", choices)] if choices else []


def unit_groups(units: Sequence[Unit], chosen: set[str], *, by: Literal["uid", "code"] = "uid") -> list[Group]:
    """Return units to choose from in official order: few under the labels of their kinds, many under the names of the
    units above them. ``by`` says what stands for a unit: forms send its uid, addresses its code."""
    if len(units) > MOST_LOOSE:
        headings = parent_names(units)
    else:
        kinds = catalogue().kinds
        headings = {unit.pk: kinds[unit.kind].label for unit in units if unit.kind in kinds}
    groups: dict[str, Group] = {}
    for unit in units:
        heading = headings.get(unit.pk, "")
        group = groups.setdefault(heading, Group(heading, []))
        value = str(getattr(unit, by))
        group.choices.append(Choice(value, unit.short_name, value in chosen, kind=unit.kind))
    return list(groups.values())


def kinds_of_units(units: Sequence[Unit], sent: QueryDict, name: str) -> list[Choice]:
    """Return the kinds of which there are several among units, to choose all of a kind at once, in official order; ``name`` is
    the field of the units."""
    labels, count = catalogue().kinds, Counter(unit.kind for unit in units)
    chosen = set(sent.getlist(f"{name}_kind"))
    return [
        Choice(
            kind,
            ngettext("all %(kind)s (%(count)s)", "all %(kind)s (%(count)s)", many)
            % {"kind": labels[kind].label, "count": many},
            kind in chosen,
        )
        for kind, many in count.items()
        if many > 1 and kind in labels
    ]


def units_sent(units: Sequence[Unit], sent: QueryDict, name: str) -> list[Unit]:
    """Return those of the units that a form names, one by one or by their kind."""
    chosen, kinds = set(sent.getlist(name)), set(sent.getlist(f"{name}_kind"))
    return [each for each in units if each.uid in chosen or each.kind in kinds]


def _tasks(book: Book, answers: Answers, tasks: Sequence[Task]) -> list[Group]:
    """Tasks measured by this book first, then those told by returns; one measured by another book is left out unless
    it was chosen."""
    counted = [task for task in tasks if task.book == book.id]
    told = [task for task in tasks if not task.book or (task.uid == answers.task and task.book != book.id)]
    groups = [(_("Counted by this book"), counted), (_("Told by returns"), told)]
    return [
        Group(label, [Choice(task.uid, Truncator(task.title).chars(48), task.uid == answers.task) for task in each])
        for label, each in groups
        if each
    ]


def _days(answers: Answers, today: date) -> list[Choice]:
    chosen = answers.on
    quick = [(today, _("Today")), (today - timedelta(days=1), _("Yesterday"))]
    days = [Choice(day.isoformat(), label, day == chosen, day_text(day, short=True)) for day, label in quick]
    is_other = not any(choice.is_chosen for choice in days)
    return [*days, Choice(OTHER_DAY, _("Another day"), is_other, _("choose below"))]


def _hosts(own: Unit, answers: Answers, today: date) -> list[Group]:
    return unit_groups([unit for unit in living_units(today) if unit != own], set(answers.partners))
