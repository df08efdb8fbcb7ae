"""Read the values of an entry as a form gives them, into canonical plain and private values.

Canonical: count, minutes: integer; amount: integer fen; area: integer 0.01 m²; percent
{"n", "d"}; choice: id; multichoice: sorted ids; date "YYYY-MM-DD"; time "HH:MM"; yesno: bool;
unit: id, or sorted ids when the field takes many. An empty value is left out; 0 stays 0.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from yiben.packs.addresses import read_address
from yiben.packs.definitions import Book, Field, FieldType
from yiben.packs.dependent import missing_because, with_computed
from yiben.packs.problems import nearest
from yiben.packs.reading_numbers import SCALES, read_date, read_number, read_percent, read_time
from yiben.packs.reading_private import (
    read_files,
    read_id_number,
    read_phone,
    read_table,
    read_text,
)
from yiben.packs.refused import JSON, Refused, plain_text

KnownUnit = Callable[[str], str | None]
"""From what was typed (id, code or name) to the unit's canonical id, None when unknown."""

_YES = frozenset({"true", "yes", "y", "1", "on", "是", "有", "√", "✓", "对", "已", "已完成"})
_NO = frozenset({"false", "no", "n", "0", "off", "否", "无", "没有", "×", "✗", "不是", "未", "未完成"})

_NOT_A_TEXT = "?"
"""Stands for a list's item that is no text, so that it is refused and not passed over."""


@dataclass(frozen=True)
class ValueProblem:
    """Why the value of one field cannot be taken. ``data`` holds what the sentence needs."""

    field: str
    code: str
    data: Mapping[str, object] = dataclass_field(default_factory=dict)


@dataclass(frozen=True)
class ReadValues:
    """What could be read, and what could not; nothing that was typed well is lost."""

    plain: dict[str, JSON]
    private: dict[str, JSON]
    problems: tuple[ValueProblem, ...]


def read_values(
    book: Book,
    raw: Mapping[str, object],
    *,
    known_unit: KnownUnit | None = None,
    canonical: bool = False,
) -> ReadValues:
    """Return the canonical values of one entry and all problems; never raises.

    ``raw`` holds what was typed: strings, or JSON integers, lists and booleans, with money in 元
    and areas in 平方米. With ``canonical`` it holds values this function returned (fen, 0.01 m²),
    which come back unchanged. ``known_unit`` resolves units; without it any id is taken.
    """
    plain: dict[str, JSON] = {}
    private: dict[str, JSON] = {}
    problems: list[ValueProblem] = []
    known = 0
    for item in book.fields:
        given = raw.get(item.id)
        if given is None:  # most fields of most rows of an import say nothing
            known += item.id in raw
            if item.required:
                problems.append(ValueProblem(item.id, "required", {"label": item.label}))
            continue
        known += 1
        is_scaled = canonical and isinstance(given, int) and SCALES.get(item.type, 1) != 1
        typed = _descaled(item, given) if is_scaled and isinstance(given, int) else given
        value = _read(item, typed, known_unit)
        if isinstance(value, Refused):
            data = {"label": item.label, **value.data}
            problems.append(ValueProblem(item.id, value.code, data))
        elif value is not None and value not in ("", [], {}):
            (private if item.type.is_private else plain)[item.id] = value
        elif item.required:
            problems.append(ValueProblem(item.id, "required", {"label": item.label}))
    if book.has_dependent:
        problems += _dependent(book, plain, private, {each.field for each in problems})
    if known != len(raw):
        problems[:0] = _unknown(book, raw)
    return ReadValues(plain, private, tuple(problems))


def _dependent(book: Book, plain: dict[str, JSON], private: Mapping[str, JSON], wrong: set[str]) -> list[ValueProblem]:
    """What is wrong between fields; the computed values are put into ``plain``."""
    found = [*with_computed(book, plain, wrong, _bounded, _typed)]
    found += missing_because(book, {**plain, **private}, wrong)
    return [ValueProblem(*each) for each in found]


def _bounded(item: Field, value: int) -> JSON | Refused:
    """A computed value as if it had been typed: within what the field takes."""
    return _READERS[item.type](item, _descaled(item, value) if SCALES[item.type] != 1 else str(value))


def _typed(item: Field, value: JSON) -> str:
    return f"{value_to_form(item, value)}{item.measure_word}"


def _unknown(book: Book, raw: Mapping[str, object]) -> list[ValueProblem]:
    ids = [item.id for item in book.fields]
    return [ValueProblem(str(key), "unknown_field", nearest(str(key)[:40], ids)) for key in raw if key not in ids]


