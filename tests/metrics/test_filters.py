"""Filters over any choice, persons counted once, figures by a choice, definitions compared, who has reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.cast import Cast
from tests.catalog.packs import visits
from tests.ledger.facts import close_months, correct, figure, last_seq, record, request
from yiben.audit.callers import SYSTEM
from yiben.catalog.actions import install_pack
from yiben.catalog.queries import catalogue
from yiben.ledger.models import Subject
from yiben.metrics.figures import evaluate
from yiben.metrics.grouping import compare_records, fields_to_group_by, group_figure
from yiben.metrics.planning import plan_metric
from yiben.metrics.reporting import reporting_of
from yiben.metrics.scopes import FigureRequest
from yiben.packs.definitions import Metric

CHOICES = """  - {id: urgency, label: 缓急, type: choice, choices: [{id: now, label: 急}, {id: later, label: 缓}]}
  - {id: needs, label: 需要, type: multichoice, choices: [{id: lift, label: 电梯}, {id: light, label: 照明}]}
  - {id: solved, label: 已解决, type: yesno}
  - {id: who, label: 走访对象, type: person}
"""


@pytest.fixture
def visited(cast: Cast) -> Cast:
    install_pack(SYSTEM, visits(more=CHOICES), on=date(2026, 1, 1))
    for homes, values in (
        (3, {"urgency": "now", "needs": ["lift", "light"], "solved": "yes", "kind": "routine"}),
        (5, {"urgency": "later", "needs": ["light"], "solved": "no", "kind": "festival"}),
        (9, {"kind": "routine"}),
    ):
        record(cast.unit("community"), book="visit", households=homes, **values)
    return cast


def asked(cast: Cast, how: str = "sum", field: str | None = "households", **where: object) -> FigureRequest:
    metric = Metric.model_validate(
        {
            "id": "tried",
            "label": "试算",
            "means": "试算。",
            "unit": "户",
            "how": how,
            "book": "visit",
            "field": field,
            "where": where,
        }
    )
    return FigureRequest("visits.tried", metric, request("homes", cast.unit("district")).scope)


def value(request_: FigureRequest) -> int | None:
    return evaluate([request_])[0].value


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"urgency": "now"}, 3),
        ({"urgency": ("now", "later")}, 8),
        ({"needs": "light"}, 8),
        ({"needs": "lift"}, 3),
        ({"solved": True}, 3),
        ({"solved": False}, 5),
        ({"kind": "routine", "urgency": "now"}, 3),
        ({"kind": "festival", "needs": ("lift", "light")}, 5),
    ],
)
def test_a_figure_is_filtered_by_any_choice(visited: Cast, where, found):
    assert value(asked(visited, **where)) == found


def test_a_filter_follows_corrections_and_looks_back(visited: Cast):
    seq, then = last_seq() - 1, last_seq()  # the second record
    from yiben.ledger.actions import correct_entry

    correct_entry(
        SYSTEM,
        seq,
        uid="6f0d1c3c-3a52-4a2b-a3be-0b0f5f1f2a01",
        reason="选错了",
        values={"households": 6, "urgency": "now", "kind": "festival"},
        on=date(2026, 3, 5),
    )
    assert [value(asked(visited, urgency=each)) for each in ("now", "later")] == [9, 0]
    before = asked(visited, urgency="later")
    assert value(replace(before, scope=replace(before.scope, as_of=then))) == 5


def test_what_a_roll_up_keeps_and_what_the_entries_say_is_the_same(cast: Cast):
    """The same filter answered from lines of the roll-up, and looked up in the entries."""
    from yiben.metrics import sums

    for series in ("safe_communities", "safe_homes", "general"):
        record(cast.unit("community"), series=series)
    correct(last_seq(), series="safe_homes")
    plain = request("activity_entries", cast.unit("district"))
    wanted = ("safe_homes", "general")
    kept = replace(plain, metric=plain.metric.model_copy(update={"where": {"series": wanted}}))
    looked_up = replace(plan_metric(plain.metric, catalogue()), values=(("series", wanted),))
    assert value(kept) == sum(sums.sum_lines(looked_up, plain.scope, 1).values()) == 2


def test_a_value_that_is_no_id_never_reaches_a_statement(visited: Cast):
    with pytest.raises(ValueError, match="DROP"):
        value(asked(visited, urgency="x'); DROP TABLE ledger_line; --"))


def test_persons_are_counted_once_by_their_tokens(visited: Cast):
    first = last_seq()
    for seq, token in ((first, "a"), (first - 1, "a"), (first - 2, "b")):
        Subject.objects.create(entry_id=seq, field="who", token=token)
    assert value(asked(visited, "distinct", "who")) == 2
    assert value(asked(visited, "distinct", "who", kind="routine")) == 2
    assert value(asked(visited, "distinct", "who", kind="festival")) == 1


def test_persons_who_were_merged_are_one(visited: Cast):
    from yiben.rolls.models import Person, Token

    person = Person.objects.create(locked="")
    for place, token in enumerate(("a", "b")):
        Subject.objects.create(entry_id=last_seq() - place, field="who", token=token)
        Token.objects.create(person=person, purpose=f"roll_{token}", token=token)
    assert value(asked(visited, "distinct", "who")) == 1


def test_a_figure_is_told_apart_by_a_choice(visited: Cast):
    homes = request("homes", visited.unit("district"))
    fields = {field.id: field for field in fields_to_group_by(homes)}
    assert list(fields) == ["kind", "urgency", "needs", "solved"]
    for name, parts in (("kind", [12, 5]), ("urgency", [3, 5]), ("solved", [3, 5])):
        assert [each.value for _, each in group_figure(homes, fields[name])] == parts


def test_two_definitions_are_compared_by_the_records_they_count(visited: Cast):
    one, other = asked(visited, kind="routine"), asked(visited, urgency=("now", "later"))
    found = compare_records(one, other)
    assert (found.both, found.only_first, found.only_second) == (1, 1, 1)
    assert ([net for *_, net in found.first], [net for *_, net in found.second]) == ([9], [5])


def reporting(cast: Cast, period: str = "2026-03") -> tuple[int, int, list[str]] | None:
    metric = catalogue().metrics["base.activity_participants"].model_copy(update={"expects": ("community",)})
    scope = request("activity_participants", cast.unit("subdistrict"), period).scope
    found = reporting_of(FigureRequest("base.activity_participants", metric, scope))
    return found and (found.expected, found.reported, [unit.short_name for unit in found.missing])


def test_who_has_not_reported_is_named_beside_the_number(cast: Cast):
    assert reporting(cast) == (2, 0, ["枫林社区", "桥西社区"])
    record(cast.unit("community"))
    assert reporting(cast) == (2, 1, ["桥西社区"])


def test_a_unit_that_handed_its_month_in_with_nothing_has_reported(cast: Cast):
    from yiben.ledger.models import Closing

    Closing.objects.create(unit=cast.unit("neighbour"), month=202603, state=Closing.SUBMITTED)
    assert reporting(cast) == (2, 1, ["枫林社区"])
    assert reporting(cast, "2026Q1") == (2, 0, ["枫林社区", "桥西社区"])
    Closing.objects.filter(unit=cast.unit("neighbour")).update(is_missing=True, state=Closing.CLOSED)
    assert reporting(cast) == (2, 0, ["枫林社区", "桥西社区"])


def test_a_metric_that_expects_nobody_tells_of_nobody(cast: Cast):
    close_months(cast.unit("community"), 202601)
    assert reporting_of(request("activity_participants", cast.unit("subdistrict"))) is None
    assert figure("activity_participants", cast.unit("subdistrict")) == 0
