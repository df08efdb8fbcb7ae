"""What commands print: sentences for people, or one JSON value with ``--json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from yiben.errors import Refusal

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def emit(value: Any, lines: Sequence[str], *, as_json: bool) -> None:
    """Print ``value`` as JSON, or ``lines`` for people."""
    if as_json:
        print(json.dumps(value, ensure_ascii=False, indent=1, default=str))
    else:
        for line in lines:
            print(line)


def complain(lines: Sequence[str]) -> None:
    """Print sentences to the error stream."""
    for line in lines:
        print(line, file=sys.stderr)


def read_day(text: str) -> date:
    """Return the day that an argument names. Raises Refusal ``day_malformed``."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Refusal("day_malformed", text=text) from problem


def read_pairs(pairs: Sequence[str], *, at_last: bool = False) -> dict[str, str]:
    """Return what arguments of the form key=value say; ``at_last``: the key may hold = itself. Raises Refusal
    ``value_malformed``."""
    found = {}
    for pair in pairs:
        key, mark, value = pair.rpartition("=") if at_last else pair.partition("=")
        if not mark or not key:
            raise Refusal("value_malformed", text=pair)
        found[key] = value
    return found


def speak_chinese() -> None:
    """Make sentences Chinese for a command that needs no database: nothing of an instance is loaded or made."""
    import django
    from django.conf import settings
    from django.utils import translation

    if not settings.configured:
        settings.configure(USE_I18N=True, LANGUAGE_CODE="zh-hans", LOCALE_PATHS=[LOCALE])
        django.setup()
    translation.activate("zh-hans")
