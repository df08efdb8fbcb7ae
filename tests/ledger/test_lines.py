"""Which integers an entry contributes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.ledger.gathering import count_all
from yiben.ledger.lines import Contribution, contributions
from yiben.ledger.proposals import Proposal
from yiben.packs.definitions import Book, Choice, Field

KINDS = (Choice(id="banner", label="横幅"), Choice(id="poster", label="海报"))
BOOK = Book(
    id="sample",
    label="样本",
    entry_word="条",
    fields=(
        Field(id="kind", label="种类", type="choice", choices=KINDS, rollup=True),
        Field(id="ages", label="年龄", type="multichoice", choices=KINDS, rollup=True),
        Field(id="done", label="完成", type="yesno", rollup=True),
        Field(id="hosts", label="单位", type="unit", many=True, rollup=True),
        Field(id="people", label="人数", type="count", unit="人", add="flow"),
        Field(id="rooms", label="房间", type="count", unit="间", add="stock"),
        Field(id="page", label="页码", type="count", unit="页"),
    ),
)


def lines(**values: object) -> list[tuple[str, str, str, int]]:
    return [(each.field, each.dimension, each.value, each.amount) for each in contributions(BOOK, values)]


def test_an_entry_without_values_counts_once():
    assert lines() == [("entry", "", "", 1)]


def test_zero_gives_a_line_and_what_was_not_reported_gives_none():
    assert ("people", "", "", 0) in lines(people=0)
    assert not [line for line in lines() if line[0] == "people"]


def test_a_number_that_does_not_add_up_gives_no_line():
    assert lines(page=7) == [("entry", "", "", 1)]


def test_a_rolled_up_choice_repeats_every_flow_total_and_no_stock():
    found = [line for line in lines(kind="banner", people=3, rooms=2) if line[1]]
    assert found == [("entry", "kind", "banner", 1), ("people", "kind", "banner", 3)]


def test_a_stock_is_marked():
    assert Contribution("rooms", "", "", 2, is_stock=True) in contributions(BOOK, {"rooms": 2})


@pytest.mark.parametrize(("value", "name"), [(True, "yes"), (False, "no")])
def test_yes_and_no_are_rolled_up_alike(value, name):
    assert ("entry", "done", name, 1) in lines(done=value)


def test_units_are_rolled_up_as_entries_alone():
    found = [line for line in lines(hosts=["u1", "u2"], people=5) if line[1]]
    assert found == [("entry", "hosts", "u1", 1), ("entry", "hosts", "u2", 1)]


@given(st.sampled_from([None, "banner", "poster"]), st.sets(st.sampled_from(["banner", "poster"])), st.integers(0, 99))
def test_the_dimension_of_a_single_choice_adds_up_to_the_total(kind, ages, people):
    values = {"people": people, "ages": sorted(ages), **({"kind": kind} if kind else {})}
    found = lines(**values)
    by_kind = sum(amount for field, name, _, amount in found if (field, name) == ("people", "kind"))
    by_age = sum(amount for field, name, _, amount in found if (field, name) == ("people", "ages"))
    assert by_kind == (people if kind else 0)
    assert by_age == people * len(ages)
    assert found == lines(**dict(reversed(values.items())))


SAID = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["banner", "poster"]),
        "ages": st.lists(st.sampled_from(["banner", "poster"]), unique=True),
        "done": st.booleans(),
        "hosts": st.lists(st.sampled_from(["u1", "u2"]), unique=True),
        "people": st.integers(0, 9),
        "rooms": st.integers(0, 9),
        "entry": st.integers(0, 9),
    },
)


@given(st.lists(st.tuples(SAID, st.sampled_from(["record", "total", "void"])), max_size=6))
def test_entries_counted_together_count_what_each_contributes(given):
    proposals = [
        Proposal(str(n), kind, date(2026, 3, 5), book="sample", values=values) for n, (values, kind) in enumerate(given)
    ]
    found = count_all(proposals, {("sample", 0): BOOK})
    for proposal in proposals:
        said = contributions(BOOK, proposal.values, proposal.kind) if proposal.kind != "void" else []
        numbers = found.of.get(proposal.uid, [])
        assert [(*found.keys[place][1:4], amount) for place, amount in numbers] == [
            (each.field, each.dimension, each.value, each.amount) for each in said
        ]
