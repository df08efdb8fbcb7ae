"""What commands print: sentences for people, or one JSON value with ``--json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any


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
