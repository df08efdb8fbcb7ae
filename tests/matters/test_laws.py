"""Laws of matters, whatever the order of steps: no stage skipped, clocks never shorter, numbers without gaps, nobody lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.conftest import IS_LONG
from yiben.audit.callers import SYSTEM
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.matters.actions import Brought, Said, register_matter, take_step
from yiben.matters.guards import those_who_brought
from yiben.matters.models import Matter, MatterClock, MatterNumber, Party
from yiben.packs.definitions import Field, FieldType
from yiben.packs.procedures import Procedure, Step

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 5)
EXAMPLES = 60 if IS_LONG else 12


def answer(field: Field, pick: int) -> object:
    """Some answer that the question takes."""
    if field.type in (FieldType.CHOICE, FieldType.MULTICHOICE):
        chosen = field.choices[pick % len(field.choices)].id
        return [each.id for each in field.choices] if field.type is FieldType.MULTICHOICE else chosen
    return {
        FieldType.YESNO: "yes",
        FieldType.DATE: (FIRST + timedelta(days=400 + pick)).isoformat(),
        FieldType.COUNT: str(10 + pick),
        FieldType.AMOUNT: str(100 + pick),
    }.get(field.type, f"说明{pick}")


def begun(cast: Cast, declared: Procedure, pick: int, number: int) -> Matter:
    answers = {each.id: answer(each, pick) for each in declared.fields}
    brought = Brought(
        f"第{number}件",
        FIRST,
        "other",
        answers,
        {"name": "某人"},
        [f"甲{number}", f"乙{number}"] if declared.proposers else (),
    )
    return register_matter(SYSTEM, declared.id, cast.unit("community"), brought)


def attempt(cast: Cast, matter: Matter, step: Step, pick: int, on: date, into: Matter | None) -> Matter:
    said = Said(
        on=on,
        words="说明",
        answers={each.id: answer(each, pick) for each in step.asks},
        lead=cast.unit("organisation"),
        helpers=[cast.unit("centre")] if pick % 2 else [],
        into=into,
        party=pick % 3,
        unit=cast.unit("centre"),
        over="演练",
    )
    return take_step(SYSTEM, matter, step.id, said, revision=matter.revision)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["issue", "proposal", "rectification", "instruction", "information_request", "mediation"]),
    st.data(),
)
def test_whatever_is_tried_the_laws_of_matters_hold(cast: Cast, name, data):
    from django.db import transaction

    with time_machine.travel("2027-06-01T10:00:00+08:00"), transaction.atomic():
        declared = catalogue().procedures[name]
        matters = [begun(cast, declared, n, n) for n in range(2)]
        brought = Party.objects.count()
        on, ends, stood = FIRST, {}, {}
        for _turn in range(14):
            matter = Matter.objects.get(pk=data.draw(st.sampled_from(matters)).pk)
            pick = data.draw(st.integers(0, 6))
            open_ones = [each for each in declared.steps if matter.state in each.after]
            step = data.draw(st.sampled_from(open_ones if open_ones and pick else declared.steps))
            on += timedelta(days=data.draw(st.integers(0, 9)))
            other = next(each for each in matters if each.pk != matter.pk)
            before, ran = matter.state, _running(matter)
            try:
                with transaction.atomic():
                    after = attempt(cast, matter, step, pick, on, other)
            except Refusal:
                assert Matter.objects.get(pk=matter.pk).state == before
                continue
            assert before in step.after
            if "take_out" in step.effects:
                assert (after.state, _running(after)) == stood[matter.pk]
            else:
                assert after.state == (step.to or before)
            if "join" in step.effects:
                stood[matter.pk] = (before, ran)
            for clock in MatterClock.objects.filter(matter__in=matters):
                assert clock.due_on >= ends.get(clock.pk, clock.started_on)
                ends[clock.pk] = clock.due_on
        _nothing_is_lost(matters, brought)
        transaction.set_rollback(True)


def _running(matter: Matter) -> set[int]:
    return set(matter.clocks.filter(stopped_on=None).values_list("pk", flat=True))


def _nothing_is_lost(matters: list[Matter], brought: int) -> None:
    running = MatterClock.objects.filter(matter__in=matters, stopped_on=None, helper=None).values_list(
        "matter", "clock"
    )
    assert len(running) == len(set(running))
    numbers = sorted(int(each.number.partition("〕")[2][:-1]) for each in Matter.objects.exclude(number=""))
    assert numbers == list(range(1, len(numbers) + 1))
    assert sum(each.last for each in MatterNumber.objects.all()) == len(numbers)
    assert Party.objects.count() == brought
    for matter in Matter.objects.filter(pk__in=[each.pk for each in matters]):
        own = matter.parties.count() + sum(each.parties.count() for each in matter.joined.all())
        assert len(those_who_brought(matter)) == own
        assert matter.is_done == (matter.closed_on is not None)
        if matter.is_done:
            assert not MatterClock.objects.filter(matter=matter, stopped_on=None, clock__in=_stopping(matter)).exists()


def _stopping(matter: Matter) -> list[str]:
    """The clocks that the step into the present state does not start."""
    declared = catalogue().procedures[matter.procedure]
    started = {name for step in declared.steps if step.to == matter.state for name in step.starts}
    return [each.id for each in declared.clocks if each.id not in started]
