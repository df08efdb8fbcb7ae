"""Join the packs of an instance into one catalogue."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from yiben.packs.checking import check_pack
from yiben.packs.circles import leads_back
from yiben.packs.comparing import compare
from yiben.packs.definitions import (
    Analysis,
    Book,
    BookExtension,
    Check,
    Checklist,
    MeetingKind,
    Metric,
    Pack,
    Procedure,
    Register,
    Report,
    Role,
    Roll,
    RosterKind,
    Scheme,
    Tie,
    Tree,
    UnitKind,
)
from yiben.packs.problems import Problem

__all__ = [
    "Catalogue",
    "Resolved",
    "book_digest",
    "book_from_json",
    "book_to_json",
    "compare",
    "pack_digest",
    "resolve",
]


@dataclass(frozen=True)
class Catalogue:
    """Everything the installed packs declare together.

    Books carry their extensions; metrics and checks are keyed ``pack.id``, reports ``pack/report``.
    """

    packs: Mapping[str, Pack] = field(default_factory=dict)
    books: Mapping[str, Book] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    kinds: Mapping[str, UnitKind] = field(default_factory=dict)
    trees: Mapping[str, Tree] = field(default_factory=dict)
    ties: Mapping[str, Tie] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    rolls: Mapping[str, Roll] = field(default_factory=dict)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    procedure_owners: Mapping[str, str] = field(default_factory=dict)
    """Name of the pack that declares each procedure."""
    meetings: Mapping[str, MeetingKind] = field(default_factory=dict)
    registers: Mapping[str, Register] = field(default_factory=dict)
    rosters: Mapping[str, RosterKind] = field(default_factory=dict)
    analyses: Mapping[str, Analysis] = field(default_factory=dict)
    """Keyed ``pack.id``."""
    checklists: Mapping[str, Checklist] = field(default_factory=dict)
    assessments: Mapping[str, Scheme] = field(default_factory=dict)
    checklist_owners: Mapping[str, str] = field(default_factory=dict)
    """Name of the pack that declares each checklist and each assessment."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Name of the pack that declares each book."""
    roll_owners: Mapping[str, str] = field(default_factory=dict)
    """Name of the pack that declares each roll."""

    def book(self, book_id: str) -> Book | None:
        """Return the book with its extensions, None when no pack declares it."""
        return self.books.get(book_id)

    @property
    def offered(self) -> dict[str, Metric]:
        """The metrics that may be chosen: all but those withdrawn."""
        return {key: metric for key, metric in self.metrics.items() if not metric.withdrawn}

    def checks_of(self, kind: str, book_id: str = "") -> dict[str, Check]:
        """Return the checks of a kind by their key; with a book, those that look at it."""
        found = {key: item for key, item in self.checks.items() if item.kind == kind}
        return {key: item for key, item in found.items() if not book_id or item.book in (None, book_id)}

    def metric_key(self, name: str) -> str | None:
        """Return ``pack.metric`` for a full or a bare id; None when unknown or ambiguous."""
        if name in self.metrics:
            return name
        found = [key for key in self.metrics if key.rpartition(".")[2] == name]
        return found[0] if len(found) == 1 else None

    def named_by(self, key: str, name: str) -> str:
        """Return the full id of a metric that the metric ``key`` names: of its own pack first."""
        own = f"{key.rpartition('.')[0]}.{name}"
        return own if own in self.metrics else self.metric_key(name) or name

    def metric(self, name: str) -> Metric | None:
        """Return a metric by ``pack.metric`` or, when only one pack has it, by its bare id."""
        key = self.metric_key(name)
        return None if key is None else self.metrics[key]

    def report(self, name: str) -> Report | None:
        """Return a report by ``pack/report``, None when unknown."""
        return self.reports.get(name)

    def template(self, name: str) -> str | None:
        """Return the template text of the report ``pack/report``, None when unknown."""
        report = self.reports.get(name)
        if report is None:
            return None
        return self.packs[name.partition("/")[0]].templates.get(report.template)


@dataclass(frozen=True)
class Resolved:
    """A catalogue, or the problems that stand against it."""

    catalogue: Catalogue | None
    problems: tuple[Problem, ...]


