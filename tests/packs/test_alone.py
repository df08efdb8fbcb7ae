"""A choice that stands alone (“none of these”) is refused beside others, in any book."""

from __future__ import annotations

import pytest

from yiben.packs.definitions import Book, Choice, Field, FieldType
from yiben.packs.values import read_values

BOOK = Book(
    id="survey",
    label="调查",
    entry_word="户",
    fields=(
        Field(
            id="services",
            label="服务",
            type=FieldType.MULTICHOICE,
            choices=(Choice(id="meals", label="助餐"), Choice(id="none", label="暂不需要", alone=True)),
        ),
    ),
)


@pytest.mark.parametrize("given", [["none"], ["meals"], "暂不需要"])
def test_by_itself_it_is_taken(given):
    assert not read_values(BOOK, {"services": given}).problems


@pytest.mark.parametrize("given", [["meals", "none"], "助餐、暂不需要"])
def test_beside_another_it_is_refused_with_its_name(given):
    (problem,) = read_values(BOOK, {"services": given}).problems
    assert (problem.code, problem.data["choice"]) == ("choice_alone", "暂不需要")
