"""Matters: the board of a district with ten thousand open ones beside one indexed query by hand, and taking a step."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.bench import Row
from tests.bench.timing import timed

OPEN, DONE, FULL_DONE, TURNS = 10_000, 40_000, 400_000, 25
PAGE = 30


def run(*, full: bool) -> list[Row]:
    """Return milliseconds of the board's page and its lights at 10 000 open matters among 50 000 (``full``: 410 000)."""
    with tempfile.TemporaryDirectory(prefix="yiben-bench-") as home:
        os.environ["YIBEN_HOME"] = home
        from yiben.cli.main import prepare

        prepare()
        caller = _begin(FULL_DONE if full else DONE)
        return [*_board(caller), _step(caller)]


def _begin(done: int) -> Any:
    """The invented district with so many matters, and its reader."""
    from django.core.management import call_command

    from yiben.matters.models import Matter
    from yiben.seeding.demo import build_demo
    from yiben.units.models import Unit

    call_command("migrate", verbosity=0)
    build_demo()
    units, dice, first = list(Unit.objects.filter(kind="community")), random.Random(7), date(2026, 1, 1)
    rows = []
    for number in range(OPEN + done):
        came = first + timedelta(days=dice.randrange(300))
        rows.append(
            Matter(
                procedure="issue",
                title=f"第{number}件",
                unit=dice.choice(units),
                state="closed" if number >= OPEN else dice.choice(["registered", "assigned", "handling"]),
                is_done=number >= OPEN,
                channel="phone",
                came_on=came,
            )
        )
        rows[-1].fall_due(None if number >= OPEN else came + timedelta(days=dice.randrange(60)))
    Matter.objects.bulk_create(rows, batch_size=5000)
    from yiben.accounts.models import Appointment
    from yiben.accounts.queries import caller_for

    held = Appointment.objects.select_related("user", "post").get(user__username="reader")
    return caller_for(held.user, held.post)


def _board(caller: Any) -> list[Row]:
    from django.db import connection

    from yiben.matters.queries import OPEN as OPEN_ONES
    from yiben.matters.queries import board, lights_of, visible_matters
    from yiben.remembering import reading_once

    def page() -> None:
        with reading_once():
            assert len(list(board(caller)[:PAGE])) == PAGE

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT m.*, u.name FROM matters_matter m JOIN units_unit u ON u.id = m.unit_id"
                " WHERE m.is_done = %s ORDER BY m.sort_on, m.came_on, m.id LIMIT %s",
                [False, PAGE],
            )
            assert len(cursor.fetchall()) == PAGE

    def lights() -> None:
        with reading_once():
            assert lights_of(visible_matters(caller).filter(OPEN_ONES))["all"] == OPEN

    yardstick = _milliseconds(by_hand)
    return [
        Row(
            f"first page of the board, {OPEN:,} open",
            _milliseconds(page),
            "ms",
            False,
            yardstick,
            "one indexed query by hand",
        ),
        Row(f"its lights, {OPEN:,} open", _milliseconds(lights), "ms", False),
    ]


def _step(caller: Any) -> Row:
    from yiben.audit.callers import SYSTEM
    from yiben.matters.actions import Said, take_step
    from yiben.matters.models import Matter

    waiting = iter(Matter.objects.filter(state="assigned").select_related("unit")[: TURNS + 5])

    def accept() -> None:
        matter = next(waiting)
        Matter.objects.filter(pk=matter.pk).update(lead=matter.unit)
        take_step(SYSTEM, matter, "accept", Said(), revision=matter.revision)

    return Row("taking a step", _milliseconds(accept), "ms", False)


def _milliseconds(act: Callable[[], object]) -> float:
    act()
    return statistics.median(timed(act).wall for _ in range(TURNS)) * 1000