def value_to_form(item: Field, value: JSON) -> Any:
    """Return a canonical value as a form shows it: amounts in 元, areas in 平方米, lists as lists, the rows of a table and the
    parts of an address as mappings.

    ``read_values`` of the result gives the value back, so a form can come back filled.
    """
    scale = SCALES.get(item.type)
    if scale and isinstance(value, int):
        sign, size = ("-", -value) if value < 0 else ("", value)
        whole, part = divmod(size, scale)
        return f"{sign}{whole}" + (f".{part:02d}" if part else "")
    if isinstance(value, dict):
        return dict(value) if item.type is FieldType.ADDRESS else f"{value['n']}/{value['d']}"
    if isinstance(value, list):
        if item.type is FieldType.TABLE:
            return [dict(each) if isinstance(each, dict) else each for each in value]
        return [str(each) for each in value]
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _read(item: Field, given: object, known_unit: KnownUnit | None) -> JSON | Refused | None:
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if isinstance(given, (list, tuple)) and not given:
        return None
    if item.type is FieldType.UNIT:
        return _read_units(item, given, known_unit)
    return _READERS[item.type](item, given)


def _descaled(item: Field, given: int) -> str | bool:
    if isinstance(given, bool) or abs(given) >= 10**30:
        return False
    whole, part = divmod(abs(given), SCALES[item.type])
    return f"{'-' if given < 0 else ''}{whole}.{part:02d}"


def _read_choice(item: Field, given: object) -> JSON | Refused:
    if isinstance(given, (list, tuple)) and len(given) == 1:
        given = given[0]
    text = given.strip() if isinstance(given, str) else ""
    plain = plain_text(text)
    for choice in item.choices:
        if text in (choice.id, choice.label) or plain in (choice.id, plain_text(choice.label)):
            return choice.id
    labels = [choice.label for choice in item.choices]
    return Refused("unknown_choice", {"typed": text[:40], **nearest(text[:40], labels)})


def _read_multichoice(item: Field, given: object) -> JSON | Refused:
    whole = _read_choice(item, given)
    if not isinstance(whole, Refused):
        return [whole]
    ids: set[str] = set()
    for part in _parts(given):
        value = _read_choice(item, part)
        if isinstance(value, Refused):
            return value
        ids.add(str(value))
    alone = next((choice for choice in item.choices if choice.alone and choice.id in ids), None)
    if alone is not None and len(ids) > 1:
        return Refused("choice_alone", {"choice": alone.label})
    return sorted_ids(ids)


def _read_units(item: Field, given: object, known_unit: KnownUnit | None) -> JSON | Refused:
    resolve = known_unit or _any_unit
    parts = [part.strip() for part in _whole(given)]
    if (item.many and len(parts) == 1 and resolve(parts[0]) is None) or (item.many and known_unit is None):
        parts = [part.strip() for part in _parts(given)]
    ids: set[str] = set()
    for part in parts:
        if not part:
            continue
        found = resolve(part)
        if found is None:
            return Refused("unknown_unit", {"typed": part[:40]})
        ids.add(found)
    if not ids:
        return Refused("unknown_unit", {"typed": ""}) if not _is_blank(given) else []
    if item.many:
        return sorted_ids(ids)
    if len(ids) > 1:
        return Refused("one_unit_only", {"count": len(ids)})
    return ids.pop()


def _any_unit(typed: str) -> str | None:
    return None if typed == _NOT_A_TEXT else typed


def sorted_ids(ids: set[str]) -> list[JSON]:
    """Return ids in code-point order, the canonical order of a set."""
    return [*sorted(ids)]


def _read_yesno(item: Field, given: object) -> JSON | Refused:
    if isinstance(given, bool):
        return given
    if isinstance(given, int):
        given = {0: "0", 1: "1"}.get(given)
    text = plain_text(given).lower() if isinstance(given, str) else ""
    if text in _YES:
        return True
    if text in _NO:
        return False
    return Refused("not_yes_or_no", {"typed": text[:40]})


def _whole(given: object) -> list[str]:
    if isinstance(given, (list, tuple)):
        return [each if isinstance(each, str) else _NOT_A_TEXT for each in given]
    return [given if isinstance(given, str) else _NOT_A_TEXT]


def _parts(given: object) -> list[str]:
    texts = _whole(given)
    if len(texts) != 1 or isinstance(given, (list, tuple)):
        return texts
    return [part for part in re.split(r"[、,，;；\s]+", texts[0]) if part]


def _is_blank(given: object) -> bool:
    return isinstance(given, (list, tuple)) and all(isinstance(each, str) and not each.strip() for each in given)


_READERS: Mapping[FieldType, Callable[[Field, object], JSON | Refused]] = {
    FieldType.COUNT: read_number,
    FieldType.AMOUNT: read_number,
    FieldType.MINUTES: read_number,
    FieldType.AREA: read_number,
    FieldType.PERCENT: read_percent,
    FieldType.DATE: read_date,
    FieldType.TIME: read_time,
    FieldType.CHOICE: _read_choice,
    FieldType.MULTICHOICE: _read_multichoice,
    FieldType.YESNO: _read_yesno,
    FieldType.TEXT: read_text,
    FieldType.LONGTEXT: read_text,
    FieldType.PERSON: read_text,
    FieldType.ADDRESS: read_address,
    FieldType.PLACE: read_text,
    FieldType.ID_NUMBER: read_id_number,
    FieldType.PHONE: read_phone,
    FieldType.FILE: read_files,
    FieldType.TABLE: read_table,
}
