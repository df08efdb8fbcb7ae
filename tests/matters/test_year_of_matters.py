"""A year of matters through the real actions, their clocks held against a slow calculation that knows no code of theirs.

Every matter is registered, assigned, taken on, asked about, extended, answered, closed and taken up again as chance has it, at
the days on which it happens; the slow calculation only sees the days. 60 in the normal suite, 10 000 with ``--long``.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.cast import Cast
from tests.matters.test_year import slow_end, worked_days
from yiben.audit.callers import SYSTEM
from yiben.matters.actions import Brought, Said, register_matter, take_step
from yiben.matters.models import Matter, MatterClock

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
REPLY, HANDLING, LONGER, BACK = 1, 5, 10, 2
"""Working days: first reply, handling, what one extension adds to its end, handing back; those of the pack while no rule of
another length is in force."""
WORKED = worked_days()


@dataclass
class Slow:
    """What the slow calculation knows of a clock: its first day, its days of standing still, when it stopped."""

    count: int
    started: date
    pauses: list[tuple[date, date]] = field(default_factory=list)
    stopped: date | None = None
    extended: date | None = None

    @property
    def end(self) -> date:
        return self.extended or slow_end(self.started, self.count, "workdays", self.pauses, WORKED)


class Life:
    """One matter with the clocks that the slow calculation keeps beside it."""

    def __init__(self, cast: Cast, draw: random.Random, number: int) -> None:
        self.cast, self.draw = cast, draw
        self.on = date(2026, 1, 5) + timedelta(days=draw.randrange(300))
        self.clocks: dict[str, list[Slow]] = {"first_reply": [Slow(REPLY, self.on)], "handling": [], "hand_back": []}
        brought = Brought(
            f"第{number}件", self.on, "phone", {"topic": "facility", "account": "灯不亮"}, {"name": "某人"}
        )
        with self._today():
            self.matter = register_matter(SYSTEM, "issue", cast.unit("community"), brought)

    def _today(self) -> time_machine.travel:
        return time_machine.travel(datetime(self.on.year, self.on.month, self.on.day, 10, tzinfo=ZONE))

    def later(self, most: int) -> None:
        self.on += timedelta(days=self.draw.randrange(most + 1))

    def take(self, name: str, **given: object) -> None:
        usual: dict[str, object] = {"on": self.on, "words": "说明", "over": "演练", **given}
        with self._today():
            self.matter = take_step(SYSTEM, self.matter, name, Said(**usual), revision=self.matter.revision)  # type: ignore[arg-type]

    def start(self, name: str, count: int) -> None:
        if not any(each.stopped is None for each in self.clocks[name]):
            self.clocks[name].append(Slow(count, self.on))

    def stop(self, *names: str) -> None:
        for name in names:
            for each in self.clocks[name]:
                each.stopped = each.stopped or self.on

    def live(self) -> None:
        self.later(2)
        self.take("assign", lead=self.cast.unit("community"))
        self.start("handling", HANDLING)
        self.start("hand_back", BACK)
        if self.draw.random() < 0.2 and self.on <= self.clocks["hand_back"][-1].end:
            self.take("hand_back")
            self.stop("handling", "hand_back")
            self.later(1)
            self.take("assign", lead=self.cast.unit("centre"))
            self.start("handling", HANDLING)
            self.start("hand_back", BACK)
        self.later(1)
        self.take("accept")
        self.stop("hand_back")
        if self.draw.random() < 0.5:
            self.take("first_reply")
            self.stop("first_reply")
        self.handle()
        if self.draw.random() < 0.7:
            self.later(3)
            self.take("close")
            self.stop("first_reply", "handling", "hand_back")
            if self.draw.random() < 0.3:
                self.later(9)
                self.take("rehandle")
                self.start("handling", HANDLING)

    def handle(self) -> None:
        """Ask the bringer or not, extend or not, answer."""
        running = self.clocks["handling"][-1]
        if self.draw.random() < 0.4:
            self.later(2)
            self.take("ask")
            begins, is_over = self.on, self.on >= running.end
            self.later(12)
            self.take("resume")
            if not is_over:  # a clock that ran out does not stand still
                running.pauses.append((begins, self.on))
        if self.draw.random() < 0.3:
            self.take("extend")
            running.extended = slow_end(running.end, LONGER, "workdays", [], WORKED)
        self.later(8)
        self.take("reply", answers={"outcome": "solved"})
        self.stop("first_reply", "handling")


def check(life: Life) -> None:
    rows: dict[str, list[MatterClock]] = {}
    for row in MatterClock.objects.filter(matter=life.matter).order_by("pk"):
        rows.setdefault(row.clock, []).append(row)
    for name, wanted in life.clocks.items():
        found = rows.get(name, [])
        assert [each.started_on for each in found] == [each.started for each in wanted], (life.matter.title, name)
        assert [each.stopped_on for each in found] == [each.stopped for each in wanted], (life.matter.title, name)
        assert [each.due_on for each in found] == [each.end for each in wanted], (life.matter.title, name)
    running = [each.end for own in life.clocks.values() for each in own if each.stopped is None]
    assert Matter.objects.get(pk=life.matter.pk).due_on == min(running, default=None)


def run(cast: Cast, count: int) -> None:
    draw = random.Random(20261130)
    for number in range(count):
        life = Life(cast, draw, number)
        life.live()
        check(life)


def test_the_clocks_of_a_year_of_matters_end_when_a_slow_calculation_says(cast):
    run(cast, 60)


@pytest.mark.long
def test_the_clocks_of_ten_thousand_matters_end_when_a_slow_calculation_says(cast):
    run(cast, 10_000)