def resolve(packs: Sequence[Pack]) -> Resolved:
    """Return the catalogue of packs, whatever their order.

    Refused: a pack twice, a missing or too old requirement, a circle of requirements, and any
    rule of ``checking`` that only shows when the packs stand together.
    """
    problems = [*_twice(packs), *_circles(packs)]
    for pack in packs:
        for found in check_pack(pack, packs):
            place = ".".join(str(part) for part in found.path)
            data = {**found.data, "place": place}
            problems.append(Problem(found.code, pack.name, 0, data, found.hint))
    if problems:
        return Resolved(None, tuple(problems))
    ordered = sorted(packs, key=lambda pack: pack.name)
    extensions = [extension for pack in ordered for extension in pack.extensions]
    catalogue = Catalogue(
        packs={pack.name: pack for pack in ordered},
        books={
            book.id: extended(book, [each for each in extensions if each.extends == book.id])
            for pack in ordered
            for book in pack.books
        },
        metrics={f"{pack.name}.{item.id}": item for pack in ordered for item in pack.metrics},
        checks={f"{pack.name}.{item.id}": item for pack in ordered for item in pack.checks},
        reports={f"{pack.name}/{item.id}": item for pack in ordered for item in pack.reports},
        kinds={item.id: item for pack in ordered for item in pack.kinds},
        trees={item.id: item for pack in ordered for item in pack.trees},
        ties={item.id: item for pack in ordered for item in pack.ties},
        roles={item.id: item for pack in ordered for item in pack.roles},
        rolls={item.id: item for pack in ordered for item in pack.rolls},
        procedures={item.id: item for pack in ordered for item in pack.procedures},
        procedure_owners={item.id: pack.name for pack in ordered for item in pack.procedures},
        meetings={item.id: item for pack in ordered for item in pack.meetings},
        registers={item.id: item for pack in ordered for item in pack.registers},
        rosters={item.id: item for pack in ordered for item in pack.rosters},
        analyses={f"{pack.name}.{item.id}": item for pack in ordered for item in pack.analyses},
        checklists={item.id: item for pack in ordered for item in pack.checklists},
        assessments={item.id: item for pack in ordered for item in pack.assessments},
        checklist_owners={
            name: pack.name
            for pack in ordered
            for name in (*(each.id for each in pack.checklists), *(each.id for each in pack.assessments))
        },
        roll_owners={item.id: pack.name for pack in ordered for item in pack.rolls},
        owners={book.id: pack.name for pack in ordered for book in pack.books},
    )
    return Resolved(catalogue, ())


def extended(book: Book, extensions: Sequence[BookExtension]) -> Book:
    """Return the book with added choices, after its own fields the added fields, before its note's last sentence the added
    ones."""
    fields = [
        own.model_copy(
            update={
                "choices": (
                    *own.choices,
                    *(choice for each in extensions for choice in each.choices.get(own.id, ())),
                )
            }
        )
        for own in book.fields
    ]
    added = [item for each in extensions for item in each.fields]
    sentences = [sentence for each in extensions for sentence in each.note]
    note = (*book.note[:-1], *sentences, *book.note[-1:])
    return book.model_copy(update={"fields": (*fields, *added), "note": note})


def book_to_json(book: Book) -> dict[str, Any]:
    """Return the book as JSON values. Keys at their default are omitted, so that a key which a
    later version of this program adds does not change the digest of an old book."""
    dumped: dict[str, Any] = book.model_dump(mode="json", exclude_defaults=True)
    return dumped


def book_from_json(value: Mapping[str, Any]) -> Book:
    """Return the book that ``book_to_json`` wrote; pydantic.ValidationError when it is none."""
    return Book.model_validate_json(json.dumps(value))


def book_digest(book: Book) -> str:
    """Return ``sha256:`` and the hex digest of the book's canonical JSON (RFC 8785)."""
    return "sha256:" + hashlib.sha256(rfc8785.dumps(book_to_json(book))).hexdigest()


def pack_digest(files: Mapping[str, bytes]) -> str:
    """Return ``sha256:`` and the hex digest of a pack's files.

    Hashed are, by name in code-point order, the name in UTF-8 and the bytes, each preceded by its
    length as an unsigned 64-bit big-endian number; so no two different sets share a digest.
    """
    digest = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode("utf-8"), files[name]):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return "sha256:" + digest.hexdigest()


def _twice(packs: Sequence[Pack]) -> list[Problem]:
    names = [pack.name for pack in packs]
    doubled = sorted({name for name in names if names.count(name) > 1})
    return [Problem("PK053", name, 0, {"pack": name}) for name in doubled]


def _circles(packs: Sequence[Pack]) -> list[Problem]:
    requires = {pack.name: set(pack.requires) for pack in packs}
    circled = [name for name in sorted(requires) if leads_back(name, lambda each: requires.get(each, ()))]
    return [Problem("PK046", name, 0, {"pack": name}) for name in circled]
