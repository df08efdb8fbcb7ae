"""What a pack may declare, as frozen values.

A pack is the plain files of one line of work. These models say which keys exist and of which
type; rules that span several keys or files stand in ``yiben.packs.checking``.
"""

from enum import StrEnum
from typing import Annotated, Literal

import pydantic
from pydantic import StringConstraints

from yiben.packs.base import ID_PATTERN as ID_PATTERN
from yiben.packs.base import Definition as Definition
from yiben.packs.base import Help, Id, Label, Word
from yiben.packs.rolls import Roll as Roll

VERBS: tuple[str, ...] = (
    "draft.edit",
    "entry.record",
    "entry.correct",
    "entry.void",
    "entry.read",
    "entry.detail",
    "entry.erase",
    "entry.import",
    "evidence.read",
    "figure.read",
    "report.read",
    "report.render",
    "report.download",
    "target.set",
    "document.upload",
    "plan.read",
    "plan.change",
    "task.set",
    "task.return",
    "task.close",
    "period.close",
    "period.reopen_request",
    "bundle.export",
    "bundle.import",
    "unit.read",
    "unit.change",
    "post.appoint",
    "grant.change",
    "account.change",
    "roll.read",
    "roll.change",
    "roll.full",
    "roll.export",
    "roll.minors",
    "pack.install",
    "audit.read",
    "system.operate",
)
"""Every verb that a role may grant and that ``allow(caller, verb, unit)`` may be asked for."""

MAX_ROLLUPS = 3
"""The most roll-up fields of one book, extensions included (each adds lines to every entry)."""


RESERVED_IDS = frozenset({"entry"})
"""Ids no field may have: ``entry`` is the name under which a book counts its records."""


class FieldType(StrEnum):
    """The type of a field; it decides how a value is read and whether it can be erased."""

    COUNT = "count"
    AMOUNT = "amount"
    CHOICE = "choice"
    MULTICHOICE = "multichoice"
    DATE = "date"
    TIME = "time"
    MINUTES = "minutes"
    AREA = "area"
    PERCENT = "percent"
    YESNO = "yesno"
    UNIT = "unit"
    TEXT = "text"
    LONGTEXT = "longtext"
    PERSON = "person"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"
    PLACE = "place"
    FILE = "file"
    TABLE = "table"

    @property
    def is_private(self) -> bool:
        """Return whether values stay out of the entry's body and can be erased."""
        return self in _PRIVATE

    @property
    def is_number(self) -> bool:
        """Return whether values are integers that may be added."""
        return self in _NUMBERS

    @property
    def is_groupable(self) -> bool:
        """Return whether values can head a roll-up or stand in a metric's filter."""
        return self in _GROUPABLE


_PRIVATE = frozenset(
    {
        FieldType.TEXT,
        FieldType.LONGTEXT,
        FieldType.PERSON,
        FieldType.ID_NUMBER,
        FieldType.PHONE,
        FieldType.ADDRESS,
        FieldType.PLACE,
        FieldType.FILE,
        FieldType.TABLE,
    }
)
_NUMBERS = frozenset({FieldType.COUNT, FieldType.AMOUNT, FieldType.MINUTES, FieldType.AREA})
_GROUPABLE = frozenset({FieldType.CHOICE, FieldType.MULTICHOICE, FieldType.UNIT, FieldType.YESNO})
FIXED_UNITS = {FieldType.AMOUNT: "元", FieldType.AREA: "平方米", FieldType.MINUTES: "分钟"}
"""The measure word of types that have only one."""


class Choice(Definition):
    """One value of a choice field; the id is stored, the label is shown."""

    id: Id
    label: Label


class Field(Definition):
    """One thing that a book asks.

    ``unit`` is the measure word (人, 册); amounts are always 元, areas 平方米, minutes 分钟.
    ``min`` and ``max`` are in the unit that is typed (元, not fen). ``add`` says whether values of
    several entries add up (flow), replace each other (stock) or neither (none). ``rollup`` keeps
    running sums per value. ``many`` allows several units; ``unit_kinds`` limits which (empty: any).
    ``short`` shows the field in the quick form. ``roll`` on a person field: who is named is picked from that roll.
    """

    id: Id
    label: Label
    type: Annotated[FieldType, pydantic.Field(strict=False)]
    unit: Word | None = None
    required: bool = False
    min: int | None = None
    max: int | None = None
    choices: tuple[Choice, ...] = ()
    rollup: bool = False
    add: Literal["flow", "stock", "none"] = "none"
    many: bool = False
    unit_kinds: tuple[Id, ...] = ()
    help: Help = ""
    short: bool = False
    roll: Id | None = None

    @property
    def measure_word(self) -> str:
        """Return the measure word, "" when the type has none."""
        return FIXED_UNITS.get(self.type) or self.unit or ""

    @property
    def parts_records(self) -> bool:
        """Return whether every record has exactly one value here and sums are kept per value."""
        return self.type is FieldType.CHOICE and self.required and self.rollup

    def choice(self, choice_id: str) -> Choice | None:
        """Return the choice with this id, None when there is none."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


class Book(Definition):
    """A kind of entry. ``title`` names the field whose value heads a row, ``entry_word`` the
    measure word of its entries (场, 条)."""

    id: Id
    label: Label
    entry_word: Word
    title: Id | None = None
    fields: Annotated[tuple[Field, ...], pydantic.Field(min_length=1)]
    help: Help = ""

    def field(self, field_id: str) -> Field | None:
        """Return the field with this id, None when there is none."""
        return next((field for field in self.fields if field.id == field_id), None)


class BookExtension(Definition):
    """Fields and choices that a pack adds to another pack's book; it can take nothing away."""

    extends: Id
    fields: tuple[Field, ...] = ()
    choices: dict[Id, tuple[Choice, ...]] = {}


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


FilterValue = bool | str | tuple[str, ...]


class Metric(Definition):
    """A named computation over one book.

    count: entries; sum: a flow field; stock: a stock field's last values; distinct: different
    values of a unit or choice field. ``where`` keeps entries whose field has the value
    or, for a list, one of the values; several fields must all hold.
    Fields in ``where`` and of distinct metrics are roll-ups: figures are read from their lines.
    """

    id: Id
    label: Label
    means: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    unit: Word
    how: Literal["count", "sum", "distinct", "stock"]
    book: Id
    field: Id | None = None
    where: dict[Id, FilterValue] = {}
    aliases: tuple[Label, ...] = ()


class Report(Definition):
    """A document from figures; ``template`` is the file name under ``reports/``."""

    id: Id
    label: Label
    title: Label
    period: Literal["year", "quarter", "month", "any"]
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+\.txt$")]


class Pack(Definition):
    """One line of work, checked. ``requires`` maps pack names to the least version."""

    name: Id
    label: Label
    version: Annotated[int, pydantic.Field(ge=1)]
    help: Help = ""
    requires: dict[Id, int] = {}
    kinds: tuple[UnitKind, ...] = ()
    trees: tuple[Tree, ...] = ()
    ties: tuple[Tie, ...] = ()
    roles: tuple[Role, ...] = ()
    books: tuple[Book, ...] = ()
    rolls: tuple[Roll, ...] = ()
    extensions: tuple[BookExtension, ...] = ()
    metrics: tuple[Metric, ...] = ()
    reports: tuple[Report, ...] = ()
    templates: dict[str, str] = {}

    def book(self, book_id: str) -> Book | None:
        """Return the pack's own book with this id, None when there is none."""
        return next((book for book in self.books if book.id == book_id), None)
