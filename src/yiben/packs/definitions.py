"""What a pack may declare, as frozen values.

A pack is the plain files of one line of work. These models say which keys exist and of which
type; rules that span several keys or files stand in ``yiben.packs.checking``.
"""

from functools import cached_property
from typing import Annotated, Literal

import pydantic
from pydantic import StringConstraints

from yiben.packs.analyses import Analysis as Analysis
from yiben.packs.assessments import AssessedItem as AssessedItem
from yiben.packs.assessments import Scheme as Scheme
from yiben.packs.base import ID_PATTERN as ID_PATTERN
from yiben.packs.base import Definition as Definition
from yiben.packs.base import FilterValue as FilterValue
from yiben.packs.base import Help, Id, Label, Word
from yiben.packs.base import TableColumn as TableColumn
from yiben.packs.checklists import Checklist as Checklist
from yiben.packs.checklists import ChecklistItem as ChecklistItem
from yiben.packs.checklists import MetricName
from yiben.packs.fields import FIXED_UNITS as FIXED_UNITS
from yiben.packs.fields import SMALLEST_PER_UNIT as SMALLEST_PER_UNIT
from yiben.packs.fields import Choice as Choice
from yiben.packs.fields import Field as Field
from yiben.packs.fields import FieldType as FieldType
from yiben.packs.fields import smallest_per_unit as smallest_per_unit
from yiben.packs.meetings import MeetingKind as MeetingKind
from yiben.packs.procedures import Procedure as Procedure
from yiben.packs.promises import Promise as Promise
from yiben.packs.promises import Quick as Quick
from yiben.packs.registers import Register as Register
from yiben.packs.rolls import Roll as Roll
from yiben.packs.rosters import RosterKind as RosterKind
from yiben.packs.verbs import VERBS as VERBS

MAX_ROLLUPS = 3
"""The most roll-up fields of one book, extensions included (each adds lines to every entry)."""


RESERVED_IDS = frozenset({"entry"})
"""Ids no field may have: ``entry`` is the name under which a book counts its records."""


LOCAL = ".local"
"""What the name of an overlay ends with: the changes made on site to the pack whose name stands before it."""
PackName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*(\.local)?$", max_length=46)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class EvidenceRule(Definition):
    """How a book's files are kept. ``originals``: pictures keep their pixels (vouchers, signatures); otherwise they are
    scaled to what a paper needs. Where a picture was taken is removed from either."""

    originals: bool = False


class Book(Definition):
    """A kind of entry. ``title`` names the field whose value heads a row, ``entry_word`` the
    measure word of its entries (场, 条). ``evidence`` says how its files are kept. ``note`` holds the
    sentences of the note that is made of an entry, see ``yiben.packs.notes``. ``promise``: what its records may promise, ``quick`` its short forms.
    ``kept_by``: where the program records its entries by itself, in a sentence; such a book is not offered for entry by hand
    (an import and openings still bring in what was before)."""

    id: Id
    label: Label
    entry_word: Word
    title: Id | None = None
    fields: Annotated[tuple[Field, ...], pydantic.Field(min_length=1)]
    help: Help = ""
    kept_by: Annotated[str, StringConstraints(max_length=200)] = ""
    evidence: EvidenceRule = EvidenceRule()
    note: Annotated[tuple[Sentence, ...], pydantic.Field(max_length=12)] = ()
    promise: Promise | None = None
    quick: Annotated[tuple[Quick, ...], pydantic.Field(max_length=4)] = ()

    @cached_property
    def has_dependent(self) -> bool:
        """Whether a value of it follows from others: a field is computed, or required by another answer."""
        return any(field.computed or field.required_if for field in self.fields)

    def field(self, field_id: str) -> Field | None:
        """Return the field with this id, None when there is none."""
        for field in self.fields:
            if field.id == field_id:
                return field
        return None


class BookExtension(Definition):
    """Fields, choices and sentences of its note that a pack adds to another pack's book; it can take nothing away. Added
    sentences stand before the book's last one."""

    extends: Id
    fields: tuple[Field, ...] = ()
    choices: dict[Id, tuple[Choice, ...]] = {}
    note: Annotated[tuple[Sentence, ...], pydantic.Field(max_length=4)] = ()


class UnitKind(Definition):
    """A kind of unit. ``rank`` orders kinds officially; ``can_record`` allows own entries."""

    id: Id
    label: Label
    level: Id
    rank: int = 0
    can_record: bool = False


class Tree(Definition):
    """A dated hierarchy of units, such as the administrative one."""

    id: Id
    label: Label


class Tie(Definition):
    """A typed, dated link between two units that is no hierarchy."""

    id: Id
    label: Label


class GrantRule(Definition):
    """What a role may do: verbs on packs, up to a sensitivity (0 counts, 1 texts, 2 personal
    data), in the own unit only or, with ``below``, in its subtree too."""

    verbs: Annotated[tuple[str, ...], pydantic.Field(min_length=1)]
    packs: tuple[str, ...] = ("*",)
    sensitivity: Annotated[int, pydantic.Field(ge=0, le=2)] = 0
    below: bool = False


class Role(Definition):
    """A named set of grants that a post holds."""

    id: Id
    label: Label
    grants: tuple[GrantRule, ...] = ()


COUNTING = frozenset({"count", "sum", "distinct", "stock"})
"""Ways in which a metric is counted from the entries of a book; the others are computed from other metrics."""


