"""A process that records and prints the id of every entry that was acknowledged: python -m tests.ledger.writer CODE N.

With ``check`` instead of a code it reads acknowledged ids and prints what is wrong as JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date

from yiben.cli.main import prepare


def write(code: str, count: int) -> None:
    from tests.ledger.facts import new_id, record
    from yiben.units.queries import find_unit

    unit = find_unit(code)
    for number in range(count):
        made = record(unit, date(2025, 1 + number % 12, 5), uid=new_id(), participants=number % 50)
        sys.stdout.write(f"{made.uid}\n")
        sys.stdout.flush()


def check(acknowledged: list[str]) -> dict[str, object]:
    from yiben.ledger.models import Arrival, Entry
    from yiben.ledger.verifying import verify

    kept = Counter(Entry.objects.values_list("uid", flat=True))
    numbers = list(Entry.objects.order_by("seq").values_list("seq", "origin_seq"))
    result = verify(deep=True)
    return {
        "lost": [uid for uid in acknowledged if kept[uid] != 1],
        "gaps": numbers != [(n, n) for n in range(1, len(numbers) + 1)],
        "findings": [each.code for each in result.findings],
        "arrivals": Arrival.objects.get().last_seq - len(numbers),
    }


if __name__ == "__main__":
    prepare()
    if sys.argv[1] == "check":
        sys.stdout.write(json.dumps(check(sys.stdin.read().split())))
    else:
        write(sys.argv[1], int(sys.argv[2]))
