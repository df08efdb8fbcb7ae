"""What a book or a procedure asks: fields, their types, their choices."""

from enum import StrEnum
from typing import Annotated, Literal

import pydantic
from pydantic import StringConstraints

from yiben.packs.base import Definition, FilterValue, Help, Id, Label, TableColumn, Word


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
SMALLEST_PER_UNIT = {"元": 100, "平方米": 100, "%": 10, "‰": 10}
"""How many of the integers that are kept make one of the unit that is shown."""


def smallest_per_unit(unit: str) -> int:
    """Return how many of the smallest integers make one of a unit: a fen is a hundredth of a 元, shares and averages
    (人/场) are kept to one decimal.

    >>> smallest_per_unit("元"), smallest_per_unit("场"), smallest_per_unit("人/场"), smallest_per_unit("元/户")
    (100, 1, 10, 100)
    """
    head, slash, _ = unit.partition("/")
    scale = SMALLEST_PER_UNIT.get(head, 1)
    return max(scale, 10) if slash else scale


class Choice(Definition):
    """One value of a choice field; the id is stored, the label is shown. ``alone``: of several choices it is taken by itself
    (“none of these”)."""

    id: Id
    label: Label
    alone: bool = False


class Field(Definition):
    """One thing that a book asks.

    ``unit`` is the measure word (人, 册); amounts are always 元, areas 平方米, minutes 分钟.
    ``min`` and ``max`` are in the unit that is typed (元, not fen). ``add`` says whether values of
    several entries add up (flow), replace each other (stock) or neither (none). ``rollup`` keeps
    running sums per value. ``many`` allows several units; ``unit_kinds`` limits which (empty: any).
    ``short`` shows the field in the quick form. ``roll`` on a person field: who is named is picked from that roll.
    ``required_if`` asks for an answer when all the fields it names have that value, or one of those. ``computed`` is a sum
    or difference of other numbers of the entry (``men + women``), never typed. ``columns`` are those of a table;
    ``separate`` gives a file its own place on the form, one file.
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
    required_if: dict[Id, FilterValue] = {}
    computed: Annotated[str, StringConstraints(max_length=200)] = ""
    columns: Annotated[tuple[TableColumn, ...], pydantic.Field(max_length=12)] = ()
    separate: bool = False

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