class Metric(Definition):
    """A named computation: counted over one book, or computed from other metrics.

    Counted: count: entries; sum: a flow field; stock: a stock field's last values; distinct: different values of a unit
    or choice field, or different persons. ``where`` keeps entries whose field has the value or, for a list, one of
    the values; several fields must all hold. ``expects`` lists the kinds of units that are to report: beside the
    number stands then how many did.

    Computed, each once, from exact fractions, rounded half up to the smallest unit (``smallest_per_unit``):
    ratio: ``of`` per ``to`` in % or ‰; average: ``of`` per ``to`` (人/场); weighted: the mean of ``parts`` by their
    weights; cumulative: ``of`` from the year's beginning to the period's end; target: ``of`` in per cent of the target
    set for it; change: by how many per cent ``of`` differs from the period ``against``. A part that nobody reported, or a
    denominator of 0, gives no number.
    """

    id: Id
    label: Label
    means: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    unit: Word
    how: Literal["count", "sum", "distinct", "stock", "ratio", "average", "weighted", "cumulative", "target", "change"]
    book: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9]*(_[a-z0-9]+)*)?$", max_length=40)] = ""
    field: Id | None = None
    where: dict[Id, FilterValue] = {}
    expects: tuple[Id, ...] = ()
    of: MetricName | None = None
    to: MetricName | None = None
    parts: dict[MetricName, Annotated[int, pydantic.Field(ge=1, le=1000)]] = {}
    against: Literal["year_before", "period_before"] | None = None
    aliases: tuple[Label, ...] = ()
    withdrawn: bool = False
    """Offered no more; what names it goes on being computed."""

    @property
    def is_counted(self) -> bool:
        """Whether entries are counted, rather than other metrics computed with."""
        return self.how in COUNTING

    @property
    def named(self) -> tuple[str, ...]:
        """The metrics it is computed from, as the pack names them."""
        return tuple(dict.fromkeys(name for name in (self.of, self.to, *self.parts) if name))


class Report(Definition):
    """A document from figures; ``template`` is the file name under ``reports/``. ``of`` post: it is the report of whoever
    holds a post (述职); what is written in it by hand is the post's own."""

    id: Id
    label: Label
    title: Label
    period: Literal["year", "quarter", "month", "any"]
    of: Literal["unit", "post"] = "unit"
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+\.txt$")]


Comparison = Literal["<=", ">=", "<", ">", "==", "!="]


class Check(Definition):
    """Something that should hold of records, looked at while they are entered and when a month is closed.

    ``tier``: must is refused, should and ask pass when it is confirmed or explained. Only what cannot be (``impossible``)
    may be must. ``means`` says what is wrong, ``remedy`` what to do. Without ``book`` every book is looked at.

    impossible: the sum of ``left`` stands in ``op`` to the sum of ``right`` or to the number ``than`` (in the unit that is
    typed); days are compared alone, ``occurred_on`` is the day of the record. A record in which one of them is open is passed over.
    outlier: a month's sum of ``field`` (without it: of every number that adds up) is above ``factor`` times the median of
    the unit's own last ``months``, of which at least ``history`` have one, and not below ``least``; a single record is
    when it is above ``each`` times the median of their averages.
    copied_month: at least ``numbers`` sums of a month, the count of records among them, are those of the month before.
    round_month: all numbers of at least ``records`` records of a month are multiples of ``multiple``.
    twin: units below one parent record on one day what is called alike (``similarity`` in percent), of one kind.
    stale_stock: a stock was last recorded more than ``months`` ago.
    """

    id: Id
    label: Label
    tier: Literal["must", "should", "ask"]
    kind: Literal["impossible", "outlier", "copied_month", "round_month", "twin", "stale_stock"]
    means: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    remedy: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    book: Id | None = None
    field: Id | None = None
    left: tuple[Id, ...] = ()
    op: Comparison | None = None
    right: tuple[Id, ...] = ()
    than: int | None = None
    factor: Annotated[int, pydantic.Field(ge=2, le=100)] | None = None
    each: Annotated[int, pydantic.Field(ge=2, le=1000)] | None = None
    months: Annotated[int, pydantic.Field(ge=1, le=24)] | None = None
    history: Annotated[int, pydantic.Field(ge=2, le=24)] | None = None
    least: Annotated[int, pydantic.Field(ge=0)] | None = None
    numbers: Annotated[int, pydantic.Field(ge=2, le=20)] | None = None
    records: Annotated[int, pydantic.Field(ge=2, le=100)] | None = None
    multiple: Literal[10, 50, 100] | None = None
    similarity: Annotated[int, pydantic.Field(ge=50, le=100)] | None = None


class Pack(Definition):
    """One line of work, checked. ``requires`` maps pack names to the least version."""

    name: PackName
    label: Label
    version: Annotated[int, pydantic.Field(ge=1)]
    help: Help = ""
    requires: dict[PackName, int] = {}
    kinds: tuple[UnitKind, ...] = ()
    trees: tuple[Tree, ...] = ()
    ties: tuple[Tie, ...] = ()
    roles: tuple[Role, ...] = ()
    books: tuple[Book, ...] = ()
    rolls: tuple[Roll, ...] = ()
    extensions: tuple[BookExtension, ...] = ()
    metrics: tuple[Metric, ...] = ()
    checks: tuple[Check, ...] = ()
    reports: tuple[Report, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    meetings: tuple[MeetingKind, ...] = ()
    registers: tuple[Register, ...] = ()
    rosters: tuple[RosterKind, ...] = ()
    analyses: tuple[Analysis, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    assessments: tuple[Scheme, ...] = ()
    templates: dict[str, str] = {}

    @property
    def is_local(self) -> bool:
        """Return whether this is an overlay with the changes made on site."""
        return self.name.endswith(LOCAL)

    def book(self, book_id: str) -> Book | None:
        """Return the pack's own book with this id, None when there is none."""
        return next((book for book in self.books if book.id == book_id), None)
