"""The body of a request as entries: each key and its type is looked at before anything is done."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest

from yiben.errors import Refusal

MOST, MEGABYTES = 500, 2
_WANTED: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "book": (str,),
    "unit": (str,),
    "on": (str,),
    "until": (str,),
    "values": (dict,),
    "partners": (list,),
    "evidence": (list,),
    "late": (bool,),
}
_REQUIRED = ("id", "book", "unit", "on", "values")
_NAMES = {str: "text", dict: "object", list: "list", bool: "true/false"}


@dataclass(frozen=True)
class Sent:
    """An entry as it was sent: units as they were named, values as the form takes them."""

    id: str
    book: str
    unit: str
    on: date
    values: dict[str, Any]
    until: date | None = None
    partners: tuple[str, ...] = field(default=())
    evidence: tuple[str, ...] = field(default=())
    late: bool = False


def read_body(request: HttpRequest) -> tuple[list[Any], bool]:
    """Return what was sent, one by one, and whether it was a list. Refuses what is no JSON or too much at once."""
    if request.content_type != "application/json":
        raise Refusal("json_expected")
    if int(request.headers.get("Content-Length") or 0) > MEGABYTES * 2**20:
        raise Refusal("json_too_large", most=MOST, megabytes=MEGABYTES)
    try:
        sent = json.loads(request.body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise Refusal("json_broken", problem=type(problem).__name__) from problem
    if not isinstance(sent, (dict, list)) or sent == []:
        raise Refusal("json_shape")
    entries = sent if isinstance(sent, list) else [sent]
    if len(entries) > MOST:
        raise Refusal("json_too_large", most=MOST, megabytes=MEGABYTES)
    return entries, isinstance(sent, list)


def read_entry(sent: Any) -> Sent:
    """Return one entry as it was sent. Refuses unknown and missing keys and other types, each by its name."""
    if not isinstance(sent, dict):
        raise Refusal("json_shape")
    for key, value in sent.items():
        if key not in _WANTED:
            raise Refusal("key_unknown", key=str(key)[:40], allowed="、".join(_WANTED))
        if not isinstance(value, _WANTED[key]):
            raise Refusal("key_type", key=key, wanted=_NAMES[_WANTED[key][0]])
    for key in _REQUIRED:
        if key not in sent:
            raise Refusal("key_missing", key=key)
    for key in ("partners", "evidence"):
        if not all(isinstance(each, str) for each in sent.get(key, ())):
            raise Refusal("key_type", key=key, wanted="list of text")
    return Sent(
        id=sent["id"],
        book=sent["book"],
        unit=sent["unit"],
        on=_day("on", sent["on"]),
        values=sent["values"],
        until=_day("until", sent["until"]) if sent.get("until") else None,
        partners=tuple(sent.get("partners", ())),
        evidence=tuple(dict.fromkeys(sent.get("evidence", ()))),
        late=sent.get("late", False),
    )


def _day(key: str, text: str) -> date:
    try:
        if len(text) != 10:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Refusal("key_type", key=key, wanted="YYYY-MM-DD") from problem


def _refuse_constant(text: str) -> Any:
    raise ValueError(text)
