"""The rows of the log, in words: who, what, and what it was about by the name under which people know it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from yiben.accounts.models import Token
from yiben.accounts.queries import people as names_of
from yiben.accounts.queries import post_titles
from yiben.assessments.models import Assessment
from yiben.audit.models import AuditEvent
from yiben.audit.sentences import DETAILS, verb_words
from yiben.catalog.queries import catalogue
from yiben.collections.models import Collection
from yiben.disclosure.models import Item as Disclosed
from yiben.dispatches.models import Dispatch, Series
from yiben.documents.models import Document
from yiben.forms.models import FilledForm, Form, TableData
from yiben.inspections.models import Round
from yiben.ledger.models import ImportFile
from yiben.matters.models import Matter
from yiben.meetings.models import Body, Meeting
from yiben.plans.models import Plan
from yiben.registers.models import Item
from yiben.reports.models import Duty
from yiben.rolling.models import RolledPaper, RolledTemplate
from yiben.tasks.models import Task
from yiben.units.queries import short_names
from yiben.web.kit.tables import Cell, Row
from yiben.web.showing import moment_text, month_text

_UID = re.compile("[0-9a-f]{32}")
_MONTH = range(190000, 220000)
_SHORT = 12

_NAMED: dict[str, tuple[tuple[type[Model], tuple[str, ...]], ...]] = {
    "assessment": ((Assessment, ("title",)),),
    "collection": ((Collection, ("title", "layout_name")),),
    "disclosure": ((Disclosed, ("title",)),),
    "dispatch": ((Dispatch, ("title",)),),
    "document": ((Document, ("title", "name")),),
    "duty": ((Duty, ("report",)),),
    "form": ((Form, ("title",)), (FilledForm, ("form__title",))),
    "import": ((ImportFile, ("name",)),),
    "inspection": ((Round, ("title",)),),
    "matter": ((Matter, ("number", "outside_number")),),
    "meeting": ((Meeting, ("title",)), (Body, ("name",))),
    "paper": ((RolledPaper, ("title", "name")),),
    "plan": ((Plan, ("title",)),),
    "register": ((Item, ("title",)),),
    "rolling": ((RolledTemplate, ("name",)), (RolledPaper, ("title", "name"))),
    "series": ((Series, ("word",)),),
    "table": ((TableData, ("title",)),),
    "task": ((Task, ("title",)),),
    "token": ((Token, ("name",)),),
}
"""By the area of a verb, or the name of a detail: where its name stands. Of matters the number is told, not what they say;
people on rolls are not named."""
_DECLARED = {
    "analysis": "analyses",
    "book": "books",
    "books": "books",
    "checklist": "checklists",
    "kind": "meetings",
    "duty": "reports",
    "metric": "metrics",
    "procedure": "procedures",
    "report": "reports",
    "role": "roles",
    "roll": "rolls",
    "target": "metrics",
    "tie": "ties",
    "tree": "trees",
}
"""By the area of a verb, or the name of a detail: the definitions of the packs whose ids it holds."""


@dataclass(frozen=True)
class _Names:
    """The names of all that some rows are about, by uid."""

    people: Mapping[str, str]
    posts: Mapping[str, str]
    units: Mapping[str, str]
    things: Mapping[str, str]
    procedures: Mapping[str, str]
    """Of matters, by uid: their steps are called as their procedure calls them."""

    def of(self, about: str, value: str) -> str:
        """Return what a subject or a detail is called, "" for what has no name here. ``about``: the area or the detail."""
        found = (
            self.people.get(value) or self.posts.get(value) or self.units.get(value) or self.things.get(value, value)
        )
        declared = getattr(catalogue(), _DECLARED[about]).get(found) if about in _DECLARED else None
        said = found if declared is None else str(declared.label)
        return "" if said == value else said


def rows_of(some: Sequence[AuditEvent]) -> list[Row]:
    """Return the rows of events, with one query for each kind of thing that they are about."""
    names = _names(some)
    return [_row(each, names) for each in some]


def _names(some: Sequence[AuditEvent]) -> _Names:
    asked: dict[str, set[str]] = defaultdict(set)
    for each in some:
        asked[each.verb.partition(".")[0]].add(each.subject)
        for key, value in each.detail.items():
            asked[key].update(text for text in _texts(value) if _UID.fullmatch(text))
    every = {uid for uids in asked.values() for uid in uids if _UID.fullmatch(uid)}
    people = names_of({each.person for each in some} | every)
    posts = post_titles({each.post for each in some} | every)
    things: dict[str, str] = {}
    for about, places in _NAMED.items():
        for model, fields in places if asked[about] else ():
            found = model._default_manager.filter(uid__in=asked[about]).values_list("uid", *fields)
            things |= {uid: next(filter(None, said), "") for uid, *said in found}
    matters = Matter.objects.filter(uid__in=asked["matter"]).values_list("uid", "procedure") if asked["matter"] else ()
    named = {uid: name for uid, name in things.items() if name}
    return _Names(people, posts, short_names(every), named, dict(matters))


def _act(each: AuditEvent, names: _Names) -> tuple[str, str]:
    """The area and what was done, a step of a matter in the words of its procedure."""
    area, act = verb_words(each.verb)
    declared = catalogue().procedures.get(names.procedures.get(each.subject, ""))
    own = next((step.label for step in declared.steps if f"matter.{step.id}" == each.verb), "") if declared else ""
    return area, own or act


def _row(each: AuditEvent, names: _Names) -> Row:
    area, act = _act(each, names)
    who = names.people.get(each.person, "") if each.person else _("the program")
    about = names.of(each.verb.partition(".")[0], each.subject)
    parts = [(about or _code(each.subject), each.subject)] if about != who else []
    details = [(key, _said(each, key, value, names)) for key, value in each.detail.items()]
    parts += [(f"{DETAILS.get(key, key)} {said}", "") for key, said in details if said != about]
    when, post = timezone.localtime(each.at), names.posts.get(each.post, "")
    kept = "；".join(f"{text}（{code}）" if code and code != text else text for text, code in parts if text)
    return Row(
        [
            Cell(moment_text(when), plain=f"{when:%Y-%m-%d %H:%M:%S}"),
            Cell(who, note=post, plain=f"{who}（{post}）" if post else who),
            Cell(area),
            Cell(act),
            Cell("；".join(text for text, _code in parts if text), plain=kept),
        ]
    )


def _said(each: AuditEvent, key: str, value: object, names: _Names) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and key == "warned":
        return str(len(value))
    if isinstance(value, int) and key == "month" and value in _MONTH:
        return month_text(value)
    book = catalogue().books.get(each.subject) if key == "field" else None
    if book is not None and (field := book.field(str(value))) is not None:
        return field.label
    checklist = catalogue().checklists.get(str(each.detail.get("checklist"))) if key == "item" else None
    if checklist is not None and (item := next((one for one in checklist.items if one.id == value), None)):
        return item.text
    return "、".join(names.of(key, text) or _code(text) for text in _texts(value)) or _("none")


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        return [f"{key} {each}" for key, each in value.items()]
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _code(text: str) -> str:
    """A random id or a digest by its beginning: enough to tell two apart; files hold the whole."""
    _kind, _colon, digest = text.rpartition(":")
    is_code = _UID.fullmatch(text) or re.fullmatch("[0-9a-f]{64}", digest)
    return f"{digest[:_SHORT]}…" if is_code else text
